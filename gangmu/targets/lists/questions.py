"""What an import asks: every kind of question once, with the answers that hold for all its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gangmu.base.errors import Problem


@dataclass(frozen=True)
class Question(Problem):
    """A problem of a list with its kind, a key of KINDS; `cell` is the column (from 0) that may be typed anew."""

    kind: str = "cell"
    cell: int | None = None


@dataclass(frozen=True)
class Kind:
    """`answers` is value → words, offered for all rows alike; the empty value is what happens without an answer.

    `typed` is a field to fill in for all rows: "number", "text" or "unit" (one of the units in force).
    """

    heading: str | Promise
    answers: Mapping[str, str | Promise] | None = None
    typed: str = ""


KINDS: Mapping[str, Kind] = {
    "column": Kind(_("有内容的列没有对应")),
    "unit": Kind(_("单位认不出来")),
    "name": Kind(_("没有目标名称，也没有目标任务")),
    "goal": Kind(
        _("目标值读不成一个数"),
        {"": _("逐行改"), "qualitative": _("都作为定性目标，原文记入完成标准")},
    ),
    "no_goal": Kind(
        _("写了各期的数，却没有全年目标"),
        {"": _("逐行改"), "last": _("都以最后一期的数为全年目标")},
    ),
    "places": Kind(
        _("小数位数太多，存不下"),
        {"": _("逐行改"), "round": _("都四舍五入到 6 位小数")},
    ),
    "deadline": Kind(
        _("完成时限看不出是哪一天"),
        {"": _("逐行改"), "common": _("都按统一的完成时限")},
    ),
    "cell": Kind(_("内容不对")),
    "write": Kind(_("存不进去")),
    "table": Kind(_("同一张工作表里还有一张表")),
    "total": Kind(_("合计与各行之和不一致")),
    "last": Kind(
        _("最后一期的数和全年目标不一致"),
        {"": _("照表里写的"), "goal": _("最后一期都改为全年目标")},
    ),
    "steps": Kind(
        _("各期的数相加正好是全年目标"),
        {"": _("是当期数，逐期累加"), "cumulative": _("就是累计数，照写")},
    ),
    "split": Kind(
        _("一格里有几个数，拆成几个目标"),
        {"": _("拆开"), "whole": _("都不拆，作为一个定性目标")},
    ),
    "partly": Kind(_("目标值里还有别的话")),
    "words": Kind(_("目标值是文字，作为定性目标")),
    "measure": Kind(_("没有写计量单位"), typed="text"),
    "assumed": Kind(_("没有写计量单位，按名称推断为 %")),
    "caption": Kind(
        _("没有写计量单位，按表上方的单位"),
        {"": _("按表上方的单位"), "no": _("不按，单位先空着")},
    ),
    "baseline": Kind(_("上年实绩没有记入")),
    "points": Kind(_("没有分值"), typed="number"),
    "lead": Kind(_("没有牵头单位，下达之前要补上"), typed="unit"),
    "guess": Kind(_("按相近的单位处理")),
    "standing": Kind(_("没有具体日期，按年底处理")),
    "year": Kind(
        _("完成时限不在本年度"),
        {"": _("照表里写的"), "move": _("都改为本年度的同一天")},
    ),
    "leader": Kind(_("没有这位领导，先空着")),
    "twice": Kind(_("已有同名的目标")),
    "sheet": Kind(_("关于整张表")),
}
