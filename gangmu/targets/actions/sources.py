"""A source's text is read into items, items are tied to the targets that carry them, candidates become targets."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.files import store
from gangmu.base.paragraphs import read_paragraphs
from gangmu.org.models import User
from gangmu.targets.actions.bulk import add_targets
from gangmu.targets.drafts import TargetDraft
from gangmu.targets.models import PATH, Candidate, Plan, Source, SourceItem, Target
from gangmu.targets.texts import candidates as texts
from gangmu.targets.texts.items import Item, items
from gangmu.targets.verbs import CANDIDATES, ITEMS, SOURCES

PASTED = "粘贴的文字.txt"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXT = "text/plain"


@SOURCES.does("read")
def read_source(*, source: Source, version: int, name: str, data: bytes, by: User) -> Source:
    """The items and candidates of a Word or text file, in place of those of an earlier reading that nobody used.

    Raises Problems for a file that cannot be read or that says nothing for the plan's year.
    """
    year = source.plan.year
    found = items(read_paragraphs(name, data), year=year)
    if not found:
        where = _("文件“%(name)s”") % {"name": name}
        raise Problems([Problem(_("没有读到写明工作任务的段落"), where=where, todo=_("请检查选的是不是这个文件"))])
    with SOURCES.step("read", by=by, row=source, version=version) as step:
        step.row.items.all().delete()
        step.row.file = store(data, _WORD if name.lower().endswith(".docx") else _TEXT)
        rows = SourceItem.objects.bulk_create(_item(step.row, number, one) for number, one in enumerate(found, 1))
        made = [one for row in rows for one in _candidates(row, year)]
        Candidate.objects.bulk_create(made)
        step.also.extend([step.row.plan, *rows])
        step.tell(file=name, items=len(rows), candidates=len(made))
    return step.row


def _item(source: Source, number: int, one: Item) -> SourceItem:
    path = PATH.join(one.path)
    return SourceItem(source=source, number=number, label=one.label, path=path[:300], text=one.text)


def _candidates(item: SourceItem, year: int) -> list[Candidate]:
    return [
        Candidate(
            item=item,
            number=number,
            start=one.start,
            end=one.end,
            name=one.name,
            sense=one.kind,
            relation=one.relation,
            value=one.value,
            upper=one.upper,
            stretch=one.stretch,
            reference=one.reference,
            unit_of_measure=one.unit,
            deadline=_end_of(one.year or year, one.month),
            part_of=one.part_of,
            doubts=list(one.doubts),
        )
        for number, one in enumerate(texts.candidates(item.text, year=year))
    ]


def _end_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, monthrange(year, month)[1])


@ITEMS.does("link")
def link_item(*, item: SourceItem, version: int, targets: Sequence[Target], by: User) -> SourceItem:
    """The targets that carry this item, instead of those before; none takes all away. All are of the item's plan."""
    with ITEMS.step("link", by=by, row=item, version=version) as step:
        plan = step.row.source.plan
        strange = [one for one in targets if one.plan_id != plan.pk]
        if strange:
            what = _("不属于“%(plan)s”") % {"plan": plan}
            raise Problems([Problem(what, where=str(one), column="targets") for one in strange])
        before = list(step.row.targets.order_by("code"))
        step.row.targets.set(targets)
        for one in targets:
            one.sources.add(step.row.source)
        if targets:
            step.row.set_aside = ""
        step.also.extend(targets)
        step.before["targets"] = [str(one) for one in before]
        step.tell(targets=[str(one) for one in sorted(targets, key=lambda one: one.code)])
    return step.row


@ITEMS.does("set_aside")
def set_item_aside(*, item: SourceItem, version: int, why: str, by: User) -> SourceItem:
    """Say why no target carries this item, so that it is not missing; an empty text takes the word back."""
    with ITEMS.step("set_aside", by=by, row=item, version=version) as step:
        if why.strip() and step.row.targets.exists():
            raise Problems([Problem(_("已经对应了目标，不能再写不列的理由"), where=str(step.row), column="why")])
        step.row.set_aside = why.strip()
    return step.row


@dataclass(frozen=True)
class Taken:
    """A candidate as the person confirmed it: `draft` is the target that comes of it."""

    candidate: Candidate
    version: int
    draft: TargetDraft


@CANDIDATES.does("take")
def take_candidates(*, plan: Plan, taken: Sequence[Taken], by: User) -> list[Target]:
    """Candidates become targets of the draft plan, all or none; each is tied to its item and source."""
    versions: dict[int, int | None] = {one.candidate.pk: one.version for one in taken}
    drafts = {one.candidate.pk: one.draft for one in taken}
    link = SourceItem.targets.through
    with CANDIDATES.steps("take", by=by, versions=versions) as steps:
        strange = [step.row for step in steps if step.row.item.source.plan_id != plan.pk]
        if strange:
            raise Problems([Problem(_("不属于“%(plan)s”") % {"plan": plan}, where=str(one)) for one in strange])
        rows = [replace(drafts[step.row.pk], sources=(step.row.item.source_id,)) for step in steps]
        targets = add_targets(plan=plan, rows=rows, by=by)
        for step, target in zip(steps, targets, strict=True):
            step.row.target = target
            step.also.append(step.row.item)
        link.objects.bulk_create(link(sourceitem=step.row.item, target=step.row.target) for step in steps)
    return targets


@CANDIDATES.does("drop")
def drop_candidates(*, candidates: Sequence[Candidate], by: User) -> None:
    """These are no targets; they stay to be seen, and can be reopened."""
    with CANDIDATES.steps("drop", by=by, versions={one.pk: one.version for one in candidates}):
        pass


@CANDIDATES.does("reopen")
def reopen_candidate(*, candidate: Candidate, version: int, by: User) -> Candidate:
    """A dropped candidate, or one whose target was deleted, is open again."""
    with CANDIDATES.step("reopen", by=by, row=candidate, version=version) as step:
        pass
    return step.row
