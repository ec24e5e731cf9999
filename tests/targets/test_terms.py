"""What a target says is dated: one row of terms in force on any day, read for many targets at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from gangmu.base.errors import Problems
from gangmu.targets import actions
from gangmu.targets.agreed import first_day, prefetch_terms, terms_of_month, terms_on
from gangmu.targets.models import Node, Target, Terms
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db
JULY = dt.date(YEAR, 7, 1)


class TestOnADay:
    @pytest.fixture
    def twice(self, target) -> Target:
        """24 schools from ever, 30 from July on."""
        Terms.objects.create(target=target, since=JULY, goal=Decimal(30))
        return Target.objects.get()

    @pytest.mark.parametrize(
        ("day", "goal"),
        [
            (dt.date(YEAR - 1, 12, 31), 24),
            (dt.date(YEAR, 1, 1), 24),
            (dt.date(YEAR, 6, 30), 24),
            (JULY, 30),
            (dt.date(YEAR + 1, 3, 1), 30),
        ],
    )
    def test_the_last_that_have_begun_hold_and_the_first_from_ever(self, twice, day, goal):
        assert terms_on(twice, day).goal == goal

    def test_a_month_is_judged_by_the_terms_of_its_end(self, target):
        Terms.objects.create(target=target, since=dt.date(YEAR, 7, 20), goal=Decimal(30))
        found = Target.objects.get()
        assert [terms_of_month(found, dt.date(YEAR, month, 1)).goal for month in (6, 7)] == [24, 30]

    def test_two_cannot_begin_on_one_day(self, target):
        with pytest.raises(IntegrityError):
            Terms.objects.create(target=target, since=first_day(YEAR), goal=Decimal(30))

    def test_many_targets_cost_two_queries(self, many, django_assert_num_queries):
        many(30)
        targets = list(Target.objects.all())
        with django_assert_num_queries(2):
            prefetch_terms(targets)
            for one in targets:
                said = terms_on(one, JULY)
                assert said.target is one
                assert len(said.nodes.all()) == 2


class TestInADraft:
    def test_a_target_has_one_from_the_first_day_of_its_year(self, target):
        said = target.terms.get()
        assert (said.since, said.goal, said.deadline) == (dt.date(YEAR, 1, 1), 24, dt.date(YEAR, 12, 31))

    def test_editing_changes_it_in_place(self, target, city):
        before = target.terms.get()
        values = {"goal": Decimal(30), "standard": "验收合格", "name": "新建学校"}
        actions.update_target(target=target, version=1, values=values, by=city.people["office"])
        after = Terms.objects.get(target__name="新建学校")
        assert (after.pk, after.goal, after.standard) == (before.pk, 30, "验收合格")

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"stretch": Decimal(20)}, "争取目标应当比目标值更高"),
            ({"goal": Decimal("1234567890123456")}, "有效数字超过 15 位"),
        ],
    )
    def test_what_contradicts_itself_is_not_saved(self, target, city, values, message):
        with pytest.raises(Problems, match=message):
            actions.update_target(target=target, version=1, values=values, by=city.people["office"])
        assert target.terms.get().goal == 24

    def test_it_goes_with_its_target(self, target, city):
        actions.delete_target(target=target, version=1, by=city.people["office"])
        assert not Terms.objects.exists()
        assert not Node.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestUpgrade:
    """What older versions kept in the target's own columns becomes its first terms, and back again."""

    OLD, NEW = ("targets", "0004_source_items"), ("targets", "0007_terms_alone")

    @pytest.fixture
    def older(self):
        yield self.at(self.OLD)
        call_command("migrate", verbosity=0)

    def at(self, migration):
        return MigrationExecutor(connection).migrate([migration]).apps

    def test_terms_and_nodes_are_moved(self, older):
        unit = older.get_model("org", "Unit").objects.create(code="gov", name="某市", kind="government")
        plan = older.get_model("targets", "Plan").objects.create(unit=unit, year=YEAR, title="目标")
        said = {"goal": Decimal("4.1"), "baseline": Decimal(4), "standard": "达到", "deadline": dt.date(YEAR, 11, 30)}
        targets = older.get_model("targets", "Target").objects
        kept = targets.create(plan=plan, code="1", name="甲", kind="quantitative", **said)
        targets.create(plan=plan, code="2", name="乙", kind="project")
        older.get_model("targets", "Node").objects.create(target=kept, due=dt.date(YEAR, 6, 30), planned=Decimal(2))

        newer = self.at(self.NEW)
        terms = newer.get_model("targets", "Terms").objects
        moved = terms.get(target_id=kept.pk)
        assert {name: getattr(moved, name) for name in said} == said
        assert (moved.since, moved.nodes.get().planned) == (dt.date(YEAR, 1, 1), 2)
        assert terms.count() == 2
        later = terms.create(target_id=kept.pk, since=JULY, goal=Decimal(9))
        later.nodes.create(due=dt.date(YEAR, 9, 30), planned=Decimal(9))

        again = self.at(self.OLD)
        back = again.get_model("targets", "Target").objects.get(pk=kept.pk)
        assert {name: getattr(back, name) for name in said} == said
        assert [node.planned for node in back.nodes.all()] == [2]
