"""The only readers of assessment. Those that take `access` return only what may be seen.

Who sees what: VIEW_SCORES for the plan's government shows every score of a run; with VIEW_SCORES for a unit only, one
sees that unit's own score, rank, explanation, and how far the units next in rank are away, but not who they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from gangmu.assessment.models import Assessment, Scheme, Score, ScoringRun
from gangmu.assessment.results import Shape, check_scores, result_of
from gangmu.base.errors import Refused, Unseen
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.scoring import Step, explain
from gangmu.scoring.workbook import TooLong, workbook
from gangmu.targets.models import Plan
from gangmu.targets.states import IN_FORCE

HEAVY = ("facts", "problems")


def sees_all(access: Access, plan: Plan) -> bool:
    """Whether every score of the plan is open to this person."""
    return access.can(Permission.VIEW_SCORES, plan.unit_id)


def visible_assessments(access: Access) -> QuerySet[Assessment]:
    """All of one's government, and those in which a unit one sees has a score."""
    units = access.units(Permission.VIEW_SCORES)
    own = Score.objects.filter(unit__in=units).values("run__assessment")
    rows = Assessment.objects.filter(plan__unit__in=units) | Assessment.objects.filter(pk__in=own)
    return rows.select_related("plan__unit", "scheme").order_by("-plan__year", "-pk")


def get_assessment(access: Access, pk: int) -> Assessment:
    found = visible_assessments(access).filter(pk=pk).first()
    if found is None:
        raise Unseen
    return found


def visible_schemes(access: Access) -> QuerySet[Scheme]:
    """A scheme binds everybody it assesses: whoever sees a score of its government's plan sees its text."""
    used = visible_assessments(access).order_by().values("scheme")
    rows = Scheme.objects.filter(unit__in=access.units(Permission.VIEW_SCORES)) | Scheme.objects.filter(pk__in=used)
    return rows.select_related("unit", "added_by").order_by("-year", "-pk")


def get_scheme(access: Access, pk: int) -> Scheme:
    found = visible_schemes(access).filter(pk=pk).first()
    if found is None:
        raise Unseen
    return found


def assessable_plans(access: Access) -> QuerySet[Plan]:
    """Issued plans that this person may assess."""
    rows = Plan.objects.filter(unit__in=access.units(Permission.ASSESS)).filter(state__in=IN_FORCE)
    return rows.select_related("unit").order_by("-year")


def usable_schemes(access: Access) -> QuerySet[Scheme]:
    return Scheme.objects.filter(unit__in=access.units(Permission.ASSESS)).order_by("-year", "-pk")


def runs_of(assessment: Assessment) -> QuerySet[ScoringRun]:
    """Newest first, without their facts."""
    return assessment.runs.defer(*HEAVY).select_related("by").order_by("-number")


def _newest_runs() -> QuerySet[ScoringRun]:
    """The last run of every assessment."""
    newest = ScoringRun.objects.filter(assessment=OuterRef("assessment")).order_by("-number").values("pk")[:1]
    return ScoringRun.objects.annotate(newest=Subquery(newest)).filter(pk=F("newest"))


def triable_runs(access: Access) -> QuerySet[ScoringRun]:
    """The last run of every assessment that this person may assess, newest year first: new methods are tried on it."""
    rows = _newest_runs().filter(assessment__plan__unit__in=access.units(Permission.ASSESS)).defer(*HEAVY)
    return rows.select_related("assessment__plan", "assessment__scheme").order_by("-assessment__plan__year", "-pk")


def latest_run(assessment: Assessment) -> ScoringRun | None:
    return runs_of(assessment).first()


def get_run(access: Access, pk: int) -> ScoringRun:
    """A run with its assessment, without its facts, or Unseen. Raises Refused when its scores were tampered with."""
    rows = ScoringRun.objects.filter(pk=pk, assessment__in=visible_assessments(access).order_by().values("pk"))
    run = rows.defer("facts").select_related("assessment__plan__unit", "assessment__scheme", "by").first()
    if run is None:
        raise Unseen
    check_scores(run)
    return run


def scores_of(access: Access, run: ScoringRun) -> QuerySet[Score]:
    """Scores of a run that may be seen, by group and rank, units without total last."""
    rows = run.scores.select_related("unit")
    if not sees_all(access, run.assessment.plan):
        rows = rows.filter(unit__in=access.units(Permission.VIEW_SCORES))
    return rows.order_by("group", F("rank").asc(nulls_last=True), "unit__order", "unit__code")


