"""What can go wrong, said so that the person at the screen knows where, what, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):
    """Base of everything a user may be told; `reason` is a full sentence in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = str(reason)


class Denied(Refused):
    """This person may not do this to this thing now. The reason is also the tooltip of the greyed button."""


class Unseen(Exception):
    """What a person may not see is not there (404). No Refused, for nothing is told of it."""


def reason_against(check: Callable[..., Any], *arguments: Any) -> str:
    """Why a check refuses, for the greyed button; empty when it allows."""
    try:
        check(*arguments)
    except Denied as denied:
        return denied.reason
    return ""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was handed in.

    `where` names file, sheet, row, column or field in the reader's words; `what` is wrong; `expected` would be
    right; `todo` is the next step. `level` is "error" (blocks) or "warning" (asked about, does not block).
    """

    what: str
    where: str = ""
    expected: str = ""
    todo: str = ""
    level: str = "error"
    row: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        head = _("%(label)s：%(value)s") % {"label": self.where, "value": self.what} if self.where else self.what
        return _("；").join([head, *(part for part in (self.expected, self.todo) if part)])


class Problems(Refused):
    """Everything wrong at once; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Conflict(Refused):
    """Somebody else saved first. `theirs` is what is stored now, `mine` what was typed; neither is lost."""

    def __init__(self, reason: str, *, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        super().__init__(reason)
        self.theirs = dict(theirs)
        self.mine = dict(mine)
