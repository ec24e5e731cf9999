"""Where every unit stands: kept with each verb, the same when computed anew, and read with the day's own questions."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from click.testing import CliRunner

from gangmu.cli.standing import standing
from gangmu.org.models import Appointment
from gangmu.org.states import Role
from gangmu.progress import actions, queries
from gangmu.progress.models import Report, Standing
from gangmu.targets import actions as targets
from gangmu.targets.models import Assignment
from gangmu.targets.states import Part

OCTOBER = dt.date(2026, 10, 1)


def kept() -> list[tuple]:
    """Every row without its number."""
    return sorted(tuple(str(one) for one in row[1:]) for row in Standing.objects.values_list())


def whole() -> list[tuple]:
    """What is kept, after seeing that computing it anew from the reports changes nothing."""
    before = list(Standing.objects.order_by("pk").values_list())
    actions.restand_all()
    assert list(Standing.objects.order_by("pk").values_list()) == before
    Standing.objects.all().delete()
    wanted = sorted(tuple(str(one) for one in row[1:]) for row in before)
    actions.restand_all()
    assert kept() == wanted
    return wanted


@pytest.fixture
def shared(city, target):
    """`shared("swj")`: that unit is responsible for the same target."""
    Appointment.objects.create(
        user=city.people["reporter"], unit=city.unit["swj"], role=Role.REPORTER, since=dt.date(2026, 1, 1)
    )

    def add(*units: str) -> None:
        for unit in units:
            Assignment.objects.create(target=target, unit=city.unit[unit], part=Part.RESPONSIBLE)

    return add


def test_nothing_is_kept_of_a_draft(save):
    save(value=80)
    assert whole() == []


def test_every_verb_of_a_report_keeps_the_standing(city, submit, approve, verify, save, target):
    report = submit(value=80)
    row = Standing.objects.get()
    assert (row.target, row.unit.code, row.month, row.value) == (target, report.unit.code, OCTOBER, Decimal(80))
    assert (row.color, row.since, row.days_late) == ("red", OCTOBER, report.days_late)
    assert whole()
    report = actions.withdraw_report(by=city.people["reporter"], report=report, version=report.version)
    assert whole() == []
    report = approve(value=96)
    assert whole()
    report = actions.return_report(by=city.people["monitor"], report=report, version=report.version, reason="口径不对")
    assert Standing.objects.get().returned == OCTOBER
    assert Standing.objects.get().month is None
    assert whole()
    report = verify(value=101, official=99, note="按统计数")
    row = Standing.objects.get()
    assert (row.value, row.color, row.state, row.returned) == (Decimal(99), "yellow", "verified", None)
    assert whole()


def test_a_deadline_moved_and_a_part_handed_over_leave_what_is_kept_true(city, submit, months, target, today):
    submit(9, value=60)
    submit(10, value=80)
    office = city.people["office"]
    period = months[10]
    actions.change_period(
        by=office, period=period, version=period.version, opens=period.opens, due=dt.date(2026, 11, 30)
    )
    assert whole()
    part = Assignment.objects.get(target=target, part=Part.LEAD).pk
    targets.hand_over(
        by=office, target=target, version=target.version, part=part, to=city.unit["swj"], on=today, reason="职责调整"
    )
    assert whole()
    found = queries.status(target, today)
    assert (found.color, found.parts[0].unit) == ("red", city.unit["swj"])


def test_since_when_a_colour_has_been_shown(submit, today, target):
    submit(7, value=70)  # on schedule
    submit(8, value=60, jump_reason="核减")
    submit(9, value=61, jump_reason="停工")
    submit(10, value=62, jump_reason="停工")
    row = Standing.objects.get()
    assert (row.color, row.since) == ("red", dt.date(2026, 8, 1))
    assert queries.status(target, today).parts[0].kept == row


def test_an_action_that_fails_keeps_nothing(city, save, monkeypatch):
    report = save(value=80)
    monkeypatch.setattr("gangmu.base.audit.record_all", lambda entries: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.submit_report(by=city.people["reporter"], report=report, version=report.version)
    assert not Standing.objects.exists()


def test_the_lamp_goes_out_on_the_day_after_the_next_deadline(submit, months, target):
    submit(10, value=110)
    due = months[11].due
    for day, color in ((due, "green"), (due + dt.timedelta(days=1), "grey")):
        with time_machine.travel(dt.datetime.combine(day, dt.time(9)), tick=False):
            assert queries.status(target, day).color == color
    assert Standing.objects.get().color == "green"


def test_the_command_computes_what_is_missing_or_wrong(submit, monkeypatch):
    monkeypatch.setattr("gangmu.cli.standing.prepare_database", lambda: None)
    submit(value=80)
    right = kept()
    Standing.objects.update(color="green", value=1)
    assert "1 项" in CliRunner().invoke(standing, ["recompute"], catch_exceptions=False).output
    assert kept() == right


def test_a_target_is_as_bad_as_the_worst_of_its_units(submit, shared, target, today):
    shared("swj", "fgw")
    submit(value=110)
    submit(value=70, unit="swj")
    found = queries.status(target, today)
    by_unit = {one.unit.label: one.lamp.color for one in found.parts}
    assert found.parts[0].lamp.color == "green"
    assert sorted(by_unit.values()) == ["green", "grey", "red"]
    assert found.color == "red"
    assert found.tally == "3 个单位中 1 个严重滞后"
    assert found.reason.startswith("3 个单位中 1 个严重滞后；")
    assert found.of([found.parts[0].unit.pk]).color == "green"


def test_restanding_many_costs_no_more_than_one(
    add_target, submit, city, approve, django_assert_max_num_queries, months
):
    for number in range(12):
        submit(value=80, of=add_target(f"M-{number}"))
    with django_assert_max_num_queries(8):
        assert actions.restand_all() == 12
    assert Report.objects.count() == 12
