"""What “exact” means: fractions stay fractions, roots that are fractions are found, all else is right to 57 digits."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal, localcontext
from fractions import Fraction

import gmpy2
import pytest
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.building import scheme_text, scored, value_of

DIGITS = 57
FRACTION = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6).filter(bool)


def written(number: Fraction) -> str:
    return f"({number.numerator} / {number.denominator})"


@settings(max_examples=60)
@given(FRACTION, st.integers(2, 5))
def test_a_root_that_is_a_fraction_is_found(number, degree):
    assert value_of(f"({written(number)} ^ {degree}) ^ (1 / {degree})") == number
    assert value_of(f"sqrt({written(number)} ^ 2)") == number
    assert value_of(f"({written(number)} ^ {degree}) ^ (3 / {degree})") == number**3


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("sqrt(0.000025)", mpq("0.005")),
        ("round(sqrt(0.000025), 2)", mpq("0.01")),
        ("8 ^ (1 / 3)", 2),
        ("floor(8 ^ (1 / 3))", 2),
        ("(8 / 27) ^ (-2 / 3)", mpq(9, 4)),
        ("geomean(2, 4, 8)", 4),
        ("geomean(0.5, 4, 0.5)", 1),
        ("1 ^ 0.123456789", 1),
        ("32 ^ 0.2", 2),
        ("2 ^ -2", mpq(1, 4)),
        ("0 ^ 0", 1),
        ("0 ^ 0.5", 0),
        ("0 ^ (1 / 3)", 0),
        ("(-2) ^ 3", -8),
        ("-2 ^ 2", -4),
        ("ln(1)", 0),
        ("exp(0)", 1),
        ("sqrt(0)", 0),
    ],
)
def test_what_is_a_fraction_stays_one(formula, value):
    assert value_of(formula) == value


def close(found: mpq, wanted: Decimal) -> bool:
    """Whether all 57 digits are right, the last one rounded."""
    exact = mpq(Fraction(wanted))
    return bool(abs(found - exact) <= abs(exact) * mpq(1, 2**192))


@settings(max_examples=60)
@given(FRACTION)
def test_roots_and_logarithms_are_right_to_57_digits(number):
    with localcontext() as context:
        context.prec = 120
        decimal = Decimal(number.numerator) / Decimal(number.denominator)
        assert close(value_of(f"sqrt({written(number)})"), decimal.sqrt())
        if number != 1:
            assert close(value_of(f"ln({written(number)})"), decimal.ln())
        assert close(value_of(f"exp({written(number)} / 20000)"), (decimal / 20000).exp())
        assert close(value_of(f"{written(number)} ^ 0.7"), (decimal.ln() * Decimal("0.7")).exp())


def test_a_logarithm_beside_one_keeps_its_digits():
    with localcontext() as context:
        context.prec = 200
        near = 1 + Decimal(10) ** -50
        assert close(value_of("ln(1 + 0.1 ^ 50)"), near.ln())
        assert close(value_of("ln(1 - 0.1 ^ 50)"), (2 - near).ln())


def test_digits_do_not_depend_on_what_the_program_around_has_set():
    plain = [value_of(formula) for formula in ("sqrt(2)", "ln(2)", "exp(0.1)", "2 ^ 0.1")]
    with gmpy2.context(precision=20, round=gmpy2.RoundUp):
        assert [value_of(formula) for formula in ("sqrt(2)", "ln(2)", "exp(0.1)", "2 ^ 0.1")] == plain


@pytest.mark.parametrize(
    ("formula", "digits"),
    [
        ("sqrt(2)", "1.41421356237309504880168872420969807856967187537694807318"),
        ("ln(2)", "0.693147180559945309417232121458176568075500134360255254121"),
        ("exp(1)", "2.71828182845904523536028747135266249775724709369995957497"),
        ("2 ^ 0.5", "1.41421356237309504880168872420969807856967187537694807318"),
    ],
)
def test_digits_are_those_of_the_tables(formula, digits):
    """The tables' next digit is unknown here, so that the last one may be off by one."""
    assert abs(value_of(formula) - mpq(digits)) < mpq(1, 10 ** (len(digits) - 2))


