"""The demo city: complete, invented, the same on every load, scored as by hand, and refused where there are data."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections import Counter
from contextlib import suppress
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from gangmu.assessment.models import Assessment, Score, ScoringRun
from gangmu.base import audit
from gangmu.base.models import Event, Installation
from gangmu.base.periods import is_working_day
from gangmu.demo import PASSWORD, catalogue, files
from gangmu.demo.load import load
from gangmu.demo.organisation import City
from gangmu.indicators.models import Delivery, Indicator, Observation
from gangmu.indicators.seasons import season_of
from gangmu.org.models import Group, Substitution, Succession, Unit, User
from gangmu.org.queries import tree_on
from gangmu.org.states import Kind, Role
from gangmu.progress.models import Evidence, Report
from gangmu.progress.states import ReportState
from gangmu.targets.models import Assignment, Plan, Target, TargetImport, Terms
from gangmu.targets.states import ImportState, Part, PlanState
from tests.assessment import naive

pytestmark = pytest.mark.slow
TODAY = dt.date(2026, 11, 20)
MOMENTS = ("submitted_at", "approved_at", "verified_at")


class _TakenBack(Exception):
    """Ends a transaction whose writes are not wanted."""


def contents() -> str:
    """A digest of what the city holds, without the times at which it was loaded."""
    rows = [
        *Target.objects.order_by("plan__year", "code").values_list(
            "plan__year", "code", "name", "terms__goal", "points"
        ),
        *Report.objects.order_by("period__month", "target__code", "target__plan__year", "unit__code").values_list(
            "target__code", "unit__code", "period__month", "state", "value", "verified_value", "words", "days_late"
        ),
        *Evidence.objects.order_by(
            "report__period__month", "report__target__code", "report__unit__code", "pk"
        ).values_list("name", "file__sha256"),
        *Score.objects.order_by("run__month", "unit__code").values_list("unit__code", "exact", "rank", "grade"),
        *ScoringRun.objects.order_by("month").values_list("month", "scheme_digest"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The city, loaded twice: the digest of the first load, which was taken back, and the second, which stays."""
    at = dt.datetime.combine(TODAY, dt.time(9), ZoneInfo("Asia/Shanghai"))
    with django_db_blocker.unblock(), time_machine.travel(at), transaction.atomic():
        with suppress(_TakenBack), transaction.atomic():
            load(today=TODAY)
            first = contents()
            raise _TakenBack
        made = load(today=TODAY)
        yield made, first
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db) -> City:
    return loaded[0]


def test_the_same_day_gives_the_same_city(loaded, demo):
    assert contents() == loaded[1]


def test_it_is_marked_as_invented(demo):
    assert Installation.objects.get().is_demo
    assert not User.objects.filter(is_demo=False).exists()


def test_it_has_the_units_of_a_city(demo):
    tree = tree_on(TODAY)
    kinds = Counter(unit.kind for unit in Unit.objects.all() if unit.pk in tree)
    assert (kinds[Kind.DEPARTMENT], kinds[Kind.DISTRICT]) == (97, 13)
    assert kinds[Kind.TOWN]
    assert kinds[Kind.SECTION]
    assert Group.objects.filter(year=2026, lead_unit__isnull=False).count() == 10


def test_one_unit_merged_in_mid_year_and_one_person_stands_in(demo):
    assert Succession.objects.get().on == dt.date(2026, 7, 1)
    assert Substitution.objects.filter(since__lte=TODAY, until__gt=TODAY).count() == 1


def test_every_role_has_an_account_to_click_on_and_its_password_works(demo, client):
    assert {one.role for one in catalogue.people()} == set(Role.values)
    assert 55 <= User.objects.count() <= 65
    assert client.login(username="reporter", password=PASSWORD)


def test_the_plan_has_400_targets_of_all_kinds(demo):
    plan = Plan.objects.get(year=2026)
    assert plan.state == PlanState.ISSUED
    assert plan.issued_at.date() == dt.date(2026, 1, 18)
    targets = plan.targets.all()
    assert targets.count() == 400
    assert set(targets.values_list("kind", flat=True)) == {"quantitative", "qualitative", "project"}
    assert set(targets.values_list("category", flat=True)) == {"key", "routine", "shared", "stability"}
    assert targets.filter(direction="lower").exists()
    assert targets.filter(terms__stretch__isnull=False).exists()
    assert set(Assignment.objects.filter(target__plan=plan).values_list("part", flat=True)) == set(Part.values)


