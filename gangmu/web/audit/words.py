"""Events as people read them: verbs, things and columns in words. A test holds that every verb in use has words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base.models import Event
from gangmu.base.verbs import Verb, every_table
from gangmu.org.verbs import NOTED
from gangmu.targets.months import in_words

TABLES = tuple(every_table())

NOTES: Mapping[str, Any] = {
    **NOTED,
    "plan.take_over_history": gettext_lazy("接收以往的填报"),
}

# Keys of before and after that are not a column of the thing itself.
KEYS: Mapping[str, Any] = {
    "parent": gettext_lazy("上级单位"),
    "since": gettext_lazy("自"),
    "until": gettext_lazy("至"),
    "on": gettext_lazy("日期"),
    "into": gettext_lazy("接续单位"),
    "keep": gettext_lazy("原单位保留"),
    "units_below": gettext_lazy("下级单位"),
    "members": gettext_lazy("成员"),
    "substitute": gettext_lazy("代理人"),
    "state": gettext_lazy("状态"),
    "number": gettext_lazy("数量"),
    "count": gettext_lazy("数量"),
    "address": gettext_lazy("网址"),
    "method": gettext_lazy("方式"),
    "where": gettext_lazy("第一处不一致"),
    "named": gettext_lazy("其中"),
    "checked": gettext_lazy("校验条数"),
    "intact": gettext_lazy("完整"),
    "head": gettext_lazy("链头"),
    "bad": gettext_lazy("第一条不对的"),
    "assignments": gettext_lazy("责任分工"),
    "nodes": gettext_lazy("节点"),
    "file": gettext_lazy("文件"),
    "name": gettext_lazy("名称"),
    "targets": gettext_lazy("目标"),
    "rows": gettext_lazy("行数"),
    "value": gettext_lazy("值"),
    "reason": gettext_lazy("理由"),
    "factor": gettext_lazy("验证方式"),
}


def verbs_in_use() -> dict[str, Any]:
    """Event → its words: every verb of every table, and what is only noted."""
    return {table.event(verb.name): verb.label for table in TABLES for verb in table} | dict(NOTES)


def verb_in_words(verb: str) -> str:
    found = _verb(verb)
    return str(found.label if found else NOTES.get(verb, verb))


def is_alarm(verb: str) -> bool:
    """Whether its events stand out in a timeline: a return, a deletion."""
    found = _verb(verb)
    return bool(found and found.alarm)


def _verb(event: str) -> Verb | None:
    noun, _dot, name = event.partition(".")
    return next((table.by_name[name] for table in TABLES if table.noun == noun and name in table.by_name), None)


def noun_in_words(noun: str) -> str:
    """目标, 单位, 填报 …: the model's own name; a model that is gone keeps its label."""
    try:
        return str(apps.get_model(noun)._meta.verbose_name)
    except (LookupError, ValueError):
        return noun


@dataclass(frozen=True)
class Line:
    """One column before and after, in words; `same` when both are alike."""

    label: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        return self.before == self.after


def changes_in_words(event: Event) -> list[Line]:
    """Before and after side by side, columns in the order in which the action told them.

    What a change does not tell of afterwards stayed as it was.
    """
    return list(_lines(event))


def _lines(event: Event) -> Iterator[Line]:
    for key in dict.fromkeys([*event.before, *event.after]):
        before = value_in_words(event.noun, key, event.before.get(key)) if key in event.before else ""
        after = value_in_words(event.noun, key, event.after.get(key)) if key in event.after else ""
        if event.after and key not in event.after:
            after = before  # told for the reader, and not changed: only an event without an after took things away
        yield Line(key_in_words(event.noun, key), before, after)


def key_in_words(noun: str, key: str) -> str:
    field = _field(noun, key)
    name = getattr(field, "verbose_name", "") if field is not None else ""
    told = str(name) if name and str(name) != key.replace("_", " ") else ""
    return told or str(KEYS.get(key, key))


def _field(noun: str, key: str) -> Any:
    """The column of the thing, or of what belongs to it: a target's event tells of its goal."""
    try:
        model = apps.get_model(noun)
    except (LookupError, ValueError):
        return None
    parts = model.ACCOUNTABLE.parts if hasattr(model, "ACCOUNTABLE") else {}
    owners = [model, *(model._meta.get_field(part).related_model for part, names in parts.items() if key in names)]
    for owner in owners:
        try:
            return owner._meta.get_field(key)
        except FieldDoesNotExist:
            continue
    return None


def value_in_words(noun: str, key: str, value: Any) -> str:
    """Choices by their label, dates as people write them, lists joined, nothing as 空."""
    if key == "months_due":
        return in_words(value)
    if value in (None, "", [], {}):
        return _("空")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(value_in_words(noun, "", item) for item in value)
    if isinstance(value, dict):
        return _("；").join(f"{key_in_words(noun, k)} {value_in_words(noun, k, v)}" for k, v in value.items())
    choices = dict(getattr(_field(noun, key), "flatchoices", None) or [])
    return str(choices.get(value) or _date(value) or value)


def _date(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 10:
        return ""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return ""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