def get_score(access: Access, pk: int) -> Score:
    """A score with everything its page needs, the run's facts included, or Unseen.

    Raises Refused when a score of the run was tampered with: the page tells of the neighbours too.
    """
    units = access.units(Permission.VIEW_SCORES)
    rows = Score.objects.filter(pk=pk).select_related("run__assessment__plan__unit", "run__assessment__scheme", "unit")
    score = rows.first()
    if score is None or not ({score.unit_id, score.run.assessment.plan.unit_id} & units):
        raise Unseen
    check_scores(score.run)
    return score


def scores_of_unit(access: Access, unit: Unit) -> list[Score]:
    """The unit's score in the latest run of every assessment, newest year first; empty when it may not be seen."""
    if not access.can(Permission.VIEW_SCORES, unit.pk):
        return []
    rows = (
        Score.objects.filter(unit=unit)
        .select_related("run__assessment__plan", "unit")
        .defer("run__facts", "run__problems")
    )
    latest: dict[int, Score] = {}
    for score in rows.order_by("run__number"):
        latest[score.run.assessment_id] = score
    return sorted(latest.values(), key=lambda one: (-one.run.assessment.plan.year, -one.run.assessment_id))


@dataclass(frozen=True)
class Place:
    """A score among those of its group: how many there are, the unit just ahead and the one just behind."""

    of: int
    ahead: Score | None
    behind: Score | None


def place_of(score: Score) -> Place:
    """Where a score stands in its group. Shows others' totals: for sentences, not for lists."""
    rivals = list(score.run.scores.filter(group=score.group, rank__isnull=False).order_by("rank", "pk"))
    rank = score.rank or 0
    ahead = [one for one in rivals if (one.rank or 0) < rank]
    behind = [one for one in rivals if (one.rank or 0) > rank]
    return Place(len(rivals), ahead[-1] if ahead else None, behind[0] if behind else None)


def previous_scores(run: ScoringRun) -> dict[int, Score]:
    """Unit → its score in the run before; empty for the first."""
    before = ScoringRun.objects.filter(assessment=run.assessment_id, number__lt=run.number).order_by("-number")
    rows: Iterable[Score] = Score.objects.filter(run=before.values("pk")[:1])
    return {score.unit_id: score for score in rows}


def explanation(access: Access, score: Score, column: str) -> Step:
    """Why a unit's column has its value, down to facts. Unseen when it may not be seen or there is no such column."""
    if not ({score.unit_id, score.run.assessment.plan.unit_id} & access.units(Permission.VIEW_SCORES)):
        raise Unseen
    result = result_of(score.run)
    table = result.scheme.unit_table
    if column not in result.scheme.tables[table].computed:
        raise Unseen
    return explain(result, table, key_of(score), column)


def workbook_of(access: Access, run: ScoringRun, note: str) -> bytes:
    """A run that anyone can recompute: live formulas over everybody's facts. Unseen for who does not see all scores.

    Raises Refused when what is stored was tampered with or Excel cannot hold it.
    """
    if not sees_all(access, run.assessment.plan):
        raise Unseen
    try:
        return workbook(result_of(run), note=note)
    except TooLong as error:
        raise Refused(
            _("“%(column)s”的公式太长或套得太深，Excel 装不下；请在办法里拆成几列") % {"column": error}
        ) from None


def key_of(score: Score) -> str:
    """The unit's key in the run's facts; the code of then, even where it changed since."""
    return str(score.published["key"])


def own_scores(access: Access) -> list[Score]:
    """Scores of the units one sees, in the latest run of every assessment, newest year first."""
    rows = Score.objects.filter(unit__in=access.units(Permission.VIEW_SCORES), run__in=_newest_runs().values("pk"))
    rows = rows.select_related("unit", "run__assessment__plan").defer("run__facts", "run__problems")
    return list(rows.order_by("-run__assessment__plan__year", "-run__assessment", "unit__order", "unit__code"))


def named_units(access: Access, score: Score) -> frozenset[str] | None:
    """Keys of the units whose names may stand in an explanation; None for all."""
    if sees_all(access, score.run.assessment.plan):
        return None
    seen = access.units(Permission.VIEW_SCORES)
    return frozenset(key for key, pk in score.run.facts["units"].items() if pk in seen)


def explanation_of(access: Access, score: Score, column: str, *, depth: int) -> dict[str, Any]:
    """The derivation as plain data, without the names of units that this person does not see."""
    top = explanation(access, score, column or Shape(result_of(score.run).scheme).total)
    return _anonymous(top.as_dict(depth), named_units(access, score))


def _anonymous(step: dict[str, Any], named: frozenset[str] | None) -> dict[str, Any]:
    hidden = {"key": "", "name": ""}
    near = [one if named is None or one["key"] in named else {**one, **hidden} for one in step["neighbours"]]
    return {**step, "neighbours": near, "children": [_anonymous(one, named) for one in step["children"]]}
