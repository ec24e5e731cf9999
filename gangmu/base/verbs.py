"""A verb is declared once: who may do it, when, from which state to which, and in which words it is told.

A stage states the verbs of each of its things in one table (its `verbs.py`); an action writes only what is its own:

    with REPORTS.step("return", by=by, row=report, version=version, reason=reason) as step:
        step.row.return_reason = step.reason

The step locks the row, sees that nobody saved since it was shown, that its state allows the verb, that the time is
right and that the person may; then comes the action's own part; then the new state and version, the checks of the
model, the saving, and one event in the trail. Buttons, refusals, addresses, the interface for programs, the words of
the trail, diagrams and tests read the same table. It is no workflow engine: nothing of it is in the database, and each
verb keeps its own function.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from gangmu.base import audit, rows
from gangmu.base.errors import Conflict, Denied, Problem, Problems, Refused, reason_against

Row = TypeVar("Row", bound=models.Model)
Action = TypeVar("Action", bound=Callable[..., Any])
Words = str | Promise


class Granted(Protocol):
    """Why somebody may; `role` goes into the trail."""

    @property
    def role(self) -> str: ...


def at_any_time(row: Any) -> None:
    """No day and no circumstance stands against it."""


@dataclass(frozen=True)
class Verb:
    """One line of a table of verbs.

    `label` is its one name, on buttons and in the trail alike. `moves` leads from states to the state after; without
    any it is possible in every state and changes none. `who` gives the grant or raises Denied; so does `when` about
    days and circumstances. `reason` is what is said to a person who gave no reason where one is needed; `done` is said
    afterwards, by the page of its thing, which offers every verb that has it. A `binding` verb has a page of its own
    that says what will happen; an `alarm` stands out in a timeline; `icon` is one of `web/icons.txt`.
    """

    name: str
    label: Words
    who: Callable[[Any, Any], Granted]
    moves: Mapping[str, str] = field(default_factory=dict)
    when: Callable[[Any], None] = at_any_time
    reason: Words = ""
    done: Words = ""
    binding: bool = False
    alarm: bool = False
    icon: str = ""


@dataclass
class Step(Generic[Row]):
    """One verb being done to one row: the row as stored now, the grant, the reason.

    The event tells which of the thing's told columns are other than before, those named in `always` whether or not
    they are, and what `tell` adds. It is about the row, unless the action puts into `about` what came of it (the run
    of an assessment). `also` are other rows that the action changed, for the seals; `parts` belong to a new row and are
    saved right after it. An action that takes its row out of the database says that it is `gone`; `at` is for what
    happened elsewhere at another time.
    """

    row: Row
    grant: Granted
    reason: str = ""
    about: models.Model | None = None
    also: list[models.Model] = field(default_factory=list)
    parts: list[models.Model] = field(default_factory=list)
    always: tuple[str, ...] = ()
    gone: bool = False
    at: dt.datetime | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def tell(self, **values: Any) -> None:
        """Say in the event what no column of the row says."""
        self.after.update(values)


@dataclass(frozen=True)
class Act:
    """A verb as a page offers it: pressed where `refusal` is empty, else grey and saying why."""

    verb: Verb
    refusal: str


class Verbs(Generic[Row]):
    """All verbs of one thing.

    `noun` is its name in events, `things` in addresses, `called` that of the row among an action's arguments, where
    they are others. `get` reads one row that a person (by what one may do) may see, or raises Unseen.
    `told` are the columns that events compare. `lock` gives the rows of some numbers for update, with whatever the
    policies look at; `check` raises Problems for a row that holds what it should not, asked where one of the told
    columns changed (always, where none are told). `theirs` tells in a conflict what is stored, where the columns alone
    do not. `owners` says, by state, whose turn it is (a role). A state without
    moves is final and has no owner.
    """

    def __init__(
        self,
        model: type[Row],
        *verbs: Verb,
        noun: str = "",
        called: str = "",
        things: str = "",
        get: Callable[[Any, int], Row] | None = None,
        owners: Mapping[str, str] = MappingProxyType({}),
        told: Sequence[str] = (),
        lock: Callable[[Sequence[int]], Iterable[Row]] | None = None,
        check: Callable[[Row], None] = rows.clean,
        theirs: Callable[[Row], Mapping[str, Any]] | None = None,
    ) -> None:
        self.model, self.owners, self.told = model, owners, tuple(told)
        self.noun = noun or str(model._meta.model_name)
        self.called, self.things, self.get = called or self.noun, things or f"{self.noun}s", get
        self.by_name = {verb.name: verb for verb in verbs}
        self.actions: dict[str, Callable[..., Any]] = {}
        self._lock = lock or (lambda numbers: model._default_manager.select_for_update().filter(pk__in=numbers))
        self._check, self._theirs = check, theirs

    def __iter__(self) -> Iterator[Verb]:
        return iter(self.by_name.values())

    def event(self, name: str) -> str:
        """What the trail calls the verb: `report.return`."""
        return f"{self.noun}.{self.by_name[name].name}"

    @property
    def title(self) -> str:
        """What people call the thing."""
        return str(self.model._meta.verbose_name)

    @property
    def states(self) -> dict[str, Words]:
        """The states as the model's column lists them, each with its name; none for a thing without states."""
        columns = {column.name: column for column in self.model._meta.concrete_fields}
        return dict(columns["state"].flatchoices) if "state" in columns else {}

    @property
    def moves(self) -> dict[str, dict[str, str]]:
        """State → verb → state after, of every state."""
        table: dict[str, dict[str, str]] = {state: {} for state in self.states}
        for verb in self:
            for state, after in verb.moves.items():
                table[state][verb.name] = after
        return table

    # What may be done

    def after(self, row: Row, name: str) -> str:
        """The state after the verb (blank where the thing has none), or Denied saying when it is possible."""
        verb, state = self.by_name[name], getattr(row, "state", "")
        if not verb.moves:
            return state
        if state in verb.moves:
            return verb.moves[state]
        names = self.states
        possible = _("、").join(str(names[origin]) for origin in verb.moves)
        raise Denied(
            _("现在是“%(state)s”，只有“%(possible)s”时才能这样做") % {"state": names[state], "possible": possible}
        )

    def check(self, by: Any, row: Row, name: str) -> Granted:
        """State, then circumstances, then person: what nobody can do is said before whose turn it is. Or Denied."""
        self.after(row, name)
        self.by_name[name].when(row)
        return self.by_name[name].who(by, row)

    def refusal(self, by: Any, row: Row, name: str) -> str:
        """Why the button is grey; empty when it may be pressed."""
        return reason_against(self.check, by, row, name)

    def acts(self, by: Any, row: Row) -> list[Act]:
        """What the row's state allows, in the order of the table."""
        possible = [verb for verb in self if getattr(row, "state", "") in verb.moves]
        return [Act(verb, self.refusal(by, row, verb.name)) for verb in possible]

    # Doing it

    def does(self, name: str) -> Callable[[Action], Action]:
        """Mark the function that does the verb, so that pages and programs find it by the verb's name."""

        def mark(action: Action) -> Action:
            self.actions[self.by_name[name].name] = action
            return action

        return mark

    @contextmanager
    def step(
        self,
        name: str,
        *,
        by: Any,
        row: Row,
        version: int | None,
        mine: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> Iterator[Step[Row]]:
        """One verb on one row, all or nothing. Raises Denied, Problems, or Conflict with what is stored and `mine`.

        Without a version (None) the row is taken as it is and its version stays: for what is added beside its columns.
        """
        with self.steps(name, by=by, versions={row.pk: version}, mine=mine, reason=reason) as steps:
            yield steps[0]

    @contextmanager
    def steps(
        self,
        name: str,
        *,
        by: Any,
        versions: Mapping[int, int | None],
        mine: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> Iterator[list[Step[Row]]]:
        """One verb on many rows (number → version that was shown), all or none; every refusal is told at once."""
        with transaction.atomic():
            steps = self._begin(name, by, versions, mine or {}, reason.strip())
            stored = [self._stored(step.row) for step in steps]
            yield steps
            kept = [step for step in steps if not step.gone]
            for step, was in zip(steps, stored, strict=True):
                if not step.gone:
                    self._move(name, step.row, raised=versions[step.row.pk] is not None)
                    self._look_at(step.row, was)
            if kept:
                self._save([step.row for step in kept], stored)
            audit.record_all(self._entry(name, by, step, was) for step, was in zip(steps, stored, strict=True))

    @contextmanager
    def creation(self, name: str, *, by: Any, row: Row, reason: str = "") -> Iterator[Step[Row]]:
        """A verb that makes its row: who and when are asked of the row as it would be."""
        with transaction.atomic():
            step = Step(row, self.check(by, row, name), self._reason(name, row, reason.strip()))
            yield step
            self._check(row)
            row.save()
            for part in step.parts:
                part.save()
            audit.record_all([self._entry(name, by, step, {})])

    def _begin(
        self, name: str, by: Any, versions: Mapping[int, int | None], mine: Mapping[str, Any], reason: str
    ) -> list[Step[Row]]:
        found = {row.pk: row for row in self._lock(list(versions))}
        steps, problems = [], []
        for number, version in versions.items():
            try:
                row = self._there(found.get(number), mine)
                # The person first: a conflict shows what is stored, which is not for everybody. The state last: that a
                # colleague was faster says more than that it is too late.
                grant = self.by_name[name].who(by, row)
                self.by_name[name].when(row)
                self._check_version(row, version, mine)
                self.after(row, name)
                steps.append(Step(row, grant, self._reason(name, row, reason)))
            except Refused as refused:
                if len(versions) == 1:
                    raise
                problems.append(Problem(refused.reason, where=str(found.get(number, ""))))
        if problems:
            raise Problems(problems)
        return steps

    def _there(self, row: Row | None, mine: Mapping[str, Any]) -> Row:
        if row is None:
            raise Conflict(_("这个%(noun)s刚刚被别人删除了") % {"noun": self.title}, theirs={}, mine=mine)
        return row

    def _check_version(self, row: Any, version: int | None, mine: Mapping[str, Any]) -> None:
        if version is not None and row.version != version:
            theirs = self._theirs(row) if self._theirs else rows.values(row, [one for one in mine if hasattr(row, one)])
            raise Conflict(
                _("“%(name)s”在您打开之后已被别人改过，请对照后再保存") % {"name": row},
                theirs={**theirs, "version": row.version},
                mine=mine,
            )

    def _reason(self, name: str, row: Row, reason: str) -> str:
        verb = self.by_name[name]
        if verb.reason and not reason:
            raise Problems([Problem(str(verb.reason), where=str(row), column="reason")])
        return reason

    def _stored(self, row: Row) -> dict[str, Any]:
        """Every column as it is before the action's own part; a reference by its number, so that none is fetched."""
        return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}

    def _look_at(self, row: Row, was: Mapping[str, Any]) -> None:
        """What was kept before the rules grew stricter does not keep anybody from moving or closing it."""
        told = [self.model._meta.get_field(name).attname for name in self.told]  # type: ignore[union-attr]
        if not told or any(getattr(row, name) != was[name] for name in told):
            self._check(row)

    def _move(self, name: str, row: Any, *, raised: bool) -> None:
        if self.by_name[name].moves:
            row.state = self.after(row, name)
        if raised:
            row.version += 1

    def _save(self, changed: Sequence[Row], stored: Sequence[Mapping[str, Any]]) -> None:
        if len(changed) == 1:
            changed[0].save()
            return
        columns = [
            column.name
            for column in self.model._meta.concrete_fields
            if any(
                getattr(row, column.attname) != was[column.attname] for row, was in zip(changed, stored, strict=True)
            )
        ]
        self.model._default_manager.bulk_update(changed, columns, batch_size=200)

    def _entry(self, name: str, by: Any, step: Step[Row], was: Mapping[str, Any]) -> audit.Entry:
        before, after = {}, {}
        for column in self.told:
            kept = self.model._meta.get_field(column)
            now = getattr(step.row, kept.attname)  # type: ignore[union-attr]
            if not was:
                after[column] = getattr(step.row, column)
            elif now != was[kept.attname] or column in step.always:  # type: ignore[union-attr]
                before[column] = self._named(kept, was[kept.attname])  # type: ignore[union-attr]
                after[column] = getattr(step.row, column)
        return audit.Entry(
            by,
            self.event(name),
            step.about or step.row,
            step.grant.role,
            before | step.before,
            after | step.after,
            step.reason,
            step.at,
            changed=[step.row, *([step.about] if step.about else []), *step.also],
        )

    def _named(self, column: Any, value: Any) -> Any:
        """What a reference pointed to, as people call it."""
        if value is None or not column.is_relation:
            return value
        return column.related_model._default_manager.filter(pk=value).first() or value


def every_table() -> Iterator[Verbs[Any]]:
    """The tables of all stages, in the order of the stages, each with the actions that do its verbs."""
    for app in apps.get_app_configs():
        if app.module and module_has_submodule(app.module, "verbs") and module_has_submodule(app.module, "actions"):
            import_module(f"{app.name}.actions")
            yield from import_module(f"{app.name}.verbs").TABLES
