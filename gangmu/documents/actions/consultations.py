"""Put out for comments, commented on, answered one by one, and closed with what was adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from gangmu.documents import consulting
from gangmu.documents.models import Comment, Consultation
from gangmu.documents.subjects import Subject
from gangmu.documents.verbs import COMMENTS, CONSULTATIONS
from gangmu.org.models import Unit, User


@CONSULTATIONS.does("open")
def open_consultation(*, subject: Subject, units: Sequence[Unit], due: dt.date, by: User) -> Consultation:
    """征求意见: these units may comment on each part until the end of that day. Raises Problems."""
    items = [{"key": key, "text": text} for key, text in subject.items]
    asked = Consultation(
        unit=subject.unit, title=subject.title, about=subject.about, items=items, due=due, opened_by=by
    )
    with CONSULTATIONS.creation("open", by=by, row=asked) as step:
        consulting.check_opening(asked, len(units))
        asked.save()
        asked.units.set(units)
        step.tell(units=[unit.label for unit in units])
    return asked


@CONSULTATIONS.does("close")
def close_consultation(*, consultation: Consultation, version: int, by: User) -> Consultation:
    """公布采纳情况: every unit that was asked sees all comments and answers."""
    with CONSULTATIONS.step("close", by=by, row=consultation, version=version) as step:
        step.tell(count=step.row.comments.count())
    return step.row


@COMMENTS.does("say")
def comment_on(*, consultation: Consultation, unit: Unit, place: str, text: str, by: User) -> Comment:
    """提出意见: of a unit that was asked, on one part or (blank) on the whole. Raises Problems, or Denied when late."""
    comment = Comment(consultation=consultation, unit=unit, place=place, text=text.strip(), said_by=by)
    with COMMENTS.creation("say", by=by, row=comment):
        # Locked, so that it is not closed meanwhile.
        comment.consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
        consulting.check_still_open(comment)
        consulting.check_place(comment)
    return comment


@COMMENTS.does("take_back")
def take_back_comment(*, comment: Comment, version: int, by: User) -> None:
    """撤回意见: while the time runs; the last wording stays in the trail."""
    with COMMENTS.step("take_back", by=by, row=comment, version=version) as step:
        step.gone = True
        step.before = {"text": step.row.text}
        step.row.delete()
        step.row.pk = comment.pk  # the event names it


@COMMENTS.does("answer")
def answer_comment(*, comment: Comment, version: int, outcome: str, answer: str, by: User) -> Comment:
    """答复意见: adopted, or in part or not, with the reason; again until all is closed."""
    with COMMENTS.step("answer", by=by, row=comment, version=version) as step:
        consulting.check_reason(outcome, answer)
        step.row.outcome, step.row.answer, step.row.answered_by = outcome, answer.strip(), by
    return step.row
