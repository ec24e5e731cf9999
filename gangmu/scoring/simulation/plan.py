"""What is to vary in a simulation: parameters in a range, facts around their value; read from what a user types."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.formulas.nodes import Apply, Constant, Node, walk
from gangmu.scoring.functions.operators import COMPARISONS
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.simulation.messages import say
from gangmu.scoring.values.incoming import BadValue, read_value
from gangmu.scoring.values.showing import brief

EVERYTHING = ("all", "全部")
# Ranks and grades of every unit in every draw are kept: some 20 bytes each.
MOST_DRAWS = 1_000_000
MOST_KEPT = 50_000_000
WIDEST = mpq(10)
_RANGE = re.compile(r"(?P<low>.+?)\s*(?:\.\.|…|~|至)\s*(?P<high>.+)\Z")
_AROUND = re.compile(r"(?:±|\+-|\+/-)\s*(?P<width>.+)\Z")


class BadPlan(ValueError):
    """What was asked for cannot be simulated; `messages` tell every reason."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = tuple(messages)


@dataclass(frozen=True)
class Range:
    """A parameter, or an entry of a parameter table (`table.entry`): every value from `low` to `high` alike likely."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Spread:
    """A column of facts whose values lie around those given: normal, `width` (0.1 = 10 %) the standard deviation
    relative to the value. No value changes its sign."""

    table: str
    column: str
    width: float

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class Plan:
    """`kept_sums` are groups of parameters that are scaled after drawing, so that their sum stays as in the method."""

    ranges: tuple[Range, ...] = ()
    spreads: tuple[Spread, ...] = ()
    kept_sums: tuple[tuple[str, ...], ...] = ()

    def alone(self, scheme: Scheme) -> Iterator[tuple[str, Plan]]:
        """For each source a plan in which it alone varies; whose sum is to be kept, the others give way."""
        for each in self.ranges:
            sums = tuple(names for names in self.kept_sums if each.name in names)
            others = {name for names in sums for name in names if name != each.name}
            values = {name: float(value) for name, value in used_parameters(scheme).items() if name in others}
            still = tuple(Range(name, value, value) for name, value in values.items())
            yield each.name, Plan((each, *still), (), sums)
        for spread in self.spreads:
            yield spread.name, Plan((), (spread,))


@dataclass
class _Reader:
    scheme: Scheme
    language: str
    messages: list[str] = field(default_factory=list)
    ranges: dict[str, Range] = field(default_factory=dict)
    spreads: dict[str, Spread] = field(default_factory=dict)

    def refuse(self, code: str, text: str, **values: Any) -> None:
        self.messages.append(say(self.language, code, text=text, **values))

    def number(self, text: str) -> Any:
        try:
            return read_value(text, "number")
        except BadValue:
            return None


def read_plan(
    scheme: Scheme,
    vary: Iterable[str] = (),
    spread: Iterable[str] = (),
    keep_sum: Iterable[str] = (),
    *,
    language: str = "zh",
) -> Plan:
    """A plan from texts such as `重点=30..50`, `重点=±10%`, `all=±10%`, and for facts `target.actual=10%`.

    A later range of the same parameter replaces an earlier one, so that `all=±10%` can be followed by exceptions.
    Raises BadPlan with every fault.
    """
    reader = _Reader(scheme, language)
    used = used_parameters(scheme)
    for text in vary:
        _vary(reader, text, used)
    for text in spread:
        _spread(reader, text)
    sums = tuple(names for names in (_sum(reader, text) for text in keep_sum) if names)
    if not reader.messages and not reader.ranges and not reader.spreads:
        columns = _number_columns(scheme)
        reader.refuse("nothing varies", "", parameter=next(iter(used), "…"), column=next(iter(columns), "…"))
    if reader.messages:
        raise BadPlan(reader.messages)
    return Plan(tuple(reader.ranges.values()), tuple(reader.spreads.values()), sums)


def beside_present(scheme: Scheme, plan: Plan, *, language: str = "zh") -> list[str]:
    """A warning for every range that does not hold what the parameter is now."""
    values = used_parameters(scheme)
    return [
        say(language, "beside", name=r.name, value=brief(values[r.name]), low=f"{r.low:g}", high=f"{r.high:g}")
        for r in plan.ranges
        if not r.low <= float(values[r.name]) <= r.high
    ]


def used_parameters(scheme: Scheme) -> dict[str, Any]:
    """Parameters that are numbers and stand in a formula as such, and entries of tables that are looked up, as
    `table.entry`; with their values."""
    nodes = _nodes(scheme)
    used = {node.name for node in nodes if isinstance(node, Constant) and node.name}
    found = {name: p.value for name, p in scheme.parameters.items() if name in used and p.kind.name == "number"}
    asked = {dict(n.options)["name"] for n in nodes if isinstance(n, Apply) and n.function.name == "lookup"}
    for lookup in scheme.lookups.values():
        if lookup.name in asked:
            found |= {f"{lookup.name}.{entry}": value for entry, value in lookup.entries.items()}
    return found


def switches(scheme: Scheme) -> set[str]:
    """Parameters that only say which way a formula goes: wherever they stand they are compared for equality, or, being
    0 or 1, with a fixed number. A little more or less of them means nothing."""
    uses, asked = Counter[str](), Counter[str]()
    for node in _nodes(scheme):
        if isinstance(node, Constant) and node.name:
            uses[node.name] += 1
        elif isinstance(node, Apply) and node.function.operator in COMPARISONS:
            asked.update(_switched(node))
    return {name for name in asked if asked[name] == uses[name]}


def _switched(comparison: Apply) -> Iterator[str]:
    equality = comparison.function.operator in ("=", "<>")
    for part, other in (comparison.arguments, comparison.arguments[::-1]):
        fixed = isinstance(other, Constant) and not other.name
        if isinstance(part, Constant) and part.name and (equality or (fixed and part.value in (0, 1))):
            yield part.name


def _nodes(scheme: Scheme) -> list[Node]:
    return [node for table in scheme.tables.values() for each in table.computed.values() for node in walk(each.node)]


def _halves(reader: _Reader, text: str) -> tuple[str, str] | None:
    name, sign, rest = unicodedata.normalize("NFKC", text.replace("…", "..")).partition("=")
    if not sign or not name.strip() or not rest.strip():
        reader.refuse("bad vary", text)
        return None
    return name.strip(), rest.strip()


def _vary(reader: _Reader, text: str, used: Mapping[str, Any]) -> None:
    halves = _halves(reader, text)
    if halves is None:
        return
    name, rest = halves
    names = _meant(reader.scheme, name, used)
    if not names and name in reader.scheme.parameters:
        code = "not a number" if reader.scheme.parameters[name].kind.name != "number" else "not in a formula"
        reader.refuse(code, text, name=name)
    elif not names:
        near = nearest(name, [*used, *reader.scheme.lookups])
        reader.refuse("unknown parameter", text, name=name, near=near, known="、".join(used))
    for each in names:
        found = _range(reader, text, each, rest, used[each])
        if found is None:
            return
        reader.ranges[each] = found


def _meant(scheme: Scheme, name: str, used: Mapping[str, Any]) -> list[str]:
    """What a name stands for: everything but switches, one parameter, all entries of a table, or one of them."""
    if name in EVERYTHING:
        still = switches(scheme)
        return [each for each in used if each not in still]
    if name in scheme.lookups:
        return [f"{name}.{entry}" for entry in scheme.lookups[name].entries if f"{name}.{entry}" in used]
    return [known for known in used if unicodedata.normalize("NFKC", known) == name]


def _range(reader: _Reader, text: str, name: str, rest: str, value: Any) -> Range | None:
    around, between = _AROUND.match(rest), _RANGE.match(rest)
    if around:
        width = reader.number(around["width"])
        if width is None or width <= 0 or width > WIDEST * 1000:
            reader.refuse("bad width", text)
            return None
        gap = abs(value) * width if "%" in around["width"] else width
        return Range(name, float(value - gap), float(value + gap))
    if not between:
        reader.refuse("bad vary", text)
        return None
    low, high = reader.number(between["low"]), reader.number(between["high"])
    if low is None or high is None:
        reader.refuse("bad vary", text)
        return None
    if low >= high:
        reader.refuse("falling range", text)
        return None
    return Range(name, float(low), float(high))


def _spread(reader: _Reader, text: str) -> None:
    halves = _halves(reader, text)
    if halves is None:
        return
    name, rest = halves
    width = reader.number(rest.removeprefix("±").removeprefix("+-"))
    if width is None or width <= 0 or width > WIDEST:
        reader.refuse("bad spread", text)
        return
    known = _number_columns(reader.scheme)
    found = list(dict.fromkeys(cell for cell, names in known.values() if name in names))
    if len(found) > 1:
        reader.refuse("two columns", text, name=name, known="、".join(f"{t}.{c}" for t, c in found))
        return
    if not found:
        near = nearest(name, [*known, *(each for _, names in known.values() for each in names)])
        reader.refuse("unknown column", text, name=name, near=near, known="、".join(known))
        return
    spread = Spread(*found[0], float(width))
    reader.spreads[spread.name] = spread


def _number_columns(scheme: Scheme) -> dict[str, tuple[tuple[str, str], set[str]]]:
    """Columns of facts that hold numbers, as `table.column`: where they are, and all that they may be called."""
    found = {}
    for table in scheme.tables.values():
        for given in table.given.values():
            if given.kind.name == "number":
                columns = {given.name, given.label} - {""}
                full = {f"{each}.{column}" for each in {table.name, table.label} - {""} for column in columns}
                names = {unicodedata.normalize("NFKC", each) for each in columns | full}
                found[f"{table.name}.{given.name}"] = ((table.name, given.name), names)
    return found


def _sum(reader: _Reader, text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in re.split("[,，、]", text) if name.strip())
    strange = [name for name in names if name not in reader.ranges]
    for name in strange:
        reader.refuse("sum of unvaried", text, name=name, near=nearest(name, reader.ranges))
    if len(names) < 2:
        reader.refuse("sum of one", text)
    return names if len(names) >= 2 and not strange else ()


def check_draws(draws: int, units: int, *, language: str = "zh") -> None:
    """Raises BadPlan when there are no draws, or more than can be kept."""
    most = min(MOST_DRAWS, MOST_KEPT // max(1, units))
    if draws < 2:
        raise BadPlan([say(language, "no draws", text=str(draws))])
    if draws > most:
        raise BadPlan([say(language, "too many draws", text=str(draws), most=most)])
