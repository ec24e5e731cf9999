"""Columns that hold a number exactly on every supported database, and names that are one in any spelling."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.base.quantities import STORED_PLACES, places_of
from gangmu.base.spelling import folded

SIGNIFICANT_DIGITS = 15


def check_exact(value: Decimal) -> None:
    """Refuse what a database cannot give back digit for digit (SQLite keeps decimals in a binary double)."""
    if not value.is_finite():
        raise ValidationError(_("不是有限的数：%(value)s"), params={"value": value})
    if len("".join(map(str, value.as_tuple().digits)).strip("0")) > SIGNIFICANT_DIGITS:
        raise ValidationError(
            _("有效数字超过 %(limit)s 位，无法保证一位不差；请换用更大的计量单位"), params={"limit": SIGNIFICANT_DIGITS}
        )


class QuantityField(models.DecimalField):
    """A measured quantity: up to 15 significant digits, six of them after the point, stored and read back exactly.

    A double gives back every decimal of at most 15 significant digits unchanged, so SQLite and PostgreSQL agree.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", STORED_PLACES)
        super().__init__(*args, **kwargs)
        self.validators.append(check_exact)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):  # an expression, as in bulk_update
            return value
        number = self.to_python(value)
        if number is not None:
            check_exact(number)
            if places_of(number) > self.decimal_places:
                raise ValidationError(_("小数超过 %(places)s 位"), params={"places": self.decimal_places})
        return super().get_db_prep_save(value, connection)


class FoldedField(models.CharField):
    """A name stored, compared and looked up without regard to width and case."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return folded(text) if isinstance(text, str) else text
