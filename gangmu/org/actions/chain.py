"""The auditor looks at the audit chain, and that it was looked at is itself recorded."""

from __future__ import annotations

from django.db import transaction

from gangmu.base import audit
from gangmu.base.audit import Verdict
from gangmu.base.models import ChainHead
from gangmu.org.models import User
from gangmu.org.permissions import Permission, check
from gangmu.org.queries import root_id


def verify_chain(*, by: User, noted: str = "") -> Verdict:
    """Read the whole chain; see `audit.verify` for `noted`. Raises Denied, or Refused when `noted` is no head.

    It is read outside the transaction of its event: others go on writing meanwhile.
    """
    grant = check(by, Permission.VIEW_AUDIT, root_id())
    verdict = audit.verify(noted=noted)
    found = {"checked": verdict.checked, "intact": verdict.intact, "head": verdict.head, "bad": verdict.bad}
    with transaction.atomic():
        head = ChainHead.objects.filter(pk=1).first() or ChainHead()
        audit.record(by=by, verb="audit.verify", about=head, role=grant.role, after=found)
    return verdict
