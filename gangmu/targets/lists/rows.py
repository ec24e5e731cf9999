"""A list read as drafts: what every row proposes, and everything wrong with it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.periods import month_end
from gangmu.base.quantities import NotANumber, convert, half_up, parse_quantity, places_of
from gangmu.base.sheets import ROW, Cell, Row, Sheet, read_rows
from gangmu.targets.drafts import TargetDraft
from gangmu.targets.lists.aside import GROUP, SKIPPED, TABLE, Aside, area_of, asides, text_of, without
from gangmu.targets.lists.choices import Choices
from gangmu.targets.lists.columns import NODE_MONTHS, columns_of
from gangmu.targets.lists.deadlines import Due
from gangmu.targets.lists.goals import Doubt, Measure, Proposal, from_column, from_task, says_a_number
from gangmu.targets.lists.headings import Layout, OpenColumn, layout_of, open_columns
from gangmu.targets.lists.parts import Parts, UnitAsked
from gangmu.targets.lists.questions import Question
from gangmu.targets.lists.schedule import Schedule
from gangmu.targets.lists.telling import Telling
from gangmu.targets.lists.totals import differences
from gangmu.targets.lists.units import UnitMatcher
from gangmu.targets.models import Terms
from gangmu.targets.states import Kind

NAME_LENGTH = 200
AREA_LENGTH = 60
PLACES: int = Terms._meta.get_field("goal").decimal_places


@dataclass(frozen=True)
class Proposed:
    """A draft with the row it comes from, the sources it names, what is told of its reading, and the cells' texts."""

    row: int
    draft: TargetDraft
    sources: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Checked:
    """Drafts and problems in order, units to decide about, rows passed over and columns nobody decided about."""

    proposed: list[Proposed] = field(default_factory=list)
    problems: list[Question] = field(default_factory=list)
    units: dict[str, UnitAsked] = field(default_factory=dict)
    left: list[Aside] = field(default_factory=list)
    open_columns: list[OpenColumn] = field(default_factory=list)


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
    sheet = _fixed(sheet, choices)
    layout = layout_of(sheet, header, mapping)
    telling = Telling(sheet, columns, mapping)
    left = asides(sheet, layout, year, choices.keep)
    table = without(sheet, left)
    unread = open_columns(table, layout, choices.left_out)
    if not {"name", "task"} & set(mapping):
        todo = _("请指定哪一列是目标名称或目标任务")
        telling.error("sheet", 0, "", _("没有目标名称，也没有目标任务"), todo=todo)
        return Checked(problems=telling.questions, open_columns=unread)
    rows, problems = read_rows(table, layout.guess, columns, fill_merged=choices.fill_merged)
    for problem in problems:
        if problem.row not in choices.skip:
            telling.take(problem)
    _tell_of_table(telling, layout, left, unread, choices)
    telling.questions += differences(sheet, layout, left, telling.titles)
    reader = _Reader(year, choices, layout, telling, Parts(matcher, leaders, choices.lead, telling), set(taken), left)
    for values in rows:
        if values[ROW] not in choices.skip:
            reader.read(values)
    found = sorted(telling.questions, key=lambda one: (one.row or 0, one.level))
    skipped = [Aside(row.number, SKIPPED, text_of(row)) for row in map(sheet.row, choices.skip) if row]
    return Checked(reader.proposed, found, reader.parts.asked, sorted([*left, *skipped]), unread)


def _tell_of_table(
    telling: Telling, layout: Layout, left: Sequence[Aside], unread: Sequence[OpenColumn], choices: Choices
) -> None:
    """What concerns columns as a whole, or the sheet."""
    for column in unread:
        words = {"letter": column.letter, "title": column.title or _("没有表头")}
        what = _("%(letter)s 列“%(title)s”有内容，还没有对应") % words
        telling.error("column", 0, "", what, todo=_("选它是什么，或选“不导入”"))
    if "points" not in layout.columns.values() and "points" not in choices.answers:
        telling.ask("points", 0, "points", _("表里没有“分值”这一列，各目标都按 0 分，不参加计分"))
    table = next((aside for aside in left if aside.kind == TABLE), None)
    if table:
        what = _("第 %(row)d 行起是另一张表，没有读入") % {"row": table.row}
        later = _("这张导入之后，再传一次这个文件，把表头选在第 %(row)d 行") % {"row": table.row}
        telling.ask("table", table.row, "", what, value=table.text, expected=later)


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


