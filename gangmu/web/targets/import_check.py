"""What the check of an import shows: columns and units to decide about, questions asked once for all their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from gangmu.base.quantities import format_quantity
from gangmu.org.queries import units_in_force
from gangmu.targets.drafts import TargetDraft, from_json
from gangmu.targets.lists import KINDS, LEFT_ROWS, Choices, Question, columns_of
from gangmu.targets.models import Target, TargetImport, Terms
from gangmu.web.listing.targets import goal
from gangmu.web.paging import rows_a_page
from gangmu.web.requests import Request, whole

ROWS_A_PAGE = 100
ROWS_A_QUESTION = 40
OWN_PLACE = ("column", "unit", "guess")
"""Questions that are asked elsewhere on the page: columns and units have a place of their own."""
NODES_TOLD = 4
FIX = re.compile(r"fix-(?P<row>[0-9]{1,6})-(?P<column>[0-9]{1,3})")
ANSWER = re.compile(r"answer-(?P<kind>[a-z_]{1,20})")
LONGEST_ANSWER = 40


@dataclass(frozen=True)
class Shown:
    """A question of one row, the place of its cell ("row-column") when it may be typed anew, and a link to its row."""

    question: Question
    cell: str
    link: str


@dataclass
class Group:
    """A question with all the rows that it is asked of; `answer` is what holds for all of them now."""

    kind: str
    level: str = "answered"
    answer: str = ""
    shown: list[Shown] = field(default_factory=list)
    count: int = 0

    @property
    def heading(self) -> str:
        return str(KINDS[self.kind].heading)

    @property
    def answers(self) -> list[tuple[str, str]]:
        return [(value, str(words)) for value, words in (KINDS[self.kind].answers or {}).items()]

    @property
    def typed(self) -> str:
        return KINDS[self.kind].typed

    @property
    def hidden(self) -> int:
        return self.count - len(self.shown)

    @property
    def alone(self) -> Question | None:
        """The question itself when it concerns no row but the whole list."""
        only = self.shown[0].question if self.count == 1 else None
        return only if only and not only.row else None


def page_of(request: Request, made: TargetImport) -> dict[str, Any]:
    """Everything the check shows."""
    names = dict(units_in_force().order_by("order", "code").values_list("pk", "name"))
    page = Paginator(made.rows, rows_a_page(request, ROWS_A_PAGE)).get_page(request.GET.get("page"))
    groups = _groups(made)
    units = [_asked(text, asked, names) for text, asked in made.found.get("units", {}).items()]
    columns = made.found.get("columns", [])
    open_units = sum(not one["sure"] for one in units)
    errors = sum(one.level == "error" for one in groups) + len(columns) + open_units
    asked = sum(one.level == "warning" for one in groups) + len(units) - open_units
    reason = _("还有 %(n)d 个问题要先处理") % {"n": errors} if errors else ""
    return {
        "upload": made,
        "plan": made.plan,
        "columns": columns,
        "fields": [(one.field, one.title) for one in columns_of(made.plan.year) if one.field not in made.mapping],
        "units_asked": units,
        "units": list(names.items()),
        "groups": groups,
        "errors": errors,
        "asked": asked,
        "left": left_of(made),
        "left_columns": len(made.choices.get("left_out", [])),
        "page": page,
        "rows": [_row(one, names) for one in page.object_list],
        "begin_reason": reason or ("" if made.rows else _("没有可以导入的行")),
    }


def left_of(made: TargetImport) -> list[dict[str, Any]]:
    """The rows that were not read, with why and what is written in them."""
    return [
        {"row": row, "kind": kind, "why": LEFT_ROWS[kind], "text": text}
        for row, kind, text in made.found.get("left", [])
    ]


def _groups(made: TargetImport) -> list[Group]:
    """Questions by kind: what blocks first, what was answered last."""
    pages = {one["row"]: index // ROWS_A_PAGE + 1 for index, one in reversed(list(enumerate(made.rows)))}
    answers = made.choices.get("answers", {})
    lead = made.choices.get("lead")
    answers = {**answers, "lead": str(lead)} if lead else answers
    groups: dict[str, Group] = {kind: Group(kind, answer=answers.get(kind, "")) for kind in KINDS}
    for one in made.problems:
        question = Question(**one)
        group = groups[question.kind]
        group.count += 1
        group.level = "error" if "error" in (group.level, question.level) else "warning"
        if len(group.shown) < ROWS_A_QUESTION:
            group.shown.append(_shown(question, pages))
    order = {"error": 0, "warning": 1, "answered": 2}
    found = [one for one in groups.values() if (one.count or one.answer) and one.kind not in OWN_PLACE]
    return sorted(found, key=lambda one: order[one.level])


def _shown(question: Question, pages: dict[int, int]) -> Shown:
    row = question.row
    cell = f"{row}-{question.cell}" if row and question.cell is not None else ""
    link = f"?page={pages[row]}#row-{row}" if row in pages else ""
    return Shown(question, cell, link)


def _asked(text: str, asked: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    offered = asked["unit"] if asked["unit"] in names else None
    return {**asked, "text": text, "unit": offered, "name": names.get(offered or 0, ""), "count": len(asked["rows"])}


def _row(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """A proposed target as the table shows it, with the cells' own words where the reading differs."""
    draft = from_json(row["draft"])
    target = Target(
        name=draft.name,
        kind=draft.kind,
        unit_of_measure=draft.unit_of_measure,
        direction=draft.direction,
        points=draft.points,
    )
    held: dict[str, list[str]] = {}
    for one in draft.assignments:
        held.setdefault(one.part, []).append(names.get(one.unit, ""))
    aim, texts = goal(Terms(target=target, goal=draft.goal, deadline=draft.deadline)), row.get("texts", {})
    due = draft.deadline.isoformat() if draft.deadline else ""
    return {
        "row": row["row"],
        "target": target,
        "goal": aim,
        "deadline": draft.deadline,
        "task": "" if _same(draft.task, draft.name) else draft.task,
        "goal_text": _other(texts.get("goal", ""), aim),
        "deadline_text": _other(texts.get("deadline", ""), due),
        "parts": {part: _("、").join(units) for part, units in held.items()},
        "nodes": _("、").join(_nodes(draft)),
        "doubts": row["doubts"],
    }


