"""What a person types about papers: a register, a new paper, the text of a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.documents import editing
from gangmu.documents.states import Kind
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import units_in_force
from gangmu.typesetting import Block, Heading, PageBreak, Paper, Paragraph, Picture, Table

LONGEST = 20_000
"""Signs of one part of a text."""


def _units(access: Access) -> Any:
    return units_in_force().filter(pk__in=access.units(Permission.WRITE_PAPERS))


class RegisterForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("发文机关"), empty_label=None)
    sign = forms.CharField(
        label=gettext_lazy("机关代字"), max_length=20, help_text=gettext_lazy("写在文号年份之前的字，如“云政发”")
    )
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2099)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units(access)  # type: ignore[attr-defined]


class NewPaperForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("发文机关"), empty_label=None)
    kind = forms.ChoiceField(label=gettext_lazy("文种"), choices=Kind.choices)
    title = forms.CharField(label=gettext_lazy("标题"), max_length=editing.TITLE_SIGNS)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units(access)  # type: ignore[attr-defined]


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
    )


def kinds() -> list[tuple[str, str]]:
    """What a piece of text can be."""
    marks = (_("一级标题“一、”"), _("二级标题“（一）”"), _("三级标题“1.”"), _("四级标题“（1）”"))
    return [(editing.PARAGRAPH, _("段落")), *zip(editing.HEADINGS, marks, strict=True), (editing.ITEMS, _("编号列表"))]


class TextForm(forms.Form):
    """The text of a draft: its head, each of its blocks, its foot. Fields are called as in `documents.editing`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=editing.TITLE_SIGNS, widget=forms.Textarea(attrs={"rows": 2})
    )
    mark = forms.CharField(
        label=gettext_lazy("发文机关标志"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("红头上的字；不填就是发文机关加“文件”"),
    )
    addressees = _lines(gettext_lazy("主送机关"), gettext_lazy("一行一个"))
    signatories = _lines(gettext_lazy("署名"), gettext_lazy("一行一个"))
    note = forms.CharField(
        label=gettext_lazy("附注"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("不用写括号，如“此件公开发布”"),
    )
    copies = _lines(gettext_lazy("抄送机关"), gettext_lazy("一行一个"))
    printed_by = forms.CharField(label=gettext_lazy("印发机关"), max_length=60, required=False)

    def __init__(self, *args: Any, sheet: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[Any] = []
        for at, block in enumerate(sheet.blocks):
            self._add(str(at), block)
        self._add(editing.NEW, Paragraph(()))

    def _add(self, at: str, block: Block) -> None:
        """The kind and the text of a block; of a table or picture only whether it stays."""
        text = editing.is_text(block)
        choices = kinds() if text else [(editing.KEEP, _("保留")), (editing.DROP, _("删去"))]
        name = _("新增正文") if at == editing.NEW else _("第 %(n)d 段") % {"n": int(at) + 1}
        self.fields[f"kind_{at}"] = forms.ChoiceField(
            label=_("%(place)s的类型") % {"place": name}, choices=choices, initial=choices[0][0], required=False
        )
        if text:
            self.fields[f"text_{at}"] = _lines(name)
            self.fields[f"text_{at}"].widget.attrs["rows"] = 1 if isinstance(block, Heading) else 3
        self.places.append((f"kind_{at}", f"text_{at}" if text else "", said(block)))

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Each block's two fields, and what stands in the place of a text."""
        return [
            {"kind": self[kind], "text": self[text] if text else None, "said": what} for kind, text, what in self.places
        ]


def said(block: Block) -> str:
    """A block that is no text, in words."""
    if isinstance(block, Table):
        return _("表格：%(columns)d 列 %(rows)d 行") % {"columns": len(block.columns), "rows": len(block.rows)}
    if isinstance(block, Picture):
        return _("图：%(caption)s") % {"caption": block.caption}
    return _("换页") if isinstance(block, PageBreak) else ""
