"""Numbers in papers: where each opens to, and whether it still is as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse

from gangmu.targets import notices
from gangmu.typesetting import Figure, Paper, figures_of

NOW: Mapping[str, Callable[[Collection[str]], dict[str, str]]] = {**notices.CURRENT}
"""For each kind of number what it is now, by key."""
PAGES = {"plan": "targets:plan", "target": "targets:target"}
"""The page of the thing that a kind of number is about."""


@dataclass(frozen=True)
class Strayed:
    """A number that is no longer as printed."""

    printed: str
    now: str
    url: str


def address(figure: Figure) -> str:
    """Where the number opens to; empty for one of a kind that has no page."""
    page = PAGES.get(figure.of.partition(".")[0])
    return reverse(page, args=[int(figure.key)]) if page and figure.key.isdecimal() else ""


def strayed(sheet: Paper) -> list[Strayed]:
    """The numbers that no longer agree with the data, in the order of the text; a query for each kind."""
    figures = [one for one in figures_of(sheet) if one.of in NOW and one.key.isdecimal()]
    keys = defaultdict(set)
    for one in figures:
        keys[one.of].add(one.key)
    now = {of: NOW[of](wanted) for of, wanted in keys.items()}
    return [
        Strayed(one.text, now[one.of].get(one.key, ""), address(one))
        for one in figures
        if now[one.of].get(one.key, "") != one.text
    ]
