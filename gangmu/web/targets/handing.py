"""移交: another unit has a part of an issued target from a day on, or it ends by decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gangmu.base.periods import format_date
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, units_in_force
from gangmu.targets import actions, policies, queries
from gangmu.targets.answering import Held, parts_of
from gangmu.targets.states import Part
from gangmu.web.binding import bind, sentences
from gangmu.web.fields import DayField
from gangmu.web.requests import Request
from gangmu.web.saving import posted


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("由哪个单位接续"), required=False, empty_label=gettext_lazy("请选择")
    )
    end = forms.BooleanField(label=gettext_lazy("没有单位接续，按决定终止这项分工"), required=False)
    on = DayField(label=gettext_lazy("从哪一天起"))
    reason = forms.CharField(label=gettext_lazy("依据或理由"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("to")) == bool(data.get("end")) and "to" not in self.errors:
            self.add_error("to", _("请选一个单位，或者勾选按决定终止，两者只选一样"))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Ask for unit, day and ground; say what it means; record it."""
    access = access_of(request.user)
    target, held = queries.get_part(access, pk)
    access.check(Permission.EDIT_PLAN, target.plan.unit_id)
    policies.check_running(target.plan)
    units = units_in_force().filter(pk__in=access.tree.subtree(target.plan.unit_id))
    form = HandOverForm(posted(request), units=units, initial={"on": today(), "version": target.version})

    def act() -> Any:
        data = form.cleaned_data
        given = {name: data[name] for name in ("version", "to", "on", "reason")}
        return actions.hand_over(by=request.user, target=target, part=pk, **given)

    title = _("移交“%(target)s”的%(part)s") % {"target": target.name, "part": Part(held.part).label}
    back = reverse("targets:target", args=[target.pk])
    note = _(
        "现在由%(unit)s承担。已下达的目标只有这样改变分工：写明从哪一天起和依据，此前的填报和成绩都留在原单位名下。"
    )
    note %= {"unit": (held.unit or held.assigned).name}

    def words() -> dict[str, str]:
        return _words(held, form.cleaned_data)

    return bind(request, form, title=title, back=back, act=act, words=words, note=note)


def _words(held: Held, data: dict[str, Any]) -> dict[str, str]:
    to = data["to"]
    facts = {"on": format_date(data["on"]), "old": (held.unit or held.assigned).name, "to": to and to.name}
    facts |= {"part": Part(held.part).label, "reason": data["reason"]}
    what = _("自%(on)s起，这个目标的%(part)s由“%(old)s”移交“%(to)s”（%(reason)s）。") % facts
    if to is None:
        what = _("自%(on)s起，“%(old)s”的%(part)s按决定终止（%(reason)s），以后不再催报、不计漏报，也不计分。") % facts
    both = ""
    if to is not None and any(one.unit == to for one in parts_of(held.target)):
        both = _("“%(to)s”在这个目标里本来就有分工，两项都保留，分别填报、分别计分。") % facts
    whom = _("该日所在月份和以后各月由接续单位填报、计分；更早的月份仍由“%(old)s”负责，已经核验的都保留。") % facts
    return {"what": sentences(what, both), "whom": whom, "final": _("移交记入留痕，不能撤回；要再变动，另办一次移交。")}
