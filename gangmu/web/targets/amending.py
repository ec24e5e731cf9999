"""变更目标内容: an issued target says something else from a day on, by a decision that is named."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gangmu.base.errors import Refused
from gangmu.base.periods import format_date, parse_deadline
from gangmu.base.quantities import parse_quantity, plain
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.progress import actions
from gangmu.targets import policies, queries
from gangmu.targets.drafts import TERMS, NodeDraft
from gangmu.targets.models import Terms
from gangmu.targets.snapshots import changes, node_drafts, node_in_words, terms_in_words
from gangmu.targets.states import Kind
from gangmu.web.audit.words import key_in_words, value_in_words
from gangmu.web.binding import bind
from gangmu.web.fields import DayField
from gangmu.web.requests import Request
from gangmu.web.saving import posted
from gangmu.web.targets.forms import MonthsField, number

NUMBERS = ("goal", "stretch", "baseline")
MOST_NODES = 40


class AmendForm(forms.Form):
    """What a target says from a day on; filled with what it says by its last terms."""

    since = DayField(label=gettext_lazy("从哪一天起"))
    goal = forms.CharField(label=gettext_lazy("目标值"), required=False)
    stretch = forms.CharField(label=gettext_lazy("争取目标"), required=False)
    baseline = forms.CharField(label=gettext_lazy("上年实绩"), required=False)
    standard = forms.CharField(
        label=gettext_lazy("完成标准"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
    deadline = DayField(label=gettext_lazy("完成时限"))
    months_due = MonthsField(label=gettext_lazy("报数月份"), max_length=60, required=False)
    nodes = forms.CharField(
        label=gettext_lazy("节点"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=12000,
        help_text=gettext_lazy("一行一个：日期、计划累计值、节点内容，中间空一格，如“9月底 900 主体完工”"),
    )
    basis = forms.CharField(
        label=gettext_lazy("变更依据"), max_length=200, help_text=gettext_lazy("文件名称和文号，或哪一次会议")
    )
    reason = forms.CharField(label=gettext_lazy("变更理由"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, last: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last, self.measured = last, last.target.kind == Kind.QUANTITATIVE
        if not self.measured:
            for name in NUMBERS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in NUMBERS if self.measured else ():
            data[name] = self._tried(name, lambda text: self._number(text), data.get(name) or "")
        data["nodes"] = self._tried("nodes", self._nodes, data.get("nodes") or "")
        return data

    def said(self) -> dict[str, Any]:
        """The new terms without their nodes."""
        return {name: self.cleaned_data[name] for name in TERMS if name in self.fields}

    def _tried(self, name: str, read: Any, text: str) -> Any:
        try:
            return read(text) if text else None
        except Refused as refused:
            self.add_error(name, refused.reason)
            return None

    def _number(self, text: str) -> Decimal:
        return parse_quantity(text, unit=self.last.target.measure).value

    def _nodes(self, text: str) -> tuple[NodeDraft, ...]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_NODES:
            raise Refused(_("最多 %(most)d 个节点") % {"most": MOST_NODES})
        return tuple(map(self._node, lines))

    def _node(self, line: str) -> NodeDraft:
        day, _blank, rest = line.partition(" ")
        due, planned = parse_deadline(day, self.last.target.plan.year), None
        if found := re.match(r"[-−]?\d\S*", rest.strip()):
            planned, rest = self._number(found[0]), rest.strip()[found.end() :]
        return NodeDraft(due, planned, rest.strip())


def _typed(last: Terms) -> dict[str, Any]:
    """The last terms as one would type them."""
    values: dict[str, Any] = {name: getattr(last, name) for name in TERMS}
    values |= {name: number(values[name]) for name in NUMBERS}
    nodes = [node_in_words(one.due.isoformat(), one.planned, one.content) for one in node_drafts(last)]
    return values | {"nodes": "\n".join(nodes), "since": today(), "version": last.target.version}


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: Request, pk: int) -> HttpResponse:
    """Ask what the target says from which day on; tell what changes; record it."""
    access = access_of(request.user)
    target = queries.get_target(access, pk)
    access.check(Permission.EDIT_PLAN, target.plan.unit_id)
    policies.check_running(target.plan)
    last = target.terms.latest("since")
    last.target = target
    form = AmendForm(posted(request), last=last, initial=_typed(last))

    def act() -> Any:
        data = form.cleaned_data
        given = {name: data[name] for name in ("version", "since", "basis", "reason")}
        return actions.amend_target(
            by=request.user, target=target, values=form.said(), nodes=data["nodes"] or (), **given
        )

    note = _(
        "已下达的目标只有这样改变内容：写明从哪一天起、依据和理由；此前各月仍按原来的约定评判，已经算出的得分不变。"
    )
    return bind(
        request,
        form,
        title=_("变更“%(target)s”的内容") % {"target": target.name},
        back=reverse("targets:target", args=[pk]),
        act=act,
        words=lambda: _words(form),
        note=note,
    )


def _words(form: AmendForm) -> dict[str, str]:
    data, last = form.cleaned_data, form.last
    nodes = [node_in_words(one.due.isoformat(), one.planned, one.content) for one in data["nodes"] or ()]
    before, after = changes(terms_in_words(last), form.said() | {"nodes": nodes})
    told = _("；").join(_change(name, before[name], after[name]) for name in after)
    facts = {"since": format_date(data["since"]), "told": told, "basis": data["basis"], "reason": data["reason"]}
    return {
        "what": _("自%(since)s起：%(told)s。依据：%(basis)s；理由：%(reason)s。") % facts,
        "whom": _("%(since)s所在月份和以后各月，填报、序时、红黄绿和算分都按新的约定；以前各月不变。") % facts,
        "final": _("变更记入留痕，不能撤回；要再改，另办一次变更。"),
    }


def _change(name: str, before: Any, after: Any) -> str:
    """目标值：24 → 22."""
    noun = "targets.target"
    said = {"name": key_in_words(noun, name), "before": _shown(noun, name, before), "after": _shown(noun, name, after)}
    return _("%(name)s：%(before)s → %(after)s") % said


def _shown(noun: str, name: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value_in_words(noun, name, value.isoformat() if isinstance(value, dt.date) else value)
