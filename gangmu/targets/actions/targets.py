"""One target is written: created, changed with its assignments and nodes, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from gangmu.org.models import User
from gangmu.targets.actions.bulk import add_targets, write_parts
from gangmu.targets.drafts import FIELDS, TERMS, AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.models import Plan, Source, Target
from gangmu.targets.snapshots import changes, snapshot
from gangmu.targets.verbs import TARGETS


@TARGETS.does("create")
def create_target(*, plan: Plan, draft: TargetDraft, by: User) -> Target:
    """One target with its sources, assignments and nodes."""
    return add_targets(plan=plan, rows=[draft], by=by)[0]


@TARGETS.does("update")
def update_target(
    *,
    target: Target,
    version: int,
    values: Mapping[str, Any],
    by: User,
    assignments: Sequence[AssignmentDraft] | None = None,
    nodes: Sequence[NodeDraft] | None = None,
) -> Target:
    """Change fields (names of `TargetDraft`; `leader` a person, `sources` rows), and parts and nodes when given.

    Raises Conflict with both versions when somebody saved since `version` was read.
    """
    with TARGETS.step("update", by=by, row=target, version=version, mine=values) as step:
        row, before = step.row, snapshot(step.row)
        terms = row.terms.get()  # a draft has one
        terms.target = row
        for name in set(values) & {*FIELDS, "leader"}:
            setattr(terms if name in TERMS else row, name, values[name])
        if "sources" in values:
            row.sources.set(Source.objects.filter(plan=row.plan, pk__in=[one.pk for one in values["sources"]]))
        write_parts(terms, assignments, nodes)
        Plan.objects.filter(pk=row.plan_id).update(version=F("version") + 1)
        step.before, step.after = changes(before, snapshot(row))
    return row


@TARGETS.does("delete")
def delete_target(*, target: Target, version: int, by: User) -> None:
    """Take a target out of a draft plan; its last state stays in the audit event."""
    with TARGETS.step("delete", by=by, row=target, version=version) as step:
        step.before, step.gone = snapshot(step.row), True
        Target.objects.filter(pk=target.pk).delete()  # by number: the event still names it
        Plan.objects.filter(pk=target.plan_id).update(version=F("version") + 1)
