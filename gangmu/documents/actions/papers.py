"""A paper's life: drafted, edited, checked by others, numbered, issued, archived; void only by another paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from gangmu import typesetting
from gangmu.base import files
from gangmu.base.errors import Problem, Problems
from gangmu.documents import editing, policies
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import OUT
from gangmu.documents.verbs import PAPERS
from gangmu.org.models import Unit, User
from gangmu.org.queries import today

CODE_SIGNS, CODE_ALPHABET = 12, "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code that nobody guesses and everybody can type."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@PAPERS.does("draft")
def draft_paper(
    *, unit: Unit, kind: str, sheet: typesetting.Paper, by: User, about: str = "", party: Unit | None = None
) -> Paper:
    """起草: a draft with this text. `about` names the thing it was composed for, `party` the other side of a letter."""
    paper = Paper(unit=unit, kind=kind, about=about, party=party, drafted_by=by)
    paper.write(replace(sheet, number="", date=None))
    with PAPERS.creation("draft", by=by, row=paper) as step:
        step.tell(kind=paper.get_kind_display())
    return paper


@PAPERS.does("edit")
def edit_paper(*, paper: Paper, version: int, fields: Mapping[str, str], by: User) -> Paper:
    """修改正文: the fields of `editing`. Raises Problems, or Conflict with what is stored and what was typed."""
    with PAPERS.step("edit", by=by, row=paper, version=version, mine=dict(fields)) as step:
        _check_title(fields.get("title", step.row.title))
        step.row.write(editing.with_fields(step.row.sheet, fields))
        step.row.edited_by = by
    return step.row


def _check_title(title: str) -> None:
    if not title.strip() or len(title) > editing.TITLE_SIGNS:
        expected = _("1 至 %(most)d 个字") % {"most": editing.TITLE_SIGNS}
        raise Problems([Problem(_("标题空缺或太长"), where=_("标题"), expected=expected, column="title")])


@PAPERS.does("check")
def check_paper(*, paper: Paper, version: int, by: User) -> Paper:
    """核稿: somebody who wrote nothing of it finds it right."""
    with PAPERS.step("check", by=by, row=paper, version=version) as step:
        step.row.checked_by = by
    return step.row


@PAPERS.does("return")
def return_paper(*, paper: Paper, version: int, reason: str, by: User) -> Paper:
    """退回: to be changed, for a reason."""
    with PAPERS.step("return", by=by, row=paper, version=version, reason=reason) as step:
        step.row.checked_by = None
    return step.row


@PAPERS.does("number")
def number_paper(*, paper: Paper, version: int, register: int, by: User) -> Paper:
    """编号: the next number of the register and today's date, both in the text.

    The register is locked until the transaction ends: whoever comes at the same time waits, and no number is given
    twice or left out. Raises Problems for a register of another body or year.
    """
    with PAPERS.step("number", by=by, row=paper, version=version) as step:
        taken = Register.objects.select_for_update().filter(pk=register).first()
        if taken is None:
            raise Problems([Problem(_("没有这个发文登记"), todo=_("请先登记机关代字"), column="register")])
        policies.check_register(step.row, taken)
        taken.last += 1
        taken.save(update_fields=["last"])
        step.row.register, step.row.serial, step.row.dated = taken, taken.last, today()
        step.row.code = get_random_string(CODE_SIGNS, CODE_ALPHABET)
        step.row.number = taken.number(taken.last)
        step.row.write(replace(step.row.sheet, number=step.row.number, date=step.row.dated))
        step.also.append(taken)
    return step.row


@PAPERS.does("issue")
def issue_paper(*, paper: Paper, version: int, by: User) -> Paper:
    """印发: everybody concerned sees it; the Word file is kept as it was laid out today."""
    with PAPERS.step("issue", by=by, row=paper, version=version) as step:
        step.row.issued_by, step.row.issued_at = by, timezone.now()
        if step.row.sheet.printed_by:
            step.row.write(replace(step.row.sheet, printed_on=today()))
        step.row.file = files.store(typesetting.write(step.row.sheet), WORD)
    return step.row


@PAPERS.does("archive")
def archive_paper(*, paper: Paper, version: int, by: User) -> Paper:
    """归档: the matter is closed."""
    with PAPERS.step("archive", by=by, row=paper, version=version) as step:
        return step.row


@PAPERS.does("void")
def void_paper(*, paper: Paper, version: int, other: int, reason: str, by: User) -> Paper:
    """作废: another issued paper of the same body says so; the number stays taken. Raises Problems."""
    with PAPERS.step("void", by=by, row=paper, version=version, reason=reason) as step:
        step.row.voided_by = Paper.objects.select_for_update().filter(pk=other, state__in=OUT).first()
        policies.check_voiding(step.row, step.row.voided_by)
        step.tell(voided_by=step.row.voided_by)
    return step.row
