"""Small schemes and facts for tests."""

from __future__ import annotations

import csv
import io
from typing import Any

from gangmu.scoring import Result, Scheme, SheetRows, evaluate, read_facts, read_scheme, rows_of_lines
from gangmu.scoring.functions.arguments import told
from gangmu.scoring.manual.sample import CHINESE, COEFFICIENTS, SCALE, TABLES

Rows = dict[str, list[dict[str, object]]]


def rows_of_csv(text: str, file: str = "") -> SheetRows:
    """The rows of a table written as CSV; how files of people are read is the business of base.sheets."""
    lines = enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), 1)
    return rows_of_lines([(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)], file)


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


def sample(formulas: list[str], language: str = "en", **options: Any) -> Result:
    """The tables of the manual's examples with a column x0, x1, … of each unit for each formula."""
    words = CHINESE if language == "zh" else {}
    lines = ["title: sample", f"scales: {{grades: [{', '.join(words.get(grade, grade) for grade in SCALE)}]}}"]
    entries = ", ".join(f"{words.get(name, name)}: {value}" for name, value in COEFFICIENTS.items())
    lines += [f"parameters: {{{words.get('coefficients', 'coefficients')}: {{{entries}}}}}", "tables:"]
    rows: Rows = {}
    for table, (columns, cells) in TABLES.items():
        named = [words.get(column, column) for column in columns]
        given = [
            f"      {name}: {{{told(kind, words)}}}" if "[" in kind else f"      {name}: {kind}"
            for name, kind in zip(named, columns.values(), strict=True)
        ]
        lines += [f"  {words.get(table, table)}:", "    given:", *given]
        rows[words.get(table, table)] = [
            {"key": row[0], "unit": "A"} | dict(zip(named, (words.get(cell, cell) for cell in row[1:]), strict=True))
            for row in cells
        ]
    quoted = [formula.replace("'", "''") for formula in formulas]
    lines += ["    computed:", *(f"      x{i}: '{formula}'" for i, formula in enumerate(quoted))]
    scheme = checked_scheme("\n".join(lines) + "\n")
    for row in rows["unit"]:
        row.pop("unit")
    return evaluate(scheme, read_facts(scheme, rows), **options)


def shown_in_sample(formulas: list[str], style: str, language: str = "en", **options: Any) -> list[list[Any]]:
    """What each formula gives: for all units, or of an aggregate for the one unit that has rows."""
    result = sample(formulas, language, **options)
    keys = ["A"] if style == "aggregate" else result.keys("unit")
    return [[result.value("unit", key, f"x{i}") for key in keys] for i in range(len(formulas))]
