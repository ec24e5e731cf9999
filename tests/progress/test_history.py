"""Taking over earlier months with their whole course."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangmu.base.audit import verify as verify_chain
from gangmu.base.errors import Denied
from gangmu.base.files import store
from gangmu.base.models import Event, Installation
from gangmu.demo.history import HistoryRow, Step, take_over_history
from gangmu.progress.models import Evidence, Report

CHINA = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 10, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def demo(db):
    """Only a demo takes over a course in the names of others."""
    return Installation.objects.create(is_demo=True)


@pytest.fixture
def course(city):
    """`course(4)` reports on 8 May, is given back, comes again, is approved and verified with another value."""
    people = city.people

    def steps(month: int, official: int | None = None) -> list[Step]:
        later = month + 1
        return [
            Step("submit", people["reporter"], at(later, 8)),
            Step("return", people["head"], at(later, 9), "口径不对"),
            Step("submit", people["reporter"], at(later, 10), "已核对"),
            Step("approve", people["head"], at(later, 11)),
            Step(
                "verify", people["monitor"], at(later, 12), "按统计数", None if official is None else Decimal(official)
            ),
        ]

    return steps


def test_reports_arrive_in_the_state_their_steps_lead_to(plan, target, city, months, course):
    row = HistoryRow(target, city.unit["jyj"], dt.date(2026, 3, 1), Decimal(33), "进展", steps=course(3, 30))
    take_over_history(by=city.people["office"], plan=plan, rows=[row])
    report = Report.objects.get()
    assert (report.state, report.value, report.verified_value) == ("verified", Decimal(33), Decimal(30))
    assert report.days_late == 1  # due on Tuesday, 7 April after the holiday of Qingming
    assert report.return_reason == ""
    assert timezone_date(report.first_submitted_at) == dt.date(2026, 4, 8)
    assert report.version == 6


def timezone_date(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CHINA).date()


def test_events_carry_the_times_of_then_in_order_and_the_chain_holds(plan, target, city, months, course):
    rows = [
        HistoryRow(target, city.unit["jyj"], dt.date(2026, month, 1), Decimal(10 * month), steps=course(month))
        for month in (4, 3)
    ]
    take_over_history(by=city.people["office"], plan=plan, rows=rows)
    taken = list(Event.objects.filter(noun="progress.report").order_by("number"))
    assert len(taken) == 10
    assert [event.at for event in taken] == sorted(event.at for event in taken)
    assert {event.role for event in taken if event.verb == "report.approve"} == {"责任单位负责人 · 市教育局"}
    assert Event.objects.get(verb="plan.take_over_history").after == {"reports": 2}
    assert verify_chain().intact


def test_an_impossible_course_is_refused_whole(plan, target, city, months):
    steps = [Step("approve", city.people["head"], at(4, 8))]
    rows = [HistoryRow(target, city.unit["jyj"], dt.date(2026, 3, 1), Decimal(1), steps=steps)]
    with pytest.raises(Denied):
        take_over_history(by=city.people["office"], plan=plan, rows=rows)
    assert not Report.objects.exists()


def test_only_the_office_takes_over(plan, city):
    with pytest.raises(Denied):
        take_over_history(by=city.people["reporter"], plan=plan, rows=[])


def test_evidence_keeps_its_day(plan, target, city, months, course):
    file = store(b"%PDF-1.4 x", "application/pdf")
    files = [("台账.pdf", file, at(4, 7), city.people["reporter"])]
    row = HistoryRow(target, city.unit["jyj"], dt.date(2026, 3, 1), Decimal(3), steps=course(3), evidence=files)
    take_over_history(by=city.people["office"], plan=plan, rows=[row])
    assert Evidence.objects.get().added_at == at(4, 7)


def test_many_reports_are_written_many_at_a_time(plan, add_target, city, months, course):
    def written(first: int, number: int) -> int:
        """Queries for so many new targets with ten months each."""
        targets = [add_target(f"MB-{one}", nodes=False) for one in range(first, first + number)]
        rows = [
            HistoryRow(target, city.unit["jyj"], dt.date(2026, month, 1), Decimal(month), "进展", steps=course(month))
            for target in targets
            for month in range(1, 11)
        ]
        with CaptureQueriesContext(connection) as queries:
            take_over_history(by=city.people["office"], plan=plan, rows=rows)
        return len(queries)

    few, many = written(0, 10), written(10, 40)
    assert Report.objects.count() == 500
    assert many < few + 300 / 5, "four times the reports may take some more queries, not one for each"


def test_a_system_with_real_data_refuses_to_write_in_the_names_of_others(plan, target, city, months, course, demo):
    demo.is_demo = False
    demo.save()
    row = HistoryRow(target, city.unit["jyj"], dt.date(2026, 3, 1), Decimal(33), "进展", steps=course(3))
    with pytest.raises(Denied, match="只有示例系统"):
        take_over_history(by=city.people["office"], plan=plan, rows=[row])
    assert not Report.objects.exists()
