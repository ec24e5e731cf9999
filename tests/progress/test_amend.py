"""What an issued target says is changed by one action only, from a day on; what was judged before stays as it was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

import gangmu
from gangmu.assessment import facts
from gangmu.base.audit import verify as verify_chain
from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.progress import actions
from gangmu.progress.models import Standing
from gangmu.scoring import read_scheme
from gangmu.targets import actions as targets
from gangmu.targets.agreed import terms_on
from gangmu.targets.drafts import NodeDraft, TargetDraft
from gangmu.targets.models import Target, Terms
from tests.progress.test_months_due import SCHEME

pytestmark = pytest.mark.django_db
NOVEMBER = dt.date(2026, 11, 10)


@pytest.fixture
def amend(city, target):
    """`amend(goal=Decimal(100))` decides it for the first target from 10 November on."""

    def act(since: dt.date = NOVEMBER, *, by: str = "office", nodes=None, **values) -> Terms:
        row = Target.objects.get(pk=target.pk)
        why = {"basis": "市政府第 12 次常务会议纪要", "reason": "专项资金下达推迟"}
        return actions.amend_target(
            by=city.people[by], target=row, version=row.version, since=since, values=values, nodes=nodes, **why
        )

    return act


def goal_in(plan, month) -> tuple[str, int]:
    collected = facts.collect(read_scheme(SCHEME).scheme, plan, month)
    (row,) = collected.tables["target"]
    return row["goal"], collected.terms["MB-1@jyj"]


class TestAmended:
    def test_the_new_goal_holds_from_its_day_and_the_old_one_before(self, target, amend):
        amend(goal=Decimal(100))
        found = Target.objects.get(pk=target.pk)
        said = [terms_on(found, day).goal for day in (dt.date(2026, 11, 9), NOVEMBER, dt.date(2026, 12, 31))]
        assert said == [120, 100, 100]
        old, new = found.terms.all()
        assert (old.goal, old.basis, old.decided_by) == (120, "", None)
        assert (new.basis, new.decided_by.name) == ("市政府第 12 次常务会议纪要", "目标办李敏")
        assert [node.planned for node in new.nodes.order_by("due")] == [
            30,
            60,
            90,
            120,
        ]  # as before, where none are given

    def test_new_nodes_replace_the_old_ones_from_then_on(self, target, amend):
        new = amend(goal=Decimal(100), nodes=[NodeDraft(dt.date(2026, 12, 31), Decimal(100), "完工")])
        assert [node.content for node in new.nodes.all()] == ["完工"]
        assert target.terms.earliest("since").nodes.count() == 4

    def test_the_event_tells_old_and_new_and_the_trail_holds(self, target, amend):
        amend(goal=Decimal(100), months_due="03,06,09,12")
        event = Event.objects.get(verb="target.amend")
        assert (event.before["goal"], event.after["goal"]) == ("120", "100")
        assert (event.after["since"], event.after["basis"]) == ("2026-11-10", "市政府第 12 次常务会议纪要")
        assert event.reason == "专项资金下达推迟"
        assert f"targets.target:{target.pk}" in event.seals
        assert verify_chain().intact

    def test_october_stays_as_it_was_judged_and_november_is_judged_anew(self, target, amend, submit, months):
        submit(10, value=98)
        before = list(Standing.objects.values())
        amend(goal=Decimal(1000), nodes=[])
        assert list(Standing.objects.values()) == before
        with time_machine.travel(dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)):
            submit(11, value=110, jump_reason="核对无误")
            assert Standing.objects.get(target=target).color == "red"
            kept = list(Standing.objects.values())
            assert actions.restand_all() == 1
            assert list(Standing.objects.values()) == kept

    def test_what_is_reported_already_for_that_month_stands_anew_at_once(self, target, amend, submit, months):
        with time_machine.travel(dt.datetime(2026, 11, 29, 10, tzinfo=dt.UTC)):
            submit(11, value=110)
            assert Standing.objects.get(target=target).color == "green"
            amend(goal=Decimal(1000), nodes=[])
            assert Standing.objects.get(target=target).color == "red"

    def test_a_run_reads_the_terms_of_its_day_and_names_them(self, plan, target, amend):
        first = target.terms.get()
        new = amend(goal=Decimal(100))
        assert goal_in(plan, dt.date(2026, 10, 1)) == ("120", first.pk)
        assert goal_in(plan, dt.date(2026, 11, 1)) == ("100", new.pk)


class TestRefused:
    @pytest.mark.parametrize("day", [dt.date(2026, 10, 31), dt.date(2027, 1, 1)])
    def test_a_day_of_a_month_that_was_judged_or_of_another_year(self, amend, day):
        with pytest.raises(Problems, match=r"2026年11月1日.* 至 2026年12月31日.* 之间；以前的月份仍按原来的约定"):
            amend(day, goal=Decimal(100))

    def test_a_day_before_the_last_ones_begin(self, amend):
        amend(goal=Decimal(100))
        with pytest.raises(Problems, match=r"2026年11月11日.* 至"):
            amend(NOVEMBER, goal=Decimal(90))

    def test_nothing_that_changes(self, amend):
        with pytest.raises(Problems, match="没有要变更的"):
            amend(goal=Decimal(120))
        assert Terms.objects.count() == 1

    @pytest.mark.parametrize(
        ("values", "message"),
        [({"stretch": Decimal(1)}, "争取目标应当比目标值更高"), ({"months_due": "x"}, "不是报数月份")],
    )
    def test_what_cannot_be(self, amend, values, message):
        with pytest.raises(Problems, match=message):
            amend(**values)

    def test_without_a_ground_or_a_reason(self, city, target):
        given = {"target": target, "version": 1, "since": NOVEMBER, "values": {"goal": Decimal(9)}}
        with pytest.raises(Problems, match="请写明变更依据"):
            actions.amend_target(by=city.people["office"], basis=" ", reason="理由", **given)
        with pytest.raises(Problems, match="请写明变更理由"):
            actions.amend_target(by=city.people["office"], basis="纪要", reason=" ", **given)

    @pytest.mark.parametrize("who", ["reporter", "head", "leader", "monitor"])
    def test_to_anybody_but_the_office(self, amend, who):
        with pytest.raises(Denied):
            amend(goal=Decimal(100), by=who)

    def test_over_what_somebody_decided_meanwhile(self, city, target, amend):
        amend(goal=Decimal(100))
        with pytest.raises(Conflict):
            actions.amend_target(
                by=city.people["office"], target=target, version=1, since=dt.date(2026, 12, 1),
                values={"goal": Decimal(9)}, basis="纪要", reason="理由",
            )  # fmt: skip


class TestNoOtherWay:
    """After the issue neither form, programs nor lists change what a target says."""

    def test_the_action_behind_the_form(self, city, target):
        with pytest.raises(Denied, match="目标不能再改"):
            targets.update_target(target=target, version=1, values={"goal": Decimal(1)}, by=city.people["office"])
        assert target.terms.get().goal == 120

    def test_the_form(self, as_, target):
        for method in ("get", "post"):
            response = getattr(as_("office"), method)(reverse("targets:target-edit", args=[target.pk]), {"goal": "1"})
            assert response.status_code == 403
        assert target.terms.get().goal == 120

    def test_a_list(self, city, plan, target):
        with pytest.raises(Denied, match="目标不能再改"):
            targets.add_targets(plan=plan, rows=[TargetDraft(name="新")], by=city.people["office"])

    @pytest.mark.parametrize("method", ["put", "patch", "post", "delete"])
    def test_programs(self, as_, target, method):
        response = getattr(as_("office"), method)(f"/api/targets/{target.pk}", {"goal": "1"})
        assert response.status_code == 405
        assert target.terms.get().goal == 120

    def test_no_code_amends_without_standing_the_target_anew(self):
        root = Path(gangmu.__file__).parent
        callers = {
            str(path.relative_to(root)) for path in root.rglob("*.py") if "amend_terms" in path.read_text("utf-8")
        }
        assert callers == {"targets/actions/amending.py", "progress/actions/amending.py"}
