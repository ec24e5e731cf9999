"""A list page by page on the screen, and whole on paper: `?print=1` asks for the whole."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

MOST_ON_PAPER = 5_000
"""Rows that are printed at once, some 180 sheets; a longer list says on paper which rows these are, and of how many."""


def rows_a_page(request: HttpRequest, usual: int) -> int:
    return MOST_ON_PAPER if request.GET.get("print") else usual


def page_of(request: HttpRequest, rows: Any, usual: int) -> Page[Any]:
    """The page that the address asks for, of `usual` rows each; the nearest one when there is no such page."""
    return Paginator(rows, rows_a_page(request, usual)).get_page(request.GET.get("page"))
