"""What waits for a head's approval or for verification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Cast

from gangmu.base.models import Event
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import Tree, tree_on
from gangmu.org.separation import speaks_for
from gangmu.progress.duties import Moved, moved_reports, part_reported
from gangmu.progress.models import Report, Standing
from gangmu.progress.plausibility import questions
from gangmu.progress.policies import HANDS
from gangmu.progress.queries.reports import KEPT_EVIDENCE, before, values_of_parts
from gangmu.progress.queries.status import PartStatus, Status, lamp_of
from gangmu.progress.states import ReportState
from gangmu.targets.agreed import prefetch_terms, terms_of_month
from gangmu.targets.answering import Held, parts_of, prefetch_parts
from gangmu.targets.models import Assignment
from gangmu.targets.states import Part, PlanState


def approving(access: Access, moved: Moved | None = None) -> Q:
    """Filter for reports that wait for this person's approval; `moved`, when known, saves queries."""
    moved = moved or moved_reports(access.tree)
    return Q(state=ReportState.SUBMITTED) & moved.of(access.units(Permission.APPROVE)) & ~Q(submitted_by=access.user)


def verifying(access: Access, moved: Moved | None = None) -> Q:
    """Filter for reports that wait for this person's verification; see `policies.may_verify`."""
    others = Assignment.objects.filter(target=OuterRef("target_id"), part=Part.MONITORING).exclude(
        unit=OuterRef("unit_id")
    )
    moved = moved or moved_reports(access.tree)
    stayed = ~Q(pk__in=list(moved.verifying))
    own = Q(Exists(others.filter(unit__in=access.units(Permission.VERIFY))))
    mine = stayed & own | Q(pk__in=moved.verified_by(access.units(Permission.VERIFY)))
    nobody = stayed & ~Q(Exists(others)) | Q(pk__in=moved.verified_by_nobody)
    left_to_office = nobody & Q(target__plan__unit__in=access.units(Permission.MANAGE_PERIODS))
    number = Cast(OuterRef("pk"), CharField())
    handled = Event.objects.filter(noun=Report._meta.label_lower, object_id=number, actor_id=access.user.pk)
    other_hands = ~Exists(handled.filter(verb__in=HANDS)) & ~moved.of(speaks_for(access))
    return Q(state=ReportState.APPROVED) & (mine | left_to_office) & other_hands


def to_approve(access: Access) -> QuerySet[Report]:
    return _waiting(approving(access))


def to_verify(access: Access) -> QuerySet[Report]:
    return _waiting(verifying(access))


def _waiting(waits: Q) -> QuerySet[Report]:
    rows = Report.objects.filter(waits, target__plan__state=PlanState.ISSUED)
    return rows.select_related("target__plan", "unit", "period", "submitted_by").order_by(
        F("period__due").asc(), "unit__order", "unit__code", "target__code"
    )


@dataclass(frozen=True)
class ReviewRow:
    """One report under review, with what a reader compares it to."""

    report: Report
    earlier: Mapping[dt.date, Decimal]
    asked: list[str]
    held: Held | None = None

    @property
    def last(self) -> Decimal | None:
        month = max(self.earlier, default=None)
        return self.earlier[month] if month else None

    @property
    def status(self) -> Status:
        """How the unit would stand by this report; nothing of a report whose part is gone."""
        if self.held is None:
            return Status([])
        report, month = self.report, self.report.period.month
        kept = Standing(
            target=report.target, unit=report.unit, month=month, state=report.state, value=report.known_value
        )
        return Status([PartStatus(self.held, lamp_of(report.target, kept), kept)])


def review_rows(reports: Iterable[Report], tree: Tree | None = None) -> list[ReviewRow]:
    """The reports with last values, questions and files; five queries besides that of the reports, and the tree's."""
    rows = list(reports)
    prefetch_related_objects(rows, KEPT_EVIDENCE)
    prefetch_parts([row.target for row in rows], tree or tree_on())
    prefetch_terms(row.target for row in rows)
    held = {row.pk: part_reported(row, parts_of(row.target, tree)) for row in rows}
    values = values_of_parts(one for one in held.values() if one)
    found = []
    for row in rows:
        part = held[row.pk]
        earlier = before(values[part.pk], row.period.month) if part else {}
        month = row.period.month
        asked = questions(terms_of_month(row.target, month), month, row.value, earlier)
        found.append(ReviewRow(row, earlier, asked, part))
    return found
