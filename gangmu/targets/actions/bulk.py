"""The one writer of new targets, for a form's single one and an import's thousands alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Problem, Problems
from gangmu.base.fields import SIGNIFICANT_DIGITS
from gangmu.base.rows import problems_of
from gangmu.org.models import Unit, User
from gangmu.org.queries import today, tree_on
from gangmu.targets.actions.locking import draft_plan
from gangmu.targets.agreed import first_day
from gangmu.targets.drafts import FIELDS, TERMS, AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.models import Assignment, Node, Plan, Source, Target, Terms
from gangmu.targets.snapshots import fields_of
from gangmu.targets.states import Direction, Part
from gangmu.targets.verbs import TARGETS

BATCH = 500


def add_targets(*, plan: Plan, rows: Sequence[TargetDraft], by: User) -> list[Target]:
    """All rows or none, in order, each with its event. Raises Problems that name the rows, counted from 1."""
    with transaction.atomic():
        plan, grant = draft_plan(plan, by)
        terms = _numbered(plan, rows)
        targets = [one.target for one in terms]
        problems = [*_wrong(terms, rows, None), *_unknown(plan, rows), *_repeated(plan, targets)]
        if problems:
            raise Problems(problems)
        Target.objects.bulk_create(targets, batch_size=BATCH)
        Terms.objects.bulk_create(terms, batch_size=BATCH)
        _write_links(terms, rows)
        Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1)
        names = _unit_names(rows)
        audit.record_all(
            audit.Entry(by, TARGETS.event("create"), one.target, grant.role, after=_told(draft, one, names))
            for one, draft in zip(terms, rows, strict=True)
        )
    return targets


def check_rows(plan: Plan, rows: Sequence[TargetDraft], *, told: Callable[[int], None]) -> None:
    """What `add_targets` would refuse in the rows themselves, as Problems, outside any transaction.

    `told` hears how many rows were looked at, for a progress bar that others can see meanwhile.
    """
    problems = list(_wrong(_numbered(plan, rows), rows, told))
    if problems:
        raise Problems(problems)


def faults(plan: Plan, rows: Sequence[TargetDraft]) -> Iterator[tuple[int, Problem]]:
    """What `add_targets` would refuse, before anything is begun: the index of each row at fault and what is wrong.

    A problem's column is the field's name.
    """
    terms = _numbered(plan, rows)
    for index, (one, row) in enumerate(zip(terms, rows, strict=True)):
        for problem in _wrong_in(one, row):
            yield index, problem
    targets = [one.target for one in terms]
    codes = [target.code for target in targets]
    repeated = {problem.value: problem for problem in _repeated(plan, targets)}
    for index, code in enumerate(codes):
        if code in repeated:
            yield index, repeated[code]


def next_codes(plan: Plan, count: int) -> list[str]:
    """The next free codes of a plan: MB-2026-001, MB-2026-002 …"""
    prefix = f"MB-{plan.year}-"
    taken = plan.targets.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(match[1]) for code in taken if (match := re.fullmatch(rf"{prefix}(\d+)", code))]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:03d}" for number in range(first, first + count)]


def write_parts(terms: Terms, assignments: Sequence[AssignmentDraft] | None, nodes: Sequence[NodeDraft] | None) -> None:
    """Save the terms of a target in a draft plan, and replace its assignments and nodes where given.

    Raises Problems for what is wrong by itself or does not fit together.
    """
    target = terms.target
    problems = [*wrong_terms(terms, nodes or ()), *_wrong_assignments(assignments or ())]
    problems += _strangers(target.plan, assignments or ())
    if problems:
        raise Problems(problems)
    terms.save()
    if assignments is not None:
        target.assignments.all().delete()
        Assignment.objects.bulk_create(_assignments(target, assignments))
    if nodes is not None:
        terms.nodes.all().delete()
        write_nodes(terms, nodes)


def write_nodes(terms: Terms, nodes: Sequence[NodeDraft]) -> None:
    """The nodes of terms that have none yet."""
    Node.objects.bulk_create(_nodes(terms, nodes))


def wrong_terms(terms: Terms, nodes: Sequence[NodeDraft]) -> list[Problem]:
    """What terms with these nodes say that cannot be, asking nothing of the database."""
    return [*(list(_wrong_fields(terms, {"target", "decided_by"})) or _contradictions(terms)), *_wrong_nodes(nodes)]


def _numbered(plan: Plan, rows: Sequence[TargetDraft]) -> list[Terms]:
    """The targets, each as the terms that it will have, with codes given where there is none."""
    free = iter(next_codes(plan, sum(not row.code for row in rows)))
    own = [name for name in FIELDS if name not in ("code", *TERMS)]
    return [
        Terms(
            target=Target(
                plan=plan,
                leader_id=row.leader,
                **{name: getattr(row, name) for name in own},
                code=row.code or next(free),
            ),
            since=first_day(plan.year),
            **{name: getattr(row, name) for name in TERMS},
        )
        for row in rows
    ]


def _wrong(
    terms: Sequence[Terms], rows: Sequence[TargetDraft], told: Callable[[int], None] | None
) -> Iterator[Problem]:
    """What the fields themselves say, without a query a row."""
    for number, (one, row) in enumerate(zip(terms, rows, strict=True), start=1):
        where = _("第 %(row)d 个目标“%(name)s”") % {"row": number, "name": row.name} if len(rows) > 1 else ""
        yield from _wrong_in(one, row, where)
        if told and number % 100 == 0:
            told(number)


def _wrong_in(terms: Terms, row: TargetDraft, where: str = "") -> Iterator[Problem]:
    wrong = [
        *_wrong_fields(terms.target, {"plan", "leader", "indicator", "measured"}, where),
        *_wrong_fields(terms, {"target", "decided_by"}, where),
    ]
    if wrong:
        yield from wrong
        return
    if terms.target.points < 0:
        yield Problem(_("分值不能是负数"), where=where, column="points")
    yield from _contradictions(terms, where)
    yield from _wrong_assignments(row.assignments, where)
    yield from _wrong_nodes(row.nodes, where)


def _wrong_fields(row: Target | Terms, exclude: set[str], where: str = "") -> Iterator[Problem]:
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        yield from problems_of(error, row, where)


def _contradictions(terms: Terms, where: str = "") -> Iterator[Problem]:
    if terms.stretch is not None and terms.goal is not None:
        short, beyond = terms.stretch < terms.goal, terms.stretch > terms.goal
        if short if terms.target.direction == Direction.HIGHER else beyond:
            yield Problem(_("争取目标应当比目标值更高（越小越好的指标应更低）"), where=where, column="stretch")


def _wrong_assignments(assignments: Sequence[AssignmentDraft], where: str = "") -> Iterator[Problem]:
    leads = [one for one in assignments if one.part == Part.LEAD]
    if len(leads) > 1:
        yield Problem(_("一个目标只能有一个牵头单位"), where=where, column="assignments")
    if any(count > 1 for count in Counter((one.unit, one.part) for one in assignments).values()):
        yield Problem(_("同一单位的同一分工只能有一次"), where=where, column="assignments")
    if any(one.part not in Part.values for one in assignments):
        yield Problem(_("没有这种分工"), where=where, column="assignments")


def _wrong_nodes(nodes: Sequence[NodeDraft], where: str = "") -> Iterator[Problem]:
    if any(count > 1 for count in Counter(one.due for one in nodes).values()):
        yield Problem(_("同一天只能有一个节点"), where=where, column="nodes")
    if any(one.planned is None and not one.content for one in nodes):
        yield Problem(_("节点要写明计划值或内容"), where=where, column="nodes")
    for one in nodes:
        yield from _unkept(one, where)


def _unkept(node: NodeDraft, where: str) -> Iterator[Problem]:
    """A planned value that the database would not keep digit for digit."""
    if node.planned is None:
        return
    _sign, digits, exponent = node.planned.as_tuple()
    if len(digits) < SIGNIFICANT_DIGITS and exponent in range(-6, 1):
        return  # most of them, and a list has thousands
    try:
        Node._meta.get_field("planned").clean(node.planned, None)
    except ValidationError as error:
        for message in error.messages:
            yield Problem(message, where=where, column="nodes", value=str(node.planned))


def _unknown(plan: Plan, rows: Sequence[TargetDraft]) -> Iterator[Problem]:
    """Numbers that lead nowhere, units of another government, and sources of another plan."""
    leaders = {row.leader for row in rows if row.leader}
    sources = {source for row in rows for source in row.sources}
    yield from _strangers(plan, [one for row in rows for one in row.assignments], leaders)
    if len(sources) != Source.objects.filter(plan=plan, pk__in=sources).count():
        yield Problem(_("有的来源不属于这个目标体系"), column="sources")


def _strangers(plan: Plan, assignments: Sequence[AssignmentDraft], leaders: Collection[int] = ()) -> Iterator[Problem]:
    """Units that the plan's government has no say over, and people nobody knows."""
    people = {one.person for one in assignments if one.person} | set(leaders)
    if {one.unit for one in assignments} - tree_on(today()).reach(plan.unit_id):
        yield Problem(_("有的单位已经不存在，或不归这个政府管理"), column="assignments")
    if len(people) != User.objects.filter(pk__in=people).count():
        yield Problem(_("有的人员已经不存在"), column="assignments")


