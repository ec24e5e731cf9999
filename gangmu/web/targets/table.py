"""The plan as a list: grouped, searched, filtered, sorted, its columns chosen, and taken away as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gangmu.base.errors import reason_against
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.targets import policies, queries
from gangmu.targets.agreed import prefetch_terms
from gangmu.targets.answering import prefetch_parts
from gangmu.targets.models import Plan, Target
from gangmu.targets.notices import about
from gangmu.targets.states import IN_FORCE
from gangmu.targets.verbs import PLANS
from gangmu.web.listing import Entry, Listing, Table, export, tabled
from gangmu.web.listing.table import PER_PAGE, asked_sort, columns_for
from gangmu.web.listing.targets import Line, columns, completed, standing
from gangmu.web.requests import Request
from gangmu.web.targets import filters as filtering

ISSUED = columns(
    ("name", "lead", "goal", "value", "share", "gap", "trend", "lamp", "deadline", "leader"),
    (
        *("code", "responsible", "cooperating", "monitoring", "kind", "category", "area", "stretch", "baseline"),
        *("points", "state", "since", "reason", "contact", "source"),
    ),
)
DRAFT = columns(
    ("name", "lead", "kind", "category", "goal", "points", "deadline", "leader"),
    ("code", "responsible", "cooperating", "monitoring", "area", "stretch", "baseline", "source"),
)

REPEATED = {"unit": "lead", "category": "category", "area": "area", "leader": "leader"}
"""Grouping → the column that would say the same in every row."""


def _listed(request: Request, plan: Plan) -> tuple[Table, filtering.Filters, list[filtering.Choice]]:
    """What the address asks for. A lamp is known only after reading, so where one is asked for, all are read."""
    access, draft = access_of(request.user), plan.state not in IN_FORCE
    choices = filtering.choices_of(plan, with_lamps=not draft)
    filters = filtering.read(request.GET, choices)
    shown = filtering.GROUPINGS[filters.group].shown
    listing = Listing("draft", DRAFT, shown, PER_PAGE) if draft else Listing("plan", ISSUED, shown, PER_PAGE)
    column, falling = asked_sort(request, listing)
    by = column.field if column else ""
    seen = queries.visible_targets(access, plan).select_related(None)
    rows = filtering.apply(seen, filters, by, falling)
    found: Any = rows  # with `grouped`, which mypy does not know
    entries = [Entry(pk, group) for pk, group in found.values_list("pk", "grouped")]
    shown_columns = [one for one in columns_for(request, listing) if one.key != REPEATED.get(filters.group)]
    wanted = {one.key for one in shown_columns}

    def read(found: Sequence[Entry]) -> Sequence[Line]:
        """What a column needs besides the standing is read for all only to sort by it."""
        lines = _lines(plan, [one.row for one in found], access, filters.unit, "source" in wanted)
        return completed(lines, {column.key} if column else (), access)

    def finish(lines: Sequence[Line]) -> Sequence[Line]:
        return completed(lines, wanted, access)

    in_order = column is None or bool(by)
    if filters.lamp:
        lines = [(line, one.group) for line, one in zip(read(entries), entries, strict=True)]
        entries = [Entry(line, group) for line, group in lines if line.lamp and line.lamp.color == filters.lamp]
        table = tabled(request, listing, entries, finish=finish, columns=shown_columns, in_order=in_order)
    else:
        table = tabled(request, listing, entries, read, finish=finish, columns=shown_columns, in_order=in_order)
    return table, filters, choices


def _lines(plan: Plan, pks: Sequence[int], access: Access, unit: int | None, with_source: bool) -> Sequence[Line]:
    """These targets in this order. With a unit, the line tells how that unit stands, not the target."""
    rows = Target.objects.select_related("leader").defer("task", "source_note")
    known = (filtering.with_source(rows) if with_source else rows).in_bulk(pks)
    targets = [known[pk] for pk in pks]
    for target in targets:
        target.plan = plan
    prefetch_parts(targets, access.tree)
    prefetch_terms(targets)
    if plan.state not in IN_FORCE:
        return [Line(target) for target in targets]
    return standing(plan, targets, access.tree, unit)


@require_safe
def plan(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    shown = queries.get_plan(access, pk)
    table, filters, choices = _listed(request, shown)
    if file := export(table, shown.title):
        return file
    context: dict[str, Any] = {
        "plan": shown,
        "table": table,
        "filters": filters,
        "choices": choices,
        "groupings": filtering.GROUPINGS,
        "chips": _chips(request.GET, filters, choices),
        "edit_reason": policies.edit_refusal(shown, access),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "targets/table.html", context)
    context |= {
        "before_issue": shown.state not in IN_FORCE,
        "may_edit": access.can(Permission.EDIT_PLAN, shown.unit_id),
        "may_consult": access.can(Permission.WRITE_PAPERS, shown.unit_id),
        "consult_url": reverse("documents:consult", args=[about(shown)]),
        "notice_reason": reason_against(access.check, Permission.WRITE_PAPERS, shown.unit_id)
        or reason_against(policies.check_settled, shown),
        "papers_about": about(shown),
        "steps": [(act.verb, act.refusal) for act in PLANS.acts(request.user, shown)],
    }
    return render(request, "targets/plan.html", context)


def _chips(query: QueryDict, filters: filtering.Filters, choices: list[filtering.Choice]) -> list[dict[str, Any]]:
    """The filters in use, each with the address without it."""
    found = [
        {"label": choice.label, "value": choice.options[choice.value], "url": _without(query, choice.key)}
        for choice in choices
        if choice.value
    ]
    if filters.q:
        found.append({"label": _("搜索"), "value": filters.q, "url": _without(query, "q")})
    return found


def _without(query: QueryDict, key: str) -> str:
    rest = query.copy()
    for name in (key, "page"):
        rest.pop(name, None)
    return "?" + rest.urlencode()
