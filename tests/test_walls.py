"""Walls that the import contracts cannot state: the domain speaks no HTTP, and pages read through queries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gangmu

ROOT = Path(gangmu.__file__).parent
OUTSIDE = ("web", "api", "config")
"""Where requests and answers are at home."""
HTTP = ("django.http", "django.shortcuts", "django.urls", "ninja")

READ_THEMSELVES = {
    "api/audit.py",
    "api/indicators.py",
    "api/org.py",
    "web/assessment/assessments.py",
    "web/audit/views.py",
    "web/context.py",
    "web/documents/papers.py",
    "web/documents/signing.py",
    "web/home/accounts.py",
    "web/home/administering.py",
    "web/home/assessing.py",
    "web/home/attempts.py",
    "web/home/beginning.py",
    "web/home/second_factor.py",
    "web/home/sessions.py",
    "web/home/situation.py",
    "web/home/workbench.py",
    "web/indicators/catalogue.py",
    "web/indicators/forms.py",
    "web/indicators/giving.py",
    "web/indicators/importing.py",
    "web/org/reforms.py",
    "web/org/transfers.py",
    "web/org/units.py",
    "web/progress/periods.py",
    "web/progress/report.py",
    "web/targets/editing.py",
    "web/targets/filters.py",
    "web/targets/forms.py",
    "web/targets/season.py",
    "web/targets/table.py",
    "web/targets/target.py",
    "web/targets/words.py",
}
"""Pages that still ask the database themselves: take one off when its reading moves to queries, add none."""


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if not rooms or name.split("/")[0] in rooms:
            yield name, ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def speaks_http(tree: ast.Module) -> bool:
    return any(name == told or name.startswith(f"{told}.") for name in imported(tree) for told in HTTP)


def asks_the_database(tree: ast.Module) -> bool:
    """`Model.objects` with anything but the empty set of a form's field."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr != "none"
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        for node in ast.walk(tree)
    )


def test_the_domain_speaks_no_http():
    domain = [(name, tree) for name, tree in sources() if name.split("/")[0] not in OUTSIDE]
    assert [name for name, tree in domain if speaks_http(tree)] == []


def test_no_further_page_asks_the_database_itself():
    assert {name for name, tree in sources("web", "api") if asks_the_database(tree)} == READ_THEMSELVES


@pytest.mark.parametrize("line", ["from django.http import Http404", "import ninja", "from django.urls import reverse"])
def test_a_planted_answer_of_http_is_seen(line):
    assert speaks_http(ast.parse(line))


def test_a_planted_query_is_seen_and_an_empty_choice_is_not():
    assert asks_the_database(ast.parse("Unit.objects.filter(pk=1)"))
    assert not asks_the_database(ast.parse("ModelChoiceField(Unit.objects.none())"))
