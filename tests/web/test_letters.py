"""Letters of responsibility of a plan: drafted for all units, taken on together, signed level by level."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gangmu.base.errors import Denied
from gangmu.documents import actions as documents
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import PaperState
from gangmu.org.models import Appointment, User
from gangmu.org.states import Role
from gangmu.targets import actions
from gangmu.targets.models import Assignment, Plan
from gangmu.targets.states import Part
from gangmu.typesetting import Table, text_of
from tests.targets.making import make_target

PASSWORD = "correct horse"


def page_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def running(city):
    """`running("city", {"jyj": 2})` is an issued plan of that government, whose units lead so many targets each."""

    def make(government: str, leads: dict[str, int]) -> Plan:
        issued = {"state": "issued", "issued_at": timezone.now(), "issued_by": city.people["office"]}
        unit = city.unit[government]
        plan = Plan.objects.create(unit=unit, year=2026, title=f"{unit.name}2026年度目标", **issued)
        for code, count in leads.items():
            for number in range(count):
                target = make_target(
                    plan, f"{code}-{number}", name="新建学校", goal=Decimal(24), unit_of_measure="所", area="教育"
                )
                Assignment.objects.create(target=target, unit=city.unit[code], part=Part.LEAD)
        return plan

    return make


@pytest.fixture
def appoint(city):
    def make(username: str, unit: str, role: str) -> User:
        person = User.objects.create_user(username=username, name=username, password=PASSWORD)
        Appointment.objects.create(user=person, unit=city.unit[unit], role=role, since=dt.date(2026, 1, 1))
        city.people[username] = person
        return person

    return make


def register(city, unit: str, sign: str, by: str) -> Register:
    return documents.open_register(unit=city.unit[unit], sign=sign, year=2026, by=city.people[by])


def at(plan: Plan, *verb: str) -> str:
    return reverse("targets:letters", args=[plan.pk]) + "".join(f"{one}/" for one in verb)


def sign(client, letter: Paper, side: int) -> int:
    sent = {"read": letter.digest, "password": PASSWORD}
    return client.post(reverse("documents:sign", args=[letter.pk, side]), sent).status_code


def test_row_4_4_letters_are_signed_level_by_level(as_, city, running, appoint) -> None:
    """The city with its bureaus and districts, and a district with its towns; each level on its own board."""
    for name, unit, role in (
        ("qzb", "donghu", Role.OFFICE),
        ("qz", "donghu", Role.PRINCIPAL),
        ("zz", "xishan", Role.HEAD),
    ):
        appoint(name, unit, role)
    appoint("fqz", "donghu", Role.LEADER)
    appoint("jz", "donghu", Role.HEAD)
    levels = (
        (
            running("city", {"jyj": 2, "donghu": 1}),
            "city",
            "云责",
            "office",
            "leader",
            "principal",
            {"jyj": "head", "donghu": "jz"},
        ),
        (running("donghu", {"xishan": 3}), "donghu", "东责", "qzb", "fqz", "qz", {"xishan": "zz"}),
    )
    for plan, government, letters_sign, office, checker, leader, heads in levels:
        held = register(city, government, letters_sign, office)
        assert as_(office).post(at(plan, "draft")).status_code == 302
        assert as_(checker).post(at(plan, "check")).status_code == 302
        assert as_(office).post(at(plan, "number"), {"register": held.pk}).status_code == 302
        assert as_(office).post(at(plan, "issue")).status_code == 302
        for letter in Paper.objects.filter(about=f"targets.plan:{plan.pk}"):
            assert sign(as_(heads[letter.party.code]), letter, 1) == 302
            assert sign(as_(leader), letter, 0) == 302
        board = as_(office).get(at(plan))
        assert (board.context["both"], len(board.context["lines"])) == (len(heads), len(heads))
        assert "未签" not in page_of(board)


class TestDrafting:
    def test_each_unit_gets_the_targets_that_it_leads_or_answers_for(self, as_, city, running) -> None:
        plan = running("city", {"jyj": 2, "swj": 1})
        target = plan.targets.get(code="swj-0")
        Assignment.objects.create(target=target, unit=city.unit["jyj"], part=Part.RESPONSIBLE)
        Assignment.objects.create(target=target, unit=city.unit["tjj"], part=Part.COOPERATING)
        as_("office").post(at(plan, "draft"))
        letter = Paper.objects.get(party__code="jyj")
        table = next(one for one in letter.sheet.blocks if isinstance(one, Table))
        assert [(text_of(row[0]), text_of(row[3])) for row in table.rows] == [
            ("jyj-0", "牵头"),
            ("jyj-1", "牵头"),
            ("swj-0", "责任"),
        ]
        assert "共3项" in text_of(letter.sheet.blocks[1].text)
        assert not Paper.objects.filter(party__code="tjj").exists()

    def test_again_only_for_whoever_has_none(self, as_, city, running) -> None:
        plan = running("city", {"jyj": 1})
        as_("office").post(at(plan, "draft"))
        target = make_target(plan, "new", name="新增", goal=Decimal(1), unit_of_measure="个")
        Assignment.objects.create(target=target, unit=city.unit["swj"], part=Part.LEAD)
        as_("office").post(at(plan, "draft"))
        assert sorted(Paper.objects.values_list("party__code", flat=True)) == ["jyj", "swj"]

    def test_not_before_the_plan_is_issued(self, city, plan) -> None:
        with pytest.raises(Denied, match="只有已下达"):
            actions.draft_letters(plan=plan, by=city.people["office"])

    def test_not_by_who_writes_no_papers(self, as_, running) -> None:
        assert as_("leader").post(at(running("city", {"jyj": 1}), "draft")).status_code == 403
        assert not Paper.objects.exists()


class TestTogether:
    def test_numbers_follow_one_another_in_the_order_of_units(self, as_, city, running) -> None:
        plan, held = running("city", {"swj": 1, "jyj": 1, "donghu": 1}), register(city, "city", "云责", "office")
        as_("office").post(at(plan, "draft"))
        as_("leader").post(at(plan, "check"))
        as_("office").post(at(plan, "number"), {"register": held.pk})
        numbered = Paper.objects.order_by("serial").values_list("party__code", "serial")
        assert list(numbered) == [("swj", 1), ("jyj", 2), ("donghu", 3)]

    def test_where_one_is_refused_none_is_done(self, as_, city, running) -> None:
        plan = running("city", {"jyj": 1, "swj": 1})
        as_("office").post(at(plan, "draft"))
        as_("leader").post(at(plan, "check"))
        answer = as_("office").post(at(plan, "number"), {"register": 0})
        assert answer.status_code == 422
        assert "没有这个发文登记" in page_of(answer)
        assert set(Paper.objects.values_list("state", flat=True)) == {PaperState.CHECKED}

    def test_who_drafted_them_does_not_check_them(self, as_, running) -> None:
        plan = running("city", {"jyj": 1})
        as_("office").post(at(plan, "draft"))
        assert "要由其他人核稿" in page_of(as_("office").get(at(plan)))
        assert as_("office").post(at(plan, "check")).status_code == 403

    def test_nothing_waiting_is_said_and_other_verbs_are_not_there(self, as_, running) -> None:
        plan = running("city", {"jyj": 1})
        assert "没有等着办理的责任书" in page_of(as_("office").post(at(plan, "issue")))
        assert as_("office").post(at(plan, "void")).status_code == 404


class TestBoard:
    def test_a_unit_sees_its_own_letter_once_it_is_issued(self, as_, city, running) -> None:
        plan, held = running("city", {"jyj": 1, "swj": 1}), register(city, "city", "云责", "office")
        as_("office").post(at(plan, "draft"))
        assert "还没有责任书" in page_of(as_("head").get(at(plan)))
        as_("leader").post(at(plan, "check"))
        as_("office").post(at(plan, "number"), {"register": held.pk})
        as_("office").post(at(plan, "issue"))
        page = page_of(as_("head").get(at(plan)))
        assert "市教育局" in page
        assert "市商务局" not in page

    @pytest.mark.parametrize("rows", [3, 300])
    def test_it_costs_the_same_for_three_letters_and_three_hundred(self, as_, city, running, rows) -> None:
        plan = running("city", {"jyj": 1})
        as_("office").post(at(plan, "draft"))
        first = Paper.objects.get()
        Paper.objects.bulk_create(
            Paper(
                unit=first.unit, kind="pledge", party=first.party, about=first.about, title="x", content={}, digest=""
            )
            for _row in range(rows)
        )
        client = as_("office")
        with CaptureQueriesContext(connection) as asked:
            client.get(at(plan))
        assert len(asked) <= 12


def test_the_notice_is_not_drafted_before_the_plan_is_approved(city, plan) -> None:
    with pytest.raises(Denied, match="审定以后"):
        actions.draft_notice(plan=plan, by=city.people["office"])
