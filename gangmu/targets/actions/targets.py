"""One target is written: created, changed with its assignments and nodes, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from gangmu.base import audit
from gangmu.base.rows import clean
from gangmu.org.models import User
from gangmu.targets.actions.bulk import add_targets, write_parts
from gangmu.targets.actions.locking import target_to_edit
from gangmu.targets.drafts import FIELDS, AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.models import Plan, Source, Target
from gangmu.targets.snapshots import changes, snapshot


def create_target(*, plan: Plan, draft: TargetDraft, by: User) -> Target:
    """One target with its sources, assignments and nodes."""
    return add_targets(plan=plan, rows=[draft], by=by)[0]


@transaction.atomic
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
    target, grant = target_to_edit(target, version, by, values)
    before = snapshot(target)
    for name in set(values) & {*FIELDS, "leader"}:
        setattr(target, name, values[name])
    target.version += 1
    clean(target)
    target.save()
    if "sources" in values:
        target.sources.set(Source.objects.filter(plan=target.plan, pk__in=[one.pk for one in values["sources"]]))
    write_parts(target, assignments, nodes)
    Plan.objects.filter(pk=target.plan_id).update(version=F("version") + 1)
    was, now = changes(before, snapshot(target))
    audit.record(by=by, verb="target.update", about=target, role=grant.role, before=was, after=now)
    return target


@transaction.atomic
def delete_target(*, target: Target, version: int, by: User) -> None:
    """Take a target out of a draft plan; its last state stays in the audit event."""
    target, grant = target_to_edit(target, version, by, {})
    before = snapshot(target)
    Target.objects.filter(pk=target.pk).delete()  # by number: the event still names it
    audit.record(by=by, verb="target.delete", about=target, role=grant.role, before=before)
    Plan.objects.filter(pk=target.plan_id).update(version=F("version") + 1)
