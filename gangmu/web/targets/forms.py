"""What a person types about plans, sources and targets; rules live in the actions."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base.quantities import NotANumber, parse_quantity
from gangmu.base.quantities.units import plain
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import today, units_in_force
from gangmu.org.states import Kind as UnitKind
from gangmu.targets import queries
from gangmu.targets.models import Plan, Source
from gangmu.targets.states import Accumulation, Category, Direction, Kind, Part, SourceKind

_USERNAME = re.compile(r"（([^（）]+)）$")


class PlanForm(forms.Form):
    """A government, a year and a title; only governments whose plans one may edit are offered."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("政府"), empty_label=None)
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2099)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = units_in_force().filter(pk__in=access.units(Permission.EDIT_PLAN))
        governments = (UnitKind.GOVERNMENT, UnitKind.DISTRICT, UnitKind.TOWN)
        self.fields["unit"].queryset = rows.filter(kind__in=governments)  # type: ignore[attr-defined]


class SourceForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=SourceKind.choices)
    name = forms.CharField(label=gettext_lazy("文件名称"), max_length=200)


class TargetForm(forms.Form):
    """The fields of a target. Numbers are text until `clean`: they may carry a unit, 1,234.5 or 12亿元."""

    code = forms.CharField(
        label=gettext_lazy("编号"), max_length=30, required=False, help_text=gettext_lazy("不填就接着编")
    )
    name = forms.CharField(label=gettext_lazy("目标名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=Kind.choices)
    category = forms.ChoiceField(label=gettext_lazy("类别"), choices=Category.choices)
    area = forms.CharField(label=gettext_lazy("领域"), max_length=60, required=False)
    task = forms.CharField(
        label=gettext_lazy("目标任务"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    points = forms.CharField(label=gettext_lazy("分值"), required=False)
    unit_of_measure = forms.CharField(
        label=gettext_lazy("计量单位"), max_length=20, required=False, help_text=gettext_lazy("定量目标必填")
    )
    goal = forms.CharField(label=gettext_lazy("目标值"), required=False)
    stretch = forms.CharField(label=gettext_lazy("争取目标"), required=False)
    baseline = forms.CharField(label=gettext_lazy("上年实绩"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("方向"), choices=Direction.choices)
    accumulation = forms.ChoiceField(label=gettext_lazy("口径"), choices=Accumulation.choices)
    standard = forms.CharField(
        label=gettext_lazy("完成标准"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
    deadline = forms.DateField(
        label=gettext_lazy("完成时限"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    leader = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("分管领导"), required=False, empty_label=gettext_lazy("先空着")
    )
    sources = forms.ModelMultipleChoiceField(
        Source.objects.none(),
        label=gettext_lazy("来源"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    source_note = forms.CharField(label=gettext_lazy("来源条目"), max_length=200, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = queries.leaders_on(today(), [plan.unit_id]).values("user")
        self.fields["leader"].queryset = User.objects.filter(pk__in=leaders)  # type: ignore[attr-defined]
        self.fields["sources"].queryset = plan.sources.order_by("kind", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        measured = values.get("kind") == Kind.QUANTITATIVE
        unit = values.get("unit_of_measure", "")
        for name in ("goal", "stretch", "baseline"):
            text = values.get(name) or ""
            if text and not measured:
                self.add_error(name, _("定性和项目目标按完成百分比填报，这里不填；有数的请把类型改为定量"))
            values[name] = self._number(name, text, unit) if text and measured else None
        points = values.get("points") or "0"
        values["points"] = self._number("points", points, "")
        return values

    def _number(self, name: str, text: str, unit: str) -> Any:
        try:
            found = parse_quantity(text, unit=unit)
        except NotANumber as refused:
            self.add_error(name, refused.reason)
            return None
        if found.comparison:
            self.add_error(name, _("这里只填数；越大越好还是越小越好，请在“方向”里选"))
        if found.unit and not unit and name != "points":
            self.add_error("unit_of_measure", _("“%(text)s”里写了单位，请填在这里") % {"text": text})
        return found.value


class AssignmentForm(forms.Form):
    """A unit's part; the person is typed as 姓名（用户名）, proposed from a list."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("单位"), empty_label="")
    part = forms.ChoiceField(label=gettext_lazy("分工"), choices=Part.choices, initial=Part.RESPONSIBLE)
    person = forms.CharField(label=gettext_lazy("责任人"), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]
        self.fields["unit"].widget.choices = units
        self.fields["person"].widget.attrs["list"] = "people"

    def has_changed(self) -> bool:
        """A row in which only the part was chosen, or proposed, says nothing yet."""
        return any(name != "part" for name in self.changed_data)

    def clean_person(self) -> int | None:
        text = self.cleaned_data["person"].strip()
        if not text:
            return None
        match = _USERNAME.search(text)
        found = User.objects.filter(username=match[1] if match else text, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("没有“%(text)s”这个人，请从列表里选") % {"text": text})
        return found.pk


class NodeForm(forms.Form):
    due = forms.DateField(label=gettext_lazy("截止"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    planned = forms.CharField(label=gettext_lazy("计划累计值"), required=False)
    content = forms.CharField(label=gettext_lazy("节点内容"), required=False, max_length=300)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_planned(self) -> Any:
        text = self.cleaned_data["planned"].strip()
        if not text:
            return None
        try:
            return parse_quantity(text, unit=self.unit).value
        except NotANumber as refused:
            raise forms.ValidationError(refused.reason) from refused

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and values.get("planned") is None and not values.get("content"):
            raise forms.ValidationError(_("节点要写明计划值或内容"))
        return values


AssignmentFormSet = forms.formset_factory(AssignmentForm, extra=2, can_delete=True, max_num=200)
NodeFormSet = forms.formset_factory(NodeForm, extra=1, can_delete=True, max_num=60)


def named(person: User | None) -> str:
    """A person as `AssignmentForm` reads it."""
    return f"{person.name}（{person.username}）" if person else ""


def number(value: Any) -> str:
    """A stored number as it is typed."""
    return "" if value is None else plain(value)
