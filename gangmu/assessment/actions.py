"""The only writers of schemes, assessments, runs and scores, one function a verb."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.assessment import facts, policies
from gangmu.assessment.methods import check_text
from gangmu.assessment.models import Assessment, Scheme, Score, ScoringRun
from gangmu.assessment.results import Shape
from gangmu.assessment.states import AssessmentState
from gangmu.base import audit
from gangmu.base.errors import Problem, Problems
from gangmu.base.rows import clean, locked
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Permission, check
from gangmu.org.queries import today
from gangmu.scoring import FactProblem, Result, SchemeProblem, evaluate, read_facts, read_scheme
from gangmu.scoring import Scheme as Method
from gangmu.targets.models import Plan

LAST_PLACE = 6
"""Digits after the point with which a published total is kept; the exact one stands beside it."""

MOST_PROBLEMS = 2000
"""Problems kept with a run; more are counted only."""


@transaction.atomic
def add_scheme(*, unit: Unit, year: int, text: str, by: User) -> Scheme:
    """Adopt a scheme, word for word. Raises Problems with line and column of everything wrong with its text."""
    grant = check(by, Permission.ASSESS, unit)
    checked = check_text(text)
    problems = [as_problem(one) for one in checked.problems if one.level == "error"]
    if checked.scheme is None:
        raise Problems(problems)
    scheme = Scheme(
        unit=unit, year=year, title=checked.scheme.title[:120], text=text, digest=checked.digest, added_by=by
    )
    clean(scheme)
    scheme.save()
    after = {"title": scheme.title, "year": year, "digest": scheme.digest}
    audit.record(by=by, verb="scheme.add", about=scheme, role=grant.role, after=after)
    return scheme


def as_problem(one: SchemeProblem) -> Problem:
    """A fault of a scheme's text as pages show it."""
    where = _("第 %(line)d 行第 %(column)d 列") % {"line": one.line, "column": one.column} if one.line else one.file
    return Problem(one.what, where, one.expected, one.todo, one.level, one.line or None, "text", one.text)


@transaction.atomic
def create_assessment(*, plan: Plan, scheme: Scheme, title: str, by: User) -> Assessment:
    """Apply a scheme to an issued plan. Raises Problems naming every column the system has no facts for."""
    grant = check(by, Permission.ASSESS, plan.unit_id)
    policies.check_plan(plan)
    method = method_of(scheme)
    problems = [one for one in facts.unsupplied(method) if one.level == "error"]
    problems += _unpublishable(Shape(method))
    if scheme.unit_id != plan.unit_id:
        problems.append(Problem(_("考核办法不是这个政府的"), where=scheme.title, column="scheme"))
    if problems:
        raise Problems(problems)
    assessment = Assessment(plan=plan, scheme=scheme, title=title.strip())
    clean(assessment)
    assessment.save()
    after = {"plan": plan, "scheme": scheme, "digest": scheme.digest}
    audit.record(by=by, verb="assessment.create", about=assessment, role=grant.role, after=after)
    return assessment


def _unpublishable(shape: Shape) -> list[Problem]:
    """Why the total of a method cannot be kept and shown."""
    if not shape.total:
        return [Problem(_("公布的列里没有总分"), where=_("考核办法"), todo=_("请在 publish 里加上总分这一列"))]
    if shape.decimals > LAST_PLACE:
        what = _("总分公布到小数点后 %(n)d 位") % {"n": shape.decimals}
        return [Problem(what, where=_("考核办法"), expected=_("不超过 %(limit)d 位") % {"limit": LAST_PLACE})]
    return []


def method_of(scheme: Scheme) -> Method:
    """The scheme read. Stored schemes were read before, so a fault here means that the engine's language changed."""
    checked = read_scheme(scheme.text, file=scheme.title)
    if checked.scheme is None:
        raise Problems([as_problem(one) for one in checked.problems])
    return checked.scheme


