"""Seals: a signature over what a row says, kept in the event that last told of it.

A model the trail answers for states so itself, as `ACCOUNTABLE`; rows that belong to another (a target's nodes, a
run's scores) are sealed with it. A seal is made from what the database holds after the change, never from memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from gangmu.base.signing import plain, signature, spell

GONE = ""
"""The seal of a row that an action took away."""

AT_ONCE = 400
"""Rows read at a time; a database takes only so many numbers in one question."""


@dataclass(frozen=True)
class Accountable:
    """The columns of a row that may change through actions only, and by accessor those of the rows that belong to it
    (and of rows that belong to these: `terms__nodes`).

    What a column holds by default is left out of the seal, so that a column added later leaves older seals good.
    """

    fields: Sequence[str]
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)


def accountable_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, "ACCOUNTABLE")]


def name_of(model: type[models.Model], pk: Any) -> str:
    """How a row is called in an event's seals: `targets.target:12`."""
    return f"{model._meta.label_lower}:{pk}"


def names_of(rows: Iterable[models.Model]) -> list[str]:
    """The names of those rows that are sealed at all."""
    return [name_of(_model(row), row.pk) for row in rows if hasattr(row, "ACCOUNTABLE") and row.pk is not None]


def stub_of(name: str) -> models.Model:
    """A row with nothing but the number of this seal's name."""
    label, _colon, pk = name.partition(":")
    model = apps.get_model(label)
    return model(pk=model._meta.pk.to_python(pk))


def row_of(name: str) -> models.Model | None:
    """The row of a seal's name, None when it is gone or its model is."""
    label, _colon, pk = name.partition(":")
    try:
        return apps.get_model(label)._base_manager.filter(pk=pk).first()
    except LookupError:
        return None


def seal(rows: Iterable[models.Model], algorithm: str) -> dict[str, str]:
    """The seals of rows as the database has them now: one query for each kind of row and of its parts per 400 rows."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        if hasattr(row, "ACCOUNTABLE") and row.pk is not None:
            wanted.setdefault(_model(row), set()).add(row.pk)
    seals: dict[str, str] = {}
    for model, pks in wanted.items():
        seals |= {name_of(model, pk): GONE for pk in pks}
        seals |= {name: signature(spelled, algorithm) for name, spelled in written(model, pks)}
    return seals


def _model(row: models.Model) -> type[models.Model]:
    return row._meta.concrete_model or type(row)  # a lazy user of a request is of another class


def written(model: type[models.Model], pks: Collection[Any] | None = None) -> Iterator[tuple[str, str]]:
    """Name and spelling of these rows (of all when not said), in order of number."""
    stated: Accountable = model.ACCOUNTABLE  # type: ignore[attr-defined]
    blanks = _blanks(model, stated.fields)
    for rows in _chunks(model, stated.fields, pks):
        parts = [(part, _parts(model, part, names, [row[0] for row in rows])) for part, names in stated.parts.items()]
        for pk, *values in rows:
            told = _told(stated.fields, values, blanks)
            told |= {part: found[pk] for part, found in parts if pk in found}
            name = name_of(model, pk)
            yield name, f"{name}\n{spell(plain(told))}"


def _chunks(
    model: type[models.Model], names: Sequence[str], pks: Collection[Any] | None
) -> Iterator[list[tuple[Any, ...]]]:
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    if pks is not None:
        ordered = sorted(pks)
        for begin in range(0, len(ordered), AT_ONCE):
            yield list(rows.filter(pk__in=ordered[begin : begin + AT_ONCE]))
        return
    found = list(rows[:AT_ONCE])
    while found:
        yield found
        found = list(rows.filter(pk__gt=found[-1][0])[:AT_ONCE])


def _parts(
    model: type[models.Model], accessor: str, names: Sequence[str], pks: Sequence[Any]
) -> dict[Any, list[dict[str, Any]]]:
    """By number of the row, what belongs to it, in the order in which it was written."""
    part, owner = _owned(model, accessor)
    blanks = _blanks(part, names)
    found: dict[Any, list[dict[str, Any]]] = {}
    rows = part._base_manager.filter(**{f"{owner}__in": pks}).order_by("pk").values_list(owner, *names)
    for pk, *values in rows:
        found.setdefault(pk, []).append(_told(names, values, blanks))
    return found


def _owned(model: type[models.Model], accessor: str) -> tuple[type[models.Model], str]:
    """The model of the parts, and its column that says to which row they belong; `terms__nodes` are parts of parts."""
    first, _inside, further = accessor.partition("__")
    relation: Any = model._meta.get_field(first)
    if relation.many_to_many:
        return relation.remote_field.through, f"{relation.m2m_field_name()}_id"
    owner: str = relation.field.attname
    if not further:
        return relation.related_model, owner
    part, inner = _owned(relation.related_model, further)
    return part, f"{inner.removesuffix('_id')}__{owner}"


def _blanks(model: type[models.Model], names: Sequence[str]) -> dict[str, Any]:
    """What these columns hold in a row that says nothing there; a name that leads to another table has none, unless the
    row may lead nowhere."""
    found: dict[str, Any] = {}
    for name in names:
        first, _leads, further = name.partition("__")
        try:
            column: Any = model._meta.get_field(first)
        except FieldDoesNotExist:
            continue
        if further and column.null:
            found[name] = None
        elif not further and not callable(column.default):
            found[name] = None if column.null else column.get_default()
    return found


def _told(names: Sequence[str], values: Sequence[Any], blanks: Mapping[str, Any]) -> dict[str, Any]:
    pairs = zip(names, values, strict=True)
    return {name: value for name, value in pairs if name not in blanks or value != blanks[name]}
