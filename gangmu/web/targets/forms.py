"""What a person types about plans, sources and targets; rules live in the actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base.errors import Refused
from gangmu.base.quantities import NotANumber, parse_quantity, plain
from gangmu.base.sheets import as_number
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import today, units_in_force
from gangmu.org.states import Kind as UnitKind
from gangmu.targets import queries
from gangmu.targets.models import Plan, Source
from gangmu.targets.months import check_kept, in_words
from gangmu.targets.months import read as read_months
from gangmu.targets.states import Accumulation, Category, Direction, Kind, Part, SourceKind
from gangmu.web.fields import DayField

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


class MonthsField(forms.CharField):
    """In which months a figure exists, typed in words (每季度; 3、7、11月)."""

    def prepare_value(self, value: Any) -> Any:
        try:
            check_kept(value or "")
        except forms.ValidationError:
            return value  # as it was typed
        return in_words(value or "")

    def clean(self, value: Any) -> str:
        try:
            return read_months(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(refused.reason) from refused


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
    deadline = DayField(label=gettext_lazy("完成时限"), required=False)
    months_due = MonthsField(label=gettext_lazy("报数月份"), max_length=60, required=False)
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
        unit = values["unit_of_measure"] = measure_typed(values) if measured else values.get("unit_of_measure", "")
        for name in ("goal", "stretch", "baseline"):
            text = values.get(name) or ""
            if text and not measured:
                self.add_error(name, _("定性和项目目标按完成百分比填报，这里不填；有数的请把类型改为定量"))
            values[name] = self._number(name, text, unit) if text and measured else None
        values["points"] = self._number("points", values.get("points") or "0", "分")
        return values

    def _number(self, name: str, text: str, unit: str) -> Any:
        try:
            found = parse_quantity(text, unit=unit)
        except NotANumber as refused:
            self.add_error(name, refused.reason)
            return None
        if found.comparison:
            self.add_error(name, _("这里只填数；越大越好还是越小越好，请在“方向”里选"))
        return found.value


def measure_typed(values: Mapping[str, Any]) -> str:
    """The unit of measure that was typed: in its own box, or else behind the goal (4800亿元)."""
    if values.get("unit_of_measure"):
        return str(values["unit_of_measure"])
    try:
        return parse_quantity(str(values.get("goal") or "")).unit
    except NotANumber:
        return ""


class AssignmentForm(forms.Form):
    """A unit's part; the person is typed as 姓名（用户名）, proposed from a list."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("单位"), empty_label="")
    part = forms.ChoiceField(label=gettext_lazy("分工"), choices=Part.choices, initial=Part.RESPONSIBLE)
    person = forms.CharField(label=gettext_lazy("责任人"), required=False, max_length=250)

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
    due = DayField(label=gettext_lazy("截止"))
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
            return as_number(self.unit)(text)
        except Refused as refused:
            raise forms.ValidationError(refused.reason) from refused

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and values.get("planned") is None and not values.get("content"):
            raise forms.ValidationError(_("节点要写明计划值或内容"))
        return values


def _rows(form: type[forms.Form], *, most: int, extra: int) -> Any:
    """Rows of a form, at most `most`: those that a page says to have beyond are refused, not drawn."""
    made = forms.formset_factory(form, extra=extra, can_delete=True, max_num=most, absolute_max=most, validate_max=True)
    said = {"too_many_forms": gettext_lazy("最多 %(num)d 行，请去掉多出的行")}
    made.default_error_messages = {**made.default_error_messages, **said}
    return made


MOST_ASSIGNMENTS, MOST_NODES = 200, 60
AssignmentFormSet = _rows(AssignmentForm, most=MOST_ASSIGNMENTS, extra=2)
NodeFormSet = _rows(NodeForm, most=MOST_NODES, extra=1)


def named(person: User | None) -> str:
    """A person as `AssignmentForm` reads it."""
    return f"{person.name}（{person.username}）" if person else ""


def number(value: Any) -> str:
    """A stored number as it is typed."""
    return "" if value is None else plain(value)
