"""Scores of one run: by group with rank, total, grade and components, compared with the run before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gangmu.assessment import queries
from gangmu.assessment.models import Score, ScoringRun
from gangmu.assessment.verbs import ASSESSMENTS
from gangmu.base.quantities import fixed
from gangmu.base.sheets import Column, SheetOut, write_workbook
from gangmu.org.permissions import Access, access_of
from gangmu.org.queries import groups_of
from gangmu.web.assessment.charts import groups_chart, units_chart
from gangmu.web.assessment.forms import RunForm
from gangmu.web.downloads import excel
from gangmu.web.requests import MOST_SIGNS, Request

SORTS = ("rank", "total", "unit", "moved")


@dataclass
class Line:
    """One unit's row of the table; `moved` counts places gained since the run before (minus: lost)."""

    score: Score
    before: Score | None

    @property
    def components(self) -> list[str]:
        return [one["shown"] for one in self.score.published["components"].values()]

    @property
    def others(self) -> list[str]:
        return [one["shown"] for one in self.score.published.get("others", ())]

    @property
    def moved(self) -> Decimal | None:
        if self.before is None or self.before.rank is None or self.score.rank is None:
            return None
        return self.before.rank - self.score.rank if self.before.group == self.score.group else None

    @property
    def lost(self) -> Decimal:
        """Places lost since the run before."""
        return -(self.moved or Decimal(0))

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.before.total is None or self.score.total is None:
            return None
        return self.score.total - self.before.total

    @property
    def total(self) -> str:
        """As the scheme publishes it."""
        return total_text(self.score)


def total_text(score: Score) -> str:
    """The published total with its decimals; empty when there is none."""
    if score.total is None:
        return ""
    places = max((-int(Decimal(text).as_tuple().exponent) for text in _numbers(score)), default=2)
    return fixed(score.total, places)


def not_scored(score: Score) -> str:
    """That the method gives a unit no total on purpose, and why; empty where it does."""
    return _("不计分（%(reason)s）") % {"reason": score.unscored} if score.unscored else ""


def _numbers(score: Score) -> Iterable[str]:
    exact = score.published.get("exact", {})
    return [text for name, text in score.published.items() if name in exact and text and exact[name] == score.exact]


class Listing:
    """What of a run is shown: filters and order from the address."""

    def __init__(self, access: Access, run: ScoringRun, query: QueryDict) -> None:
        self.run, self.query = run, query
        self.all_seen = queries.sees_all(access, run.assessment.plan)
        order = {group.name: group.order for group in groups_of(run.assessment.plan.year)}
        before = queries.previous_scores(run)
        lines = [Line(score, before.get(score.unit_id)) for score in queries.scores_of(access, run)]
        self.everything = sorted(lines, key=lambda line: order.get(line.score.group, 999))
        self.group, self.grade = query.get("group", ""), query.get("grade", "")
        self.search = query.get("q", "").strip()[:MOST_SIGNS]
        self.sort = query.get("sort", "rank") if query.get("sort") in SORTS else "rank"

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(line.score.group for line in self.everything if line.score.group))

    @property
    def grades(self) -> list[str]:
        return list(dict.fromkeys(line.score.grade for line in self.everything if line.score.grade))

    @cached_property
    def lines(self) -> list[Line]:
        found = [line for line in self.everything if self._fits(line)]
        if self.sort == "rank":
            return found
        keys: dict[str, Any] = {
            "total": lambda line: (line.score.total is None, -(line.score.total or 0)),
            "unit": lambda line: (line.score.unit.order, line.score.unit.code),
            "moved": lambda line: (line.moved is None, -(line.moved or 0)),
        }
        return sorted(found, key=keys[self.sort])

    def _fits(self, line: Line) -> bool:
        names = (line.score.unit.name, line.score.unit.short_name)
        return (
            (not self.group or line.score.group == self.group)
            and (not self.grade or line.score.grade == self.grade)
            and (not self.search or any(self.search in name for name in names))
        )

    @property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """By group in the order of ranks; one section without heading in any other order."""
        if self.sort != "rank":
            return [("", self.lines)]
        return [(name, list(lines)) for name, lines in groupby(self.lines, key=lambda line: line.score.group)]

    @property
    def components(self) -> list[str]:
        return next((list(line.score.published["components"]) for line in self.everything), [])

    @property
    def others(self) -> list[str]:
        """Headings of what else the scheme publishes."""
        return next(([one["label"] for one in line.score.published.get("others", ())] for line in self.everything), [])

    @property
    def without(self) -> list[Line]:
        """Units whose facts are incomplete."""
        return [line for line in self.everything if line.score.incomplete]

    @property
    def chips(self) -> list[dict[str, str]]:
        names = {"group": _("组别"), "grade": _("等次"), "q": _("单位")}
        return [
            {"label": label, "value": self.query.get(name, ""), "url": "?" + self.address(**{name: ""})}
            for name, label in names.items()
            if self.query.get(name)
        ]

    def address(self, **changed: str) -> str:
        """The query with some of it changed."""
        kept = self.query.copy()
        for name, value in changed.items():
            kept[name] = value
            if not value:
                del kept[name]
        return kept.urlencode()

    @property
    def headings(self) -> list[dict[str, str]]:
        """The sortable headings, in the order of the columns."""
        names = {"rank": _("名次"), "unit": _("单位"), "total": _("总分"), "moved": _("名次变化")}
        return [
            {"key": key, "label": label, "url": "?" + self.address(sort=key), "on": str(self.sort == key)}
            for key, label in names.items()
        ]


