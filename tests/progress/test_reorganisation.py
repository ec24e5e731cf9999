"""Half-way states of reforms, day by day: one owes, one may fill, one value counts, and nothing verified is lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from gangmu.assessment import facts
from gangmu.base.errors import Denied, Problems, reason_against
from gangmu.base.models import Event
from gangmu.org import actions as org
from gangmu.org.models import Appointment, Unit, User
from gangmu.org.permissions import access_of
from gangmu.org.states import Kind, Role
from gangmu.progress import actions, policies, queries
from gangmu.progress.models import Report
from gangmu.scoring import read_scheme
from gangmu.targets import actions as targets
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Assignment, Handover
from gangmu.targets.queries import get_target, visible_targets
from gangmu.targets.states import Part

JUNE = dt.date(2026, 6, 1)
MAY = dt.date(2026, 5, 1)
DAYS = [(5, 28), (5, 31), (6, 1), (6, 3), (6, 5), (6, 6), (6, 20), (7, 10)]
"""Around the reform of 1 June: May is reported from 26 May to 5 June."""
SCHEME = """
title: t
tables:
  unit:
    given: {missing_reports: number, late_reports: number}
    computed: {total: sum(score)}
  target:
    given: {role: text, points: number, goal: number, actual: number}
    computed: {score: points * actual / goal}
