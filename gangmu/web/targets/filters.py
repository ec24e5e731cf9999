"""What of a plan is shown: search, filters, grouping. All of it is in the address, so that a view can be sent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from unicodedata import normalize

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Coalesce, ExtractMonth, LPad, NullIf
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gangmu.org.models import Unit, User
from gangmu.org.queries import named, today
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import ReportState
from gangmu.targets.models import Assignment, Handover, Plan, Source, Target, Terms
from gangmu.targets.states import Category, Kind, Part
from gangmu.web.listing.drawing import LAMPS
from gangmu.web.requests import MOST_SIGNS

_LEAD = Assignment.objects.filter(target=OuterRef("pk"), part=Part.LEAD)
_SOURCE = Source.objects.filter(targets=OuterRef("pk")).order_by("kind", "name")
MOST_WORDS = 6
NOT_REPORTED = "none"
STATES = {NOT_REPORTED: _("未填报"), **dict(ReportState.choices)}


@dataclass(frozen=True)
class Grouping:
    """`name` gives the expression that tells the group on a day, `order` what sorts before it; rows without it last."""

    label: Any
    name: Callable[[dt.date], Any] | None = None
    order: Callable[[dt.date], Any] | None = None
    shown: Callable[[str], str] = str


def _lead(column: str) -> Callable[[dt.date], Any]:
    """A column of the unit that leads on a day: by a handover, by taking over from one that ended, or as assigned."""

    def on(day: dt.date) -> Any:
        handed = Handover.objects.filter(assignment__target=OuterRef("pk"), assignment__part=Part.LEAD, since__lte=day)
        ended = _LEAD.filter(unit__successors__on__lte=day, unit__places__until=F("unit__successors__on"))
        return Coalesce(
            Subquery(handed.order_by("-since").values(f"to__{column}")[:1]),
            Subquery(ended.order_by("unit__successors").values(f"unit__successors__new__{column}")[:1]),
            Subquery(_LEAD.values(f"unit__{column}")[:1]),
        )

    return on


GROUPINGS = {
    "": Grouping(_("不分组")),
    "unit": Grouping(_("按牵头单位"), _lead("name"), _lead("order")),
    "source": Grouping(_("按来源"), lambda _day: Subquery(_SOURCE.values("name")[:1])),
    "category": Grouping(_("按类别"), lambda _day: F("category"), shown=lambda key: str(Category(key).label)),
    "area": Grouping(_("按领域"), lambda _day: NullIf(F("area"), Value(""))),
    "leader": Grouping(_("按分管领导"), lambda _day: F("leader__name")),
}


@dataclass
class Choice:
    """One filter: its name in the address, how it is called, what may be chosen (value → words), and what is."""

    key: str
    label: Any
    options: Mapping[str, Any]
    value: str = ""


@dataclass
class Filters:
    """What is asked for, with everything unknown in the address dropped."""

    q: str = ""
    group: str = "unit"
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Every word must be found somewhere, in any order; full-width signs count as the plain ones."""
        return normalize("NFKC", self.q).split()[:MOST_WORDS]

    @property
    def unit(self) -> int | None:
        return int(self.chosen["unit"]) if "unit" in self.chosen else None

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
        q=query.get("q", "").strip()[:MOST_SIGNS],
        group=group if group in GROUPINGS else "unit",
        chosen={choice.key: choice.value for choice in choices if choice.value},
    )


def choices_of(plan: Plan, with_lamps: bool) -> list[Choice]:
    """The filters with what occurs in this plan; one query for units, sources and leaders together."""
    found: dict[str, dict[str, Any]] = {"unit": {}, "source": {}, "leader": {}}
    for kind, _order, _code, pk, label in _occurring(plan):
        found[kind][str(pk)] = label
    choices = [
        Choice("unit", _("单位"), found["unit"]),
        Choice("category", _("类别"), dict(Category.choices)),
        Choice("kind", _("类型"), dict(Kind.choices)),
        Choice("source", _("来源"), found["source"]),
        Choice("leader", _("分管领导"), found["leader"]),
    ]
    if not with_lamps:
        return choices
    return [*choices, Choice("state", _("本期填报"), STATES), Choice("lamp", _("红黄绿"), LAMPS)]


