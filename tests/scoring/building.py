"""Small schemes and facts for tests."""

from __future__ import annotations

from typing import Any

from gangmu.scoring import Result, Scheme, evaluate, read_facts, read_scheme

Rows = dict[str, list[dict[str, object]]]


def scheme_text(computed: dict[str, str], given: str = "", target: str = "", extra: str = "") -> str:
    """A scheme with a unit table, and a target table when `target` is given."""
    lines = ["title: 试", "decimals: 2", extra.strip(), "tables:"]
    lines += ["  target:", *(f"    {line}" for line in target.strip("\n").split("\n"))] if target else []
    lines += ["  unit:"]
    lines += ["    given:", *(f"      {line}" for line in given.strip().split("\n"))] if given else []
    lines += ["    computed:", *(f"      {name}: {formula}" for name, formula in computed.items())]
    return "\n".join(line for line in lines if line) + "\n"


def checked_scheme(text: str) -> Scheme:
    checked = read_scheme(text)
    assert checked.scheme is not None, "\n".join(str(problem) for problem in checked.problems)
    return checked.scheme


def scored(text: str, rows: Rows, **options: Any) -> Result:
    scheme = checked_scheme(text)
    return evaluate(scheme, read_facts(scheme, rows), **options)


def value_of(formula: str, **options: Any) -> Any:
    """The value of a formula that needs no facts."""
    quoted = formula.replace("'", "''")
    return scored(scheme_text({"x": f"'{quoted}'"}), {"unit": [{"key": "A"}]}, **options).value("unit", "A", "x")


def codes(text: str, language: str = "zh") -> list[str]:
    return [problem.code for problem in read_scheme(text, language=language).problems]
