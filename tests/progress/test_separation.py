"""Verification by other hands: a truth table of what the verifier did before, and in which office, own or not."""

import datetime as dt

import pytest

from gangmu.base.errors import Denied, Problems
from gangmu.org.models import Appointment, Substitution
from gangmu.org.permissions import access_of
from gangmu.org.states import Role
from gangmu.progress import actions, queries
from gangmu.progress.states import ReportState
from gangmu.progress.verbs import REPORTS

START = dt.date(2026, 1, 1)
YESTERDAY, TOMORROW = dt.date(2026, 11, 19), dt.date(2026, 11, 21)


def stands_in(city, person: str, holder: str, until: dt.date = TOMORROW) -> None:
    office = city.people[holder].appointments.get()
    span = {"since": dt.date(2026, 11, 10), "until": until}
    Substitution.objects.create(appointment=office, substitute=city.people[person], **span)


def forget(*people) -> None:
    """What a person may is kept on the account, which lives one request."""
    for person in people:
        person.__dict__.pop("_access", None)


@pytest.fixture
def step(city):
    def take(verb: str, report, by: str, **more):
        forget(*city.people.values())
        return getattr(actions, f"{verb}_report")(by=city.people[by], report=report, version=report.version, **more)

    return take


def refused(city, report, by: str) -> str:
    """The tooltip; nothing else may say otherwise: the list, the single button, many at once, giving it back."""
    person = city.people[by]
    forget(person)
    access = access_of(person)
    reason = REPORTS.refusal(person, report, "verify")
    assert REPORTS.refusal(person, report, "return") == reason
    assert (report in queries.to_verify(access)) == (reason == "")
    if reason:
        with pytest.raises((Denied, Problems)):
            actions.verify_reports(by=person, versions={report.pk: report.version})
        report.refresh_from_db()
        assert report.state == ReportState.APPROVED
    else:
        assert actions.verify_report(by=person, report=report, version=report.version).state == ReportState.VERIFIED
    return reason


@pytest.mark.parametrize("until", [TOMORROW, YESTERDAY], ids=["stands in today", "stood in until yesterday"])
def test_who_submitted_as_a_substitute_does_not_verify(city, save, step, until):
    report = save(value=80)
    stands_in(city, "monitor", "reporter")
    report = step("submit", report, "monitor")
    report = step("approve", report, "head")
    Substitution.objects.update(until=until)
    assert ("提交或审核过" if until == YESTERDAY else "责任单位填报员") in refused(city, report, "monitor")


def test_who_approved_does_not_verify_as_a_substitute(city, approve):
    report = approve(value=80)
    stands_in(city, "head", "monitor")
    assert "责任单位负责人" in refused(city, report, "head")


def test_who_approved_does_not_verify_after_leaving_the_unit(city, approve):
    report = approve(value=80)
    Appointment.objects.filter(user=city.people["head"]).update(until=TOMORROW - dt.timedelta(days=1))
    Appointment.objects.create(user=city.people["head"], unit=city.unit["tjj"], role=Role.MONITOR, since=START)
    assert "提交或审核过" in refused(city, report, "head")


def test_hands_that_touched_an_earlier_round_stay_out(city, submit, step):
    report = submit(value=80)
    stands_in(city, "monitor", "head")
    report = step("approve", report, "monitor")
    Substitution.objects.all().delete()
    stands_in(city, "other_reporter", "monitor")
    report = step("return", report, "other_reporter", reason="口径不对")
    report = step("submit", report, "reporter")
    report = step("approve", report, "head")
    assert report.approved_by == city.people["head"]
    assert "提交或审核过" in refused(city, report, "monitor")


@pytest.mark.parametrize(("role", "may"), [(Role.REPORTER, False), (Role.HEAD, False), (Role.LEADER, True)])
@pytest.mark.parametrize("own", [True, False], ids=["own office", "substitute"])
def test_who_speaks_for_the_unit_does_not_verify_it_though_others_did_it_all(city, approve, role, may, own):
    report = approve(value=80)
    holder = city.people["monitor" if own else "principal"]
    Appointment.objects.create(user=holder, unit=city.unit["jyj"], role=role, since=START)
    if not own:
        office = Appointment.objects.get(user=holder, role=role)
        Substitution.objects.create(
            appointment=office, substitute=city.people["monitor"], since=YESTERDAY, until=TOMORROW
        )
    assert (refused(city, report, "monitor") == "") == may


@pytest.mark.parametrize("person", ["monitor", "other_head"])
def test_other_hands_verify_the_monitor_and_whoever_stands_in(city, approve, person):
    report = approve(value=80)
    if person == "other_head":
        stands_in(city, "other_head", "monitor")
    assert refused(city, report, person) == ""


def test_the_office_does_not_verify_where_it_stands_in_for_the_unit(city, approve, add_target):
    report = approve(value=80, of=add_target("MB-2", monitor=None))
    stands_in(city, "office", "head")
    assert "代 教育局局长孙立" in refused(city, report, "office")
