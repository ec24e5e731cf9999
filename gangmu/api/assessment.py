"""Assessments, their runs, scores with exact values, and the derivation of a score."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from gangmu.api.requests import Words, access
from gangmu.assessment import queries
from gangmu.assessment.models import Assessment, Score, ScoringRun

router = Router(tags=["assessment"])
Depth = Annotated[int, Field(ge=0, le=50)]


class AssessmentOut(Schema):
    """One scheme applied to one plan. `digest` is the SHA-256 of the scheme's text."""

    id: int
    title: str
    year: int
    state: str
    version: int
    scheme: int
    digest: str

    @staticmethod
    def resolve_year(one: Assessment) -> int:
        return one.plan.year

    @staticmethod
    def resolve_scheme(one: Assessment) -> int:
        return one.scheme_id

    @staticmethod
    def resolve_digest(one: Assessment) -> str:
        return one.scheme.digest


class RunOut(Schema):
    """One computation; `month` is the first day of the last month whose verified values went in."""

    id: int
    number: int
    month: dt.date
    at: dt.datetime
    scheme_digest: str
    facts_digest: str


class ScoreOut(Schema):
    """`total` is as published, `exact` its fraction; a shared rank may be 1.5. Where `total` is null, `unscored` says
    why the method gives none on purpose, and is empty when facts are missing."""

    id: int
    unit: str
    name: str
    group: str
    total: Decimal | None
    exact: str
    unscored: str
    grade: str
    rank: float | None
    components: dict[str, str]

    @staticmethod
    def resolve_unit(one: Score) -> str:
        return one.unit.code

    @staticmethod
    def resolve_name(one: Score) -> str:
        return one.unit.name

    @staticmethod
    def resolve_components(one: Score) -> dict[str, str]:
        return {name: value["shown"] for name, value in one.published["components"].items()}


@router.get("/assessments", response=list[AssessmentOut])
@paginate
def assessments(request: HttpRequest) -> QuerySet[Assessment]:
    return queries.visible_assessments(access(request)).defer("scheme__text")


@router.get("/assessments/{int:pk}/runs", response=list[RunOut])
@paginate
def runs(request: HttpRequest, pk: int) -> QuerySet[ScoringRun]:
    """Newest first."""
    return queries.runs_of(queries.get_assessment(access(request), pk))


@router.get("/runs/{int:pk}/scores", response=list[ScoreOut])
@paginate
def scores(request: HttpRequest, pk: int) -> QuerySet[Score]:
    """Those one may see, by group and rank."""
    mine = access(request)
    return queries.scores_of(mine, queries.get_run(mine, pk))


@router.get("/scores/{int:pk}/explanation", response=dict[str, Any])
def explanation(request: HttpRequest, pk: int, column: Words = "", depth: Depth = 8) -> Any:
    """The derivation of one column (the total when not said) as a tree, down to facts."""
    mine = access(request)
    return queries.explanation_of(mine, queries.get_score(mine, pk), column, depth=depth)
