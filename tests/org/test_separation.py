"""Who may judge: a truth table of person × what they did × in which office, own or as a substitute."""

import datetime as dt

import pytest

from gangmu.base.errors import Denied, reason_against
from gangmu.org.models import Appointment, Substitution
from gangmu.org.permissions import access_of
from gangmu.org.separation import check_clean_hands, check_not_judged, speaks_for
from gangmu.org.states import Role

START = dt.date(2026, 1, 1)
SPAN = {"since": dt.date(2026, 11, 16), "until": dt.date(2026, 11, 23)}


def gives(city, person: str, role: str, unit: str, how: str) -> None:
    """An office of one's own, or the same office of somebody else for whom one stands in, now or only later."""
    if how == "own":
        Appointment.objects.create(user=city.people[person], unit=city.unit[unit], role=role, since=START)
        return
    holder = city.people["leader"]
    office = Appointment.objects.create(user=holder, unit=city.unit[unit], role=role, since=START)
    span = SPAN if how == "substitute" else {"since": dt.date(2026, 12, 1), "until": dt.date(2026, 12, 8)}
    Substitution.objects.create(appointment=office, substitute=city.people[person], **span)


@pytest.mark.parametrize(
    ("role", "unit", "how", "refused"),
    [
        (Role.REPORTER, "jyj", "own", True),
        (Role.REPORTER, "jyj", "substitute", True),
        (Role.HEAD, "jyj", "own", True),
        (Role.HEAD, "jyj", "substitute", True),
        (Role.HEAD, "city", "own", True),  # an office above reaches the unit
        (Role.HEAD, "jyj", "substitute next month", False),
        (Role.HEAD, "swj", "own", False),
        (Role.MONITOR, "jyj", "own", False),
        (Role.LEADER, "city", "own", False),
    ],
)
def test_who_speaks_for_a_unit_does_not_judge_it(city, role, unit, how, refused):
    gives(city, "monitor", role, unit, how)
    access = access_of(city.people["monitor"])
    reason = reason_against(check_not_judged, access, city.unit["jyj"].pk)
    assert bool(reason) == refused
    assert (city.unit["jyj"].pk in speaks_for(access)) == refused
    if refused:
        assert str(Role(role).label) in reason
        assert ("（代 " in reason) == (how == "substitute")


def test_who_did_it_does_not_decide_on_it(city):
    access = access_of(city.people["monitor"])
    check_clean_hands(access, [None, city.people["head"].pk], "自己提交的要由其他人审核")
    with pytest.raises(Denied, match="自己提交的要由其他人审核"):
        check_clean_hands(access, [None, city.people["monitor"].pk], "自己提交的要由其他人审核")
