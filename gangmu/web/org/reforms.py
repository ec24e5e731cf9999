"""Merging, splitting and closing: first what and when, then a page that says what will happen, then it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu.base.periods import format_date
from gangmu.org import actions, policies, queries
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.web.org.forms import CloseForm, MergeForm, SplitForm
from gangmu.web.org.pages import form_page, visible_unit
from gangmu.web.requests import Request
from gangmu.web.saving import posted, saved, status


def _opened(request: Request, pk: int) -> Unit:
    access = access_of(request.user)
    found = visible_unit(access, pk)
    access.check(Permission.MANAGE_UNITS, pk)
    policies.check_in_force(found)
    return found


def _start(unit: Unit) -> dict[str, Any]:
    return {"on": queries.today(), "version": unit.version}


def _below(unit: Unit) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=queries.tree_on().children.get(unit.pk, [])))


def _bind(
    request: Request,
    form: forms.Form,
    unit: Unit,
    *,
    title: str,
    act: Callable[[], Any],
    words: Callable[[], dict[str, str]],
    template: str = "org/form.html",
    **more: Any,
) -> HttpResponse:
    """Ask for the details; when they are complete, ask again in words; when confirmed, act."""
    back = reverse("org:unit", args=[unit.pk])
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            return render(request, "org/reform.html", {"form": form, "title": title, "back": back, **words()})
        if saved(form, act):
            messages.success(request, _("已办理：%(title)s") % {"title": title})
            return redirect(back)
    if template != "org/form.html":
        context = {"form": form, "title": title, "back": back, **more}
        return render(request, template, context, status=status(form))
    return form_page(request, form, title=title, back=back, button=_("下一步：核对"), **more)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    unit = _opened(request, pk)
    form = MergeForm(posted(request), access=access_of(request.user), unit=unit, initial=_start(unit))

    def act() -> Any:
        data = form.cleaned_data
        versions = {unit.pk: data["version"]}
        given = {"into": data["into"], "on": data["on"], "reason": data["reason"]}
        return actions.merge_units(by=request.user, units=[unit], versions=versions, **given)

    def words() -> dict[str, str]:
        data = form.cleaned_data
        facts = {"unit": unit.name, "into": data["into"].name, "on": format_date(data["on"])}
        return {
            "what": _("自%(on)s起撤销“%(unit)s”，由“%(into)s”接续它的目标、填报和成绩。") % facts,
            "whom": _("下级单位：%(below)s，自该日起隶属于“%(into)s”。在“%(unit)s”的任职自该日起不再生效。")
            % (facts | {"below": _names(_below(unit))}),
            "final": _("撤销后的单位不能恢复；此前各日的汇总、名单和权限仍按原来的隶属计算。"),
        }

    return _bind(request, form, unit, title=_("“%(unit)s”并入其他单位") % {"unit": unit.name}, act=act, words=words)


def _names(units: list[Unit]) -> str:
    return _("、").join(unit.name for unit in units) or _("无")


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, pk: int) -> HttpResponse:
    unit = _opened(request, pk)
    form = SplitForm(posted(request), unit=unit, children=_below(unit), initial=_start(unit))

    def act() -> Any:
        data = form.cleaned_data
        into = [actions.NewUnit(**new) for new in form.new_units()]
        given = {name: data[name] for name in ("version", "on", "keep", "reason")}
        return actions.split_unit(by=request.user, unit=unit, into=into, below=form.below(), **given)

    def words() -> dict[str, str]:
        data, new = form.cleaned_data, _("、").join(part["name"] for part in form.new_units())
        facts = {"unit": unit.name, "new": new, "on": format_date(data["on"])}
        what = _("自%(on)s起从“%(unit)s”分出：%(new)s；“%(unit)s”继续存在，此前的目标仍由它负责。")
        if not data["keep"]:
            what = _("自%(on)s起撤销“%(unit)s”，分设为：%(new)s；它此前的目标由新单位接续。")
        moved = [child for child in form.children if child.pk in form.below()]
        whom = _("改变上级的下级单位：%(below)s。新单位的人员由安全管理员任命。") % {"below": _names(moved)}
        return {"what": what % facts, "whom": whom, "final": _("分设不能撤回；此前各日仍按原来的隶属计算。")}

    title = _("“%(unit)s”分设") % {"unit": unit.name}
    return _bind(request, form, unit, title=title, act=act, words=words, template="org/split.html")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    unit = _opened(request, pk)
    policies.check_closable(unit)
    form = CloseForm(posted(request), initial=_start(unit))

    def act() -> Any:
        actions.close_unit(by=request.user, unit=unit, **form.cleaned_data)

    def words() -> dict[str, str]:
        facts = {"unit": unit.name, "on": format_date(form.cleaned_data["on"])}
        return {
            "what": _("自%(on)s起撤销“%(unit)s”，没有单位接续；它此前的目标和成绩由原上级单位查看。") % facts,
            "whom": _("在“%(unit)s”的任职自该日起不再生效。") % facts,
            "final": _("撤销后的单位不能恢复。"),
        }

    return _bind(request, form, unit, title=_("撤销“%(unit)s”") % {"unit": unit.name}, act=act, words=words)
