"""What a person types about indicators and official values; the rules live in the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.base.errors import Refused
from gangmu.base.periods import Period
from gangmu.base.quantities import NotANumber, parse_quantity, plain
from gangmu.indicators.models import MONTHS, MOST_DECIMALS, Indicator
from gangmu.indicators.states import Direction, January, Kind, Status
from gangmu.org.models import Unit
from gangmu.org.permissions import Access
from gangmu.org.queries import today, units_in_force
from gangmu.web.fields import DayField

MONTH_CHOICES = [(str(month), _("%(n)d月") % {"n": month}) for month in MONTHS]


class MonthField(forms.CharField):
    """A month as the browser sends it (2026-05) or as people write it (2026年5月); its first day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "month", "placeholder": "2026-05"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            period = Period.parse(text)
        except Refused as refused:
            raise forms.ValidationError(refused.reason) from refused
        if period.kind != "month":
            raise forms.ValidationError(_("这里只填一个月，如 2026-05"))
        return period.start


class IndicatorForm(forms.Form):
    name = forms.CharField(label=_("指标名称"), max_length=100)
    aliases = forms.CharField(
        label=_("别名"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行一个；导入时按名称和别名对照"),
    )
    unit_of_measure = forms.CharField(label=_("计量单位"), max_length=20)
    kind = forms.ChoiceField(label=_("口径"), choices=Kind.choices)
    direction = forms.ChoiceField(label=_("方向"), choices=Direction.choices)
    decimals = forms.IntegerField(label=_("小数位数"), min_value=0, max_value=MOST_DECIMALS, initial=1)
    january = forms.ChoiceField(label=_("1 月"), choices=January.choices)
    months = forms.MultipleChoiceField(
        label=_("发布月份"),
        choices=MONTH_CHOICES,
        initial=[str(month) for month in MONTHS],
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    given_by = forms.ModelChoiceField(Unit.objects.none(), label=_("数据提供单位"), empty_label=_("请选择"))
    numerator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("分子指标"),
        required=False,
        empty_label=_("不是算出来的"),
        help_text=_("比率由两个指标算出时才选，这样就不用再录入"),
    )
    denominator = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("分母指标"), required=False, empty_label=_("不是算出来的")
    )
    definition = forms.CharField(
        label=_("指标解释"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, government: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_by"].queryset = units_in_force()  # type: ignore[attr-defined]
        parts = Indicator.objects.filter(unit=government, numerator=None).order_by("name")
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = parts  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """By column, without the version."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return told | {"months": ",".join(sorted(told["months"], key=int))}

    @staticmethod
    def stored(row: Indicator) -> dict[str, Any]:
        names = [name for name in IndicatorForm.base_fields if name != "months"]
        return {name: getattr(row, name) for name in names} | {"months": row.months.split(",")}


class RedefineForm(forms.Form):
    since = MonthField(label=_("从哪个月起"))
    what = forms.CharField(label=_("变了什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ValueForm(forms.Form):
    """One value; read in the indicator's unit of measure, so 1.2万亿元 is understood."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"), empty_label=_("请选择"))
    month = MonthField(label=_("月份"))
    value = forms.CharField(label=_("数值"), max_length=40)
    status = forms.ChoiceField(label=_("数据状态"), choices=Status.choices, initial=Status.VERIFIED)
    known_since = DayField(label=_("何时已知"), help_text=_("公布或核定的日期；按这一天回答“当时知道的是多少”"))
    note = forms.CharField(label=_("依据或说明"), max_length=300, required=False)

    def __init__(self, *args: Any, indicator: Indicator, access: Access, **kwargs: Any) -> None:
        kwargs["initial"] = {"known_since": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["value"].help_text = indicator.unit_of_measure
        below = access.tree.reach(indicator.unit_id)
        self.fields["unit"].queryset = units_in_force().filter(pk__in=below)  # type: ignore[attr-defined]

    def clean_value(self) -> Any:
        text = self.cleaned_data["value"]
        try:
            found = parse_quantity(text, unit=self.indicator.unit_of_measure)
        except NotANumber as refused:
            raise forms.ValidationError(refused.reason) from refused
        if found.comparison:
            raise forms.ValidationError(_("这里只填数"))
        return found.value


class CorrectionForm(ValueForm):
    """A newer version; the unit and month are those of the page."""

    unit = None  # type: ignore[assignment]
    month = None  # type: ignore[assignment]
    note = None  # type: ignore[assignment]
    value = forms.CharField(label=_("数值"), max_length=40, required=False)
    withdrawn = forms.BooleanField(label=_("撤回这个月的数（填错了月份或单位）"), required=False)
    reason = forms.CharField(label=_("为什么更正"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("value", "withdrawn", "status", "known_since", "reason")

    def __init__(self, *args: Any, indicator: Indicator, access: Access, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.indicator = indicator
        self.fields["value"].help_text = indicator.unit_of_measure

    def clean_value(self) -> Any:
        return super().clean_value() if self.cleaned_data.get("value") else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("withdrawn"):
            data["value"] = None
        elif data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("没有填数值"))
        return data


def typed(value: Any) -> str:
    """A stored value as it would be typed."""
    return "" if value is None else plain(value)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Excel 文件"), help_text=_("可以上传 .xlsx 或 .csv，不超过 1.4 MB"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("数据提供单位"), empty_label=None)
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("指标"),
        required=False,
        empty_label=_("表里有“指标”列"),
        help_text=_("表里没有“指标”列时，全部是这个指标"),
    )
    status = forms.ChoiceField(
        label=_("数据状态"), choices=Status.choices, initial=Status.VERIFIED, help_text=_("表里没有写状态的行")
    )
    known_since = DayField(label=_("何时已知"))
    note = forms.CharField(label=_("依据或说明"), max_length=300, required=False)

    def __init__(self, *args: Any, givers: frozenset[int], **kwargs: Any) -> None:
        kwargs["initial"] = {"known_since": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        own = Indicator.objects.filter(given_by__in=list(givers), numerator=None)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own.values("given_by"))  # type: ignore[attr-defined]
        self.fields["indicator"].queryset = own.order_by("name")  # type: ignore[attr-defined]


def first_of(text: str) -> dt.date | None:
    """A month from an address; None when it is none."""
    try:
        month: dt.date | None = MonthField(required=False).clean(text)
    except forms.ValidationError:
        return None
    return month
