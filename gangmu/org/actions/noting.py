"""What somebody was refused, and what somebody took out of the system; neither changes anything but the trail."""

from __future__ import annotations

from django.db import transaction

from gangmu.base import audit
from gangmu.org.models import User

LONGEST = 300


@transaction.atomic
def note_refusal(*, by: User, method: str, address: str, reason: str, count: int) -> None:
    """`count` is the how manieth this is of late; not each of many is noted."""
    after = {"method": method, "address": address[:LONGEST], "count": count}
    audit.record(by=by, verb="access.refused", about=by, after=after, reason=reason, changed=())


@transaction.atomic
def note_download(*, by: User, address: str, file: str, count: int) -> None:
    """An export or a file; `count` as for refusals."""
    after = {"file": file, "address": address[:LONGEST], "count": count}
    audit.record(by=by, verb="access.download", about=by, after=after, changed=())
