"""What of a plan is shown: search, filters, grouping. All of it is in the address, so that a view can be sent on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import NullIf
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gangmu.org.models import Unit, User
from gangmu.targets.models import Assignment, Plan, Source, Target
from gangmu.targets.states import Category, Kind, Part
from gangmu.web.targets.columns import LAMPS

_LEAD = Assignment.objects.filter(target=OuterRef("pk"), part=Part.LEAD)
_SOURCE = Source.objects.filter(targets=OuterRef("pk")).order_by("kind", "name")
NONE = _("未填")


@dataclass(frozen=True)
class Grouping:
    """`name` is the expression that tells the group, `order` sorts before it; rows without a group come last."""

    label: Any
    name: Any = None
    order: Any = None
    shown: Callable[[str], str] = str


GROUPINGS = {
    "": Grouping(_("不分组")),
    "unit": Grouping(
        _("按牵头单位"), Subquery(_LEAD.values("unit__name")[:1]), Subquery(_LEAD.values("unit__order")[:1])
    ),
    "source": Grouping(_("按来源"), Subquery(_SOURCE.values("name")[:1])),
    "category": Grouping(_("按类别"), F("category"), shown=lambda key: str(Category(key).label)),
    "area": Grouping(_("按领域"), NullIf(F("area"), Value(""))),
    "leader": Grouping(_("按分管领导"), F("leader__name")),
}


@dataclass
class Choice:
    """One filter: its name in the address, how it is called, what may be chosen (value → words), and what is."""

    key: str
    label: Any
    options: dict[str, Any]
    value: str = ""


@dataclass
class Filters:
    """What is asked for, with everything unknown in the address dropped."""

    q: str = ""
    group: str = "unit"
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def lamp(self) -> str:
        return self.chosen.get("lamp", "")


def read(query: QueryDict, choices: list[Choice]) -> Filters:
    """What the address asks for; also marks it in the choices."""
    group = query.get("group", "unit")
    for choice in choices:
        value = query.get(choice.key, "")
        choice.value = value if value in choice.options else ""
    return Filters(
        q=query.get("q", "").strip()[:100],
        group=group if group in GROUPINGS else "unit",
        chosen={choice.key: choice.value for choice in choices if choice.value},
    )


def choices_of(plan: Plan, rows: QuerySet[Target], with_lamps: bool) -> list[Choice]:
    """The filters with what occurs in these targets; three queries."""
    units = Unit.objects.filter(assignments__target__in=rows).distinct().order_by("order", "code")
    leaders = User.objects.filter(led_targets__in=rows).distinct().order_by("pk")
    found = [
        Choice("unit", _("单位"), {str(unit.pk): unit.label for unit in units}),
        Choice("category", _("类别"), dict(Category.choices)),
        Choice("kind", _("类型"), dict(Kind.choices)),
        Choice("source", _("来源"), {str(one.pk): one.name for one in plan.sources.order_by("kind", "name")}),
        Choice("leader", _("分管领导"), {str(one.pk): one.name for one in leaders}),
    ]
    if with_lamps:
        found.append(Choice("lamp", _("红黄绿"), LAMPS))
    return found


def apply(rows: QuerySet[Target], filters: Filters) -> QuerySet[Target]:
    """The rows asked for, in the order of the grouping; `grouped` tells the group. The lamp is not applied."""
    if filters.q:
        unit = Assignment.objects.filter(target=OuterRef("pk")).filter(
            Q(unit__name__icontains=filters.q) | Q(unit__short_name__icontains=filters.q)
        )
        text = Q(name__icontains=filters.q) | Q(code__icontains=filters.q) | Q(task__icontains=filters.q)
        rows = rows.filter(text | Exists(unit))
    for key, value in filters.chosen.items():
        if key == "unit":
            rows = rows.filter(Exists(Assignment.objects.filter(target=OuterRef("pk"), unit=int(value))))
        elif key == "source":
            rows = rows.filter(Exists(Source.objects.filter(targets=OuterRef("pk"), pk=int(value))))
        elif key == "leader":
            rows = rows.filter(leader=int(value))
        elif key in ("category", "kind"):
            rows = rows.filter(**{key: value})
    grouping = GROUPINGS[filters.group]
    if grouping.name is None:
        return rows.order_by("code")
    first = [] if grouping.order is None else [F("group_order").asc(nulls_last=True)]
    if grouping.order is not None:
        rows = rows.annotate(group_order=grouping.order)
    return rows.annotate(grouped=grouping.name).order_by(*first, F("grouped").asc(nulls_last=True), "code")
