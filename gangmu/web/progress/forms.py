"""Forms of the reporting periods."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.progress.actions import DueRule
from gangmu.targets.models import Plan
from gangmu.web.fields import DayField


class YearForm(forms.Form):
    """All months of a year by one rule."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("目标体系"), empty_label=None)
    first = forms.TypedChoiceField(
        label=_("从几月起"),
        choices=[(number, number) for number in range(1, 13)],
        coerce=int,
        initial=1,
        help_text=_("下达得晚的，从实际开始填报的月份起；以前的月份不要求补报"),
    )
    next_month = forms.TypedChoiceField(
        label=_("截止在"), choices=[("1", _("次月")), ("0", _("当月"))], coerce=lambda text: text == "1", initial="1"
    )
    day = forms.IntegerField(label=_("几日"), min_value=1, max_value=31, initial=5)
    open_days = forms.IntegerField(label=_("提前几天开放"), min_value=0, max_value=60, initial=10)

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["plan"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = plans

    @property
    def rule(self) -> DueRule:
        data = self.cleaned_data
        return DueRule(data["day"], data["next_month"], data["open_days"])


class DatesForm(forms.Form):
    """Other dates for one month."""

    opens = DayField(label=_("开放"))
    due = DayField(label=_("截止"))
    version = forms.IntegerField(widget=forms.HiddenInput)
