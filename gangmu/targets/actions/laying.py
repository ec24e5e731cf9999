"""A target of a draft plan is tied to its indicator, and its year laid out by month or quarter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F

from gangmu.base.errors import Problems
from gangmu.indicators.models import Indicator
from gangmu.org.models import Unit, User
from gangmu.targets import policies
from gangmu.targets.actions.bulk import write_parts
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.models import Plan, Target
from gangmu.targets.snapshots import changes, snapshot
from gangmu.targets.verbs import TARGETS


@TARGETS.does("lay_out")
def lay_out_target(
    *,
    target: Target,
    version: int,
    indicator: Indicator,
    measured: Unit,
    nodes: Sequence[NodeDraft],
    baseline: Decimal | None = None,
    by: User,
) -> Target:
    """The target names its indicator, and of which unit; these nodes take the place of those it had.

    `baseline` is last year's result where the indicator has one; without it the stored one stays. Raises Problems when
    the indicator does not measure what the target says, Conflict when somebody saved since.
    """
    mine = {"nodes": len(nodes)}
    with TARGETS.step("lay_out", by=by, row=target, version=version, mine=mine) as step:
        row, before = step.row, snapshot(step.row)
        if wrong := list(policies.wrong_indicator(row, indicator, measured)):
            raise Problems(wrong)
        row.indicator, row.measured = indicator, measured
        terms = row.terms.get()  # a draft has one
        terms.target = row
        terms.baseline = terms.baseline if baseline is None else baseline
        write_parts(terms, None, nodes)
        Target.objects.filter(pk=row.pk).update(indicator=indicator, measured=measured)  # the snapshot reads it
        Plan.objects.filter(pk=row.plan_id).update(version=F("version") + 1)
        step.before, step.after = changes(before, snapshot(row))
    return row
