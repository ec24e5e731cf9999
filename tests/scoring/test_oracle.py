"""The engine agrees with a naïve oracle: each formula is generated together with a plain Python function of one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scoring.building import scheme_text, scored

Row = dict[str, Any]
City = dict[str, list[Row]]


@dataclass(frozen=True)
class Formula:
    """Text for the engine, and what it should give for a row of a city; None stands for missing."""

    text: str
    value: Callable[[Row, City], Any]
    smooth: bool = True  # no comparison, so that floats come close to exact numbers


def strict(function: Callable[..., Any], *parts: Formula) -> Callable[[Row, City], Any]:
    def value(row: Row, city: City) -> Any:
        values = [part.value(row, city) for part in parts]
        return None if None in values else function(*values)

    return value


def both(a: Any, b: Any) -> Any:
    return False if a is False or b is False else None if a is None or b is None else True


def either(a: Any, b: Any) -> Any:
    return True if a is True or b is True else None if a is None or b is None else False


def leaf(name: str) -> Formula:
    return Formula(name, lambda row, city: row[name])


def constant(number: Fraction) -> Formula:
    return Formula(f"{float(number):g}", lambda row, city: number)


CONSTANTS = st.sampled_from(["0", "1", "2", "0.5", "0.1", "7.25"]).map(lambda text: constant(Fraction(text)))


@st.composite
def numbers(draw, names: tuple[str, ...], texts: str, depth: int = 3) -> Formula:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from([leaf(name) for name in names]) | CONSTANTS)
    p, q = draw(numbers(names, texts, depth - 1)), draw(numbers(names, texts, depth - 1))
    smooth = p.smooth and q.smooth
    made = [
        Formula(f"({p.text} + {q.text})", strict(lambda a, b: a + b, p, q), smooth),
        Formula(f"({p.text} - {q.text})", strict(lambda a, b: a - b, p, q), smooth),
        Formula(f"{p.text} × ({q.text})", strict(lambda a, b: a * b, p, q), smooth),
        Formula(f"min({p.text}, {q.text})", strict(min, p, q), smooth),
        Formula(f"max({p.text}, {q.text})", strict(max, p, q), smooth),
        Formula(f"ratio({p.text}, {q.text})", strict(lambda a, b: a / b if b > 0 else None, p, q), False),
        Formula(f"clamp({p.text}, 0, 5)", strict(lambda a: min(max(a, Fraction(0)), Fraction(5)), p), p.smooth),
        Formula(f"abs({p.text})", strict(abs, p), p.smooth),
        Formula(f"floor({p.text})", strict(lambda a: Fraction(a.numerator // a.denominator), p), False),
        Formula(
            f"coalesce({p.text}, {q.text})", lambda r, c: q.value(r, c) if (v := p.value(r, c)) is None else v, smooth
        ),
    ]
    which = draw(st.integers(0, len(made)))
    return choice((draw(conditions(names, texts, depth - 1)), p, q)) if which == len(made) else made[which]


def choice(parts: tuple[Formula, Formula, Formula]) -> Formula:
    condition, yes, no = parts

    def value(row: Row, city: City) -> Any:
        taken = condition.value(row, city)
        return None if taken is None else yes.value(row, city) if taken else no.value(row, city)

    return Formula(f"if({condition.text}, {yes.text}, {no.text})", value, False)


@st.composite
def conditions(draw, names: tuple[str, ...], texts: str, depth: int = 2) -> Formula:
    p, q = draw(numbers(names, texts, max(0, depth - 1))), draw(numbers(names, texts, max(0, depth - 1)))
    made = [
        Formula(f"{p.text} < {q.text}", strict(lambda a, b: a < b, p, q), False),
        Formula(f"{p.text} >= {q.text}", strict(lambda a, b: a >= b, p, q), False),
        Formula(f'{texts} = "甲"', lambda row, city: None if row[texts] is None else row[texts] == "甲"),
        Formula(f"missing({p.text})", lambda row, city: p.value(row, city) is None, False),
    ]
    first = draw(st.sampled_from(made))
    if depth == 0 or draw(st.booleans()):
        return first
    second = draw(conditions(names, texts, depth - 1))
    smooth = first.smooth and second.smooth
    return draw(
        st.sampled_from(
            [
                Formula(
                    f"({first.text} and {second.text})",
                    lambda r, c: both(first.value(r, c), second.value(r, c)),
                    smooth,
                ),
                Formula(
                    f"({first.text} 或 {second.text})",
                    lambda r, c: either(first.value(r, c), second.value(r, c)),
                    smooth,
                ),
                Formula(f"not ({first.text})", strict(lambda a: not a, first), first.smooth),
            ]
        )
    )


def below(row: Row, city: City) -> list[Row]:
    return [target for target in city["target"] if target["unit"] == row["key"]]


FOLDS: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda values: sum(values, Fraction(0)),
    "mean": lambda values: sum(values, Fraction(0)) / len(values) if values else None,
    "max": lambda values: max(values) if values else None,
    "min": lambda values: min(values) if values else None,
    "median": lambda v: (sorted(v)[(len(v) - 1) // 2] + sorted(v)[len(v) // 2]) / 2 if v else None,
}
TARGET_COLUMNS = ("a", "b", "u")


@st.composite
def aggregates(draw) -> Formula:
    name = draw(st.sampled_from(sorted(FOLDS)))
    part = draw(numbers(TARGET_COLUMNS, "kind"))
    # a column of the target's own makes sure that the aggregate runs over targets
    inner = Formula(f"target.a * 0 + {part.text}", strict(lambda a, b: a * 0 + b, leaf("a"), part), part.smooth)
    where = draw(st.none() | conditions(TARGET_COLUMNS, "kind"))

    def value(row: Row, city: City) -> Any:
        chosen = []
        for target in below(row, city):
            fits = True if where is None else where.value(target, city)
            if fits is None:
                return None
            if fits:
                chosen.append(inner.value(target, city))
        return None if None in chosen else FOLDS[name](chosen)

    condition = f" where {where.text}" if where else ""
    return Formula(f"{name}({inner.text}{condition})", value, inner.smooth and (where is None or where.smooth))


def rank(inner: Formula) -> Formula:
    def value(row: Row, city: City) -> Any:
        own = inner.value(row, city)
        if own is None or row["g"] is None:
            return None
        rivals = [inner.value(other, city) for other in city["unit"] if other["g"] == row["g"]]
        return Fraction(1 + sum(rival is not None and rival > own for rival in rivals))

    return Formula(f"rank({inner.text} within g)", value, False)


UNIT_FORMULAS = st.one_of(aggregates(), aggregates().map(rank), numbers(("u",), "g"))


QUANTITY = st.one_of(st.none(), st.integers(-40, 80).map(lambda number: Fraction(number, 8)))
UNITS = st.lists(
    st.fixed_dictionaries({"u": QUANTITY, "g": st.sampled_from(["甲", "乙", None])}), min_size=1, max_size=5
)
TARGETS = st.lists(
    st.fixed_dictionaries(
        {"a": QUANTITY, "b": QUANTITY, "kind": st.sampled_from(["甲", "乙", None]), "owner": st.integers(0, 4)}
    ),
    max_size=12,
)


def city_of(units: list[Row], targets: list[Row]) -> City:
    made = [{"key": f"U{i}", **unit} for i, unit in enumerate(units)]
    owned = [
        {"key": f"T{i}", "unit": f"U{t['owner'] % len(made)}", **t, "u": made[t["owner"] % len(made)]["u"]}
        for i, t in enumerate(targets)
    ]
    return {"unit": made, "target": owned}


def written(city: City) -> dict[str, list[dict[str, object]]]:
    """The same facts as decimal text."""
    return {
        table: [
            {name: str(float(v)) if isinstance(v, Fraction) else v for name, v in row.items() if name != "owner"}
            for row in rows
        ]
        for table, rows in city.items()
    }


def text_of(formula: Formula) -> str:
    return scheme_text(
        {"x": f"'{formula.text}'"}, given="u: number\ng: text", target="given:\n  a: number\n  b: number\n  kind: text"
    )


@settings(max_examples=300, deadline=None)
@given(UNIT_FORMULAS, UNITS, TARGETS)
def test_engine_agrees_with_the_oracle(formula, units, targets):
    city = city_of(units, targets)
    result = scored(text_of(formula), written(city))
    for row in city["unit"]:
        wanted = formula.value(row, city)
        assert result.value("unit", row["key"], "x") == wanted, formula.text


@settings(max_examples=150, deadline=None)
@given(UNIT_FORMULAS.filter(lambda formula: formula.smooth), UNITS, TARGETS)
def test_floats_come_within_a_billionth_of_exact_numbers(formula, units, targets):
    city = city_of(units, targets)
    result = scored(text_of(formula), written(city), numbers="float")
    for row in city["unit"]:
        wanted = formula.value(row, city)
        found = result.value("unit", row["key"], "x")
        assert (found is None) == (wanted is None), formula.text
        if wanted is not None:
            assert found == pytest.approx(float(wanted), rel=1e-9, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(UNIT_FORMULAS, UNITS, TARGETS)
def test_every_missing_result_has_a_reason(formula, units, targets):
    city = city_of(units, targets)
    result = scored(text_of(formula), written(city))
    empty = {row["key"] for row in city["unit"] if result.value("unit", row["key"], "x") is None}
    assert {problem.unit for problem in result.problems if problem.unit} == empty
