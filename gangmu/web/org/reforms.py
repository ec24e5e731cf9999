"""Merging, splitting and closing: first what and when, then a page that says what will happen, then it is done."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu.base.periods import format_date
from gangmu.org import actions as org
from gangmu.org import policies, queries
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.seen import get_unit
from gangmu.targets import actions as targets
from gangmu.targets.answering import Held, open_parts, parts_of
from gangmu.targets.states import Part
from gangmu.web.binding import bind, sentences
from gangmu.web.org.forms import CloseForm, MergeForm, SplitForm
from gangmu.web.requests import Request
from gangmu.web.saving import posted


def _opened(request: Request, pk: int) -> Unit:
    access = access_of(request.user)
    found = get_unit(access, pk)
    access.check(Permission.MANAGE_UNITS, pk)
    policies.check_in_force(found)
    return found


def _start(unit: Unit) -> dict[str, Any]:
    return {"on": queries.today(), "version": unit.version}


def _below(unit: Unit) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=queries.tree_on().children.get(unit.pk, [])))


def _back(unit: Unit) -> str:
    return reverse("org:unit", args=[unit.pk])


def _parts(request: Request, unit: Unit) -> list[Held]:
    """What the unit has to do today in issued plans, for those who may see it."""
    return open_parts(unit, queries.today()) if access_of(request.user).can(Permission.VIEW_TARGETS, unit.pk) else []


def _targets(parts: list[Held]) -> str:
    """目标分工 3 项（牵头 2、监控 1）"""
    counted = Counter(one.part for one in parts)
    shown = _("、").join(f"{label} {counted[part]}" for part, label in Part.choices if counted[part])
    return _("目标分工 %(n)s 项（%(parts)s）") % {"n": len(parts), "parts": shown} if parts else ""


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    unit = _opened(request, pk)
    form = MergeForm(posted(request), access=access_of(request.user), unit=unit, initial=_start(unit))

    def act() -> Any:
        data = form.cleaned_data
        versions = {unit.pk: data["version"]}
        given = {"into": data["into"], "on": data["on"], "reason": data["reason"]}
        return org.merge_units(by=request.user, units=[unit], versions=versions, **given)

    def words() -> dict[str, str]:
        data, parts = form.cleaned_data, _parts(request, unit)
        facts = {"unit": unit.name, "into": data["into"].name, "on": format_date(data["on"])}
        facts |= {"below": _names(_below(unit)), "targets": _targets(parts)}
        both = [one for one in parts if any(other.unit == data["into"] for other in parts_of(one.target))]
        facts["both"] = _("、").join(f"{one.target.code}" for one in both)
        return {
            "what": sentences(
                _("自%(on)s起撤销“%(unit)s”，由“%(into)s”接续它的目标、填报和成绩。") % facts,
                _("接续%(targets)s；此前没有报的月份也由“%(into)s”补报。") % facts if parts else "",
                _("“%(into)s”在 %(both)s 里本来就有分工，两项都保留，分别填报、分别计分。") % facts if both else "",
            ),
            "whom": sentences(
                _("下级单位%(below)s自该日起隶属于“%(into)s”。") % facts if facts["below"] else _("没有下级单位。"),
                _("在“%(unit)s”的任职自该日起不再生效。") % facts,
            ),
            "final": _("撤销后的单位不能恢复；此前各日的汇总、名单和权限仍按原来的隶属计算。"),
        }

    title = _("“%(unit)s”并入其他单位") % {"unit": unit.name}
    return bind(request, form, title=title, back=_back(unit), act=act, words=words)


def _names(units: list[Unit]) -> str:
    return _("、").join(f"“{unit.name}”" for unit in units)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, pk: int) -> HttpResponse:
    unit = _opened(request, pk)
    parts = _parts(request, unit) if access_of(request.user).can(Permission.EDIT_PLAN, unit.pk) else []
    form = SplitForm(posted(request), unit=unit, children=_below(unit), parts=parts, initial=_start(unit))

    def act() -> Any:
        data = form.cleaned_data
        into = [org.NewUnit(**new) for new in form.new_units()]
        given = {name: data[name] for name in ("version", "on", "keep", "reason")}
        given |= {"below": form.below(), "takers": form.takers()}
        return targets.split_unit(by=request.user, unit=unit, into=into, **given)

    def words() -> dict[str, str]:
        data, new = form.cleaned_data, _("、").join(part["name"] for part in form.new_units())
        facts = {"unit": unit.name, "new": new, "on": format_date(data["on"]), "targets": _targets(parts)}
        what = _("自%(on)s起从“%(unit)s”分出：%(new)s；“%(unit)s”继续存在，没有另选的目标仍由它负责。")
        if not data["keep"]:
            what = _("自%(on)s起撤销“%(unit)s”，分设为：%(new)s；它的目标逐项由一个新单位接续。")
        ask = _("现有%(targets)s，请在下面核对各归哪个单位。") % facts if parts else ""
        moved = _names([child for child in form.children if child.pk in form.below()])
        whom = _("改变上级的下级单位：%(below)s。") % {"below": moved} if moved else _("没有下级单位改变上级。")
        return {
            "what": sentences(what % facts, ask),
            "whom": sentences(whom, _("新单位的人员由安全管理员任命。")),
            "final": _("分设不能撤回；此前各日仍按原来的隶属计算。"),
        }

    title = _("“%(unit)s”分设") % {"unit": unit.name}
    return bind(request, form, title=title, back=_back(unit), act=act, words=words, template="org/split.html")


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    unit = _opened(request, pk)
    policies.check_closable(unit)
    parts = _parts(request, unit)
    form = CloseForm(posted(request), access=access_of(request.user), unit=unit, initial=_start(unit))

    def act() -> Any:
        targets.close_unit(by=request.user, unit=unit, **form.cleaned_data)

    def words() -> dict[str, str]:
        data = form.cleaned_data
        facts = {"unit": unit.name, "on": format_date(data["on"]), "targets": _targets(parts)}
        facts |= {"to": data["to"] and data["to"].name, "reason": data["reason"]}
        told = ""
        if parts:
            told = _("它的%(targets)s自该日起由“%(to)s”接续。") % facts
        if parts and not data["to"]:
            told = _("它的%(targets)s自该日起按决定终止（%(reason)s），以后不再催报、不计漏报，也不计分。") % facts
        return {
            "what": sentences(_("自%(on)s起撤销“%(unit)s”。") % facts, told),
            "whom": _("在“%(unit)s”的任职自该日起不再生效；它此前的填报和成绩由原上级单位查看。") % facts,
            "final": _("撤销后的单位不能恢复。"),
        }

    note = _("它现有%(targets)s：请选接续单位，或者不选单位、写明依据，按决定终止。") % {"targets": _targets(parts)}
    title = _("撤销“%(unit)s”") % {"unit": unit.name}
    return bind(request, form, title=title, back=_back(unit), act=act, words=words, note=note if parts else "")
