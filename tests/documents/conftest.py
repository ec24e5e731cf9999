"""A register and a paper in each state."""

from __future__ import annotations

import pytest

from gangmu.documents import actions
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import Kind
from gangmu.typesetting import Form
from tests.typesetting.papers import paper as composed


@pytest.fixture
def register(city) -> Register:
    return actions.open_register(unit=city.unit["city"], sign="云政发", year=2026, by=city.people["office"])


@pytest.fixture
def drafted(city):
    """`drafted(title="…")` is a draft of the office with that text."""

    def make(**changes) -> Paper:
        sheet = composed(Form.DOCUMENT, number="", date=None, **changes)
        return actions.draft_paper(unit=city.unit["city"], kind=Kind.NOTICE, sheet=sheet, by=city.people["office"])

    return make


@pytest.fixture
def checked(city, drafted):
    def make(**changes) -> Paper:
        paper = drafted(**changes)
        return actions.check_paper(paper=paper, version=paper.version, by=city.people["leader"])

    return make


@pytest.fixture
def numbered(city, checked, register):
    def make(**changes) -> Paper:
        paper = checked(**changes)
        return actions.number_paper(paper=paper, version=paper.version, register=register.pk, by=city.people["office"])

    return make


@pytest.fixture
def issued(city, numbered):
    def make(**changes) -> Paper:
        paper = numbered(**changes)
        return actions.issue_paper(paper=paper, version=paper.version, by=city.people["office"])

    return make
