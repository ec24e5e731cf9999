"""What a function of the language is: its names, its arguments, its kind, how it computes, and its documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gangmu.scoring.functions.arguments import told
from gangmu.scoring.values.kinds import NUMBER, Kind

# strict: computed where every argument is present. lenient: sees what is missing. aggregate: over rows below.
# peer: among the rows of the same table. form: rewritten by the checker. shape: written in the language itself.
Style = Literal["strict", "lenient", "aggregate", "peer", "form", "shape"]


@dataclass(frozen=True)
class Argument:
    """One argument: `constant` ones must be known before any fact is read, numbers among them are whole and at most
    `largest`; `repeat` stands for one or more."""

    name: str
    kind: Kind = NUMBER
    optional: bool = False
    repeat: bool = False
    constant: bool = False
    choices: tuple[str, ...] = ()
    largest: int = 1000

    @property
    def shown(self) -> str:
        text = f"{self.name} …" if self.repeat else self.name
        return f"[{text}]" if self.optional else text


@dataclass(frozen=True)
class Definition:
    """One function.

    `result` is the kind of what it gives, or a function of the arguments' kinds; None from that function means that the
    kinds do not go together. `clauses` are the clause words it understands; `needs` those it cannot do without.
    `compute` depends on the style: see the modules of this package; `domain`, called alike, tells which results exist;
    `refuses` (zh, en) says why the others do not. `empty` is what an aggregate gives when there are no rows,
    and a spread peer when nobody takes part.
    `spread` peers have one value a group, which rows that do not take part are given too. `growth` tells how many times
    longer than all arguments together the digits of a result can be.
    """

    name: str
    aliases: tuple[str, ...]
    style: Style
    arguments: tuple[Argument, ...]
    result: Kind | Callable[[Sequence[Kind]], Kind | None]
    compute: Callable[..., Any] | None = None
    domain: Callable[..., Any] | None = None
    empty: Any = None
    refuses: tuple[str, str] = ("", "")
    clauses: Mapping[str, Argument] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    body: str = ""
    doc: tuple[str, str] = ("", "")
    operator: str = ""
    spread: bool = False
    growth: int = 1

    def __post_init__(self) -> None:
        if self.style == "shape" and not self.body:
            raise ValueError(f"shape {self.name} has no body")
        if self.style in ("strict", "lenient", "aggregate", "peer") and self.compute is None:
            raise ValueError(f"function {self.name} computes nothing")

    @property
    def fewest(self) -> int:
        return sum(not argument.optional for argument in self.arguments)

    @property
    def most(self) -> int | None:
        return None if any(argument.repeat for argument in self.arguments) else len(self.arguments)

    @property
    def signature(self) -> str:
        """As it is called: `top(value, quota)`."""
        needed = "".join(f" {word} …" for word in self.needs)
        return f"{self.name}({', '.join(argument.shown for argument in self.arguments)}{needed})"

    def called(self, language: str) -> str:
        """Its name as readers of a language know it."""
        return self.aliases[0] if language == "zh" and self.aliases else self.name

    def others(self, language: str) -> tuple[str, ...]:
        """The names it has beside."""
        return tuple(name for name in (self.name, *self.aliases) if name != self.called(language))

    def told(self, language: str) -> str:
        """As it is called, itself and its arguments named in a language."""
        rest = self.signature.split("(", 1)[1]
        return f"{self.called(language)}({told(rest) if language == 'zh' else rest}"

    def argument(self, position: int) -> Argument:
        """The argument at a position, where the last one may repeat."""
        return self.arguments[min(position, len(self.arguments) - 1)]

    def result_kind(self, kinds: Sequence[Kind]) -> Kind | None:
        return self.result if isinstance(self.result, Kind) else self.result(kinds)
