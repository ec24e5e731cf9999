"""The only readers of papers and registers used from outside. Those that take `access` return only what may be seen."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gangmu.base.errors import Unseen
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import IN_WORK, OUT, Kind, PaperState
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import today

WORKS_ON = (Permission.WRITE_PAPERS, Permission.CHECK_PAPERS)


def visible_papers(access: Access) -> QuerySet[Paper]:
    """All of those one works on; of others what is out: by governments above or below, letters by their two sides."""
    seen = access.units(Permission.VIEW_TARGETS)
    near = seen | {above for unit in seen for above in access.tree.ancestors(unit)}
    out = ~Q(state__in=IN_WORK) & (Q(party__in=seen) | Q(party=None, unit__in=near))
    works_on = frozenset().union(*(access.units(one) for one in WORKS_ON))
    return Paper.objects.filter(Q(unit__in=works_on) | out).select_related("unit", "party")


def get_paper(access: Access, pk: int) -> Paper:
    """The paper, or Unseen when it may not be seen."""
    people = ("drafted_by", "edited_by", "checked_by", "issued_by", "file", "voided_by")
    paper = visible_papers(access).select_related("register", *people).filter(pk=pk).first()
    if paper is None:
        raise Unseen
    return paper


def registers_of(access: Access) -> QuerySet[Register]:
    """The registers that one keeps, the newest year first."""
    return Register.objects.filter(unit__in=access.units(Permission.WRITE_PAPERS)).select_related("unit")


def registers_for(access: Access, paper: Paper) -> QuerySet[Register]:
    """Where the paper may take its number."""
    return registers_of(access).filter(unit=paper.unit_id, year=today().year)


def may_void(paper: Paper) -> QuerySet[Paper]:
    """The issued papers of the same body, any of which may say that this one is void."""
    return Paper.objects.filter(unit=paper.unit_id, state__in=OUT).exclude(pk=paper.pk).defer("content")


def by_code(code: str) -> Paper | None:
    """The letter of this code that has its number, for anybody; None when there is none."""
    rows = Paper.objects.filter(kind=Kind.PLEDGE).exclude(state__in=(PaperState.DRAFT, PaperState.CHECKED))
    return rows.select_related("unit", "party").filter(code=code).first() if code else None
