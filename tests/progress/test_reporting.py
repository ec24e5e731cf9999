"""From draft to verified value: who may do what when, and what is written down."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from gangmu.base.audit import verify as verify_chain
from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.org.models import Appointment, Succession
from gangmu.org.permissions import access_of
from gangmu.org.states import Change, Role
from gangmu.progress import actions, queries
from gangmu.progress.models import Evidence, Report
from gangmu.progress.states import ReportState
from gangmu.targets.states import Kind, PlanState

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF"


def test_a_report_goes_from_draft_to_verified_and_every_step_is_recorded(verify):
    report = verify(value=80, words="按计划推进")
    assert report.state == ReportState.VERIFIED
    assert report.verified_value == Decimal(80)
    verbs = list(Event.objects.filter(noun="progress.report").order_by("number").values_list("verb", "actor", "role"))
    assert verbs == [
        ("report.save", "教育局赵云", "责任单位填报员 · 市教育局"),
        ("report.submit", "教育局赵云", "责任单位填报员 · 市教育局"),
        ("report.approve", "教育局局长孙立", "责任单位负责人 · 市教育局"),
        ("report.verify", "统计局王芳", "监控单位核验员 · 市统计局"),
    ]
    assert verify_chain().intact


def test_saving_the_same_again_writes_nothing(save):
    first = save(value=80)
    assert save(value=80).version == first.version
    assert Event.objects.filter(verb="report.save").count() == 1


def test_blank_stays_blank(save):
    assert save().pk is None
    assert not Report.objects.exists()
    report = save(words="统计数据下月发布")
    assert report.value is None


def test_a_second_editor_is_told_and_nothing_is_lost(save, city, target, months):
    save(value=80)
    save(value=81)
    with pytest.raises(Conflict) as conflict:
        actions.save_report(
            by=city.people["reporter"],
            period=months[10],
            target=target,
            unit=city.unit["jyj"],
            version=1,
            value=Decimal(90),
        )
    assert conflict.value.theirs["value"] == Decimal(81)
    assert conflict.value.mine["value"] == Decimal(90)
    assert Report.objects.get().value == Decimal(81)


def test_two_who_begin_the_same_report_collide(save, city, target, months):
    save(value=80)
    with pytest.raises(Conflict):
        actions.save_report(
            by=city.people["reporter"],
            period=months[10],
            target=target,
            unit=city.unit["jyj"],
            version=0,
            value=Decimal(90),
        )


def test_an_empty_report_cannot_be_handed_in(save, city):
    report = save(problem="资金未到位")
    with pytest.raises(Problems, match="还没有填"):
        actions.submit_report(by=city.people["reporter"], report=report, version=report.version)


def test_an_explanation_too_long_to_be_kept_is_refused_in_words(save, city):
    report = save(value=80)
    with pytest.raises(Problems, match="异常变动说明") as refused:
        actions.submit_report(by=city.people["reporter"], report=report, version=report.version, jump_reason="长" * 301)
    assert refused.value.problems[0].column == "jump_reason"
    assert Report.objects.get().state == ReportState.DRAFT


def test_a_file_is_taken_off_once(save, city):
    report = save(value=80)
    kept = actions.add_evidence(by=city.people["reporter"], report=report, name="佐证.pdf", content=PDF)
    seen_by_a_colleague = Evidence.objects.get()
    actions.remove_evidence(by=city.people["reporter"], evidence=kept)
    with pytest.raises(Denied, match="已经删去"):
        actions.remove_evidence(by=city.people["reporter"], evidence=seen_by_a_colleague)


def test_a_month_has_one_period(plan, city, months):
    with pytest.raises(Problems, match="这个月的填报期已经设定"):
        actions.open_period(
            by=city.people["office"],
            plan=plan,
            month=dt.date(2026, 10, 1),
            opens=dt.date(2026, 10, 20),
            due=dt.date(2026, 11, 5),
        )


def test_words_without_a_number_can_be_handed_in_and_verified_without_one(verify):
    report = verify(words="统计数据下月发布")
    assert report.state == ReportState.VERIFIED
    assert report.verified_value is None


@pytest.mark.parametrize("person", ["other_reporter", "head", "office", "monitor", "leader"])
def test_only_the_units_reporter_writes(save, person):
    with pytest.raises(Denied, match="责任单位填报员"):
        save(value=80, by=person)


def test_a_unit_without_part_in_the_target_does_not_report(save):
    with pytest.raises(Denied, match="不是这个目标的牵头或责任单位"):
        save(value=80, unit="swj", by="other_reporter")


def test_a_unit_that_took_over_reports_in_the_place_of_the_old_one(save, city, target, months, today):
    old = city.unit["jyj"]
    old.places.update(until=dt.date(2026, 7, 1))
    Succession.objects.create(old=old, new=city.unit["swj"], on=dt.date(2026, 7, 1), change=Change.MERGE)
    rows = queries.reports_due(access_of(city.people["other_reporter"]), months[10])
    assert [row.target for row in rows] == [target]
    assert save(value=80, unit="swj", by="other_reporter").unit == city.unit["swj"]
    with pytest.raises(Denied):
        save(value=80)


def test_a_report_is_not_taken_before_its_period_opens(save):
    with pytest.raises(Denied, match="开放"):
        save(11, value=80)


def test_nothing_is_reported_when_the_year_is_closed(save, plan):
    plan.state = PlanState.CLOSED
    plan.save()
    with pytest.raises(Denied, match="已经结束"):
        save(value=80)


def test_what_was_handed_in_cannot_be_edited_until_withdrawn(submit, save, city):
    report = submit(value=80)
    with pytest.raises(Denied, match="待审核"):
        save(value=81)
    report = actions.withdraw_report(by=city.people["reporter"], report=report, version=report.version)
    assert report.submitted_at is None
    assert save(value=81).value == Decimal(81)


def test_what_is_approved_cannot_be_withdrawn(approve, city):
    report = approve(value=80)
    with pytest.raises(Denied):
        actions.withdraw_report(by=city.people["reporter"], report=report, version=report.version)


def test_a_return_needs_a_reason_and_goes_back_to_the_reporter(submit, city, save):
    report = submit(value=80)
    with pytest.raises(Problems, match="理由"):
        actions.return_report(by=city.people["head"], report=report, version=report.version, reason="  ")
    report = actions.return_report(by=city.people["head"], report=report, version=report.version, reason="口径不对")
    assert (report.state, report.return_reason) == (ReportState.RETURNED, "口径不对")
    report = save(value=82)
    report = actions.submit_report(by=city.people["reporter"], report=report, version=report.version)
    assert report.return_reason == ""
    assert Event.objects.get(verb="report.return").reason == "口径不对"


def test_after_approval_the_monitoring_unit_returns_not_the_head(approve, city):
    report = approve(value=80)
    with pytest.raises(Denied, match="市统计局"):
        actions.return_report(by=city.people["head"], report=report, version=report.version, reason="改")
    report = actions.return_report(
        by=city.people["monitor"], report=report, version=report.version, reason="与统计数不符"
    )
    assert report.state == ReportState.RETURNED
    assert report.approved_by is None


def test_nobody_approves_what_the_same_person_handed_in(submit, city):
    Appointment.objects.create(
        user=city.people["reporter"], unit=city.unit["jyj"], role=Role.HEAD, since=dt.date(2026, 1, 1)
    )
    report = submit(value=80)
    with pytest.raises(Denied, match="其他人审核"):
        actions.approve_report(by=city.people["reporter"], report=report, version=report.version)


def test_many_are_approved_at_once_or_none(submit, add_target, city):
    first, second = submit(value=80), submit(value=70, of=add_target("MB-2"))
    with pytest.raises(Problems, match="已被别人改过"):
        actions.approve_reports(by=city.people["head"], versions={first.pk: first.version, second.pk: 99})
    assert set(Report.objects.values_list("state", flat=True)) == {"submitted"}
    done = actions.approve_reports(
        by=city.people["head"], versions={first.pk: first.version, second.pk: second.version}
    )
    assert [one.state for one in done] == ["approved", "approved"]


def test_an_official_value_that_differs_needs_a_reason(approve, city):
    report = approve(value=80)
    with pytest.raises(Problems, match="理由"):
        actions.verify_report(by=city.people["monitor"], report=report, version=report.version, value=Decimal(78))
    report = actions.verify_report(
        by=city.people["monitor"], report=report, version=report.version, value=Decimal(78), note="按快报数"
    )
    assert (report.value, report.verified_value, report.known_value) == (Decimal(80), Decimal(78), Decimal(78))


def test_many_are_verified_at_once(approve, add_target, city):
    reports = [approve(value=80), approve(value=70, of=add_target("MB-2"))]
    done = actions.verify_reports(by=city.people["monitor"], versions={one.pk: one.version for one in reports})
    assert [one.verified_value for one in done] == [Decimal(80), Decimal(70)]
    assert Event.objects.filter(verb="report.verify").count() == 2


def test_the_office_verifies_where_no_other_unit_monitors(approve, add_target, city):
    alone = approve(value=80, of=add_target("MB-2", monitor=None))
    own = approve(value=80, of=add_target("MB-3", monitor="jyj"))
    for report in (alone, own):
        with pytest.raises(Denied):
            actions.verify_report(by=city.people["monitor"], report=report, version=report.version)
        done = actions.verify_report(by=city.people["office"], report=report, version=report.version)
        assert done.state == ReportState.VERIFIED


def test_the_office_does_not_verify_what_a_monitoring_unit_does(approve, city):
    report = approve(value=80)
    with pytest.raises(Denied, match="由监控单位核验：市统计局"):
        actions.verify_report(by=city.people["office"], report=report, version=report.version)


def test_a_report_on_the_day_of_the_deadline_is_in_time(submit, months):
    with time_machine.travel(dt.datetime(2026, 11, 5, 15, 59, tzinfo=dt.UTC)):  # 23:59 in Shanghai
        assert submit(value=80).days_late == 0


def test_lateness_of_the_first_submission_is_kept_for_good(submit, city, months):
    assert months[10].due == dt.date(2026, 11, 5)
    report = submit(value=80)
    assert report.days_late == 15
    first = report.first_submitted_at
    report = actions.withdraw_report(by=city.people["reporter"], report=report, version=report.version)
    actions.change_period(
        by=city.people["office"], period=months[10], version=1, opens=months[10].opens, due=dt.date(2026, 11, 30)
    )
    report = actions.submit_report(by=city.people["reporter"], report=report, version=report.version)
    assert (report.days_late, report.first_submitted_at) == (15, first)


def test_a_qualitative_target_is_reported_in_per_cent_done(verify, add_target):
    report = verify(value=75, of=add_target("MB-5", kind=Kind.QUALITATIVE, unit_of_measure="", goal=None))
    assert report.target.measure == "%"
    assert report.verified_value == Decimal(75)
