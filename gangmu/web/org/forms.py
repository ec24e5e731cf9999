"""What a person types about units, groups, people and offices; the rules live in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.org.models import Unit, User
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import units_in_force
from gangmu.org.states import Kind, Role
from gangmu.targets.answering import Held
from gangmu.targets.states import Part
from gangmu.web.fields import DayField


def reason_field(label: Any = None) -> forms.CharField:
    return forms.CharField(label=label or _("理由"), max_length=200, required=False)


def day(label: Any, **kwargs: Any) -> DayField:
    return DayField(label=label, **kwargs)


def version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput)


def manageable(access: Access) -> QuerySet[Unit]:
    """The units that one may put others below."""
    return units_in_force().filter(pk__in=access.units(Permission.MANAGE_UNITS))


class UnitForm(forms.Form):
    code = forms.CharField(label=_("单位编码"), max_length=30)
    name = forms.CharField(label=_("单位名称"), max_length=100)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("单位类别"), choices=Kind.choices)
    order = forms.IntegerField(label=_("排序"), min_value=0, required=False, help_text=_("小的在前；不填排在最后"))


class NewUnitForm(UnitForm):
    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("上级单位"), empty_label=_("请选择"))
    since = day(_("自"))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = manageable(access)
        self.fields["parent"].queryset = rows  # type: ignore[attr-defined]
        if rows.count() == 1:
            self.initial.setdefault("parent", rows.get())


class EditUnitForm(UnitForm):
    renamed_on = day(
        _("从哪一天起改名"),
        required=False,
        help_text=_("机构改名时填，此前各日的名单和填报保留原名；只是更正错字的不填"),
    )
    order = forms.IntegerField(label=_("排序"), min_value=0, help_text=_("小的在前"))
    version = version()


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("新的上级单位"), empty_label=_("请选择"))
    on = day(_("从哪一天起"))
    reason = reason_field()
    version = version()

    def __init__(self, *args: Any, access: Access, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = manageable(access).exclude(pk=unit.pk)  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Unit.objects.none(), label=_("并入哪个单位"), empty_label=_("请选择"))
    on = day(_("从哪一天起"))
    reason = reason_field()
    version = version()

    def __init__(self, *args: Any, access: Access, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = manageable(access).exclude(pk=unit.pk)  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    on = day(_("从哪一天起"))
    to = forms.ModelChoiceField(
        Unit.objects.none(), label=_("目标由哪个单位接续"), required=False, empty_label=_("没有单位接续")
    )
    reason = reason_field(_("依据或理由"))
    version = version()

    def __init__(self, *args: Any, access: Access, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = manageable(access).exclude(pk=unit.pk)  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """Up to three new units, and where everything goes: one select for every unit below and every part in a target.

    The parts are asked about on the binding page, where the new units have their names; `rest` is for all not chosen.
    """

    PARTS = (1, 2, 3)
    on = day(_("从哪一天起"))
    keep = forms.BooleanField(label=_("原单位保留（只分出一部分）"), required=False)
    reason = reason_field()
    version = version()

    def __init__(self, *args: Any, unit: Unit, children: list[Unit], parts: list[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.children, self.open = unit, children, parts
        for number in self.PARTS:
            self.fields[f"code{number}"] = forms.CharField(label=_("单位编码"), max_length=30, required=number == 1)
            self.fields[f"name{number}"] = forms.CharField(label=_("单位名称"), max_length=100, required=number == 1)
        stays = [("", _("随原单位"))]
        choices = stays + [(str(number), f"{_('新单位')} {number}") for number in self.PARTS]
        for child in children:
            label = child.name
            self.fields[f"below{child.pk}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        if parts:
            rest = [("", _("原单位（原单位撤销的，归新单位 1）")), *choices[1:]]
            self.fields["rest"] = forms.ChoiceField(label=_("目标由谁接续"), choices=rest, required=False)
        for part in parts:
            label = gettext("%(target)s（%(part)s）") % {"target": part.target, "part": Part(part.part).label}
            self.fields[f"part{part.pk}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def parts(self) -> list[dict[str, Any]]:
        """The fields of each new unit, for the page."""
        return [{"number": n, "code": self[f"code{n}"], "name": self[f"name{n}"]} for n in self.PARTS]

    def below_fields(self) -> list[forms.BoundField]:
        return [self[f"below{child.pk}"] for child in self.children]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in self.PARTS[1:]:
            if bool(data.get(f"code{number}")) != bool(data.get(f"name{number}")):
                self.add_error(f"name{number}", _("编码和名称要一起填"))
        told = [number for number in self.PARTS if data.get(f"name{number}")]
        for child in self.children:
            chosen = data.get(f"below{child.pk}")
            if chosen and int(chosen) not in told:
                self.add_error(f"below{child.pk}", _("没有填写这个新单位"))
        data["told"] = told
        self._name_parts(data, told)
        return data

    def _name_parts(self, data: dict[str, Any], told: list[int]) -> None:
        """The choices on the binding page, by name; "" stands for what was chosen for the rest."""
        stays = not data.get("rest") and data.get("keep")
        others = self.unit.name if stays else data.get(f"name{data.get('rest') or 1}", "")
        named = [("", others), *((str(number), data[f"name{number}"]) for number in told)]
        for name in ("rest", *self.asked_last):
            if data.get(name) and int(data[name]) not in told:
                self.add_error(name, _("没有填写这个新单位"))
        for name in self.asked_last:
            self.fields[name].choices = [one for one in named if not one[0] or one[1] != others]  # type: ignore[attr-defined]

    @property
    def asked_last(self) -> list[str]:
        """Fields that the binding page asks for."""
        return [f"part{part.pk}" for part in self.open]

    def takers(self) -> dict[int, int]:
        """Number of the part → index of the new unit that has it from then on; those not named stay, or the first."""
        data = self.cleaned_data
        chosen = {part.pk: data.get(f"part{part.pk}") or data.get("rest") for part in self.open}
        return {pk: data["told"].index(int(number)) for pk, number in chosen.items() if number}

    def new_units(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [{"code": data[f"code{n}"], "name": data[f"name{n}"], "kind": self.unit.kind} for n in data["told"]]

    def below(self) -> dict[int, int]:
        """Unit id → index of the new unit it goes to."""
        data = self.cleaned_data
        chosen = {child.pk: data.get(f"below{child.pk}") for child in self.children}
        return {pk: data["told"].index(int(number)) for pk, number in chosen.items() if number}


class EditGroupForm(forms.Form):
    name = forms.CharField(label=_("组名"), max_length=60)
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("牵头单位"), required=False, empty_label=_("不设"))
    order = forms.IntegerField(label=_("排序"), min_value=0, initial=0)
    version = version()

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = manageable(access)  # type: ignore[attr-defined]


class GroupForm(EditGroupForm):
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2099)
    version = None  # type: ignore[assignment]
    field_order = ("year",)


class MembersForm(forms.Form):
    on = day(_("从哪一天起"))
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("成员单位"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    version = version()

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    username = forms.CharField(
        label=_("登录名"), max_length=150, help_text=_("字母、数字和 @ . + - _，不分大小写；或者只用汉字和数字")
    )
    name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)


class EditPersonForm(PersonForm):
    version = version()


class ReasonForm(forms.Form):
    reason = reason_field()
    version = version()


class OfficeForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"), empty_label=_("请选择"))
    role = forms.ChoiceField(label=_("身份"), choices=Role.choices)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    since = day(_("自"))
    until = day(_("至"), required=False, help_text=_("不填表示没有期限；当天不含"))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = units_in_force().filter(pk__in=access.units(Permission.APPOINT))
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]


class EndForm(forms.Form):
    on = day(_("从哪一天起结束"))
    reason = reason_field()
    version = version()


def _with_login_name(person: Any) -> str:
    return gettext("%(name)s（%(more)s）") % {"name": person.name, "more": person.username}


class SubstituteForm(forms.Form):
    substitute = forms.ModelChoiceField(User.objects.none(), label=_("代理人"), empty_label=_("请选择"))
    since = day(_("自"))
    until = day(_("至"), help_text=_("当天不含"))
    reason = reason_field(_("事由"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = people  # type: ignore[attr-defined]
        self.fields["substitute"].label_from_instance = _with_login_name  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Excel 文件"), help_text=_("可以上传 .xlsx 或 .csv，不超过 1.4 MB"))
