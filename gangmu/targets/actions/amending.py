"""变更: what an issued target says is agreed anew, from a day on. What it said before stays as it was.

Called through `progress.actions.amend_target`, which also stands the target anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.org.models import User
from gangmu.targets import policies
from gangmu.targets.actions.bulk import write_nodes, wrong_terms
from gangmu.targets.drafts import TERMS, NodeDraft
from gangmu.targets.models import Target, Terms
from gangmu.targets.snapshots import changes, node_drafts, terms_in_words
from gangmu.targets.verbs import TARGETS


def amend_terms(
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
    """New terms from that day on: `values` (names of `drafts.TERMS`) and `nodes` where given, else as in the last ones.

    `basis` names what decided it: a document with its number, a meeting. Raises Denied, Problems or Conflict.
    """
    mine = {**values, "since": since, "basis": basis}
    with TARGETS.step("amend", by=by, row=target, version=version, mine=mine, reason=reason) as step:
        last = step.row.terms.latest("since")
        policies.check_since(last, since)
        said = {name: values.get(name, getattr(last, name)) for name in TERMS}
        made = Terms(target=step.row, since=since, **said)
        made.basis, made.decided_at, made.decided_by = basis.strip(), timezone.now(), by
        drafts = node_drafts(last) if nodes is None else tuple(nodes)
        problems = wrong_terms(made, drafts)
        if not made.basis:
            problems.append(Problem(_("请写明变更依据"), where=str(target), column="basis"))
        if problems:
            raise Problems(problems)
        made.save()
        write_nodes(made, drafts)
        step.before, step.after = changes(terms_in_words(last), terms_in_words(made))
        if not step.after:
            raise Problems([Problem(_("与现在的约定完全一样，没有要变更的"), where=str(target))])
        step.tell(since=since, basis=made.basis)
    return made