class _Reader:
    """Turns the values of one row after the other into drafts."""

    def __init__(
        self,
        year: int,
        choices: Choices,
        layout: Layout,
        telling: Telling,
        parts: Parts,
        taken: set[str],
        left: Sequence[Aside],
    ) -> None:
        self.year, self.choices, self.units, self.telling, self.parts = year, choices, layout.units, telling, parts
        self.caption = "" if choices.answers.get("caption") == "no" else layout.caption
        heading = next((layout.titles.get(index, "") for index, name in layout.columns.items() if name == "goal"), "")
        self.money = any(word in heading for word in ("投资", "资金", "金额"))
        self.taken = taken
        self.schedule = Schedule(year, choices, layout.units, telling)
        self.headed = [aside for aside in left if aside.kind == GROUP]
        self.area, self.passed = "", 0
        self.proposed: list[Proposed] = []

    def read(self, values: dict[str, Any]) -> None:
        row = values[ROW]
        self._enter(row)
        if not values["name"] and not values["task"]:
            self.telling.error("name", row, "name", _("没有目标名称，也没有目标任务"), todo=_("补上名称，或跳过这一行"))
            return
        due = values["deadline"] or Due("")
        day = self._day(row, due)
        proposals = self._proposals(values)
        assignments = self.parts.assignments(values)
        leader = self.parts.leader(values)
        texts = {"goal": values["goal"] or "", "deadline": due.text}
        sources = tuple(filter(None, (values["source"] or self.choices.source_name,)))
        for number, proposal in enumerate(proposals):
            draft = self._draft(values, proposal, first=number == 0, several=len(proposals) > 1)
            draft = replace(draft, deadline=day, leader=leader, assignments=assignments)
            given = _blank(values) if len(proposals) > 1 and proposal.growth else values
            draft = replace(draft, nodes=self.schedule.nodes(given, draft, due.step))
            self._ask(values, proposal.doubts, draft)
            self.proposed.append(Proposed(row, draft, sources, tuple(one.what for one in proposal.doubts), texts))

    def _enter(self, row: int) -> None:
        """Keep up with the group headings above this row."""
        while self.passed < len(self.headed) and self.headed[self.passed].row < row:
            self.area = area_of(self.headed[self.passed])[:AREA_LENGTH]
            self.passed += 1

    def _ask(self, values: Mapping[str, Any], doubts: Iterable[Doubt], draft: TargetDraft) -> None:
        row, place = values[ROW], "goal" if values["goal"] else "task" if values["task"] else "goal"
        for doubt in doubts:
            if doubt.kind:
                field = "unit_of_measure" if doubt.kind == "measure" else place
                field = field if field in self.telling.mapping else place
                self.telling.ask(doubt.kind, row, field, doubt.what, value=values[place] or "")
        if draft.name in self.taken:
            self.telling.ask("twice", row, "name", _("已有同名的目标"), value=draft.name)
        self.taken.add(draft.name)

    def _day(self, row: int, due: Due) -> dt.date | None:
        common = dt.date.fromisoformat(self.choices.deadline) if self.choices.deadline else None
        if due.refused and self.choices.answers.get("deadline") != "common":
            self.telling.error("deadline", row, "deadline", due.refused, value=due.text, todo=_("改成一天或某月底"))
        if due.asked:
            self.telling.ask("standing", row, "deadline", due.asked, value=due.text)
        if due.day is None or due.day.year == self.year:
            return due.day or common
        if self.choices.answers.get("year") == "move":
            return _moved(due.day, self.year)
        late = _("不在 %(year)d 年") % {"year": self.year}
        self.telling.ask("year", row, "deadline", late, value=due.text)
        return due.day

    def _proposals(self, values: dict[str, Any]) -> list[Proposal]:
        """What the row says of numbers; several only where the person wants a target for each."""
        name = values["name"] or ""
        if values["kind"] in (Kind.QUALITATIVE, Kind.PROJECT):
            return [Proposal()]
        measure = Measure(values["unit_of_measure"] or self.units.get("goal", ""), self.caption, self.money)
        called = name or _shortened(values["task"] or "")
        if values["goal"]:
            found = self._from_goal(values, measure, called)
        else:
            found = from_task(values["task"], measure, name) if values["task"] else [Proposal()]
        if len(found) > 1:
            found = self._several(found)
        if found[0].goal is None and not values["goal"]:
            found = self._without_goal(values, measure, called, found)
        unit = self.choices.answers.get("measure", "")
        return [_counted_in(proposal, unit) for proposal in found] if unit else found

    def _several(self, found: list[Proposal]) -> list[Proposal]:
        if not self.choices.split or self.choices.answers.get("split") == "whole":
            said = _("、").join(proposal.name for proposal in found)
            note = _("有 %(n)d 个数（%(said)s），作为一个定性目标") % {"n": len(found), "said": said}
            return [Proposal(doubts=(Doubt(note, "words"),))]
        note = _("有 %(n)d 个数，拆成 %(n)d 个目标") % {"n": len(found)}
        return [replace(found[0], doubts=(Doubt(note, "split"), *found[0].doubts)), *found[1:]]

    def _from_goal(self, values: dict[str, Any], measure: Measure, called: str) -> list[Proposal]:
        row, text = values[ROW], values["goal"]
        try:
            return from_column(text, measure, called)
        except NotANumber as refused:
            reason = refused.reason
        if values["kind"] == Kind.QUANTITATIVE:
            self.telling.error("cell", row, "goal", reason, value=text, todo=_("改成一个数，或把类型改为定性"))
        elif not says_a_number(text):
            return [Proposal(doubts=(Doubt(_("没有数，作为定性目标，原文记入完成标准"), "words"),))]
        elif self.choices.answers.get("goal") == "qualitative":
            return [Proposal(doubts=(Doubt(_("作为定性目标，原文记入完成标准")),))]
        else:
            self.telling.error("goal", row, "goal", reason, value=text, todo=_("改成一个数，或作为定性目标"))
        return [Proposal()]

    def _without_goal(
        self, values: dict[str, Any], measure: Measure, called: str, found: list[Proposal]
    ) -> list[Proposal]:
        """A row that says how much by each quarter, but not by the end."""
        row, last = values[ROW], self.schedule.last_number(values)
        if last and self.choices.answers.get("no_goal") == "last":
            return from_column(last, measure, called)
        if last or values["kind"] == Kind.QUANTITATIVE:
            what = _("写了各期的数，却没有目标值") if last else _("类型是定量，却没有目标值")
            kind, todo = ("no_goal", _("填写目标值")) if last else ("cell", _("填写目标值，或把类型改为定性"))
            self.telling.error(kind, row, "goal", what, value=last, todo=todo)
            values.update(dict.fromkeys(NODE_MONTHS))
        return found

    def _draft(self, values: dict[str, Any], proposal: Proposal, *, first: bool, several: bool) -> TargetDraft:
        kind = values["kind"] or (Kind.QUANTITATIVE if proposal.goal is not None else Kind.QUALITATIVE)
        measured = kind == Kind.QUANTITATIVE
        unit = (proposal.unit or values["unit_of_measure"] or self.units.get("goal", "")) if measured else ""
        name = proposal.name or values["name"] or _shortened(values["task"] or "")
        unread = not measured or any(doubt.kind == "partly" for doubt in proposal.doubts)
        standard = (values["standard"], values["goal"] if unread else "")
        others = several or proposal.growth
        return TargetDraft(
            name=name[:NAME_LENGTH],
            kind=kind,
            code=(values["code"] or "") if first else "",
            task=values["task"] or "",
            category=values["category"] or self.choices.category,
            area=values["area"] or self.area,
            points=self._points(values) if first else Decimal(0),
            unit_of_measure=unit,
            direction=values["direction"] or proposal.direction,
            accumulation=values["accumulation"] or proposal.accumulation,
            baseline=self._number(values, "baseline", unit, others=others),
            goal=self._stored(values, "goal", proposal.goal) if measured else None,
            stretch=self._number(values, "stretch", unit, others=others),
            standard="\n".join(filter(None, standard)),
            months_due=values["months_due"] or "",
            source_note=values["source_note"] or "",
        )

    def _points(self, values: Mapping[str, Any]) -> Decimal:
        row, points = values[ROW], values["points"]
        if points is None:
            common = self.choices.answers.get("points", "")
            if not common and "points" in self.telling.mapping:
                self.telling.ask("points", row, "points", _("没有填分值，按 0 分，不参加计分"))
            points = _plain_number(common)
        if points < 0:
            what = _("分值不能是负数")
            self.telling.error(
                "cell", row, "points", what, value=str(points), todo=_("改成 0 或正数；扣分写进考核办法")
            )
            return Decimal(0)
        return self._stored(values, "points", points) or Decimal(0)

    def _number(self, values: Mapping[str, Any], name: str, unit: str, *, others: bool) -> Decimal | None:
        """`others`: the cell may belong to another target of the row, or to the level that a growth starts from."""
        if not values[name]:
            return None
        own = self.units.get(name) or unit
        try:
            value = parse_quantity(values[name], unit=own).value
            return self._stored(values, name, convert(value, own, unit) if own and unit and own != unit else value)
        except NotANumber as refused:
            if others and name == "baseline":
                what = _("“%(text)s”不是按“%(unit)s”计的，没有记入") % {"text": values[name], "unit": unit}
                self.telling.ask("baseline", values[ROW], name, what, value=values[name])
            else:
                self.telling.error("cell", values[ROW], name, refused.reason, value=values[name], todo=_("改成一个数"))
            return None

    def _stored(self, values: Mapping[str, Any], name: str, value: Decimal | None) -> Decimal | None:
        """The value with no more places than are kept; more of them is asked about once for all."""
        if value is None or (places := places_of(value)) <= PLACES:
            return value
        rounded = half_up(value, PLACES)
        if self.choices.answers.get("places") != "round":
            what = _("有 %(places)d 位小数，最多能存 %(most)d 位") % {"places": places, "most": PLACES}
            todo = _("改成 %(value)s，或换小一些的计量单位") % {"value": rounded}
            self.telling.error("places", values[ROW], name, what, value=str(values[name] or value), todo=todo)
        return rounded


def _blank(values: Mapping[str, Any]) -> dict[str, Any]:
    """The row without its columns of quarters and months."""
    return {**values, **dict.fromkeys(NODE_MONTHS)}


def _moved(day: dt.date, year: int) -> dt.date:
    """The same day of another year; the last of February stays the last."""
    return dt.date(year, day.month, min(day.day, month_end(year, day.month).day))


def _counted_in(proposal: Proposal, unit: str) -> Proposal:
    """With the unit that was given for all rows without one."""
    if proposal.goal is None or proposal.unit:
        return proposal
    return replace(proposal, unit=unit[:20], doubts=tuple(one for one in proposal.doubts if one.kind != "measure"))


def _plain_number(text: str) -> Decimal:
    try:
        return parse_quantity(text).value
    except NotANumber:
        return Decimal(0)


def _shortened(task: str) -> str:
    """A name from the task's first clause, at most 40 characters."""
    first = task.replace("\n", " ").split("。")[0].split("；")[0].strip()
    return first if len(first) <= 40 else first[:39] + "…"