def _repeated(plan: Plan, targets: Sequence[Target]) -> Iterator[Problem]:
    taken = set(plan.targets.values_list("code", flat=True))
    counted = Counter(target.code for target in targets)
    for code in sorted(code for code, count in counted.items() if count > 1 or code in taken):
        yield Problem(
            _("编号重复"), where=_("编号"), column="code", value=code, todo=_("改用别的编号，或留空由系统编号")
        )


def _write_links(terms: Sequence[Terms], rows: Sequence[TargetDraft]) -> None:
    pairs = list(zip(terms, rows, strict=True))
    Assignment.objects.bulk_create(
        [one for terms, row in pairs for one in _assignments(terms.target, row.assignments)], batch_size=BATCH
    )
    Node.objects.bulk_create([one for terms, row in pairs for one in _nodes(terms, row.nodes)], batch_size=BATCH)
    link = Target.sources.through
    link.objects.bulk_create(
        [link(target_id=terms.target_id, source_id=source) for terms, row in pairs for source in row.sources],
        batch_size=BATCH,
    )


def _assignments(target: Target, drafts: Sequence[AssignmentDraft]) -> list[Assignment]:
    return [Assignment(target=target, unit_id=one.unit, part=one.part, person_id=one.person) for one in drafts]


def _nodes(terms: Terms, drafts: Sequence[NodeDraft]) -> list[Node]:
    return [Node(terms=terms, due=one.due, planned=one.planned, content=one.content) for one in drafts]


def _unit_names(rows: Sequence[TargetDraft]) -> dict[int, str]:
    units = {one.unit for row in rows for one in row.assignments}
    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))


def _told(draft: TargetDraft, terms: Terms, names: dict[int, str]) -> dict[str, object]:
    """What the event of a new target says: what is not empty, with units by name."""
    values: dict[str, object] = {name: value for name, value in fields_of(terms).items() if value not in ("", None)}
    values["assignments"] = [f"{Part(one.part).label}：{names[one.unit]}" for one in draft.assignments]
    values["nodes"] = len(draft.nodes)
    return values
