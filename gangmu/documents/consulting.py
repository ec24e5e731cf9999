"""When something is put out for comments, commented on and answered, and who may."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.periods import format_date
from gangmu.documents.models import Comment, Consultation
from gangmu.documents.states import ConsultationState, Outcome
from gangmu.org.models import User
from gangmu.org.permissions import Grant, Permission, access_of
from gangmu.org.queries import today


def may_consult(by: User, consultation: Consultation) -> Grant:
    return access_of(by).check(Permission.WRITE_PAPERS, consultation.unit_id)


def may_comment(by: User, comment: Comment) -> Grant:
    """Whoever speaks for a unit that was asked."""
    grant = access_of(by).check(Permission.COMMENT, comment.unit_id)
    if not comment.consultation.units.filter(pk=comment.unit_id).exists():
        raise Denied(_("没有向%(unit)s征求意见") % {"unit": comment.unit})
    return grant


def may_answer(by: User, comment: Comment) -> Grant:
    return may_consult(by, comment.consultation)


def check_still_open(comment: Comment) -> None:
    """Until the end of the day that was set; afterwards it counts as no comment."""
    asked = comment.consultation
    if asked.state != ConsultationState.OPEN or today() > asked.due:
        raise Denied(_("征求意见已于 %(due)s 截止，逾期视为无意见") % {"due": format_date(asked.due)})


def check_not_closed(comment: Comment) -> None:
    if comment.consultation.state != ConsultationState.OPEN:
        raise Denied(_("意见采纳情况已经公布，答复不能再改"))


def check_all_answered(consultation: Consultation) -> None:
    """Closed after the day, with an answer to each comment."""
    if today() <= consultation.due:
        raise Denied(_("%(due)s 才截止，之后才能公布采纳情况") % {"due": format_date(consultation.due)})
    if left := consultation.comments.filter(outcome="").count():
        raise Denied(_("还有 %(n)d 条意见没有答复") % {"n": left})


def check_opening(consultation: Consultation, units: int) -> None:
    """A day that is not past, somebody asked, and something to comment on. Raises Problems."""
    problems = []
    if consultation.due < today():
        problems.append(Problem(_("截止日期已经过去"), where=_("截止"), column="due"))
    if not units:
        problems.append(Problem(_("没有选征求意见的单位"), where=_("征求意见的对象"), column="units"))
    if not consultation.items:
        problems.append(Problem(_("没有可以征求意见的内容"), todo=_("请先写好内容")))
    if problems:
        raise Problems(problems)


def check_place(comment: Comment) -> None:
    if comment.place not in comment.consultation.places:
        raise Problems([Problem(_("没有这一条"), where=_("条目"), column="place")])


def check_reason(outcome: str, answer: str) -> None:
    """Why not, or why only in part. Raises Problems."""
    if outcome not in Outcome.values:
        raise Problems([Problem(_("请选采纳情况"), where=_("采纳情况"), column="outcome")])
    if outcome != Outcome.ADOPTED and not answer.strip():
        raise Problems([Problem(_("部分采纳或不采纳，要写明理由"), where=_("理由"), column="answer")])