@require_safe
def run(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    return page(request, access, queries.get_run(access, pk))


def page(request: Request, access: Access, shown: ScoringRun) -> HttpResponse:
    """The same for a run asked for and for the latest of an assessment."""
    listing = Listing(access, shown, request.GET)
    assessment = shown.assessment
    runs = list(queries.runs_of(assessment))
    context = {
        "assessment": assessment,
        "run": shown,
        "runs": runs,
        "is_latest": runs[0].pk == shown.pk,
        "listing": listing,
        "chart": _chart(listing) if listing.all_seen else None,
        "run_form": RunForm(assessment=assessment),
        "run_reason": ASSESSMENTS.refusal(request.user, assessment, "run"),
        "final_reason": ASSESSMENTS.refusal(request.user, assessment, "finalise"),
    }
    template = "assessment/table.html" if request.htmx else "assessment/run.html"
    return render(request, template, context)


def _chart(listing: Listing) -> dict[str, Any]:
    totals = [(line.score, total_text(line.score)) for line in listing.everything if line.score.total is not None]
    if listing.group:
        return units_chart(listing.group, [pair for pair in totals if pair[0].group == listing.group])
    return groups_chart(listing.groups, totals)


def _told(shown: ScoringRun) -> dict[str, Any]:
    month = _("%(year)d年%(month)d月") % {"year": shown.month.year, "month": shown.month.month}
    return {"month": month, "number": shown.number}


@require_safe
def workbook(request: Request, pk: int) -> HttpResponse:
    """Everything that was computed, with live formulas, for who sees all scores."""
    access = access_of(request.user)
    shown = queries.get_run(access, pk)
    note = _("数据截至 %(month)s；第 %(number)d 次算分") % _told(shown)
    name = f"{shown.assessment.title} {_('算分工作簿')}"
    return excel(queries.workbook_of(access, shown, note), name)


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """What is seen, filters applied."""
    access = access_of(request.user)
    shown = queries.get_run(access, pk)
    listing = Listing(access, shown, request.GET)
    components = listing.components
    columns = [
        Column("group", _("组别"), width=14),
        Column("rank", _("名次"), width=6),
        Column("unit", _("单位"), width=30),
        Column("total", _("总分"), width=10),
        Column("grade", _("等次"), width=8),
        *(
            Column(f"other-{at}", name, width=12, number_format=_per_cent(line.others[at] for line in listing.lines))
            for at, name in enumerate(listing.others)
        ),
        *(Column(f"component-{at}", name, width=12) for at, name in enumerate(components)),
        Column("moved", _("名次变化"), width=10),
        Column("change", _("总分变化"), width=10),
    ]
    title = f"{shown.assessment.title} {_('得分')}"
    notes = _("数据截至 %(month)s；第 %(number)d 次算分；办法摘要 %(digest)s") % {
        **_told(shown),
        "digest": shown.scheme_digest[:16],
    }
    sheet = SheetOut(_("得分"), columns, [_row(line) for line in listing.lines], title=title, notes=notes)
    return excel(write_workbook([sheet]), title)


def _row(line: Line) -> dict[str, Any]:
    score = line.score
    numbers = {f"component-{at}": _number(text) for at, text in enumerate(line.components)}
    numbers |= {f"other-{at}": _number(text) for at, text in enumerate(line.others)}
    return {
        "group": score.group,
        "rank": score.rank,
        "unit": score.unit.name,
        "total": not_scored(score) or score.total,
        "grade": score.grade,
        "moved": line.moved,
        "change": line.change,
    } | numbers


def _per_cent(texts: Iterable[str]) -> str:
    """Excel's format of a column that is published as per cent, empty for any other."""
    shown = next((text for text in texts if text.endswith("%")), "")
    places = len(shown.rstrip("%").partition(".")[2])
    return f"0.{'0' * places}%" if places else "0%" if shown else ""


def _number(text: str) -> Decimal | str | None:
    if text == "—":
        return None
    try:
        return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except ArithmeticError:
        return text
