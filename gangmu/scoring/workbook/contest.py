"""A comparison among peers in Excel: its helper columns, and what the formula of one row can use of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.scoring.formulas.nodes import Constant, Node, Peers, Reference
from gangmu.scoring.workbook.counting import ANY, Group, is_plain
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.spelling import as_excel, bracketed, joined, unbracketed


@dataclass(frozen=True)
class Contest:
    """What the formulas of one comparison can use: its helper columns, and the rows among which each row is compared.

    `value` holds the values as they are, `sure` rounded for comparing. `group` and `second` are -1 where there are
    none; `plain` says how groups can be counted; `extents` limit the rows where groups stand together.
    """

    translator: Translator
    node: Peers
    table: str
    value: int
    sure: int
    group: int
    second: int
    plain: bool
    extents: Any

    def helper(self, mark: str, formula: Callable[[Beside], str], values: Callable[[], list[Any]]) -> int:
        """One more helper column, of which each cell's formula is made from what the row can use."""
        heading = f"{self.node.text} {mark}"
        return self.translator.grid.helper(
            self.table, (id(self.node), mark), heading, lambda row: formula(Beside(self, row)), values
        )

    def takers(self) -> list[tuple[int, int, Any]]:
        """Row, group and value of everybody who takes part."""
        evaluation = self.translator.evaluation
        takes, group = evaluation.competing(self.node, self.table)
        column = evaluation.evaluate(self.node.arguments[0], self.table)
        return [(int(row), int(group[row]), column.cell(int(row))) for row in np.flatnonzero(takes)]

    def stored(self, values: dict[int, Any]) -> list[Any]:
        """The cells of a helper column that is empty in all other rows."""
        size = self.translator.evaluation.size(self.table)
        return [as_excel(values[row], "number") if row in values else "" for row in range(size)]

    def folded(self, fold: Callable[[list[Any]], Any]) -> list[Any]:
        """The cells of a helper column that holds one number a group, where the group is first met."""
        members: dict[str, list[Any]] = {}
        names = self.translator.grid.helper_values(self.table, self.group)
        for row, _, value in self.takers():
            members.setdefault(names[row], []).append(value)
        seen = {name: row for row, name in reversed(list(enumerate(names)))}
        found = {row: fold(members[name]) if name in members else None for name, row in seen.items()}
        return self.stored(found)


@dataclass(frozen=True)
class Beside:
    """A row in a contest: its own cells, whole columns of its peers, and counts among them."""

    contest: Contest
    row: int

    def here(self, column: int) -> str:
        return self.contest.translator.grid.here(column, self.row)

    def all(self, column: int, *, down_to_here: bool = False) -> str:
        first, last = (int(end) for end in self.contest.extents[self.row])
        grid = self.contest.translator.grid
        return grid.span(self.contest.table, column, first, self.row if down_to_here else last, other_sheet=False)

    @property
    def own(self) -> str:
        return self.here(self.contest.value)

    @property
    def values(self) -> str:
        return self.all(self.contest.value)

    @property
    def sure(self) -> str:
        return self.here(self.contest.sure)

    @property
    def sures(self) -> str:
        return self.all(self.contest.sure)

    @property
    def grouped(self) -> bool:
        return self.contest.group >= 0

    @property
    def alone(self) -> bool:
        """No groups and no second key: Excel's own functions do."""
        return not self.grouped and self.contest.second < 0

    def group(self, *, down_to_here: bool = False) -> Group:
        if not self.grouped:
            return Group("", "", plain=True)
        names = self.all(self.contest.group, down_to_here=down_to_here)
        return Group(names, self.here(self.contest.group), self.contest.plain)

    @property
    def count(self) -> str:
        """How many of the group take part."""
        if not self.grouped:
            return f"COUNT({self.sures})"
        return self.once("count", lambda one: one.group().count((one.sures, *ANY)), len)

    def once(self, mark: str, formula: Callable[[Beside], str], fold: Callable[[list[Any]], Any]) -> str:
        """A number of the whole group: computed where the group is first met, looked up elsewhere."""
        if not (self.grouped and self.contest.plain):
            return formula(self)
        column = self.contest.helper(
            mark, lambda one: f'IF({one.first}={one.row + 1},{formula(one)},"")', lambda: self.contest.folded(fold)
        )
        return f"INDEX({self.all(column)},{self.first})"

    @property
    def first(self) -> str:
        """In which row, from 1, the group is first met."""
        return f"MATCH({self.here(self.contest.group)},{self.all(self.contest.group)},0)"

    def place(self, sign: str) -> str:
        """The place of the row: `>` when the highest comes first."""
        if self.alone:
            return f"RANK({self.sure},{self.sures},{int(sign == '<')})"
        return f"1+{self.ahead(sign)}"

    def ahead(self, sign: str, column: int = -1) -> str:
        """How many stand before the row, of those with a number in `column`."""
        numbers = self.sures if column < 0 else self.all(column)
        if self.alone and column < 0:
            return f"{self.place(sign)}-1"
        ahead = self.group().count((numbers, sign, self.sure))
        second = self.contest.second
        if second < 0:
            return ahead
        level = (numbers, "=", self.sure)
        return f"{ahead}+{self.group().count(level, (self.all(second), sign, self.here(second)))}"

    def level(self, *, down_to_here: bool = False) -> str:
        """How many have the row's value, itself included."""
        columns = [self.contest.sure, *([self.contest.second] if self.contest.second >= 0 else [])]
        same = [(self.all(column, down_to_here=down_to_here), "=", self.here(column)) for column in columns]
        return self.group(down_to_here=down_to_here).count(*same)

    @property
    def more(self) -> list[str]:
        node, translator = self.contest.node, self.contest.translator
        more = node.arguments[1 : node.function.fewest]
        return [translator.text(argument, self.contest.table, self.row) for argument in more]


