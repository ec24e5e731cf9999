"""The monthly grid as a form: what was typed in each row, what is wrong there, and what somebody else saved meanwhile.

Every row carries its version and a digest of what was shown, so that a row nobody touched is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Conflict, Denied, Problem, Problems, Refused
from gangmu.base.quantities import plain
from gangmu.base.sheets import as_number
from gangmu.org.models import User
from gangmu.progress import actions
from gangmu.progress.queries import DueRow
from gangmu.progress.sheets import LABELS, TYPED
from gangmu.web.requests import whole


def as_typed(values: Mapping[str, Any]) -> dict[str, str]:
    """Stored values as they stand in the inputs."""
    value = values.get("value")
    return {name: str(values.get(name) or "") for name in TYPED} | {
        "value": plain(value) if isinstance(value, Decimal) else ""
    }


def digest(typed: Mapping[str, str]) -> str:
    text = "\x1f".join(typed[name].strip().replace("\r\n", "\n") for name in TYPED)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _placed(problem: Problem) -> dict[str, str]:
    """Where the row shows it: problem and next step have no place of their own, so the row says which is meant."""
    if problem.column in ("problem", "next_step"):
        return {"row": _("%(label)s：%(value)s") % {"label": LABELS[problem.column], "value": problem.what}}
    return {problem.column if problem.column in TYPED else "row": problem.what}


@dataclass
class Line:
    """One row of the grid on its way in or out. `due` is replaced by what was stored after saving."""

    due: DueRow
    typed: dict[str, str] = field(default_factory=dict)
    version: int = 0
    shown: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] | None = None
    their_version: int = 0
    saved: bool = False
    posted: bool = False

    def __post_init__(self) -> None:
        self.typed = self.typed or as_typed(vars(self.due.report))
        self.version = self.version or self.due.report.version
        self.shown = self.shown or digest(self.typed)

    @property
    def key(self) -> str:
        return f"{self.due.target.pk}-{self.due.unit.pk}"

    @property
    def token(self) -> str:
        return f"{self.version}.{self.shown}"

    @property
    def asked(self) -> list[str]:
        return [] if self.errors or not self.due.editable else self.due.asked

    @property
    def differing(self) -> list[tuple[str, str, str]]:
        """Label, theirs and mine of every field that differs from what somebody else saved."""
        theirs = self.theirs or {}
        return [
            (str(LABELS[name]), theirs[name], self.typed[name])
            for name in TYPED
            if name in theirs and theirs[name] != self.typed[name].strip()
        ]

    def read(self, post: Mapping[str, str]) -> None:
        """Take over what was typed, if this row was in the form and anything in it changed."""
        token = post.get(f"version-{self.key}")
        if token is None or not self.due.editable:
            return
        version, _dot, shown = token.partition(".")
        typed = {name: post.get(f"{name}-{self.key}", self.typed[name]).replace("\r\n", "\n") for name in TYPED}
        if digest(typed) == shown:
            return
        self.posted, self.typed, self.shown = True, typed, shown
        self.version = whole(post.get(f"mine-{self.key}"), otherwise=whole(version))

    def save(self, by: User, *, keep_empty: bool = False) -> None:
        """Store what was typed; whatever is refused stays in the row with its reason."""
        try:
            report = actions.save_report(
                by=by,
                period=self.due.report.period,
                target=self.due.target,
                unit=self.due.unit,
                version=self.version,
                keep_empty=keep_empty,
                value=self._value(),
                **{name: self.typed[name].strip() for name in TYPED if name != "value"},
            )
        except Conflict as conflict:
            self.theirs, self.their_version = as_typed(conflict.theirs), conflict.theirs["version"]
            self.errors["conflict"] = conflict.reason
        except Problems as problems:
            self.take(problems)
        except Refused as refused:
            self.errors["row" if isinstance(refused, Denied) else "value"] = refused.reason
        else:
            self.take_stored(report)

    def _value(self) -> Decimal | None:
        text = self.typed["value"].strip()
        return as_number(self.due.target.measure)(text) if text else None

    def take(self, problems: Problems) -> None:
        for problem in problems.problems:
            if problem.level == "error":
                self.errors |= _placed(problem)

    def take_stored(self, report: Any) -> None:
        """Show what is stored now."""
        report.target, report.unit, report.period = self.due.target, self.due.unit, self.due.report.period
        self.due = replace(self.due, report=report)
        self.typed = as_typed(vars(report))
        self.version, self.shown, self.saved = report.version, digest(self.typed), True

    def submit(self, by: User) -> None:
        """Hand in what is stored; a question without an answer stays in the row."""
        report = self.due.report
        try:
            if report.pk is None:
                raise Problems([Problem(_("还没有填"), column="value")])
            stored = actions.submit_report(by=by, report=report, version=self.version)
        except Problems as problems:
            self.take(problems)
            asked = [problem.what for problem in problems.problems if problem.level != "error"]
            if asked:
                self.errors["jump_reason"] = _("请先说明原因，再提交")
        except Refused as refused:
            self.errors["row"] = refused.reason
        else:
            self.take_stored(stored)


@dataclass
class Grid:
    """All rows of one person in one period."""

    lines: list[Line]

    @classmethod
    def of(cls, rows: Iterable[DueRow]) -> Grid:
        return cls([Line(row) for row in rows])

    def read(self, post: Mapping[str, str]) -> None:
        for line in self.lines:
            line.read(post)

    def save(self, by: User) -> None:
        for line in self.lines:
            if line.posted:
                line.save(by)

    def submit(self, by: User, lines: Iterable[Line]) -> list[Line]:
        """Hand in these rows; returns those that went through."""
        done = []
        for line in lines:
            if not line.errors:
                line.submit(by)
                if not line.errors:
                    done.append(line)
        return done

    def line(self, key: str) -> Line | None:
        return next((line for line in self.lines if line.key == key), None)

    @property
    def waiting(self) -> list[Line]:
        """Rows that can be handed in as they are."""
        return [line for line in self.lines if line.due.editable and line.due.filled]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @property
    def filled(self) -> int:
        return sum(line.due.filled for line in self.lines)

    @property
    def handed_in(self) -> int:
        return sum(not line.due.editable for line in self.lines)
