"""A list read as drafts: which column is what, what every row proposes, and everything wrong with it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem
from gangmu.base.quantities import NotANumber, parse_quantity
from gangmu.base.sheets import ROW, Cell, HeaderGuess, Row, Sheet, find_header, known_headings, read_rows
from gangmu.targets import nodes as filling
from gangmu.targets.drafts import AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.lists.columns import columns_of
from gangmu.targets.lists.goals import Proposal, from_column, from_task
from gangmu.targets.lists.units import UnitMatcher
from gangmu.targets.states import Category, Kind, Part

_QUARTERS = ("q1", "q2", "q3", "q4")
_PARTS = {"lead": Part.LEAD, "responsible": Part.RESPONSIBLE, "cooperating": Part.COOPERATING} | {
    "monitoring": Part.MONITORING
}
NAME_LENGTH = 200


@dataclass(frozen=True)
class Choices:
    """What the person decided about a list; JSON-ready.

    `units` is text → unit number (None leaves the text out); `fixes` is "row:column" (column from 0) → text typed
    instead of the cell's; `skip` are rows left out. `split` makes a target of every number in a task.
    """

    category: str = Category.KEY
    deadline: str = ""
    nodes: str = filling.QUARTER
    lead: int | None = None
    source_kind: str = ""
    source_name: str = ""
    split: bool = True
    fill_merged: bool = True
    units: dict[str, int | None] = field(default_factory=dict)
    fixes: dict[str, str] = field(default_factory=dict)
    skip: list[int] = field(default_factory=list)
    unknown: dict[str, int | None] = field(default_factory=dict)  # found by the last check: text → nearest unit


@dataclass(frozen=True)
class Proposed:
    """A draft with the row it comes from, the sources it names, and what is to be confirmed."""

    row: int
    draft: TargetDraft
    sources: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass
class Checked:
    """Everything a list says: drafts in order, problems in order, units nobody knows with the nearest one."""

    proposed: list[Proposed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: dict[str, int | None] = field(default_factory=dict)


def propose(sheet: Sheet, year: int) -> HeaderGuess:
    """The header row and which column is what, guessed from the headings."""
    return _with_measure(find_header(sheet, known_headings(columns_of(year))))


def _with_measure(guess: HeaderGuess) -> HeaderGuess:
    """“单位” may be who or what is counted in; right after the number it is what is counted in."""
    goal = guess.column_of("goal")
    if goal is None or guess.column_of("unit_of_measure") is not None or guess.titles.get(goal + 1) != "单位":
        return guess
    columns = guess.columns if goal + 1 in guess.columns else {**guess.columns, goal + 1: "unit_of_measure"}
    return replace(guess, columns=columns)


def propose_at(sheet: Sheet, header: int, year: int) -> HeaderGuess:
    """Which column is what when the headings stand in this row."""
    row = sheet.row(header)
    alone = Sheet(sheet.name, (row,) if row else ())
    return _with_measure(find_header(alone, known_headings(columns_of(year))))


def guess_from(sheet: Sheet, header: int, mapping: Mapping[str, int]) -> HeaderGuess:
    """The header as the person set it: field → column, from 0."""
    row = sheet.row(header)
    titles = {index: cell.value for index, cell in enumerate(row.cells if row else ()) if cell.value.strip()}
    columns = {index: name for name, index in sorted(mapping.items(), key=lambda pair: pair[1])}
    units = find_header(Sheet(sheet.name, sheet.rows[: header or 0]), known_headings(columns_of(2000))).units
    return HeaderGuess(header, columns, titles, units)


def check(
    sheet: Sheet,
    header: int,
    mapping: Mapping[str, int],
    choices: Choices,
    *,
    year: int,
    matcher: UnitMatcher,
    leaders: Mapping[str, int],
    taken: Iterable[str] = (),
) -> Checked:
    """Every row as a draft, and every problem. `leaders` is name → person, `taken` are names already in the plan."""
    columns = columns_of(year)
    titles = {column.field: column.title for column in columns}
    guess = guess_from(sheet, header, mapping)
    reader = _Reader(sheet, year, choices, matcher, leaders, set(taken), titles, guess.units)
    if not mapping or not {"name", "task"} & set(mapping):
        todo = _("请指定哪一列是目标名称或目标任务")
        return Checked(problems=[Problem(_("没有目标名称，也没有目标任务"), where=sheet.where(), todo=todo)])
    rows, problems = read_rows(_fixed(sheet, choices), guess, columns, fill_merged=choices.fill_merged)
    problems = [problem for problem in problems if problem.row not in choices.skip]
    for values in rows:
        if values[ROW] not in choices.skip:
            reader.read(values)
    found = sorted([*problems, *reader.problems], key=lambda problem: problem.row or 0)
    return Checked(reader.proposed, found, reader.unknown)


def _fixed(sheet: Sheet, choices: Choices) -> Sheet:
    """The sheet with what was typed in the preview instead of the cells."""
    if not choices.fixes:
        return sheet
    by_row: dict[int, dict[int, str]] = {}
    for place, text in choices.fixes.items():
        row, column = place.split(":")
        by_row.setdefault(int(row), {})[int(column)] = text
    return replace(
        sheet, rows=tuple(_fixed_row(row, by_row[row.number]) if row.number in by_row else row for row in sheet.rows)
    )


def _fixed_row(row: Row, fixes: Mapping[int, str]) -> Row:
    width = max(len(row.cells), max(fixes) + 1)
    cells = list(row.cells) + [Cell("", "", "empty")] * (width - len(row.cells))
    for index, text in fixes.items():
        cells[index] = Cell(text, cells[index].address)
    return Row(row.number, tuple(cells))


@dataclass
class _Reader:
    """Turns the values of one row after the other into drafts."""

    sheet: Sheet
    year: int
    choices: Choices
    matcher: UnitMatcher
    leaders: Mapping[str, int]
    taken: set[str]
    titles: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    proposed: list[Proposed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: dict[str, int | None] = field(default_factory=dict)

    def read(self, values: dict[str, Any]) -> None:
        row = values[ROW]
        if not values["name"] and not values["task"]:
            self._say(row, "", _("没有目标名称，也没有目标任务"), todo=_("补上名称，或跳过这一行"))
            return
        if values["deadline"] and values["deadline"].year != self.year:
            late = _("不在 %(year)d 年") % {"year": self.year}
            self._say(row, "deadline", late, level="warning", value=values["deadline"].isoformat())
        proposals = self._proposals(values)
        assignments = self._assignments(values)
        for number, proposal in enumerate(proposals):
            draft = self._draft(values, proposal, assignments, first=number == 0)
            for doubt in proposal.doubts:
                self._say(row, "task", doubt, level="warning", value=values["task"] or "")
            if draft.name in self.taken:
                self._say(row, "name", _("已有同名的目标"), level="warning", value=draft.name)
            self.taken.add(draft.name)
            sources = tuple(filter(None, (values["source"] or self.choices.source_name,)))
            self.proposed.append(Proposed(row, draft, sources, proposal.doubts))

    def _proposals(self, values: dict[str, Any]) -> list[Proposal]:
        """What the row says of numbers; several only where the person wants a target for each."""
        row, unit, name = values[ROW], self._unit(values), values["name"] or ""
        if values["kind"] in (Kind.QUALITATIVE, Kind.PROJECT):
            return [Proposal()]
        if values["goal"]:
            try:
                return [from_column(values["goal"], unit, name or values["task"] or "")]
            except NotANumber as refused:
                return [self._unreadable(row, values, refused.reason)]
        found = from_task(values["task"] or "", unit, name) if values["task"] else [Proposal()]
        if len(found) > 1 and not self.choices.split:
            said = _("、").join(proposal.name for proposal in found)
            note = _("有 %(n)d 个数（%(said)s），作为一个定性目标") % {"n": len(found), "said": said}
            return [Proposal(doubts=(note,))]
        if len(found) > 1:
            note = _("有 %(n)d 个数，拆成 %(n)d 个目标") % {"n": len(found)}
            found[0] = replace(found[0], doubts=(note, *found[0].doubts))
        if values["kind"] == Kind.QUANTITATIVE and found[0].goal is None:
            self._say(row, "goal", _("类型是定量，却没有目标值"), todo=_("填写目标值，或把类型改为定性"))
        return found

    def _unit(self, values: dict[str, Any]) -> str:
        return values["unit_of_measure"] or self.units.get("goal", "")

    def _unreadable(self, row: int, values: dict[str, Any], reason: str) -> Proposal:
        if values["kind"] == Kind.QUANTITATIVE:
            self._say(row, "goal", reason, value=values["goal"], todo=_("改成一个数，或把类型改为定性"))
            return Proposal()
        kept = _("不改就作为定性目标，原文记入完成标准")
        self._say(row, "goal", reason, level="warning", value=values["goal"], expected=kept)
        return Proposal()

    def _draft(
        self, values: dict[str, Any], proposal: Proposal, assignments: tuple[AssignmentDraft, ...], *, first: bool
    ) -> TargetDraft:
        kind = values["kind"] or (Kind.QUANTITATIVE if proposal.goal is not None else Kind.QUALITATIVE)
        measured = kind == Kind.QUANTITATIVE
        unit = (proposal.unit or self._unit(values)) if measured else ""
        name = proposal.name or values["name"] or _shortened(values["task"] or "")
        draft = TargetDraft(
            name=name[:NAME_LENGTH],
            kind=kind,
            code=(values["code"] or "") if first else "",
            task=values["task"] or "",
            category=values["category"] or self.choices.category,
            area=values["area"] or "",
            points=(values["points"] or Decimal(0)) if first else Decimal(0),
            unit_of_measure=unit,
            direction=values["direction"] or proposal.direction,
            accumulation=values["accumulation"] or proposal.accumulation,
            baseline=self._number(values, "baseline", unit),
            goal=proposal.goal if measured else None,
            stretch=self._number(values, "stretch", unit),
            standard=values["standard"] or (values["goal"] or "" if not measured else ""),
            deadline=values["deadline"] or self._default_deadline(),
            leader=self._leader(values),
            source_note=values["source_note"] or "",
            assignments=assignments,
        )
        return replace(draft, nodes=self._nodes(values, draft))

    def _number(self, values: dict[str, Any], name: str, unit: str) -> Decimal | None:
        if not values[name]:
            return None
        try:
            return parse_quantity(values[name], unit=unit).value
        except NotANumber as refused:
            self._say(values[ROW], name, refused.reason, value=values[name], todo=_("改成一个数"))
            return None

    def _default_deadline(self) -> dt.date | None:
        return dt.date.fromisoformat(self.choices.deadline) if self.choices.deadline else None

    def _leader(self, values: dict[str, Any]) -> int | None:
        name = values["leader"]
        if not name:
            return None
        found = self.leaders.get(name)
        if found is None:
            self._say(values[ROW], "leader", _("没有这位领导"), level="warning", value=name, expected=_("不改就先空着"))
        return found

    def _nodes(self, values: dict[str, Any], draft: TargetDraft) -> tuple[NodeDraft, ...]:
        days = filling.due_days(filling.QUARTER, self.year, None)
        written = tuple(
            NodeDraft(day, *self._node(values, key, draft.unit_of_measure))
            for key, day in zip(_QUARTERS, days, strict=True)
            if values[key]
        )
        if written or not self.choices.nodes:
            return written
        aim = draft.goal if draft.kind == Kind.QUANTITATIVE else Decimal(100)
        days = filling.due_days(self.choices.nodes, self.year, draft.deadline)
        words = "" if draft.kind == Kind.QUANTITATIVE else "完成"
        return filling.spread(aim, days, accumulation=draft.accumulation, content=words)

    def _node(self, values: dict[str, Any], key: str, unit: str) -> tuple[Decimal | None, str]:
        try:
            return parse_quantity(values[key], unit=unit).value, ""
        except NotANumber:
            return None, values[key][:300]

    def _assignments(self, values: dict[str, Any]) -> tuple[AssignmentDraft, ...]:
        found: dict[tuple[int, str], AssignmentDraft] = {}
        told = len(self.problems)
        for name, part in _PARTS.items():
            for unit in self._matched(values, name):
                has_lead = any(one.part == Part.LEAD for one in found.values())
                leads = part in (Part.LEAD, Part.RESPONSIBLE) and not has_lead
                held = Part.LEAD if leads else Part.RESPONSIBLE if part == Part.LEAD else part
                if (unit, Part.LEAD) not in found or held == Part.MONITORING:
                    found.setdefault((unit, held), AssignmentDraft(unit, held))
        strangers = any(one.level == "error" for one in self.problems[told:])
        if self.choices.lead and not any(one.part == Part.LEAD for one in found.values()):
            found.pop((self.choices.lead, Part.COOPERATING), None)
            found[self.choices.lead, Part.LEAD] = AssignmentDraft(self.choices.lead, Part.LEAD)
        if not any(one.part == Part.LEAD for one in found.values()) and not strangers:
            self._say(values[ROW], "lead", _("没有牵头单位，下达之前要补上"), level="warning")
        return tuple(found.values())

    def _matched(self, values: dict[str, Any], name: str) -> Iterator[int]:
        for match in self.matcher.split(values[name] or ""):
            if match.unit is None:
                self.unknown[match.text] = match.nearest.pk if match.nearest else None
                near = _("最接近的是“%(unit)s”") % {"unit": match.nearest.name} if match.nearest else ""
                todo = _("在“单位对应”里选一次，全表通用")
                self._say(values[ROW], name, _("组织机构里没有这个单位"), value=match.text, expected=near, todo=todo)
                continue
            if not match.sure:
                read = _("按“%(unit)s”处理") % {"unit": match.unit.name}
                self._say(values[ROW], name, read, level="warning", value=match.text)
            yield match.unit.pk

    def _say(
        self,
        row: int,
        column: str,
        what: str,
        *,
        value: str = "",
        expected: str = "",
        todo: str = "",
        level: str = "error",
    ) -> None:
        title = self.titles.get(column, "")
        place = _("第 %(row)d 行") % {"row": row} + (_("“%(title)s”") % {"title": title} if title else "")
        where = self.sheet.where(place)
        self.problems.append(Problem(what, where, expected, todo, level, row, title, value[:200]))


def _shortened(task: str) -> str:
    """A name from the task's first clause, at most 40 characters."""
    first = task.replace("\n", " ").split("。")[0].split("；")[0].strip()
    return first if len(first) <= 40 else first[:39] + "…"
