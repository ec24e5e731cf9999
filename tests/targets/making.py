"""Targets with their terms, made for tests that begin after a plan was issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gangmu.targets.agreed import first_day
from gangmu.targets.drafts import TERMS
from gangmu.targets.models import Node, Plan, Target, Terms
from gangmu.targets.states import Kind


def terms(**fields: Any) -> Terms:
    """Terms of a target that no database knows, with fields of either."""
    said = {name: fields.pop(name) for name in TERMS if name in fields}
    return Terms(target=Target(**({"kind": Kind.QUANTITATIVE} | fields)), **said)


def make_target(plan: Plan, code: str, *, nodes: Mapping[dt.date, Decimal] | None = None, **fields: Any) -> Target:
    """A target of this plan that says what is told; day → value are its nodes."""
    made = terms(plan=plan, code=code, **fields)
    made.since = first_day(plan.year)
    made.target.save()
    made.save()
    Node.objects.bulk_create(Node(terms=made, due=due, planned=planned) for due, planned in (nodes or {}).items())
    return made.target
