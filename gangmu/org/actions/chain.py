"""The auditor looks at the audit chain, and that it was looked at is itself recorded."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.audit import Entry, Verdict
from gangmu.base.errors import Refused
from gangmu.base.models import ChainHead
from gangmu.base.seals import stub_of
from gangmu.base.verification import LastSeals, differing_rows, row_in_words, verify_all
from gangmu.org.models import User
from gangmu.org.permissions import Permission, check
from gangmu.org.queries import root_id


def verify_chain(*, by: User, noted: str = "") -> Verdict:
    """Read the whole chain and every row, but not the files, which may take long; see `verify_all` for `noted`.

    Raises Denied, or Refused when `noted` is no head. It is read outside the transaction of its event: others go on
    writing meanwhile.
    """
    grant = check(by, Permission.VIEW_AUDIT, root_id())
    verdict = verify_all(noted=noted, with_files=False)
    found = {"checked": verdict.checked, "intact": verdict.intact, "head": verdict.head, "bad": verdict.bad}
    found |= {"where": verdict.where} if verdict.where else {}
    with transaction.atomic():
        head = ChainHead.objects.filter(pk=1).first() or ChainHead()
        audit.record(by=by, verb="audit.verify", about=head, role=grant.role, after=found)
    return verdict


SEALED_AT_ONCE = 2000
NAMED = 20
"""Rows an event of sealing names in words; the others are in its seals."""


@transaction.atomic
def seal_rows(*, reason: str) -> int:
    """Take every row that differs from its last seal, or has none, as it stands, and say so in the trail.

    Runs on the server's command line, by nobody: once after the upgrade of a system older than seals, and where
    people have looked into a difference and let it stand. Raises Refused when the chain itself does not hold.
    """
    last = LastSeals()
    verdict = audit.verify(told=last.hear)
    if not verdict.intact:
        raise Refused(_("留痕从第 %(bad)d 条起不可信，不能封存") % {"bad": verdict.bad})
    names = differing_rows(last)
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    audit.record_all(
        Entry(
            None,
            "audit.seal",
            head,
            after={"rows": len(part), "named": [row_in_words(name) for name in part[:NAMED]]},
            reason=reason,
            changed=[stub_of(name) for name in part],
        )
        for part in (names[begin : begin + SEALED_AT_ONCE] for begin in range(0, len(names), SEALED_AT_ONCE))
    )
    return len(names)