publish: {unit: [total]}
"""


def at(month: int, day: int):
    return time_machine.travel(dt.datetime(2026, month, day, 10, tzinfo=ZoneInfo("Asia/Shanghai")))


def rows(plan, month: dt.date, table: str = "target"):
    return facts.collect(read_scheme(SCHEME).scheme, plan, month).tables[table]


@pytest.fixture
def target(add_target):
    """Led by 商务局."""
    return add_target("MB-3", "swj", goal="120", points=10)


@pytest.fixture
def staff(city):
    """A reporter and a head for a unit that comes into being."""

    def add(unit: Unit) -> None:
        for role in (Role.REPORTER, Role.HEAD):
            person = User.objects.create_user(username=f"{unit.code}-{role}", name=f"{unit.name}{role}", password="x")
            Appointment.objects.create(user=person, unit=unit, role=role, since=JUNE)
            city.people[person.username] = person

    return add


def lead(target) -> Assignment:
    return target.assignments.get(part=Part.LEAD)


def merge(city, target, staff) -> None:
    swj = city.unit["swj"]
    versions = {swj.pk: swj.version}
    org.merge_units(by=city.people["office"], units=[swj], versions=versions, into=city.unit["jyj"], on=JUNE)


def split(city, target, staff, *, keep: bool, takers: dict[int, int] | None) -> None:
    swj = city.unit["swj"]
    into = [org.NewUnit(f"new{n}", f"新局{n}", Kind.DEPARTMENT) for n in (1, 2)]
    given = {"version": swj.version, "into": into, "on": JUNE, "keep": keep, "takers": takers}
    for unit in targets.split_unit(by=city.people["office"], unit=swj, **given):
        staff(unit)


def split_named(city, target, staff) -> None:
    split(city, target, staff, keep=False, takers={one.pk: 1 for one in target.assignments.all()})


def split_unnamed(city, target, staff) -> None:
    split(city, target, staff, keep=False, takers=None)


def split_off(city, target, staff) -> None:
    split(city, target, staff, keep=True, takers={lead(target).pk: 0})


def split_and_stay(city, target, staff) -> None:
    split(city, target, staff, keep=True, takers=None)


def close(city, target, staff, **how) -> None:
    swj = city.unit["swj"]
    targets.close_unit(by=city.people["office"], unit=swj, version=swj.version, on=JUNE, reason="机构改革方案", **how)


def close_with_heir(city, target, staff) -> None:
    close(city, target, staff, to=city.unit["jyj"])


def change_lead(city, target, staff) -> None:
    given = {"to": city.unit["jyj"], "on": JUNE, "reason": "市政府第5次常务会议"}
    targets.hand_over(by=city.people["office"], target=target, version=target.version, part=lead(target).pk, **given)


def rename(city, target, staff) -> None:
    swj = city.unit["swj"]
    given = {"code": swj.code, "name": "市商务和投资局", "short_name": "", "kind": swj.kind, "order": swj.order}
    org.update_unit(by=city.people["office"], unit=swj, version=swj.version, **given)


# what happens, who answers for May from June on, who for June
KINDS = [
    (merge, "jyj", "jyj"),
    (split_named, "new2", "new2"),
    (split_unnamed, "new1", "new1"),
    (split_off, "swj", "new1"),
    (split_and_stay, "swj", "swj"),
    (close_with_heir, "jyj", "jyj"),
    (change_lead, "swj", "jyj"),
    (rename, "swj", "swj"),
]
ALL = pytest.mark.parametrize(("reform", "may", "june"), KINDS, ids=[kind.__name__ for kind, *_who in KINDS])


def owing(period, target):
    return [one for one in queries.duties(period) if one.target == target]


def reporters() -> dict[str, User]:
    """By unit, those whose office holds today."""
    rows = Appointment.objects.filter(role=Role.REPORTER).select_related("user", "unit")
    found = {row.unit.code: row.user for row in rows}
    return {code: user for code, user in found.items() if access_of(user).grants}


def may_fill(duty, period) -> list[str]:
    """Units of the reporters who may write this report today."""
    report = duty.report or Report(target=duty.target, unit=duty.name, period=period)
    return [code for code, user in reporters().items() if not reason_against(policies.may_fill, user, report)]


def in_grid(period, target) -> list[str]:
    """Units of the reporters who find the target in their month."""
    return [
        code
        for code, user in reporters().items()
        if any(row.target == target for row in queries.reports_due(access_of(user), period))
    ]


def walk(registered: tuple[int, int], reform):
    """Each of DAYS, with the reform of 1 June entered on its own day."""
    entered = False
    for day in DAYS:
        if not entered and day >= registered:
            with at(*registered):
                reform()
            entered = True
        with at(*day):
            yield day


@ALL
@pytest.mark.parametrize("registered", [(5, 20), (6, 8)], ids=["before", "afterwards"])
def test_on_every_day_one_owes_one_may_fill_and_one_part_counts(
    city, plan, target, months, staff, reform, may, june, registered
):
    for day in walk(registered, lambda: reform(city, target, staff)):
        for month, heir in ((5, may), (6, june)):
            who = heir if day >= max(registered, (6, 1)) else "swj"
            (duty,) = owing(months[month], target)
            assert duty.acting.code == who, (day, month)
            assert may_fill(duty, months[month]) == [who], (day, month)
            assert in_grid(months[month], target) == [who], (day, month)
            (one,) = queries.coverage(months[month]).units
            assert (one.unit.code, one.missing) == (who, [target]), (day, month)
            (row,) = rows(plan, dt.date(2026, month, 1))
            assert (row["unit"], row["points"], row["role"]) == (duty.unit.code, "10", "牵头"), (day, month)


def filed(city, period, target, value: int, *, by: str = "other_reporter", name: str = "swj") -> Report:
    report = Report.objects.filter(target=target, unit=city.unit[name], period=period).first()
    given = {"unit": city.unit[name], "version": report.version if report else 0, "value": Decimal(value)}
    return actions.save_report(by=city.people[by], period=period, target=target, **given)


def submitted(city, period, target, value: int, *, by: str = "other_reporter", name: str = "swj") -> Report:
    report = filed(city, period, target, value, by=by, name=name)
    return actions.submit_report(by=city.people[by], report=report, version=report.version)


def verified(city, report: Report, *, head: str = "other_head", monitor: str = "monitor") -> Report:
    report = actions.approve_report(by=city.people[head], report=report, version=report.version)
    return actions.verify_report(by=city.people[monitor], report=report, version=report.version)


@ALL
def test_what_was_verified_before_counts_once_on_every_day(city, plan, target, months, staff, reform, may, june):
    with at(5, 28):
        verified(city, submitted(city, months[5], target, 50))
    for day in walk((6, 1), lambda: reform(city, target, staff)):
        found = rows(plan, MAY)
        assert [row["actual"] for row in found] == ["50"], day
        assert [row["unit"] for row in found] == [may if day >= (6, 1) else "swj"], day
        assert queries.coverage(months[5]).verified == 1, day
        assert day > (7, 1) or queries.status(target, dt.date(2026, *day)).color != "grey", day


PEOPLE = {"jyj": ("reporter", "head"), "swj": ("other_reporter", "other_head")}


def people_of(code: str) -> tuple[str, str]:
    return PEOPLE.get(code, (f"{code}-reporter", f"{code}-head"))


@ALL
def test_what_was_handed_in_before_is_approved_by_who_answers_and_nobody_files_a_second(
    city, plan, target, months, staff, reform, may, june
):
    with at(5, 30):
        report = submitted(city, months[5], target, 50)
    with at(6, 1):
        reform(city, target, staff)
    reporter, head = people_of(may)
    with at(6, 3):
        if may != "swj":
            city.unit.update({unit.code: unit for unit in Unit.objects.all()})
            with pytest.raises(Denied, match=r"已有市商务局|不用填报"):
                filed(city, months[5], target, 51, by=reporter, name=may)
            with pytest.raises(Denied):
                actions.approve_report(by=city.people["other_head"], report=report, version=report.version)
        assert [one.pk for one in queries.to_approve(access_of(city.people[head]))] == [report.pk]
        others = [user for user in User.objects.all() if user != city.people[head]]
        assert not [user for user in others if queries.to_approve(access_of(user)).exists()]
        verified(city, report, head=head)
    with at(6, 20):
        assert [(row["unit"], row["actual"]) for row in rows(plan, MAY)] == [(may, "50")]


@ALL
def test_a_draft_is_finished_by_who_answers(city, plan, target, months, staff, reform, may, june):
    with at(5, 30):
        filed(city, months[5], target, 50)
    with at(6, 1):
        reform(city, target, staff)
    reporter, head = people_of(may)
    with at(6, 3):
        access = access_of(city.people[reporter])
        (row,) = [row for row in queries.reports_due(access, months[5]) if row.target == target]
        assert (row.report.value, row.unit.code, row.acting.code) == (Decimal(50), "swj", may)
        (todo,) = [one for one in queries.todos(access, dt.date(2026, 6, 3)) if one.period == months[5]]
        assert (todo.kind, todo.count) == ("fill", 1)
        assert queries.get_report(access, row.report.pk)
        verified(city, submitted(city, months[5], target, 51, by=reporter), head=head)
    with at(6, 20):
        assert [(row["unit"], row["actual"]) for row in rows(plan, MAY)] == [(may, "51")]
    assert Report.objects.filter(period=months[5]).count() == 1


@ALL
def test_the_verified_figure_of_who_answers_scores(city, plan, target, months, staff, reform, may, june):
    with at(5, 31):
        reform(city, target, staff)
    reporter, head = people_of(may)
    with at(6, 3):
        access = access_of(city.people[reporter])
        (row,) = [row for row in queries.reports_due(access, months[5]) if row.target == target]
        city.unit[row.unit.code] = row.unit
        verified(city, submitted(city, months[5], target, 51, by=reporter, name=row.unit.code), head=head)
    with at(6, 20):
        assert [(row["unit"], row["actual"]) for row in rows(plan, MAY)] == [(may, "51")]


@ALL
def test_what_is_missing_is_missing_once(city, plan, target, months, staff, reform, may, june):
    with at(6, 1):
        reform(city, target, staff)
    with at(7, 10):
        units = {row["key"]: row for row in rows(plan, dt.date(2026, 6, 1), "unit")}
        assert {code: row["missing_reports"] for code, row in units.items()} == {june: "6" if may == june else "1"}
        assert sum(len(one.missing) for month in range(1, 7) for one in queries.coverage(months[month]).units) == 6


class TestClosing:
    def test_open_parts_need_a_successor_or_a_reason(self, city, target, staff):
        swj = city.unit["swj"]
        with at(5, 20), pytest.raises(Problems, match="没有单位接续"):
            targets.close_unit(by=city.people["office"], unit=swj, version=swj.version, on=JUNE)
        assert not Event.objects.filter(verb="unit.close").exists()

    def test_an_end_by_decision_is_not_missing_and_says_why(self, city, plan, target, months, staff):
        with at(4, 28):
            verified(city, submitted(city, months[4], target, 40))
        with at(5, 20):
            close(city, target, staff)
        with at(5, 31):
            (duty,) = owing(months[5], target)
            assert duty.acting.code == "swj"
        for day in [(6, 1), (6, 3), (6, 20)]:
            with at(*day):
                assert owing(months[5], target) == owing(months[6], target) == []
                assert queries.coverage(months[5]).expected == 0
                assert rows(plan, MAY) == rows(plan, dt.date(2026, 6, 1)) == []
                assert [row["actual"] for row in rows(plan, dt.date(2026, 4, 1))] == ["40"]
                lamp = queries.status(target, dt.date(2026, *day))
                assert (lamp.color, lamp.reason) == ("grey", "自6月1日起按决定终止：机构改革方案")

    def test_the_system_administrator_closes_nothing_that_has_targets(self, city, target, staff):
        swj, given = city.unit["swj"], {"on": JUNE, "to": city.unit["jyj"], "reason": "改革"}
        with at(5, 20), pytest.raises(Denied, match="目标办"):
            targets.close_unit(by=city.people["system_admin"], unit=swj, version=swj.version, **given)


class TestTwoPartsMeet:
    """商务局 leads, 教育局 is responsible for the same; then the one goes into the other."""

    @pytest.fixture
    def shared(self, city, target):
        Assignment.objects.create(target=target, unit=city.unit["jyj"], part=Part.RESPONSIBLE)
        return target

    def test_both_parts_are_kept_and_told_apart(self, city, plan, shared, months, staff):
        with at(5, 31):
            merge(city, shared, staff)
        with at(6, 3):
            access = access_of(city.people["reporter"])
            found = queries.reports_due(access, months[5])
            assert [(row.unit.code, row.acting.code) for row in found] == [("swj", "jyj"), ("jyj", "jyj")]
            assert queries.coverage(months[5]).expected == 2
            for name, value in (("swj", 50), ("jyj", 7)):
                verified(city, submitted(city, months[5], shared, value, by="reporter", name=name), head="head")
        with at(6, 20):
            found = [(row["key"], row["unit"], row["role"], row["points"], row["actual"]) for row in rows(plan, MAY)]
            assert found == [
                ("MB-3@swj", "jyj", "牵头", "10", "50"),
                ("MB-3@jyj", "jyj", "责任", "10", "7"),
            ]

    def test_a_cooperating_part_is_not_lost(self, city, plan, target, months, staff):
        Assignment.objects.create(target=target, unit=city.unit["fgw"], part=Part.COOPERATING)
        with at(5, 31):
            fgw = city.unit["fgw"]
            given = {"units": [fgw], "versions": {fgw.pk: fgw.version}, "into": city.unit["swj"], "on": JUNE}
            org.merge_units(by=city.people["office"], **given)
        with at(6, 20):
            found = [(row["key"], row["unit"], row["role"]) for row in rows(plan, MAY)]
            assert found == [("MB-3@swj", "swj", "牵头"), ("MB-3@fgw", "swj", "配合")]


def test_a_report_keeps_the_name_its_unit_had_in_that_month(city, plan, target, months):
    with at(5, 28):
        report = verified(city, submitted(city, months[5], target, 50))
    swj = city.unit["swj"]
    given = {"code": swj.code, "short_name": "", "kind": swj.kind, "order": swj.order, "name": "市商务和投资局"}
    with at(6, 20):
        org.update_unit(by=city.people["office"], unit=swj, version=1, renamed_on=JUNE, **given)
        access = access_of(city.people["office"])
        assert queries.get_report(access, report.pk).unit.name == "市商务局"
        assert [one.unit.name for one in queries.history(target, access)] == ["市商务局"]
        names = [[row["name"] for row in rows(plan, dt.date(2026, month, 1), "unit")] for month in (5, 6)]
        assert names == [["市商务局"], ["市商务和投资局"]]


class TestMonitors:
    def go_into(self, city, into: str) -> None:
        tjj = city.unit["tjj"]
        given = {"units": [tjj], "versions": {tjj.pk: tjj.version}, "into": city.unit[into], "on": JUNE}
        org.merge_units(by=city.people["office"], **given)

    def test_who_took_over_the_monitor_verifies(self, city, target, months):
        Appointment.objects.create(user=city.people["monitor"], unit=city.unit["fgw"], role=Role.MONITOR, since=JUNE)
        with at(5, 30):
            report = submitted(city, months[5], target, 50)
            self.go_into(city, "fgw")
        with at(6, 3):
            report = actions.approve_report(by=city.people["other_head"], report=report, version=report.version)
            assert [unit.code for unit in policies.monitors(access_of(city.people["office"]), report)] == ["fgw"]
            assert queries.to_verify(access_of(city.people["monitor"])).get() == report

    def test_a_unit_that_swallowed_its_monitor_is_verified_by_the_office(self, city, target, months):
        with at(5, 30):
            report = submitted(city, months[5], target, 50)
            self.go_into(city, "swj")
        with at(6, 3):
            report = actions.approve_report(by=city.people["other_head"], report=report, version=report.version)
            office = access_of(city.people["office"])
            assert policies.monitors(office, report) == []
            assert queries.to_verify(office).get() == report


class TestChangeOfLead:
    def test_it_is_recorded_and_the_new_lead_sees_everything(self, city, target, months, staff):
        with at(5, 28):
            report = verified(city, submitted(city, months[5], target, 50))
        access = access_of(city.people["reporter"])
        assert not visible_targets(access).exists()
        with at(6, 10):
            change_lead(city, target, staff)
        event = Event.objects.get(verb="target.hand_over")
        assert event.before == {"part": "牵头", "unit": "市商务局"}
        assert event.after == {"part": "牵头", "unit": "市教育局", "since": "2026-06-01"}
        assert (event.reason, event.object_id) == ("市政府第5次常务会议", str(target.pk))
        access = access_of(User.objects.get(username="reporter"))
        found = get_target(access, target.pk)
        assert [(span.unit.code) for span in parts_of(found, access.tree)[0].spans] == ["swj", "jyj"]
        assert queries.get_report(access, report.pk) == report

    def test_earlier_figures_are_those_of_who_led_then(self, city, target, months, staff):
        with at(5, 28):
            verified(city, submitted(city, months[5], target, 50))
        with at(6, 10):
            change_lead(city, target, staff)
        with at(7, 1):
            (row,) = queries.reports_due(access_of(User.objects.get(username="reporter")), months[6])
            assert row.earlier == {MAY: Decimal(50)}

    @pytest.mark.parametrize(
        ("to", "on", "reason", "match"),
        [
            ("jyj", dt.date(2026, 5, 31), "决定", "以前的月份仍由原单位负责"),
            ("jyj", dt.date(2027, 1, 1), "决定", "日期不能用"),
            ("swj", JUNE, "决定", "已经由市商务局承担"),
            ("jyj", JUNE, " ", "依据或理由"),
        ],
    )
    def test_what_cannot_be_is_refused_with_the_reason(self, city, target, to, on, reason, match):
        given = {"part": lead(target).pk, "to": city.unit[to], "on": on, "reason": reason}
        with at(6, 10), pytest.raises(Problems, match=match):
            targets.hand_over(by=city.people["office"], target=target, version=1, **given)
        assert not Handover.objects.exists()

    def test_only_the_target_office_hands_over(self, city, target):
        given = {"part": lead(target).pk, "to": city.unit["jyj"], "on": JUNE, "reason": "决定"}
        with at(6, 10), pytest.raises(Denied):
            targets.hand_over(by=city.people["other_head"], target=target, version=1, **given)
