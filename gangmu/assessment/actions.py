"""The only writers of schemes, assessments, runs and scores, one function a verb."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gangmu.assessment import facts
from gangmu.assessment.methods import check_text
from gangmu.assessment.models import Assessment, Scheme, Score, ScoringRun
from gangmu.assessment.results import Shape
from gangmu.assessment.verbs import ASSESSMENTS, SCHEMES
from gangmu.base.errors import Problem, Problems
from gangmu.base.rows import one_moment
from gangmu.org.models import Unit, User
from gangmu.org.queries import today
from gangmu.scoring import FactProblem, Result, SchemeProblem, evaluate, read_facts, read_scheme
from gangmu.scoring import Scheme as Method
from gangmu.targets.models import Plan

LAST_PLACE = 6
"""Digits after the point with which a published total is kept; the exact one stands beside it."""

MOST_PROBLEMS = 2000
"""Problems kept with a run; more are counted only."""


@SCHEMES.does("add")
def add_scheme(*, unit: Unit, year: int, text: str, by: User) -> Scheme:
    """Adopt a scheme, word for word. Raises Problems with line and column of everything wrong with its text."""
    scheme = Scheme(unit=unit, year=year, text=text, added_by=by)
    with SCHEMES.creation("add", by=by, row=scheme):
        checked = check_text(text)
        if checked.scheme is None:
            raise Problems([as_problem(one) for one in checked.problems if one.level == "error"])
        scheme.title, scheme.digest = checked.scheme.title[:120], checked.digest
    return scheme


def as_problem(one: SchemeProblem) -> Problem:
    """A fault of a scheme's text as pages show it."""
    where = _("第 %(line)d 行第 %(column)d 列") % {"line": one.line, "column": one.column} if one.line else one.file
    return Problem(one.what, where, one.expected, one.todo, one.level, one.line or None, "text", one.text)


@ASSESSMENTS.does("create")
def create_assessment(*, plan: Plan, scheme: Scheme, title: str, by: User) -> Assessment:
    """Apply a scheme to an issued plan. Raises Problems naming every column the system has no facts for."""
    assessment = Assessment(plan=plan, scheme=scheme, title=title.strip())
    with ASSESSMENTS.creation("create", by=by, row=assessment) as step:
        method = method_of(scheme)
        problems = [one for one in facts.unsupplied(method) if one.level == "error"]
        problems += _unpublishable(Shape(method))
        if scheme.unit_id != plan.unit_id:
            problems.append(Problem(_("考核办法不是这个政府的"), where=scheme.title, column="scheme"))
        if problems:
            raise Problems(problems)
        step.tell(plan=plan, scheme=scheme, digest=scheme.digest)
    return assessment


def _unpublishable(shape: Shape) -> list[Problem]:
    """Why the total of a method cannot be kept and shown."""
    if not shape.total:
        return [Problem(_("公布的列里没有总分"), where=_("考核办法"), todo=_("请在 publish 里加上总分这一列"))]
    if shape.percent:
        todo = _("请去掉总分这一列的 show，按分公布")
        return [Problem(_("总分按百分数公布，不能作为分数保存"), where=_("考核办法"), todo=todo)]
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


@ASSESSMENTS.does("run")
def run_assessment(*, assessment: Assessment, version: int, month: dt.date, by: User) -> ScoringRun:
    """Collect the facts up to a month (its first day), score them and keep everything.

    Raises Denied, Problems or Conflict. A unit whose facts are incomplete gets a score without total; the run's
    problems say which facts are missing. Nobody waits meanwhile: the facts are read as they stand at one moment and
    scored before anything is locked, and written only if nobody else computed in between.
    """
    ASSESSMENTS.check(by, assessment, "run")
    _check_month(assessment.plan, month)
    method = method_of(assessment.scheme)
    with one_moment():
        collected = facts.collect(method, assessment.plan, month)
    result = evaluate(method, read_facts(method, collected.tables))
    with ASSESSMENTS.step("run", by=by, row=assessment, version=version, mine={"month": month}) as step:
        step.about = run = _kept_run(step.row, by, month, collected, result)
        scores = Score.objects.bulk_create(scores_from(result, run, collected.units), batch_size=500)
        step.also = [*scores]
        step.tell(
            month=month,
            scheme_digest=run.scheme_digest,
            facts_digest=run.facts_digest,
            scores=len(scores),
            without_total=sum(score.incomplete for score in scores),
        )
    return run


def _kept_run(
    assessment: Assessment, by: User, month: dt.date, collected: facts.Collected, result: Result
) -> ScoringRun:
    last = assessment.runs.order_by("-number").values_list("number", flat=True).first() or 0
    return ScoringRun.objects.create(
        assessment=assessment,
        number=last + 1,
        month=month,
        by=by,
        scheme_digest=result.scheme.digest,
        facts=collected.as_json(),
        facts_digest=collected.digest,
        problems=[_kept(one) for one in result.problems[:MOST_PROBLEMS]],
    )


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
    unscored = row["not_scored"].get(shape.total, "")
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
        published={**row, "components": components, "others": others, "unscored": unscored},
    )


def _exact(value: object) -> str | None:
    return None if value is None else str(value)


@ASSESSMENTS.does("finalise")
def finalise(*, assessment: Assessment, version: int, by: User) -> Assessment:
    """定稿: the latest run is the result; nothing is computed any more. Raises Denied or Conflict."""
    with ASSESSMENTS.step("finalise", by=by, row=assessment, version=version) as step:
        latest = step.row.runs.defer("facts", "problems").latest("number")
        step.row.final = latest
        step.tell(run=latest.number, facts_digest=latest.facts_digest)
    return step.row