def contest_of(translator: Translator, node: Peers, table: str) -> Contest:
    known = translator.contests
    if id(node) not in known:
        extents = _together(translator, node.within, table)
        group = -1 if node.within is None or extents is not None else _group(translator, node, node.within, table)
        by = node.arguments[-1] if len(node.arguments) > node.function.fewest else None
        certain = translator.certain(node.arguments, table)
        second = -1 if by is None else _part(translator, node, table, by, "by", group, f"ROUND({{}},{certain})")
        first = node.arguments[0]
        value = _part(translator, node, table, first, "value", group, "{}+0")
        sure = _part(translator, node, table, first, "compared", group, f"ROUND({{}},{certain})")
        size = translator.evaluation.size(table)
        rows = np.array([[0, size - 1]] * size) if extents is None else extents
        plain = group < 0 or is_plain(translator.grid.helper_values(table, group))
        known[id(node)] = Contest(translator, node, table, value, sure, group, second, plain, rows)
    found: Contest = known[id(node)]
    return found


def _together(translator: Translator, within: Node | None, table: str) -> Any:
    """First and last row of each row's group, where the rows of a group stand together: those below one row."""
    if not isinstance(within, Reference) or within.column != "key" or within.table == table:
        return None
    if within.column in translator.grid.scheme.tables[within.table].given:
        return None
    owners = translator.evaluation.lift(table, within.table)
    if (np.diff(owners) < 0).any():
        return None
    return np.stack([np.searchsorted(owners, owners), np.searchsorted(owners, owners, side="right") - 1], axis=1)


def _part(translator: Translator, node: Peers, table: str, argument: Node, mark: str, group: int, form: str) -> int:
    """A helper column with an argument of the rows that take part, put into `form`."""
    grid = translator.grid
    others = [one for one in node.arguments if one is not argument and not isinstance(one, Constant)]

    def formula(at: int) -> str:
        competes = form.format(translator.text(argument, table, at))
        known = [f"ISNUMBER({translator.text(one, table, at)})" for one in others]
        known += [f'{grid.here(group, at)}<>""'] if group >= 0 else []
        known += [unbracketed(translator.text(node.among, table, at))] if node.among is not None else []
        for condition in known:
            competes = f'IF({condition},{competes},"")'
        return f'IFERROR({competes},"")'

    def values() -> list[Any]:
        evaluation = translator.evaluation
        takes, _ = evaluation.competing(node, table)
        cells = translator.values(argument, table)
        return [cells[at] if takes[at] else "" for at in range(evaluation.size(table))]

    return grid.helper(table, (id(node), mark), f"{node.text} {mark}", formula, values)


def _group(translator: Translator, node: Peers, within: Node, table: str) -> int:
    """The group's name, never empty; empty where the group is not known."""

    def values() -> list[Any]:
        column = translator.evaluation.evaluate(within, table)
        cells = (column.cell(row) for row in range(translator.evaluation.size(table)))
        return ["" if cell is None else f"组 {joined(cell)}" for cell in cells]

    def formula(row: int) -> str:
        text = translator.plain(within, table, row)
        name = f'IFERROR("组 "&{bracketed(text)},"")'
        return f'IF({translator.says(text)},"",{name})' if translator.unscored(within) else name

    return translator.grid.helper(table, (id(node), "group"), f"{node.text} group", formula, values)
