"""The tree of units as of a day, a unit's page, and making, naming and moving units."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base.errors import reason_against
from gangmu.org import actions, policies, queries
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.org.seen import get_unit
from gangmu.org.sheets import export_units
from gangmu.org.states import Kind
from gangmu.web.listing import export as listed
from gangmu.web.org.duties import duties
from gangmu.web.org.forms import EditUnitForm, MoveForm, NewUnitForm
from gangmu.web.org.pages import chosen_day, dated_excel, form_page, refusal
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, searched
from gangmu.web.saving import posted, saved

PER_PAGE = 200


class Line(NamedTuple):
    """A unit on the page, and how deep it is indented (from 1)."""

    unit: Unit
    depth: int


def found_units(request: Request, tree: queries.Tree, access: Access) -> list[Line]:
    """The visible units in tree order, filtered by words and kind."""
    visible = access.units(Permission.VIEW_UNITS)
    words, kind = searched(request), request.GET.get("kind", "")
    units = queries.search_units(words, kind if kind in Kind.values else "").in_bulk()
    if tree.on != queries.today():
        queries.name_as_of((unit, tree.on) for unit in units.values())
    shown = [(units[unit_id], depth) for unit_id, depth in tree.walk() if unit_id in visible and unit_id in units]
    top = min((depth for _unit, depth in shown), default=0)
    flat = bool(words or kind)
    return [Line(unit, 1 if flat else min(depth - top + 1, 6)) for unit, depth in shown]


@require_safe
def units(request: Request) -> HttpResponse:
    """The tree in force on a day. Eleven queries at most."""
    access, on = access_of(request.user), chosen_day(request)
    access.check(Permission.VIEW_UNITS)
    page = page_of(request, found_units(request, queries.tree_on(on), access), PER_PAGE)
    shown = [line.unit.pk for line in page]
    groups, people = queries.group_names(on.year, on), queries.people_counts(shown, on)
    context = {
        "page": page,
        "lines": [(line, groups.get(line.unit.pk, ""), people.get(line.unit.pk, 0)) for line in page],
        "on": on,
        "is_today": on == queries.today(),
        "kinds": Kind.choices,
        "filtered": bool(request.GET.get("q") or request.GET.get("kind")),
        "manage_reason": refusal(access, Permission.MANAGE_UNITS),
    }
    return render(request, "org/units.html", context)


@require_safe
def export(request: Request) -> HttpResponse:
    """What the page shows, filters applied, as Excel."""
    access, on = access_of(request.user), chosen_day(request)
    access.check(Permission.VIEW_UNITS)
    tree = queries.tree_on(on)
    return dated_excel(export_units([line.unit for line in found_units(request, tree, access)], tree), _("单位"))


@require_safe
def unit(request: Request, pk: int) -> HttpResponse:
    """Everything about one unit: where it stood when, who works there, how it is ranked."""
    access = access_of(request.user)
    found = get_unit(access, pk)
    answers = duties(request, found) if access.can(Permission.VIEW_TARGETS, pk) else None
    if answers and (file := listed(answers.table, found.label)):
        return file
    on = queries.today()
    tree = queries.tree_on(on)
    names = Unit.objects.in_bulk([*tree.ancestors(pk), *tree.children.get(pk, []), *tree.coming.get(pk, [])])
    visible = access.units(Permission.VIEW_UNITS)
    offices = list(queries.offices_at(found))
    context = {
        "unit": found,
        "on": on,
        "in_force": pk in tree,
        "ancestors": [names[one] for one in reversed(tree.ancestors(pk)) if one in visible],
        "below": [names[one] for one in [*tree.children.get(pk, []), *tree.coming.get(pk, [])] if one in visible],
        "places": found.places.select_related("parent").order_by("since"),
        "former_names": found.former_names.order_by("-until"),
        "predecessors": found.predecessors.select_related("old").order_by("on"),
        "successors": found.successors.select_related("new").order_by("on"),
        "memberships": found.group_members.select_related("group").order_by("-group__year", "since"),
        "offices": [one for one in offices if one.since <= on and (one.until is None or one.until > on)],
        "other_offices": [one for one in offices if one.since > on or (one.until is not None and one.until <= on)],
        "duties": answers,
        "sees_phones": access.can(Permission.VIEW_PHONES, pk),
        "opens_people": access.can(Permission.MANAGE_PEOPLE) or access.can(Permission.APPOINT),
        **_reasons(access, found),
    }
    return render(request, "org/unit.html", context)


def _reasons(access: Access, found: Unit) -> dict[str, str]:
    manage = refusal(access, Permission.MANAGE_UNITS, found.pk)
    ended = reason_against(policies.check_in_force, found)
    return {
        "manage_reason": manage,
        "reform_reason": manage or ended,
        "close_reason": manage or reason_against(policies.check_closable, found),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    access = access_of(request.user)
    access.check(Permission.MANAGE_UNITS)
    start = {"parent": request.GET.get("parent"), "since": queries.today()}
    form = NewUnitForm(posted(request), access=access, initial=start)
    if request.method == "POST":
        made = saved(form, lambda: actions.create_unit(by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("已建立“%(unit)s”") % {"unit": made.name})
            return redirect("org:unit", made.pk)
    return form_page(request, form, title=_("新建单位"), back=reverse("org:units"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    found = get_unit(access, pk)
    access.check(Permission.MANAGE_UNITS, pk)
    fields = ("code", "name", "short_name", "kind", "order", "version")
    form = EditUnitForm(posted(request), initial={name: getattr(found, name) for name in fields})
    if request.method == "POST":
        made = saved(form, lambda: actions.update_unit(by=request.user, unit=found, **form.cleaned_data))
        if made:
            messages.success(request, _("已保存“%(unit)s”") % {"unit": made.name})
            return redirect("org:unit", pk)
    title = _("修改“%(unit)s”") % {"unit": found.name}
    return form_page(request, form, title=title, back=reverse("org:unit", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    found = get_unit(access, pk)
    access.check(Permission.MANAGE_UNITS, pk)
    policies.check_in_force(found)
    start = {"on": queries.today(), "version": found.version}
    form = MoveForm(posted(request), access=access, unit=found, initial=start)
    if request.method == "POST" and saved(
        form, lambda: actions.move_unit(by=request.user, unit=found, **form.cleaned_data)
    ):
        messages.success(request, _("“%(unit)s”的上级已调整") % {"unit": found.name})
        return redirect("org:unit", pk)
    title = _("调整“%(unit)s”的上级") % {"unit": found.name}
    note = _("它下面的单位随它一起调整。此前各日的汇总、名单和权限仍按原来的隶属计算。")
    return form_page(request, form, title=title, back=reverse("org:unit", args=[pk]), note=note)
