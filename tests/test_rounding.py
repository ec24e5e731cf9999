"""Halves go up everywhere, as offices round, and numbers become text in one way: in two places, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.quantities import fixed, half_up, places_of, plain
from gangmu.scoring import decimal

from .test_house import name, written_by_hand

# Where rounding lives (the forecast stands alone and has its own), and what is none: invented values of the demo,
# noise of floats, the width of a column, the place of a point in a drawing. Lengths on paper are whole twips.
PLACES = {
    "gangmu/base/quantities/rounding.py",
    "gangmu/forecast/plans.py",
    "gangmu/web/listing/drawing.py",
    "gangmu/scoring/values/numbers.py",
    "gangmu/scoring/values/showing.py",
    "gangmu/scoring/simulation/replicas.py",
    "gangmu/scoring/workbook/tables.py",
}
NO_VALUES = ("gangmu/demo/", "gangmu/typesetting/")
ROUNDERS = {"round", "quantize", "around", "rint", "to_integral_value", "to_integral", "to_integral_exact"}
TO_INTEGRAL_ASKED = {"gangmu/base/sheets/values.py"}
FIXED_PLACES = re.compile(r"\.\d*[fFe%]$|\{[^{}]*:[^{}]*\.\d+[fFe%]\}")


def roundings(source: str) -> Iterator[str]:
    """What rounds, or writes a number in a way of its own: name or format, and line."""
    for node in ast.walk(ast.parse(source)):
        found = ""
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found = called if called in ROUNDERS or (called == "normalize" and not node.args) else ""
        elif isinstance(node, ast.Name | ast.alias | ast.Attribute):
            named = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", getattr(node, "name", ""))
            found = named if named.startswith("ROUND_") else ""
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
            spec = "".join(part.value if isinstance(part, ast.Constant) else "2" for part in parts)
            found = spec if FIXED_PLACES.search(spec) else ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and FIXED_PLACES.search(node.value):
            found = node.value if "{" in node.value else ""
        if found:
            yield f"{getattr(node, 'lineno', 0)}: {found}"


def test_nothing_rounds_but_in_the_two_places():
    found = {}
    for file in written_by_hand(".py"):
        path = name(file)
        if not path.startswith("gangmu/") or path.startswith(NO_VALUES) or path in PLACES:
            continue
        lines = list(roundings(file.read_text("utf-8")))
        if lines:
            found[path] = lines
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "x = round(y, 1)",
        "x = y.quantize(Decimal('0.1'))",
        "from decimal import ROUND_HALF_EVEN",
        "x = decimal.ROUND_UP",
        "x = np.round(y, 2)",
        "x = y.to_integral_value()",
        "x = f'{y:.2f}'",
        "x = f'{y:,.1f}'",
        "x = f'{y:.{n}f}'",
        "x = f'{y:.0%}'",
        "x = '{y:.2f}'.format(y=1)",
        "x = format(y.normalize(), 'f')",
    ],
)
def test_the_gate_sees_every_way_of_rounding(line):
    assert list(roundings(line))


@pytest.mark.parametrize("line", ["half_up(y, 1)", "unicodedata.normalize('NFC', y)", "f'{y:>8}'", "f'{y:g}'"])
def test_the_gate_leaves_the_rest_alone(line):
    assert not list(roundings(line))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("6.25", 1, "6.3"),
        ("6.35", 1, "6.4"),
        ("-6.25", 1, "-6.3"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("2.345", 2, "2.35"),
        ("1250", -2, "1300"),
        ("7", 2, "7.00"),
        ("-0.004", 2, "0.00"),
    ],
)
def test_halves_go_up(value, places, text):
    assert fixed(Decimal(value), places).lstrip("-") == text.lstrip("-")
    assert half_up(Decimal(value), places) == Decimal(text)
    assert half_up(Fraction(value), places) == Decimal(text)
    assert half_up(mpq(value), places) == Decimal(text)


NUMBERS = st.decimals(-(10**12), 10**12, places=7, allow_nan=False)


@given(NUMBERS, st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_place_and_halves_away_from_zero(value, places):
    rounded, step = half_up(value, places), Fraction(1, 10**places)
    assert abs(Fraction(rounded) - Fraction(value)) <= step / 2
    assert rounded.as_tuple().exponent == -places
    halves = half_up(Decimal(int(value)) + Decimal(5).scaleb(-places - 1) * (1 if value >= 0 else -1), places)
    assert abs(halves) == abs(int(value)) + Decimal(1).scaleb(-places)


@given(NUMBERS, st.integers(0, 6))
def test_pages_and_the_engine_round_alike(value, places):
    assert Decimal(fixed(value, places)) == Decimal(decimal(mpq(value), places))
    assert half_up(value, places) == half_up(Fraction(value), places)
    assert half_up(-value, places) == -half_up(value, places)


@given(NUMBERS)
def test_text_gives_the_number_back_and_nothing_more(value):
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert text == "0" or "." not in text or not text.endswith("0")
    assert places_of(value) == len(text.partition(".")[2])
    assert plain(value * 1) == plain(value.normalize()) == text
