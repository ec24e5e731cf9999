"""Assessments, their runs, scores with exact values, and the derivation of a score."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gangmu.assessment import actions, queries
from gangmu.assessment.models import Assessment, ScoringRun
from gangmu.org.models import User
from gangmu.org.permissions import access_of

router = Router(tags=["assessment"])
DEEPEST = 50


class AssessmentOut(Schema):
    """One scheme applied to one plan. `digest` is the SHA-256 of the scheme's text."""

    id: int
    title: str
    year: int
    state: str
    version: int
    scheme: int
    digest: str


class RunOut(Schema):
    """One computation; `month` is the first day of the last month whose verified values went in."""

    id: int
    number: int
    month: dt.date
    at: dt.datetime
    scheme_digest: str
    facts_digest: str


class ScoreOut(Schema):
    """`total` is as published, null when facts are missing; `exact` the same as a fraction."""

    id: int
    unit: str
    name: str
    group: str
    total: Decimal | None
    exact: str
    grade: str
    rank: int | None
    components: dict[str, str]


class RunIn(Schema):
    """`version` is the assessment's, as last read."""

    version: int
    month: dt.date


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the API's authentication lets nobody else in
    return request.user


def _assessment(one: Assessment) -> AssessmentOut:
    return AssessmentOut(
        id=one.pk,
        title=one.title,
        year=one.plan.year,
        state=one.state,
        version=one.version,
        scheme=one.scheme_id,
        digest=one.scheme.digest,
    )


def _run(one: ScoringRun) -> RunOut:
    return RunOut(
        id=one.pk,
        number=one.number,
        month=one.month,
        at=one.at,
        scheme_digest=one.scheme_digest,
        facts_digest=one.facts_digest,
    )


@router.get("/assessments/", response=list[AssessmentOut])
def assessments(request: HttpRequest) -> Any:
    return [_assessment(one) for one in queries.visible_assessments(access_of(_user(request)))]


@router.get("/assessments/{pk}/runs/", response=list[RunOut])
def runs(request: HttpRequest, pk: int) -> Any:
    """Newest first."""
    return [_run(one) for one in queries.runs_of(queries.get_assessment(access_of(_user(request)), pk))]


@router.post("/assessments/{pk}/runs/", response=RunOut)
def run(request: HttpRequest, pk: int, asked: RunIn) -> Any:
    """Collect facts up to a month and score them."""
    found = queries.get_assessment(access_of(_user(request)), pk)
    return _run(actions.run_assessment(assessment=found, version=asked.version, month=asked.month, by=_user(request)))


@router.get("/runs/{pk}/scores/", response=list[ScoreOut])
def scores(request: HttpRequest, pk: int) -> Any:
    """Those one may see, by group and rank."""
    access = access_of(_user(request))
    return [
        ScoreOut(
            id=one.pk,
            unit=one.unit.code,
            name=one.unit.name,
            group=one.group,
            total=one.total,
            exact=one.exact,
            grade=one.grade,
            rank=one.rank,
            components={name: value["shown"] for name, value in one.published["components"].items()},
        )
        for one in queries.scores_of(access, queries.get_run(access, pk))
    ]


@router.get("/scores/{pk}/explanation/", response=dict[str, Any])
def explanation(request: HttpRequest, pk: int, column: str = "", depth: int = 8) -> Any:
    """The derivation of one column (the total when not said) as a tree, down to facts."""
    access = access_of(_user(request))
    return queries.explanation_of(access, queries.get_score(access, pk), column, depth=max(0, min(depth, DEEPEST)))
