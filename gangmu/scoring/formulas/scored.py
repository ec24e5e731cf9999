"""Which formulas can come to “not scored”: told by the formulas alone, whatever the facts are."""

from __future__ import annotations

from collections.abc import Mapping

from gangmu.scoring.formulas.nodes import Node, NotScored, Reference, walk


class Unscored:
    """Asked of a node, whether its value can be “not scored”; `formulas` are all computed columns."""

    def __init__(self, formulas: Mapping[tuple[str, str], Node]) -> None:
        self.formulas = formulas
        self.columns: dict[tuple[str, str], bool] = {}
        self.nodes: dict[int, bool] = {}

    def __call__(self, node: Node) -> bool:
        if id(node) not in self.nodes:
            self.nodes[id(node)] = any(self._here(part) for part in walk(node))
        return self.nodes[id(node)]

    def _here(self, part: Node) -> bool:
        return isinstance(part, NotScored) or (isinstance(part, Reference) and self.column(part.table, part.column))

    def column(self, table: str, column: str) -> bool:
        if (table, column) not in self.columns:
            node = self.formulas.get((table, column))
            self.columns[table, column] = node is not None and self(node)
        return self.columns[table, column]
