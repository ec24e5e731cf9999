"""变更: a target says something else from a day on, and its units stand by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from gangmu.org.models import User
from gangmu.progress.actions.standings import restand
from gangmu.targets.actions.amending import amend_terms
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.models import Target, Terms
from gangmu.targets.verbs import TARGETS


@TARGETS.does("amend")
@transaction.atomic
def amend_target(
    *,
    by: User,
    target: Target,
    version: int,
    since: dt.date,
    values: Mapping[str, Any],
    nodes: Sequence[NodeDraft] | None = None,
    basis: str,
    reason: str,
) -> Terms:
    """As `targets.actions.amending.amend_terms`; months from that day on are judged by the new terms at once."""
    made = amend_terms(
        by=by, target=target, version=version, since=since, values=values, nodes=nodes, basis=basis, reason=reason
    )
    restand([target.pk])
    return made
