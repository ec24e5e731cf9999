"""The notice of issue of a plan, with its targets as a table: what `documents` then keeps, numbers and issues.

Papers are in Chinese whatever the reader's language is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby

from django.db.models import Count

from gangmu.base.quantities import format_quantity
from gangmu.org.queries import Tree, today
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import parts_of, prefetch_parts
from gangmu.targets.models import Assignment, Plan, Target, Terms
from gangmu.targets.states import Part
from gangmu.typesetting import (
    Attachment,
    Column,
    Figure,
    Form,
    Heading,
    Inline,
    Paper,
    Paragraph,
    Signatory,
    Table,
)

COLUMNS = (
    Column("编号", 5, "centre"),
    Column("目标任务", 14),
    Column("目标值", 6, "right"),
    Column("争取目标", 6, "right"),
    Column("牵头单位", 7),
    Column("责任单位", 9),
    Column("配合单位", 9),
    Column("完成时限", 6, "centre"),
)
_NO_AREA = "其他"


def about(plan: Plan) -> str:
    """How papers name the plan that they were composed for."""
    return f"targets.plan:{plan.pk}"


def notice(plan: Plan, tree: Tree, on: dt.date) -> Paper:
    """关于下达…的通知: what was issued, to how many, and what is asked of them; the table on landscape pages."""
    targets = sorted(plan.targets.all(), key=lambda target: (not target.area, target.area, target.code))
    for target in targets:
        target.plan = plan
    prefetch_parts(targets, tree)
    prefetch_terms(targets)
    body, what = plan.unit.name, f"{plan.year}年度目标任务"
    counts = {of: CURRENT[of]([str(plan.pk)])[str(plan.pk)] for of in ("plan.targets", "plan.units")}
    told = {of: Figure(text, of, str(plan.pk), on) for of, text in counts.items()}
    return Paper(
        form=Form.DOCUMENT,
        body=body,
        title=f"{body}关于下达{what}的通知",
        addressees=("各有关单位",),
        blocks=(
            Paragraph(
                (
                    f"《{plan.title}》已经研究确定，共",
                    told["plan.targets"],
                    "项目标，涉及",
                    told["plan.units"],
                    "个单位。现将目标任务分解表印发给你们，请认真组织实施，并就有关事项通知如下。",
                )
            ),
            *_demands(plan),
        ),
        attachments=(Attachment(f"{body}{what}分解表", (_table(targets, on),), landscape=True),),
        signatories=(Signatory(body),),
        printed_by=body,
    )


def _demands(plan: Plan) -> Iterable[Heading | Paragraph]:
    return (
        Heading(1, ("压实责任",)),
        Paragraph(
            (
                "牵头单位对目标的完成负总责，责任单位按分工抓好落实，配合单位主动支持。各单位要把目标分解到内设机构和责任人。",
            )
        ),
        Heading(1, ("按时报告",)),
        Paragraph(("各责任单位按月如实填报进展，附佐证材料；监控单位对数据进行核验，核定值作为考核依据。",)),
        Heading(1, ("严肃执行",)),
        Paragraph((f"目标一经下达，不得自行调整。{plan.year}年度终了后，按考核办法对完成情况进行考核。",)),
    )


def _table(targets: Iterable[Target], on: dt.date) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for area, members in groupby(targets, key=lambda target: target.area):
        rows.append(((area or _NO_AREA,),))
        rows += [_row(target, on) for target in members]
    return Table(COLUMNS, tuple(rows))


def _row(target: Target, on: dt.date) -> tuple[Inline, ...]:
    held, terms = parts_of(target), terms_on(target, on)
    units = {
        part: "、".join(one.unit.label for one in held if one.part == part and one.unit)
        for part in (Part.LEAD, Part.RESPONSIBLE, Part.COOPERATING)
    }
    return (
        (target.code,),
        (target.name,),
        _figure("target.goal", terms, on),
        _figure("target.stretch", terms, on),
        (units[Part.LEAD],),
        (units[Part.RESPONSIBLE],),
        (units[Part.COOPERATING],),
        (terms.deadline.isoformat() if terms.deadline else "",),
    )


def _figure(of: str, terms: Terms, on: dt.date) -> Inline:
    text = _VALUES[of](terms)
    return (Figure(text, of, str(terms.target_id), on),) if text else ("—",)


def _quantity(column: str) -> Callable[[Terms], str]:
    def text(terms: Terms) -> str:
        value = getattr(terms, column)
        return "" if value is None else format_quantity(value, terms.target.unit_of_measure)

    return text


_VALUES: Mapping[str, Callable[[Terms], str]] = {
    "target.goal": _quantity("goal"),
    "target.stretch": _quantity("stretch"),
}


def _of_targets(of: str) -> Callable[[Collection[str]], dict[str, str]]:
    def now(keys: Collection[str]) -> dict[str, str]:
        targets = list(Target.objects.filter(pk__in=[*map(int, keys)]))
        prefetch_terms(targets)
        return {str(target.pk): _VALUES[of](terms_on(target, today())) for target in targets}

    return now


def _targets(keys: Collection[str]) -> dict[str, str]:
    rows = Target.objects.filter(plan__in=[*map(int, keys)]).values("plan").annotate(count=Count("pk")).order_by()
    return dict.fromkeys(keys, "0") | {str(row["plan"]): str(row["count"]) for row in rows}


def _units(keys: Collection[str]) -> dict[str, str]:
    rows = Assignment.objects.filter(target__plan__in=[*map(int, keys)]).values("target__plan").order_by()
    counted = rows.annotate(count=Count("unit", distinct=True))
    return dict.fromkeys(keys, "0") | {str(row["target__plan"]): str(row["count"]) for row in counted}


CURRENT: Mapping[str, Callable[[Collection[str]], dict[str, str]]] = {
    "plan.targets": _targets,
    "plan.units": _units,
    **{of: _of_targets(of) for of in _VALUES},
}
"""For each kind of number in a paper what it is now, by key; one query for all keys of a kind."""