def test_the_year_s_reports_are_not_all_smooth(demo):
    reports = Report.objects.filter(target__plan__year=2026)
    months = set(reports.values_list("period__month", flat=True))
    assert months == {dt.date(2026, month, 1) for month in range(1, 12)}
    assert reports.filter(days_late__gt=0).count() > 100
    assert reports.exclude(jump_reason="").exists()
    assert Event.objects.filter(verb="report.return").count() > 100
    assert reports.exclude(verified_note="").exists()
    current = reports.filter(period__month=dt.date(2026, 11, 1))
    assert set(current.values_list("state", flat=True)) == set(ReportState.values)


def test_nothing_happened_in_the_future(demo):
    for moment in ("submitted_at", "approved_at", "verified_at"):
        late = Report.objects.filter(**{f"{moment}__date__gte": TODAY})
        assert not late.exists(), moment
    assert not Report.objects.filter(verified_at__lt=dt.datetime(2025, 12, 1, tzinfo=dt.UTC)).exists()


def test_every_step_of_a_report_comes_after_the_one_before(demo):
    verified = Report.objects.filter(state=ReportState.VERIFIED)
    assert verified
    for report in verified:
        assert report.submitted_at <= report.approved_at <= report.verified_at


def test_last_year_s_results_are_this_year_s_baselines(demo):
    ended = {
        row.target.name: row.verified_value
        for row in Report.objects.filter(target__plan__year=2025, verified_note="").select_related("target")
    }
    compared = 0
    for terms in Terms.objects.filter(target__plan__year=2026, baseline__isnull=False).select_related("target"):
        if terms.target.name in ended:
            assert ended[terms.target.name] == terms.baseline
            compared += 1
    assert compared > 200


def test_last_year_s_result_is_final_and_complete(demo):
    assessment = Assessment.objects.get(plan__year=2025)
    assert assessment.state == "final"
    assert not Score.objects.filter(run__assessment=assessment, total__isnull=True).exists()


def test_few_units_lack_a_total_up_to_last_month(demo):
    run = ScoringRun.objects.get(assessment__plan__year=2026, month=dt.date(2026, 10, 1))
    assert run.scores.count() == 110
    assert 1 <= run.scores.filter(total__isnull=True).count() <= 10
    assert run.scores.get(unit__code="jyj").total is not None


def by_hand(unit: Unit) -> tuple[Fraction | None, int]:
    """A unit's total up to October out of the rows of the database, and how many targets it is made of."""
    october = dt.date(2026, 10, 1)
    rows = []
    parts = {Part.LEAD: "牵头", Part.RESPONSIBLE: "责任", Part.COOPERATING: "配合"}
    for one in Assignment.objects.filter(unit=unit, target__plan__year=2026, part__in=parts).select_related("target"):
        target = one.target
        reporting = unit
        if one.part == Part.COOPERATING:
            reporting = target.assignments.get(part=Part.LEAD).unit
        report = target.reports.filter(unit=reporting, period__month=october, state=ReportState.VERIFIED).first()
        goal = target.terms.get().aim
        rows.append(
            {
                "category": target.get_category_display(),
                "kind": target.get_kind_display(),
                "direction": target.get_direction_display(),
                "role": parts[Part(one.part)],
                "points": target.points,
                "goal": goal,
                "actual": report.verified_value if report else None,
            }
        )
    owed = Assignment.objects.filter(unit=unit, target__plan__year=2026, part__in=(Part.LEAD, Part.RESPONSIBLE)).count()
    reports = Report.objects.filter(unit=unit, target__plan__year=2026, period__month__lte=october)
    handed_in = reports.filter(state__in=("submitted", "approved", "verified")).count()
    late = reports.filter(days_late__gt=0).count()
    return naive.total({"late_reports": late, "missing_reports": owed * 10 - handed_in}, rows), len(rows)