@transaction.atomic
def run_assessment(*, assessment: Assessment, version: int, month: dt.date, by: User) -> ScoringRun:
    """Collect the facts up to a month (its first day), score them and keep everything.

    Raises Denied, Problems or Conflict. A unit whose facts are incomplete gets a score without total; the run's
    problems say which facts are missing.
    """
    grant = check(by, Permission.ASSESS, assessment.plan.unit_id)
    _check_month(assessment.plan, month)
    row = locked(assessment, version, {"month": month})
    row.state = policies.check_run(row)
    method = method_of(row.scheme)
    collected = facts.collect(method, row.plan, month)
    result = evaluate(method, read_facts(method, collected.tables))
    last = row.runs.order_by("-number").values_list("number", flat=True).first() or 0
    run = ScoringRun.objects.create(
        assessment=row,
        number=last + 1,
        month=month,
        by=by,
        scheme_digest=method.digest,
        facts=collected.as_json(),
        facts_digest=collected.digest,
        problems=[_kept(one) for one in result.problems[:MOST_PROBLEMS]],
    )
    scores = Score.objects.bulk_create(scores_from(result, run, collected.units), batch_size=500)
    row.save()
    after = {
        "month": month,
        "scheme_digest": run.scheme_digest,
        "facts_digest": run.facts_digest,
        "scores": len(scores),
        "without_total": sum(score.total is None for score in scores),
    }
    audit.record(by=by, verb="assessment.run", about=run, role=grant.role, after=after)
    return run


def _check_month(plan: Plan, month: dt.date) -> None:
    if month.day != 1 or month.year != plan.year or month > today():
        expected = _("%(year)d 年已经过去或正在进行的月份") % {"year": plan.year}
        raise Problems([Problem(_("不能算到这个月"), where=_("数据截至"), expected=expected, column="month")])


def _kept(one: FactProblem) -> dict[str, Any]:
    names = ("table", "key", "column", "text", "what", "expected", "todo", "level", "unit", "code", "heading")
    return {name: getattr(one, name) for name in names}


def scores_from(result: Result, run: ScoringRun, units: dict[str, int]) -> list[Score]:
    """The rows a result makes; nothing is written."""
    shape = Shape(result.scheme)
    table = result.scheme.unit_table
    return [
        _score(result, run, shape, row, units[row["key"]]) for row in result.published(table) if row["key"] in units
    ]


def _score(result: Result, run: ScoringRun, shape: Shape, row: dict[str, Any], unit: int) -> Score:
    table, key = result.scheme.unit_table, row["key"]
    total, rank = row.get(shape.total), row.get(shape.rank)
    components = {
        name: {"shown": result.shown(table, key, name), "exact": _exact(result.value(table, key, name))}
        for name in result.scheme.components
    }
    labels = result.scheme.tables[table]
    others = [{"label": labels.label_of(name), "shown": result.shown(table, key, name)} for name in shape.others]
    return Score(
        run=run,
        unit_id=unit,
        group=str(result.value(table, key, shape.group) or "")[:60]
        if shape.group in result.scheme.tables[table].given
        else "",
        total=None if total is None else Decimal(total),
        exact=row["exact"].get(shape.total) or "",
        grade=str(row.get(shape.grade) or "")[:40],
        rank=None if rank is None else Decimal(rank),
        published={**row, "components": components, "others": others},
    )


def _exact(value: object) -> str | None:
    return None if value is None else str(value)


@transaction.atomic
def finalise(*, assessment: Assessment, version: int, by: User) -> Assessment:
    """定稿: the latest run is the result; nothing is computed any more. Raises Denied or Conflict."""
    grant = check(by, Permission.ASSESS, assessment.plan.unit_id)
    row = locked(assessment, version, {})
    latest = row.runs.defer("facts", "problems").order_by("-number").first()
    row.state = policies.check_finalise(row, latest)
    row.save()
    after = {
        "state": row.state,
        "run": latest.number if latest else None,
        "facts_digest": latest.facts_digest if latest else "",
    }
    before = {"state": AssessmentState.OPEN}
    audit.record(by=by, verb="assessment.finalise", about=row, role=grant.role, before=before, after=after)
    return row
