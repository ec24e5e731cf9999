"""Excel sheets about plans, sources and targets. Lists that come in have their own room, `lists`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gangmu.base.sheets import Column, SheetOut
from gangmu.targets import queries
from gangmu.targets.models import Plan


def coverage_sheets(plan: Plan) -> list[SheetOut]:
    """来源覆盖情况, both ways: every item with the targets that carry it, every target with where it comes from."""
    return [
        SheetOut(
            _("条目落实情况"),
            (
                Column("source", _("来源"), width=24),
                Column("number", _("编号"), width=8),
                Column("path", _("所在部分"), width=26),
                Column("text", _("原文"), width=60),
                Column("targets", _("落实的目标"), width=36),
                Column("aside", _("不列目标的理由"), width=20),
            ),
            _items(plan),
            title=_("%(plan)s：来源条目落实情况") % {"plan": plan},
        ),
        SheetOut(
            _("目标来源"),
            (
                Column("code", _("编号"), width=14),
                Column("name", _("目标名称"), width=40),
                Column("sources", _("来源"), width=40),
                Column("items", _("来源条目"), width=30),
            ),
            _targets(plan),
            title=_("%(plan)s：目标来源") % {"plan": plan},
        ),
    ]


def _items(plan: Plan) -> list[dict[str, str]]:
    return [
        {
            "source": one.source.name,
            "number": one.label or str(one.number),
            "path": one.path,
            "text": one.text,
            "targets": _("、").join(str(target) for target in one.targets.all()),
            "aside": one.set_aside,
        }
        for one in queries.items_of(plan.sources.all())
    ]


def _targets(plan: Plan) -> list[dict[str, str]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "sources": _("、").join(source.name for source in one.sources.all()),
            "items": _("；").join(str(item) for item in one.source_items.all()),
        }
        for one in plan.targets.prefetch_related("sources", "source_items__source").order_by("code")
    ]