@pytest.mark.parametrize("code", ["jyj", "fgw", "rsj", "sthj", "yjj", "donghu", "linxi", "rxzx"])
def test_scores_on_the_page_are_those_computed_by_hand(demo, client, code):
    unit = demo.units[code]
    total, targets = by_hand(unit)
    assert targets > 2
    score = Score.objects.get(unit=unit, run__assessment__plan__year=2026, run__month=dt.date(2026, 10, 1))
    assert Fraction(score.exact) == total
    client.force_login(demo.person("office"), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("assessment:score", args=[score.pk])).content.decode()
    shown = re.search(r'class="lead-line">([\d.]+) 分', page)
    assert shown is not None
    assert abs(Fraction(shown[1]) - total) <= Fraction(5, 1000)


def test_next_year_s_list_waits_with_its_faults(demo):
    waiting = TargetImport.objects.get()
    assert waiting.state == ImportState.CHECKED
    assert waiting.plan.year == 2027
    assert waiting.plan.state == PlanState.DRAFT
    assert len(waiting.problems) == 4


def test_the_audit_chain_is_intact(demo):
    verdict = audit.verify()
    assert verdict.intact
    assert verdict.checked > 20_000


def test_it_is_not_loaded_over_anything(demo):
    before = Event.objects.count()
    with pytest.raises(CommandError, match="只能载入空的数据库"):
        call_command("load_demo", stdout=io.StringIO())
    assert Event.objects.count() == before


def test_evidence_files_are_what_their_names_say():
    assert files.pdf("说明").startswith(b"%PDF-")
    assert files.picture(1).startswith(b"\x89PNG")
    assert files.workbook("台账") == files.workbook("台账")


def test_nothing_is_done_on_a_day_of_rest(demo):
    done = [
        one for names in Report.objects.filter(target__plan__year=2026).values_list(*MOMENTS) for one in names if one
    ]
    resting = [one for one in done if not is_working_day(one.astimezone(ZoneInfo("Asia/Shanghai")).date())]
    assert len(done) > 10_000
    assert len(resting) < len(done) / 100  # what is squeezed in before the day on which the city stands


def test_figures_are_there_when_they_are_published(demo):
    product = Target.objects.get(plan__year=2026, name="地区生产总值").reports.order_by("period__month")
    values = [one.value for one in product][:10]
    assert values[:2] == [None, None]
    assert values[2] == values[3] == values[4] < values[5]
    assert "数据按季发布，1—9月" in product[9].words
    retail = Target.objects.get(plan__year=2026, name="社会消费品零售总额").reports.order_by("period__month")
    assert retail[0].value is None
    assert "1月数据与2月合并发布" in retail[0].words


def test_nobody_approves_the_own_report_and_reasons_differ(demo):
    approved = Report.objects.filter(target__plan__year=2026, approved_by__isnull=False)
    assert not approved.filter(approved_by=F("submitted_by")).exists()
    october = Report.objects.filter(target__plan__year=2026, period__month=dt.date(2026, 10, 1)).exclude(problem="")
    told = Counter(october.values_list("problem", flat=True))
    assert len(told) > 15
    assert max(told.values()) < october.count() / 4


def test_targets_were_entered_before_they_were_issued(demo):
    issued = Event.objects.get(verb="plan.issue", object_id=str(Plan.objects.get(year=2026).pk)).at
    targets = {str(pk) for pk in Target.objects.filter(plan__year=2026).values_list("pk", flat=True)}
    entered = Event.objects.filter(noun="targets.target", verb="target.create", object_id__in=targets)
    assert entered.count() == 400
    assert all(at < issued for at in entered.values_list("at", flat=True))


def test_people_have_telephones(demo):
    assert (
        not User.objects.filter(phone="").exclude(username__in=["system-admin", "security-admin", "auditor"]).exists()
    )


def test_the_catalogue_has_six_years_of_invented_values_and_the_years_targets_name_it(demo):
    assert Indicator.objects.count() == 26
    assert set(Delivery.objects.values_list("note", flat=True)) == {"示例数据，虚构"}
    years = {year for (year,) in Observation.objects.values_list("month__year")}
    assert years == set(range(TODAY.year - 5, TODAY.year + 1))
    linked = Target.objects.filter(indicator__isnull=False)
    assert (linked.count(), {one.plan.year for one in linked}) == (25, {TODAY.year})
    investment = Indicator.objects.get(name="固定资产投资")
    assert "推算全年的误差中位数" in season_of(investment, demo.units[catalogue.CITY].pk, TODAY.year).sentence
