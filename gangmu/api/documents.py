"""Papers and the register, to read."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from gangmu.api.requests import access
from gangmu.documents import queries
from gangmu.documents.models import Paper

router = Router(tags=["documents"])


class PaperOut(Schema):
    """A paper. `unit` is the code of the issuing body, `digest` SHA-256 over the canonical spelling of its content.

    `number` and `dated` are blank and null until it is numbered.
    """

    id: int
    unit: str
    kind: str
    state: str
    number: str
    title: str
    dated: dt.date | None
    issued_at: dt.datetime | None
    digest: str
    version: int

    @staticmethod
    def resolve_unit(paper: Paper) -> str:
        return paper.unit.code


class WholePaperOut(PaperOut):
    """A paper with its text as a plain structure, from which the digest is computed."""

    content: dict[str, Any]


@router.get("/papers", response=list[PaperOut])
@paginate
def papers(request: HttpRequest) -> QuerySet[Paper]:
    """The newest first."""
    return queries.visible_papers(access(request)).defer("content").order_by("-pk")


@router.get("/papers/{int:pk}", response=WholePaperOut)
def paper(request: HttpRequest, pk: int) -> Paper:
    return queries.get_paper(access(request), pk)