def _nodes(draft: TargetDraft) -> Iterator[str]:
    """3月 260, 6月 700 …; a longer course by its number of nodes."""
    if len(draft.nodes) > NODES_TOLD:
        yield _("%(n)d 个") % {"n": len(draft.nodes)}
        return
    for node in draft.nodes:
        said = node.content if node.planned is None else format_quantity(node.planned)
        yield _("%(month)d月 %(said)s") % {"month": node.due.month, "said": said}


def _other(text: str, read: str) -> str:
    """The cell's own words, when the reading adds to them more than the unit of its column: 2000 → 2,000 亿元."""
    return "" if _bare(read).startswith(_bare(text)) else text


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"[\s,]", "", text)


def decisions(posted: QueryDict, made: TargetImport) -> tuple[dict[str, int], Choices]:
    """Columns matched, units chosen, answers for all rows, cells typed anew, rows left out and taken in again."""
    before = Choices.of(made.choices)
    mapping, left_out = _columns(posted, made)
    skip = (set(before.skip) | _rows(posted, "skip")) - _rows(posted, "unskip")
    if "skip_errors" in posted:
        skip |= {one["row"] for one in made.problems if one["level"] == "error" and one["row"]}
    answers, lead = _answers(posted, before)
    choices = replace(
        before,
        units={**before.units, **dict(_units(posted))},
        fixes={**before.fixes, **dict(_fixes(posted))},
        answers=answers,
        lead=lead,
        left_out=sorted({*before.left_out, *left_out}),
        keep=sorted({*before.keep, *_rows(posted, "keep")}),
        skip=[] if "unskip_all" in posted else sorted(skip),
    )
    return mapping, choices


def _rows(posted: QueryDict, name: str) -> set[int]:
    return {whole(row) for row in posted.getlist(name)} - {0}


def _columns(posted: QueryDict, made: TargetImport) -> tuple[dict[str, int], list[int]]:
    """The mapping with the columns matched here, and those left out; a field is taken once."""
    mapping, out = dict(made.mapping), []
    known = {column.field for column in columns_of(made.plan.year)}
    for one in made.found.get("columns", []):
        picked = posted.get(f"column-{one['index']}", "")
        if picked == "out" or (not picked and "all_out" in posted):
            out.append(one["index"])
        elif picked in known and picked not in mapping:
            mapping[picked] = one["index"]
    return mapping, out


def _units(posted: QueryDict) -> Iterator[tuple[str, int | None]]:
    for name, text in posted.items():
        if name.startswith("unit-name-"):
            picked = posted.get(f"unit-{name[10:]}", "")
            if picked == "out":
                yield str(text), None
            elif whole(picked):
                yield str(text), whole(picked)


def _fixes(posted: QueryDict) -> Iterator[tuple[str, str]]:
    for name, text in posted.items():
        place = FIX.fullmatch(name)
        if place and text != posted.get(f"was-{name[4:]}"):
            yield f"{place['row']}:{place['column']}", str(text).strip()


def _answers(posted: QueryDict, before: Choices) -> tuple[dict[str, str], int | None]:
    answers, lead = dict(before.answers), before.lead
    for name, text in posted.items():
        found = ANSWER.fullmatch(name)
        kind = found["kind"] if found else ""
        if kind == "lead":
            lead = whole(str(text)) or None
        elif kind in KINDS and str(text).strip():
            answers[kind] = str(text).strip()[:LONGEST_ANSWER]
        elif kind in KINDS:
            answers.pop(kind, None)
    return answers, lead
