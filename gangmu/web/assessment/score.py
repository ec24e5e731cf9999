"""得分说明: one unit's score in a sentence, where the points went, and every step down to the facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gangmu.assessment import queries
from gangmu.assessment.losses import rounded, waterfall
from gangmu.assessment.models import Score
from gangmu.assessment.results import Shape, result_of
from gangmu.base.quantities import fixed, format_quantity
from gangmu.org.permissions import Access, access_of
from gangmu.progress.queries import visible_reports
from gangmu.web.assessment.charts import waterfall_chart
from gangmu.web.assessment.run import not_scored, total_text
from gangmu.web.assessment.tree import Tree, at
from gangmu.web.requests import Request

FULL_PLACES = 6
"""Decimal places of a component's full points; methods state them with one or two."""


@require_safe
def score(request: Request, pk: int) -> HttpResponse:
    """`?all=1` draws every step, for printing; `?open=0.3` opens one, for people without JavaScript."""
    access = access_of(request.user)
    found = queries.get_score(access, pk)
    result = result_of(found.run)
    shape = Shape(result.scheme)
    key = queries.key_of(found)
    fall = waterfall(result, found.run.facts["tables"], key)
    everything = request.GET.get("all") == "1"
    computed = result.scheme.tables[result.scheme.unit_table].computed
    tops = [name for name in (shape.total, shape.grade, shape.rank, *shape.others) if name in computed]
    opened_column, _slash, opened = request.GET.get("open", "").rpartition("/")
    tree = _tree(access, found)
    derivations = []
    for at_column, column in enumerate(tops):
        top = queries.explanation(access, found, column)
        mine = opened if column == opened_column else ""
        node = tree.draw(top, everything=everything, opened=mine)
        node.open = at_column == 0 or everything or bool(mine)
        derivations.append({"column": column, "node": node})
    context = {
        "score": found,
        "run": found.run,
        "assessment": found.run.assessment,
        "total": total_text(found),
        "sentence": sentence(found),
        "fall": fall,
        "fall_rows": _fall_rows(fall, found) if fall else [],
        "rest": f"{fall.rest:+}".replace("-", "−") if fall and fall.rest else "",
        "chart": waterfall_chart(fall) if fall else None,
        "components": _components(result.scheme, found),
        "missing": _missing(found, key),
        "derivations": derivations,
        "everything": everything,
        "sees_all": queries.sees_all(access, found.run.assessment.plan),
    }
    return render(request, "assessment/score.html", context)


@require_safe
def step(request: Request, pk: int) -> HttpResponse:
    """The parts of one step, as a fragment."""
    access = access_of(request.user)
    found = queries.get_score(access, pk)
    column, path = request.GET.get("column", ""), request.GET.get("path", "")
    top = queries.explanation(access, found, column)
    tree = _tree(access, found)
    node = tree.draw(at(top, path), path=path)
    return render(request, "assessment/steps.html", {"node": node, "score": found, "column": column})


def _tree(access: Access, score: Score) -> Tree:
    """A tree that shows and links what this person may see; one query."""
    facts, key = score.run.facts, queries.key_of(score)
    mine = [pk for row, pk in facts["reports"].items() if row.endswith(f"@{key}")]
    reports = visible_reports(access).filter(pk__in=mine).values_list("pk", flat=True)
    return Tree(facts, queries.named_units(access, score), frozenset(reports))


def sentence(score: Score) -> str:
    """87.35 分，工业商贸组第 4 名；比第 3 名少 0.12 分"""
    if score.total is None:
        return not_scored(score) or _("事实不全，暂无总分")
    words: dict[str, Any] = {"total": total_text(score), "group": score.group or _("全市"), "rank": score.place}
    if score.rank is None:
        return _("%(total)s 分") % words
    place = queries.place_of(score)
    words["of"] = place.of
    said = _("%(total)s 分，%(group)s第 %(rank)s 名（共 %(of)s 个单位）") % words
    if place.ahead and place.ahead.total is not None:
        gap = {"rank": place.ahead.place, "gap": _gap(score, place.ahead.total - score.total)}
        return said + _("；") + _("比第 %(rank)s 名少 %(gap)s 分") % gap
    if place.behind and place.behind.total is not None:
        gap = {"rank": place.behind.place, "gap": _gap(score, score.total - place.behind.total)}
        return said + _("；") + _("比第 %(rank)s 名多 %(gap)s 分") % gap
    return said


def _gap(score: Score, gap: Decimal) -> str:
    places = len(total_text(score).partition(".")[2])
    return fixed(gap, places) if gap else _("不到 %(step)s") % {"step": f"{Decimal(1).scaleb(-places):f}"}


def _components(scheme: Any, score: Score) -> list[dict[str, Any]]:
    table = scheme.tables[scheme.unit_table]
    found = []
    for name, value in score.published["components"].items():
        full = scheme.full_marks.get(name)
        found.append(
            {
                "name": table.label_of(name),
                "full": None if full is None else format_quantity(rounded(full, FULL_PLACES)),
                **value,
            }
        )
    return found


def _fall_rows(fall: Any, score: Score) -> list[dict[str, Any]]:
    """The losses with links to what was lost on."""
    targets = score.run.facts["targets"]
    return [
        {
            "name": loss.name,
            "points": loss.points,
            "url": reverse("targets:target", args=[targets[loss.key]]) if loss.key in targets else "",
        }
        for loss in fall.losses
    ]


def _missing(score: Score, key: str) -> list[dict[str, Any]]:
    """Which facts keep the unit from a total, by name, each with the page of its target."""
    tables, targets = score.run.facts["tables"], score.run.facts["targets"]
    names = {row["key"]: row.get("name", row["key"]) for rows in tables.values() for row in rows}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in score.run.problems:
        if one["unit"] != key or one["level"] != "error":
            continue
        target = targets.get(one["key"])
        found[one["key"], one["column"]] = {
            "name": names.get(one["key"], one["key"]),
            "column": one.get("heading") or one["column"],
            "blank": one["code"] in ("blank fact", "blank number"),
            "what": one["what"],
            "url": reverse("targets:target", args=[target]) if target else "",
        }
    return list(found.values())
