"""The first day and the last, the threshold itself, and that each of these steps stands in the trail."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from gangmu.base.models import Event
from gangmu.progress import actions
from gangmu.progress.lamps import RED, YELLOW, lamp
from gangmu.targets.agreed import terms_on


def events(verb):
    return list(Event.objects.filter(verb=verb))


def test_the_opening_day_itself_is_open(save, months):
    opens = months[12].opens
    with time_machine.travel(dt.datetime.combine(opens, dt.time(1), dt.UTC)):
        assert save(12, value=90).value == 90


@pytest.mark.parametrize(("value", "color"), [("50", YELLOW), ("49.9", RED)])
def test_exactly_ten_points_behind_is_yellow(add_target, value, color):
    target = add_target("MB-2", goal=100, nodes=False)
    assert lamp(terms_on(target, dt.date(2026, 6, 30)), dt.date(2026, 6, 1), Decimal(value), Decimal(60)).color == color


def test_withdrawing_leaves_an_event(submit, city):
    report = submit(value=80)
    actions.withdraw_report(by=city.people["reporter"], report=report, version=report.version)
    [event] = events("report.withdraw")
    assert (event.before["state"], event.after["state"]) == ("submitted", "draft")


def test_another_deadline_leaves_an_event(months, city):
    period = months[10]
    later = period.due + dt.timedelta(days=3)
    actions.change_period(
        by=city.people["office"], period=period, version=period.version, opens=period.opens, due=later
    )
    [event] = events("period.change")
    assert (event.before["due"], event.after["due"]) == (period.due.isoformat(), later.isoformat())