def _occurring(plan: Plan) -> list[tuple[str, int, str, int, str]]:
    """(filter, order, code, number, label) of every unit with a part, every source and every leader."""
    columns = ("filter_kind", "place", "by", "pk", "words")
    words = Case(When(short_name="", then=F("name")), default=F("short_name"), output_field=CharField())
    text, whole = CharField(), IntegerField()
    named = {"place": Value(0, whole), "words": Cast("name", text)}
    assigned = Q(assignments__target__plan=plan) | Q(predecessors__old__assignments__target__plan=plan)
    handed = Handover.objects.filter(assignment__target__plan=plan).order_by().values("to")
    units = Unit.objects.filter(assigned | Q(pk__in=handed)).distinct().order_by()
    leaders = User.objects.filter(led_targets__plan=plan).distinct().order_by()
    told = (
        units.annotate(filter_kind=Value("unit", text), place=Cast("order", whole), by=Cast("code", text), words=words),
        plan.sources.order_by().annotate(filter_kind=Value("source", text), by=Cast("kind", text), **named),
        leaders.annotate(filter_kind=Value("leader", text), by=Cast("username", text), **named),
    )
    first, *others = (rows.values_list(*columns) for rows in told)
    found: list[tuple[str, int, str, int, str]] = list(first.union(*others, all=True))
    return sorted(found)


def apply(rows: QuerySet[Target], filters: Filters, by: str = "", falling: bool = False) -> QuerySet[Target]:
    """The rows asked for, group after group, in them by code or by a column; `grouped` tells the group.

    The lamp is not applied: it is known only once a row is read.
    """
    for word in filters.words:
        rows = rows.filter(_said(word))
    for key, value in filters.chosen.items():
        if key == "unit":
            rows = rows.filter(Exists(_parts_of(int(value))))
        elif key == "source":
            rows = rows.filter(Exists(Source.objects.filter(targets=OuterRef("pk"), pk=int(value))))
        elif key == "leader":
            rows = rows.filter(leader=int(value))
        elif key == "state":
            rows = _in_state(rows, value)
        elif key in ("category", "kind"):
            rows = rows.filter(**{key: value})
    return _ordered(rows, GROUPINGS[filters.group], by, falling)


def _ordered(rows: QuerySet[Target], grouping: Grouping, by: str, falling: bool) -> QuerySet[Target]:
    usual = [_after_all(F(by), falling), "code"] if by else ["code"]
    if grouping.name is None:
        return rows.annotate(grouped=Value(None, output_field=CharField())).order_by(*usual)
    rows = rows.annotate(grouped=grouping.name(today()))
    first = [F("grouped").asc(nulls_last=True)]
    if grouping.order is not None:
        rows = rows.annotate(group_order=grouping.order(today()))
        first.insert(0, F("group_order").asc(nulls_last=True))
    return rows.order_by(*first, *usual)


def _after_all(column: F, falling: bool) -> OrderBy:
    """What has no value stands last in either direction."""
    return column.desc(nulls_last=True) if falling else column.asc(nulls_last=True)


def _said(word: str) -> Q:
    """Targets that say this word somewhere: in their own text, in a unit with a part in them, or in their leader."""
    unit = Assignment.objects.filter(target=OuterRef("pk")).filter(
        named(word, "unit__") | named(word, "handovers__to__") | named(word, "unit__successors__new__")
    )
    own = ("name", "code", "task", "area", "leader__name")
    text = [Q(**{f"{name}__icontains": word}) for name in own]
    return reduce(or_, text, Q(Exists(unit)))


def _parts_of(unit: int) -> QuerySet[Assignment]:
    """A target's parts that this unit was assigned, was handed, or took over with the unit that had them."""
    mine = Q(unit=unit) | Q(handovers__to=unit) | Q(unit__successors__new=unit)
    return Assignment.objects.filter(mine, target=OuterRef("pk"))


def _in_state(rows: QuerySet[Target], value: str) -> QuerySet[Target]:
    """Targets with a report in this state for the last month that has opened; 未报: without one, though it is due."""
    opened = ReportingPeriod.objects.filter(opens__lte=today()).order_by("-month")
    last = Subquery(opened.filter(plan=OuterRef("target__plan")).values("pk")[:1])
    reports = Report.objects.filter(target=OuterRef("pk"), period=last)
    if value != NOT_REPORTED:
        return rows.filter(Exists(reports.filter(state=value)))
    number = LPad(Cast(ExtractMonth("month"), CharField()), 2, Value("0"))
    month = Subquery(opened.filter(plan=OuterRef("plan")).annotate(number=number).values("number")[:1])
    said = Terms.objects.filter(target=OuterRef("pk"), since__lte=today()).order_by("-since").values("months_due")
    rows = rows.alias(months_due=Subquery(said[:1])).filter(~Exists(reports))
    return rows.filter(Q(months_due="") | Q(months_due__contains=month))


def with_source(rows: QuerySet[Target]) -> QuerySet[Target]:
    """Each with the name of its first source, as `first_source`."""
    return rows.annotate(first_source=Subquery(_SOURCE.values("name")[:1]))
