"""Parsers for columns: what a cell's text means, or a reason in plain words why it means nothing here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.errors import Refused
from gangmu.base.periods import parse_deadline
from gangmu.base.quantities import STORED_PLACES, Quantity, half_up, parse_quantity, places_of, plain


def as_text(max_length: int) -> Callable[[str], str]:
    """Text of at most this many characters."""

    def parse(text: str) -> str:
        if len(text) > max_length:
            raise Refused(
                _("有 %(count)d 个字，最多 %(limit)d 个字") % {"count": len(text), "limit": max_length},
            )
        return text

    return parse


class Code:
    """Text of at most this many characters that names something: 0012, 1.10."""

    def __init__(self, max_length: int) -> None:
        self._text = as_text(max_length)

    def __call__(self, text: str) -> str:
        return self._text(text)


def as_code(max_length: int) -> Code:
    """A code; what a cell shows counts, not the number below it."""
    return Code(max_length)


def as_quantity(unit: str = "") -> Callable[[str], Quantity]:
    """A number with comparison and unit, told in `unit`."""
    return lambda text: parse_quantity(text, unit=unit)


def as_number(unit: str = "") -> Callable[[str], Decimal]:
    """One exact value in `unit`, without ≥ or ≤; without `unit` a bare number, with no unit of measure behind it."""

    def parse(text: str) -> Decimal:
        quantity = parse_quantity(text, unit=unit)
        if quantity.comparison:
            raise Refused(
                _("“%(text)s”这里要填一个确定的数，不要带“%(sign)s”的意思")
                % {"text": text, "sign": quantity.comparison}
            )
        if quantity.unit and not unit:
            raise Refused(
                _("“%(text)s”这里只填数，不要写单位“%(unit)s”") % {"text": text, "unit": quantity.unit},
            )
        if places_of(quantity.value) > STORED_PLACES:
            raise Refused(
                _("“%(text)s”有 %(places)d 位小数，最多能存 %(most)d 位；请改成 %(value)s，或换小一些的计量单位")
                % {
                    "text": text,
                    "places": places_of(quantity.value),
                    "most": STORED_PLACES,
                    "value": plain(half_up(quantity.value, STORED_PLACES)) + unit,
                }
            )
        return quantity.value

    return parse


def as_whole_number(text: str) -> int:
    """A whole number without unit (序号, 年度)."""
    value = as_number()(text)
    if places_of(value):
        raise Refused(_("“%(text)s”应为整数") % {"text": text})
    return int(value)


def as_choice(names: Mapping[str, str]) -> Callable[[str], str]:
    """The key whose name was written; `names` is key → name, and the key itself is understood too."""
    keys = {name: key for key, name in names.items()}

    def parse(text: str) -> str:
        if text in names:
            return text
        if text in keys:
            return keys[text]
        choices = _("、").join(keys)
        raise Refused(_("“%(text)s”不在可选的内容里；可选：%(choices)s") % {"text": text, "choices": choices})

    return parse


def as_yes_or_no(text: str) -> bool:
    """是 or 否 in the spellings people and Excel use."""
    plain = text.casefold()
    if plain in ("是", "有", "√", "y", "yes", "true", "1"):
        return True
    if plain in ("否", "无", "×", "n", "no", "false", "0"):
        return False
    raise Refused(_("“%(text)s”应填“是”或“否”") % {"text": text})


def as_deadline(year: int | None = None) -> Callable[[str], date]:
    """A day, or a deadline in words (8月底, 6月下旬), in `year` when the text names none."""
    return lambda text: parse_deadline(text, year)
