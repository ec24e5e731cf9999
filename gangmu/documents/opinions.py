"""Reading consultations: who sees which, and the summary of comments and answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gangmu.base.errors import Unseen
from gangmu.documents.models import Comment, Consultation
from gangmu.documents.states import ConsultationState
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import today


@dataclass(frozen=True)
class Opinion:
    """A line of the summary: the part by number and text, and what was said on it; a unit without comment has none."""

    number: int
    text: str
    comment: Comment | None
    unit: Unit


def visible_consultations(access: Access) -> QuerySet[Consultation]:
    """Those of a body one writes for, and those that a unit in reach was asked about."""
    own = Q(unit__in=access.units(Permission.WRITE_PAPERS) | access.units(Permission.CHECK_PAPERS))
    asked = Consultation.units.through.objects.filter(unit__in=access.units(Permission.VIEW_TARGETS))
    return Consultation.objects.filter(own | Q(pk__in=asked.values("consultation"))).select_related("unit")


def get_consultation(access: Access, pk: int) -> Consultation:
    """With its comments and the units asked, or Unseen when it may not be seen."""
    found = visible_consultations(access).filter(pk=pk).first()
    if found is None:
        raise Unseen
    return found


def get_comment(access: Access, pk: int) -> Comment:
    """A comment that may be seen, or Unseen."""
    row = Comment.objects.select_related("consultation__unit", "unit").filter(pk=pk).first()
    if row is None:
        raise Unseen
    asked = get_consultation(access, row.consultation_id)
    if row.pk not in {one.pk for one in comments_of(access, asked)}:
        raise Unseen
    return row


def comments_of(access: Access, asked: Consultation) -> list[Comment]:
    """All for whoever asked, and for everybody once closed; until then a unit sees its own."""
    rows = asked.comments.select_related("unit", "said_by", "answered_by")
    if asked.state != ConsultationState.CLOSED and not sees_all(access, asked):
        rows = rows.filter(unit__in=access.units(Permission.COMMENT))
    order = {key: at for at, key in enumerate(asked.places)}
    return sorted(rows, key=lambda one: (order.get(one.place, 0), one.pk))


def sees_all(access: Access, asked: Consultation) -> bool:
    return any(access.can(one, asked.unit_id) for one in (Permission.WRITE_PAPERS, Permission.CHECK_PAPERS))


def commenting_units(access: Access, asked: Consultation) -> list[Unit]:
    """The units asked for which this person may comment."""
    return list(asked.units.filter(pk__in=access.units(Permission.COMMENT)).order_by("order", "code"))


def summary(access: Access, asked: Consultation) -> list[Opinion]:
    """意见采纳情况: the comments by part; after the day also the units that said nothing, for whoever asked."""
    places = list(asked.places)
    told = [
        Opinion(places.index(one.place) if one.place in places else 0, asked.places.get(one.place, ""), one, one.unit)
        for one in comments_of(access, asked)
    ]
    if today() > asked.due and (sees_all(access, asked) or asked.state == ConsultationState.CLOSED):
        said = {one.unit_id for one in asked.comments.all()}
        silent = asked.units.exclude(pk__in=said).order_by("order", "code")
        told += [Opinion(0, "", None, unit) for unit in silent]
    return told
