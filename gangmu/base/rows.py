"""What every action does with a row it changes: check it, tell of it, and read it as of one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems


def values(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The named columns as they go into an audit event."""
    return {name: getattr(row, name) for name in fields}


def clean(row: models.Model, *, where: str = "") -> None:
    """Check fields, uniqueness and constraints; raises Problems with one problem for every field that is wrong."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Problems(problems_of(error, row, where)) from error


def clean_fields(row: models.Model, *, where: str = "", exclude: Collection[str] = ()) -> None:
    """As `clean`, of the fields alone: nothing is asked of the database but references that are not excluded."""
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        raise Problems(problems_of(error, row, where)) from error


def problems_of(error: ValidationError, row: models.Model, where: str = "") -> list[Problem]:
    """Django's errors with the fields called as people call them."""
    return [
        Problem(
            message,
            where=_("：").join(filter(None, [where, _label(row, name)])),
            column="" if name == NON_FIELD_ERRORS else name,
        )
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def _label(row: models.Model, name: str) -> str:
    try:
        return str(getattr(row._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return ""


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as it stood at one moment, and nobody is kept from writing meanwhile. Write nothing.

    Inside a transaction that has begun it adds nothing.
    """
    connection: Any = transaction.get_connection()
    with ExitStack() as stack:
        if not connection.in_atomic_block:
            usual = getattr(connection, "transaction_mode", None)
            # Ours begin IMMEDIATE on SQLite, as writers; a reader that said so would hold up every writer.
            connection.transaction_mode = None
            try:
                stack.enter_context(transaction.atomic())
            finally:
                connection.transaction_mode = usual
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
