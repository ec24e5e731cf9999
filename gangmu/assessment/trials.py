"""试算: a method's text tried on the facts of a run, beside the method that scored them. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gangmu.assessment import facts
from gangmu.assessment.methods import Checked, Method, check_text, spoken
from gangmu.assessment.models import ScoringRun
from gangmu.assessment.results import method_of
from gangmu.base.errors import Problem
from gangmu.scoring import brief, decimal
from gangmu.scoring.comparison import (
    Backtest,
    TooMuch,
    backtest,
    backtest_book,
    backtest_notes,
    change_lines,
    digits_of,
    reasons,
)

Rows = dict[str, list[dict[str, Any]]]
# How much a page computes, in parts of formulas times rows: the bundled methods on 110 units and 5,000 targets, with
# fifteen definitions changed, take half of it. What takes longer is for the command line.
MOST_TRIED = 20_000_000


@dataclass(frozen=True)
class Mover:
    """A unit under both methods, as people read it; `places` it rises or falls, empty when it stays or has none."""

    key: str
    name: str
    group: str
    old_rank: str
    new_rank: str
    places: str
    rises: bool
    old_total: str
    new_total: str
    old_grade: str
    new_grade: str
    reasons: tuple[str, ...]

    @property
    def regraded(self) -> bool:
        return self.old_grade != self.new_grade


@dataclass(frozen=True)
class Trial:
    """What came of it. `changes` are told line by line; `test` is None when the text is wrong or no run was chosen.

    `wording` are changes of words that count for nothing. `lines` say who comes first, who wins or loses an award,
    and what could not be told. `fresh` are the columns that the run lacks: they are as verified today.
    """

    checked: Checked
    unsupplied: tuple[Problem, ...] = ()
    run: ScoringRun | None = None
    test: Backtest | None = None
    changes: tuple[tuple[str, ...], ...] = ()
    movers: tuple[Mover, ...] = ()
    lines: tuple[str, ...] = ()
    wording: tuple[tuple[str, ...], ...] = ()
    fresh: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether both methods were computed and differ."""
        return self.test is not None and not self.test.lacking and not self.test.same

    @property
    def lost(self) -> tuple[Mover, ...]:
        """Units that had a total and have none by the new method."""
        return tuple(mover for mover in self.movers if mover.old_total and not mover.new_total)


def book_of(test: Backtest) -> bytes:
    """What a trial found as a workbook: every unit under both methods, and what changed."""
    return backtest_book(test, spoken())


def try_text(text: str, run: ScoringRun | None) -> Trial:
    """Check a method, and with a run score its facts by both. What the run lacks is collected as it is verified now."""
    checked = check_text(text)
    if checked.scheme is None:
        return Trial(checked)
    lacking = tuple(facts.unsupplied(checked.scheme))
    if run is None or any(one.level == "error" for one in lacking):
        return Trial(checked, lacking, run)
    fresh = _lacking(run, checked.scheme)
    rows = _rows(run, checked.scheme) if fresh else run.facts["tables"]
    try:
        test = backtest(method_of(run), checked.scheme, rows, language=spoken(), most=MOST_TRIED)
    except TooMuch:
        return Trial(checked, (*lacking, _too_much()), run)
    changes = {
        wording: tuple(
            tuple(change_lines(test.comparison, one, spoken()))
            for one in test.comparison.changes
            if one.wording == wording
        )
        for wording in (False, True)
    }
    lines = () if test.lacking else tuple(backtest_notes(test, spoken()))
    return Trial(checked, lacking, run, test, changes[False], tuple(_movers(test)), lines, changes[True], fresh)


def _too_much() -> Problem:
    return Problem(
        _("公式、数据和改动加在一起太多，网页上没有试算"),
        where=_("试算"),
        expected=_("各条公式的项数乘以行数、再乘以改动的处数，不超过 %(most)s") % {"most": f"{MOST_TRIED:,}"},
        todo=_("请分几次改，或在服务器上用 gangmu scheme backtest 试算"),
        level="warning",
    )


def _rows(run: ScoringRun, method: Method) -> Rows:
    """The run's rows, and beside them the columns and tables that only the new method asks for."""
    kept: Rows = run.facts["tables"]
    fresh = facts.collect(method, run.assessment.plan, run.month).tables
    return kept | {name: _beside(kept.get(name), rows) for name, rows in fresh.items()}


def _lacking(run: ScoringRun, method: Method) -> tuple[str, ...]:
    """What a method asks for and the run did not keep: columns by what they are called, or whole tables."""
    found: list[str] = []
    for table in method.tables.values():
        rows = run.facts["tables"].get(table.name)
        if rows is None:
            found.append(table.label or table.name)
        elif rows:
            found += [table.label_of(given) for given in (*table.given, table.parent) if given and given not in rows[0]]
    return tuple(found)


def _beside(kept: list[dict[str, Any]] | None, fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if kept is None:
        return fresh
    more = {row["key"]: row for row in fresh}
    blank = dict.fromkeys(fresh[0], "") if fresh else {}
    return [{**blank, **more.get(row["key"], {}), **row} for row in kept]


def _movers(test: Backtest) -> Iterator[Mover]:
    """Who moves most comes first."""
    digits = digits_of(test)
    for unit in sorted(test.units, key=lambda one: (-abs(one.places or 0), -abs(one.total or 0))):
        old_total, new_total = (
            "" if total is None else decimal(total, places)
            for total, places in zip((unit.old_total, unit.new_total), digits, strict=True)
        )
        yield Mover(
            key=unit.key,
            name=unit.name,
            group=unit.group,
            old_rank="" if unit.old_rank is None else brief(unit.old_rank),
            new_rank="" if unit.new_rank is None else brief(unit.new_rank),
            places=brief(abs(unit.places)) if unit.places else "",
            rises=bool(unit.places) and unit.places > 0,
            old_total=old_total,
            new_total=new_total,
            old_grade=unit.old_grade or "",
            new_grade=unit.new_grade or "",
            reasons=tuple(reasons(test, unit, spoken())),
        )
