"""What a person types about plans and sources; rules live in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import units_in_force
from gangmu.org.states import Kind
from gangmu.targets.states import SourceKind


class PlanForm(forms.Form):
    """A government, a year and a title; only governments whose plans one may edit are offered."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("政府"), empty_label=None)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2099)
    title = forms.CharField(label=_("名称"), max_length=120)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = units_in_force().filter(pk__in=access.units(Permission.EDIT_PLAN))
        self.fields["unit"].queryset = rows.filter(kind__in=(Kind.GOVERNMENT, Kind.DISTRICT, Kind.TOWN))  # type: ignore[attr-defined]


class SourceForm(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=SourceKind.choices)
    name = forms.CharField(label=_("文件名称"), max_length=200)
