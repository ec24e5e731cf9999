"""Charts of scores, each with the sentence that it shows; the numbers stand in a table beside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.assessment.losses import Waterfall
from gangmu.assessment.models import Score
from gangmu.base.quantities import fixed, half_up

Totals = Sequence[tuple[Score, str]]
GRID = {"left": 8, "right": 8, "top": 40, "bottom": 4, "containLabel": True}


def groups_chart(groups: Sequence[str], totals: Totals) -> dict[str, Any]:
    """Highest, mean and lowest total of every group."""
    by_group = {name: [score.total or Decimal(0) for score, _text in totals if score.group == name] for name in groups}
    shown = [name for name in groups if by_group[name]]
    figures = [
        (max(by_group[name]), sum(by_group[name], Decimal(0)) / len(by_group[name]), min(by_group[name]))
        for name in shown
    ]
    rows = [(name, *three) for name, three in zip(shown, figures, strict=True)]
    option = {
        "legend": {"top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": shown, "axisLabel": {"interval": 0, "rotate": 30}},
        "yAxis": {"type": "value", "name": _("总分"), "scale": True},
        "series": [
            {"name": label, "type": "bar", "data": [float(half_up(three[at], 2)) for three in figures]}
            for at, label in enumerate((_("最高"), _("平均"), _("最低")))
        ],
    }
    best = max(rows, key=lambda row: row[2], default=None)
    label = _("各组总分；平均最高的是%(group)s") % {"group": best[0]} if best else _("各组总分")
    table = [(name, fixed(high, 2), fixed(mean, 2), fixed(low, 2)) for name, high, mean, low in rows]
    return {"option": option, "label": label, "heads": [_("组别"), _("最高"), _("平均"), _("最低")], "rows": table}


def units_chart(group: str, totals: Totals) -> dict[str, Any]:
    """Every unit of a group, the first rank first; a bar opens the unit's score."""
    data = [{"value": float(text), "url": reverse("assessment:score", args=[score.pk])} for score, text in totals]
    option = {
        "grid": GRID,
        "xAxis": {
            "type": "category",
            "data": [score.unit.label for score, _text in totals],
            "axisLabel": {"interval": 0, "rotate": 35},
        },
        "yAxis": {"type": "value", "name": _("总分"), "scale": True},
        "series": [{"name": _("总分"), "type": "bar", "data": data}],
    }
    label = _("%(group)s各单位总分") % {"group": group}
    rows = [(score.unit.label, text) for score, text in totals]
    return {"option": option, "label": label, "heads": [_("单位"), _("总分")], "rows": rows}


def waterfall_chart(fall: Waterfall) -> dict[str, Any]:
    """From full points down to the total: an invisible bar carries each visible one."""
    names, base, down, up, whole = [_("满分")], [0.0], [None], [None], [float(fall.full)]
    level = fall.full
    for loss in fall.losses:
        level -= loss.points
        _add(names, base, down, up, whole, (loss.name, float(level), float(loss.points), None, None))
    if fall.rest and not fall.only_rounding:
        low = min(level, level + fall.rest)
        gain = float(fall.rest) if fall.rest > 0 else None
        loss_of_rest = float(-fall.rest) if fall.rest < 0 else None
        _add(names, base, down, up, whole, (_("其余"), float(low), loss_of_rest, gain, None))
    _add(names, base, down, up, whole, (_("总分"), 0.0, None, None, float(fall.total)))
    lowest = min([*base[1:-1], float(fall.total)])
    stack = {"type": "bar", "stack": "points"}
    option = {
        "grid": GRID,
        "xAxis": {
            "type": "category",
            "data": [_short(name) for name in names],
            "axisLabel": {"interval": 0, "rotate": 25},
        },
        "yAxis": {"type": "value", "min": max(0, int(lowest / 10) * 10 - 10), "name": _("分")},
        "tooltip": {"trigger": "item"},
        "series": [
            {**stack, "data": base, "itemStyle": {"color": "transparent"}, "silent": True, "tooltip": {"show": False}},
            {**stack, "name": _("得分"), "data": whole},
            {**stack, "name": _("失分"), "data": down},
            {**stack, "name": _("加分"), "data": up},
        ],
    }
    label = _("从满分 %(full)s 到总分 %(total)s，失分最多的几项") % {"full": fall.full, "total": fall.total}
    return {"option": option, "label": label}


def _add(*columns_and_row: Any) -> None:
    *columns, row = columns_and_row
    for column, value in zip(columns, row, strict=True):
        column.append(value)


def _short(name: str) -> str:
    """Without its code: an axis has little room."""
    head, _space, tail = name.partition(" ")
    text = tail or head
    return text if len(text) <= 9 else text[:8] + "…"
