"""What somebody was refused, and what somebody took out of the system; neither changes anything but the trail."""

from __future__ import annotations

from django.db import transaction

from gangmu.base import audit, tallies
from gangmu.org.models import User

LONGEST = 300
WINDOW = 15 * 60
EACH = {"refused": 20, "download": 100}
"""So many of a person's within a quarter of an hour are noted one by one, of further ones every hundredth."""


@transaction.atomic
def note_refusal(*, by: User, method: str, address: str, reason: str) -> None:
    """With the how manieth this is of late; not each of many is noted."""
    if count := _to_tell("refused", by):
        after = {"method": method, "address": address[:LONGEST], "count": count}
        audit.record(by=by, verb="access.refused", about=by, after=after, reason=reason, changed=())


@transaction.atomic
def note_download(*, by: User, address: str, file: str) -> None:
    """An export or a file, counted as refusals are."""
    if count := _to_tell("download", by):
        after = {"file": file, "address": address[:LONGEST], "count": count}
        audit.record(by=by, verb="access.download", about=by, after=after, changed=())


def _to_tell(what: str, by: User) -> int:
    """The how manieth this is, 0 when it goes by: nobody fills the trail."""
    count = tallies.count(f"{what}:{by.pk}", WINDOW)
    return count if count <= EACH[what] or count % 100 == 0 else 0
