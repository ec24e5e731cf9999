"""Events and versions of targets in the officials' own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.errors import Conflict
from gangmu.base.quantities import plain
from gangmu.org.models import Unit
from gangmu.targets.drafts import TERMS, AssignmentDraft, NodeDraft
from gangmu.targets.models import Target, Terms
from gangmu.targets.months import in_words
from gangmu.targets.snapshots import node_in_words
from gangmu.targets.states import Accumulation, Category, Direction, Kind, Part

_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(Kind.choices),
    "category": dict(Category.choices),
    "direction": dict(Direction.choices),
    "accumulation": dict(Accumulation.choices),
}
_TITLES = {
    "assignments": _("责任分工"),
    "nodes": _("节点"),
    "sources": _("来源"),
    "leader": _("分管领导"),
    "indicator": _("指标"),
}


def title(name: str) -> str:
    """What people call a field."""
    if name in _TITLES:
        return str(_TITLES[name])
    model = Terms if name in TERMS else Target
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def value(name: str, stored: Any) -> str:
    """A value of a field as it is shown."""
    if isinstance(stored, (list, tuple)):
        return gettext("；").join(str(one) for one in stored)
    if name == "months_due":
        return in_words(stored)
    if stored in (None, ""):
        return "—"
    if name in _CHOICES:
        return str(_CHOICES[name].get(stored, stored))
    return plain(stored) if isinstance(stored, Decimal) else str(stored)


@dataclass(frozen=True)
class Versions:
    """One field in both versions."""

    title: str
    mine: str
    theirs: str


def side_by_side(
    conflict: Conflict, assignments: Sequence[AssignmentDraft], nodes: Sequence[NodeDraft]
) -> list[Versions]:
    """The fields in which what was typed differs from what is stored now."""
    mine: dict[str, Any] = dict(conflict.mine)
    mine["leader"] = mine["leader"].name if mine.get("leader") else ""
    mine["sources"] = [source.name for source in mine.get("sources", ())]
    names = dict(Unit.objects.filter(pk__in=[one.unit for one in assignments]).values_list("pk", "name"))
    mine["assignments"] = sorted(f"{Part(one.part).label}：{names[one.unit]}" for one in assignments)
    mine["nodes"] = [node_in_words(one.due.isoformat(), one.planned, one.content) for one in nodes]
    theirs = dict(conflict.theirs)
    if "assignments" in theirs:
        theirs["assignments"] = sorted(str(one).split("（")[0] for one in theirs["assignments"])
    pairs = [(name, value(name, mine[name]), value(name, theirs.get(name))) for name in mine]
    return [Versions(title(name), own, other) for name, own, other in pairs if own != other]