def test_the_standard_deviation_of_fractions_is_one_where_it_can_be():
    text = scheme_text({"x": "stdev(p)", "y": "stdev(p / 3)"}, target="given:\n  p: number")
    rows = [{"key": str(i), "unit": "A", "p": p} for i, p in enumerate((2, 4, 4, 4, 5, 5, 7, 9))]
    result = scored(text, {"unit": [{"key": "A"}], "target": rows})
    assert [result.value("unit", "A", column) for column in "xy"] == [2, mpq(2, 3)]


def test_places_are_taken_on_exact_or_on_published_totals_as_the_method_says():
    text = scheme_text({"总分": "v", "精确名次": "rank(总分)", "公布名次": "rank(round(总分, 2))"}, given="v: number")
    result = scored(
        text, {"unit": [{"key": key, "v": v} for key, v in (("A", "89.996"), ("B", "90.004"), ("C", "90.005"))]}
    )
    assert [result.shown("unit", key, "总分") for key in "ABC"] == ["90.00", "90.00", "90.01"]
    assert [result.value("unit", key, "精确名次") for key in "ABC"] == [3, 2, 1]
    assert [result.value("unit", key, "公布名次") for key in "ABC"] == [2, 2, 1]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("2.345", "2.35"),
        ("-2.345", "-2.35"),
        ("2.3449999999999999999999", "2.34"),
        ("-0.004999", "0.00"),
        ("-0.005", "-0.01"),
        ("0.005", "0.01"),
        ("1.005", "1.01"),
        ("999.995", "1000.00"),
    ],
)
def test_totals_are_published_with_halves_away_from_zero(exact, shown):
    result = scored(scheme_text({"x": "v * 1"}, given="v: number"), {"unit": [{"key": "A", "v": exact}]})
    assert result.shown("unit", "A", "x") == shown
    assert result.published()[0]["x"] == shown


@settings(max_examples=60)
@given(FRACTION, st.integers(0, 12))
def test_a_published_irrational_is_rounded_from_its_true_value(number, digits):
    """Half-up at the last digit, judged by a hundred digits of the true value."""
    with localcontext() as context:
        context.prec = 120
        true = (Decimal(number.numerator) / Decimal(number.denominator)).sqrt()
        wanted = true.quantize(Decimal(1).scaleb(-digits), rounding="ROUND_HALF_UP")
    text = scheme_text({"x": f"sqrt({written(number)})"}).replace("decimals: 2", f"decimals: {digits}")
    assert Decimal(scored(text, {"unit": [{"key": "A"}]}).shown("unit", "A", "x")) == wanted


SEEDED = """
from gangmu.scoring import evaluate, explain, read_facts, read_scheme
text = '''title: t
tables:
  target: {given: {p: number, k: text}}
  unit:
    given: {v: number, g: text}
    computed:
      a: sum_best(p per k)
      b: a + rank(v within g)
      c: zscore(b)
      d: c + b + a
      总分: d
'''
scheme = read_scheme(text).scheme
rows = {"unit": [{"key": str(i), "v": str(i % 3), "g": "g" + str(i % 2)} for i in range(9)],
        "target": [{"key": str(i), "unit": str(i % 9), "p": str(i % 7), "k": "k" + str(i % 5)} for i in range(60)]}
result = evaluate(scheme, read_facts(scheme, rows))
print(scheme.order, result.published(), explain(result, "unit", "3", "总分").as_dict())
columns = "z: c8+c7+c6+c5+c4+c3+c2+c1+c0, "
columns += ", ".join(f"c{i}: c{(i * 7 + 1) % 9} + c{(i + 3) % 9} + c{(i + 5) % 9}" for i in range(9))
circles = read_scheme("title: t\\ntables: {unit: {computed: {" + columns + "}}}")
print([str(problem) for problem in circles.problems])
"""


def test_nothing_depends_on_the_seed_of_hashes():
    told = {
        subprocess.run(
            [sys.executable, "-c", SEEDED], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
