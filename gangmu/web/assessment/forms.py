"""What a person types about schemes and assessments; rules live in the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.assessment import methods, queries
from gangmu.assessment.models import Assessment, Scheme, ScoringRun
from gangmu.base.errors import Problems
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import today, units_in_force
from gangmu.org.states import Kind
from gangmu.targets.models import Plan

MOST_FILES = 10
"""A scheme and the parts it includes."""

LARGEST = 1_000_000
"""Bytes of a file that can be a scheme's; how long a text may be the engine says."""


class RunChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        run: ScoringRun = obj
        said = gettext("%(title)s（截至%(month)d月，现用《%(method)s》）")
        return said % {
            "title": run.assessment.title, "month": run.month.month, "method": run.assessment.scheme.title
        }  # fmt: skip


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class TextsField(forms.FileField):
    """Text files as a dictionary from name to text, empty when none was chosen."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> dict[str, str]:
        if len(data) > MOST_FILES:
            raise forms.ValidationError(gettext("一次最多选 %(n)d 个文件") % {"n": MOST_FILES})
        return {file.name: self._text(super(TextsField, self).clean(file, initial)) for file in data}

    @staticmethod
    def _text(file: Any) -> str:
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("文件太大，不像是考核办法"))
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(gettext("不是 UTF-8 编码的文本，请另存为 UTF-8 后再上传")) from error


class SchemeForm(forms.Form):
    """The text of a scheme, typed or as a file; the file goes first. `run` has the facts it is tried on."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("政府"), empty_label=None)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2099)
    file = TextsField(
        label=_("办法文件"),
        required=False,
        help_text=_("扩展名 .yaml，UTF-8 编码；选了文件，就以文件为准。办法里有 include 的，把它引用的文件一起选上"),
    )
    run = RunChoice(
        ScoringRun.objects.none(), label=_("用哪次考核的数据试算"), required=False, empty_label=_("不试算，只检查")
    )
    text = forms.CharField(
        label=_("办法原文"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "scheme-text"}),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = units_in_force().filter(
            pk__in=access.units(Permission.ASSESS), kind__in=(Kind.GOVERNMENT, Kind.DISTRICT)
        )
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]
        self.fields["run"].queryset = queries.triable_runs(access)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts = cleaned.get("file")
        if texts:
            try:
                cleaned["text"] = methods.joined(texts)
            except Problems as refused:
                raise forms.ValidationError({"file": [str(one) for one in refused.problems]}) from refused
        else:
            # Browsers send other line ends than were typed; the digest should be that of the file.
            cleaned["text"] = cleaned.get("text", "").replace("\r\n", "\n")
        if not cleaned.get("text", "").strip():
            raise forms.ValidationError({"text": _("请选择办法文件，或粘贴办法原文")})
        return cleaned


class SchemeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        scheme: Scheme = obj
        return gettext("%(name)s（%(more)s）") % {"name": f"{scheme.year} · {scheme.title}", "more": scheme.digest[:8]}


class AssessmentForm(forms.Form):
    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("目标体系"), empty_label=None)
    scheme = SchemeChoice(Scheme.objects.none(), label=_("考核办法"), empty_label=None)
    title = forms.CharField(label=_("名称"), max_length=120)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = queries.assessable_plans(access)  # type: ignore[attr-defined]
        self.fields["scheme"].queryset = queries.usable_schemes(access)  # type: ignore[attr-defined]


class RunForm(forms.Form):
    """Up to which month; months that have not begun are not offered."""

    month = forms.TypedChoiceField(label=_("数据截至"), coerce=dt.date.fromisoformat)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = assessment.plan.year
        months = [dt.date(year, number, 1) for number in range(12, 0, -1)]
        ended = [month for month in months if month < today().replace(day=1)] or months[-1:]
        said = gettext("%(year)d年%(month)d月")
        choices = [(one.isoformat(), said % {"year": one.year, "month": one.month}) for one in ended]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
        self.initial = {**self.initial, "month": ended[0].isoformat(), "version": assessment.version}
