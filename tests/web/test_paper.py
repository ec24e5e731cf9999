"""Printing: rules for narrow screens stay off the paper, and a list in pages is printed whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.paginator import Page

from gangmu.web import paging

STYLES = sorted((Path(__file__).parents[2] / "gangmu/web/static/gangmu").glob("*.css"))


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_a_rule_for_narrow_screens_is_for_screens(sheet):
    """A4 is narrower than a tablet: without `screen`, what is meant for a phone comes out of the printer."""
    rules = re.findall(r"@media([^{]*max-width[^{]*)\{", sheet.read_text())
    assert [rule for rule in rules if "screen and" not in rule] == []


@pytest.mark.parametrize(("asked", "rows"), [("", 3), ("?page=2", 3), ("?print=1", 7), ("?print=1&page=2", 1)])
def test_what_is_printed_is_the_whole_list_within_bounds(rf, monkeypatch, asked, rows):
    monkeypatch.setattr(paging, "MOST_ON_PAPER", 7)
    page = paging.page_of(rf.get(f"/{asked}"), range(8), 3)
    assert isinstance(page, Page)
    assert len(page) == rows


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "person"),
    [("/org/", "office"), ("/org/people/", "system_admin"), ("/audit/", "auditor"), ("/plans/{plan}/", "office")],
)
def test_a_long_list_is_whole_on_paper(as_, monkeypatch, many, issue, address, person):
    many(3)
    address = address.format(plan=issue().pk)
    for module in ("org.units", "org.people", "audit.views"):
        monkeypatch.setattr(f"gangmu.web.{module}.PER_PAGE", 2)
    monkeypatch.setattr("gangmu.web.targets.table.PER_PAGE", 2)
    contexts = [as_(person).get(address, query).context for query in ({}, {"print": "1"})]
    shown, whole = (one["page"] if "page" in one else one["table"].page for one in contexts)
    assert len(shown) == 2
    assert len(whole) == whole.paginator.count > 2
