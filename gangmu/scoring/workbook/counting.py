"""Counting and adding rows of a group, in two ways that give the same.

COUNTIFS and SUMIFS are quick and easy to read, but overlook the case of letters, take * ? ~ for patterns and refuse
long texts. Where names would be mixed up by that, SUMPRODUCT and EXACT do it, at ten times the cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# A condition on a range of numbers: the range, the sign, the cell to compare with; an empty cell asks for any number.
Condition = tuple[str, str, str]
ANY = (">", "")
LONGEST_NAME = 200


def is_plain(names: Iterable[str]) -> bool:
    """Whether COUNTIFS tells all these names from each other."""
    found = set(names)
    odd = any(len(name) > LONGEST_NAME or not {"*", "?", "~"}.isdisjoint(name) for name in found)
    return not odd and len({name.casefold() for name in found}) == len(found)


@dataclass(frozen=True)
class Group:
    """The rows whose name in `names` is that in `name`; all rows where both are empty."""

    names: str
    name: str
    plain: bool

    def count(self, *conditions: Condition) -> str:
        if not self.plain:
            return f"SUMPRODUCT({'*'.join(self._factors(conditions))})"
        return f"COUNTIFS({','.join(self._criteria(conditions))})"

    def total(self, values: str, *conditions: Condition) -> str:
        """The sum of the numbers in `values`; texts count as nothing."""
        if not self.plain:
            return f"SUMPRODUCT({'*'.join(['1', *self._factors(conditions)])},{values})"
        criteria = self._criteria(conditions)
        return f"SUMIFS({','.join([values, *criteria])})" if criteria else f"SUM({values})"

    def _factors(self, conditions: Iterable[Condition]) -> list[str]:
        factors = [f"EXACT({self.names},{self.name})"]
        for numbers, sign, cell in conditions:
            factors.append(f"ISNUMBER({numbers})")
            factors += [f"({numbers}{sign}{cell})"] if cell else []
        return factors

    def _criteria(self, conditions: Iterable[Condition]) -> list[str]:
        criteria = [self.names, self.name] if self.names else []
        for numbers, sign, cell in conditions:
            wanted = cell if sign == "=" else f'"{sign}"&{cell}' if cell else '">-1E+300"'
            criteria += [numbers, wanted]
        return criteria
