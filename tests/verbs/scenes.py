"""For every verb of every table: a thing in a state that allows it, who does it, and how its action is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import models

from tests.assessment.conftest import OCTOBER, SCHEME


@dataclass
class Scene:
    """`row` is None for a verb that makes its row; `arguments` are those of the action besides row, version and by."""

    by: str
    row: models.Model | None = None
    called: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)


SCENES: dict[str, Callable[[pytest.FixtureRequest], Scene]] = {}


def scene(event: str) -> Callable[[Callable[..., Scene]], Callable[..., Scene]]:
    def keep(make: Callable[..., Scene]) -> Callable[..., Scene]:
        SCENES[event] = make
        return make

    return keep


@scene("scheme.add")
def _(request):
    city = request.getfixturevalue("city")
    return Scene("office", arguments={"unit": city.unit["city"], "year": 2026, "text": SCHEME})


@scene("assessment.create")
def _(request):
    plan, scheme = request.getfixturevalue("plan"), request.getfixturevalue("scheme")
    return Scene("assessor", arguments={"plan": plan, "scheme": scheme, "title": "考核"})


@scene("assessment.run")
def _(request):
    request.getfixturevalue("verified")()
    return Scene("assessor", request.getfixturevalue("assessment"), "assessment", {"month": OCTOBER})


@scene("assessment.finalise")
def _(request):
    request.getfixturevalue("verified")()
    request.getfixturevalue("run")()
    assessment = request.getfixturevalue("assessment")
    assessment.refresh_from_db()
    return Scene("assessor", assessment, "assessment")
