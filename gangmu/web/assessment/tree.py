"""The derivation of a score as a page shows it: steps that open, facts that link to where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.assessment.known import TARGET
from gangmu.assessment.methods import Neighbour, Step

ACTUAL = next(known.names for known in TARGET if "actual" in known.names)
SHOWN_AT_ONCE = 60
"""Steps drawn with the page; deeper ones come when they are opened."""
MOST_AT_ONCE = 3000
"""Steps drawn when everything is asked for at once, for printing."""


@dataclass
class Node:
    """One step. `path` are the positions from the top, "0.3.1"; `more` says that its parts are not drawn yet, `above`
    that they were drawn before."""

    step: Step
    path: str
    open: bool = False
    more: bool = False
    above: bool = False
    link: str = ""
    source: str = ""
    near: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        return self.step.value is None and not self.step.not_scored

    @property
    def identity(self) -> str:
        """For the element's id in the page."""
        return "step-" + (self.path.replace(".", "-") or "top")


class Tree:
    """Draws one unit's steps.

    `facts` is what the run kept, `named` are unit keys whose names may be shown (None for all), `reports` the reports
    that may be opened: a cooperating unit counts with the lead's report, which is not its own to read.
    """

    def __init__(self, facts: Mapping[str, Any], named: frozenset[str] | None, reports: frozenset[int]) -> None:
        self.facts, self.named, self.reports = facts, named, reports
        self.cells: set[tuple[str, str, str]] = set()

    def draw(self, top: Step, *, path: str = "", everything: bool = False, opened: str = "") -> Node:
        """Breadth first, so that what is nearest to the top is drawn; the `opened` path is drawn in any case."""
        root = self._node(top, path)
        root.open = True
        queue, drawn = [root], 1
        while queue:
            node = queue.pop(0)
            if everything and self._drawn_before(node):
                continue
            steps = node.step.children
            wanted = everything or _leads_to(node.path, opened)
            if steps and drawn + len(steps) > (MOST_AT_ONCE if everything else SHOWN_AT_ONCE) and not wanted:
                node.more = True
                continue
            node.open = node.open or everything or (bool(opened) and _leads_to(node.path, opened))
            for at, step in enumerate(steps):
                child = self._node(step, f"{node.path}.{at}" if node.path else str(at))
                node.children.append(child)
                queue.append(child)
            drawn += len(steps)
        return root

    def _drawn_before(self, node: Node) -> bool:
        """On paper a cell is derived once; where it comes again, it says so."""
        cell = (node.step.table, node.step.key, node.step.column)
        node.above = node.step.kind == "computed" and cell in self.cells
        self.cells.add(cell)
        return node.above

    def _node(self, step: Step, path: str) -> Node:
        node = Node(step, path)
        if step.fact is not None:
            node.link, node.source = self._origin(step.fact.key, step.fact.column)
        node.near = [said for one in step.neighbours if (said := self._near(one))]
        return node

    def _near(self, one: Neighbour) -> str:
        named = self.named is None or one.key in self.named
        level = {"best": _("最高"), "lowest": _("最低"), "mean": _("平均"), "spread": _("标准差")}.get(one.relation)
        if level:
            return " ".join(filter(None, (level, one.name, one.as_dict()["value"]))) if named else ""
        return "" if one.relation == "tied" else _beside(one, one.name if named else "")

    def _origin(self, key: str, column: str) -> tuple[str, str]:
        """Where a fact can be looked at: a verified value in its report, everything else of a target on its page."""
        report = self.facts["reports"].get(key)
        if report in self.reports and column in ACTUAL:
            return reverse("progress:report", args=[report]), "report"
        target = self.facts["targets"].get(key)
        return (reverse("targets:target", args=[target]), "target") if target else ("", "")


def _beside(one: Neighbour, name: str) -> str:
    """How far the next in rank or the line of a selection is away, and who it is where that may be told."""
    relation = {
        "before": _("前一名"),
        "after": _("后一名"),
        "last in": _("入选的最后一名"),
        "first out": _("未入选的第一名"),
    }[one.relation]
    who = _("（%(name)s）") % {"name": name} if name else ""
    gap = one.as_dict()["difference"].lstrip("-")
    if not one.difference:
        return _("%(relation)s%(who)s：同分") % {"relation": relation, "who": who}
    said = _("%(relation)s%(who)s：高 %(gap)s") if one.difference > 0 else _("%(relation)s%(who)s：低 %(gap)s")
    return said % {"relation": relation, "who": who, "gap": gap}


def _leads_to(path: str, opened: str) -> bool:
    """Whether a step lies on the way to the opened one, or is it."""
    return bool(opened) and (opened == path or path == "" or opened.startswith(path + "."))


def at(top: Step, path: str) -> Step:
    """The step at a path; Http404 when there is none."""
    step = top
    for number in _numbers(path):
        if number >= len(step.children):
            raise Http404
        step = step.children[number]
    return step


def _numbers(path: str) -> Iterator[int]:
    if path and not re.fullmatch(r"\d{1,5}(?:\.\d{1,5}){0,60}", path):
        raise Http404
    return (int(part) for part in path.split(".") if part)
