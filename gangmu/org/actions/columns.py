"""What a person likes to see of a list."""

from __future__ import annotations

from collections.abc import Sequence

from gangmu.org.models import ShownColumns, User

MOST, LONGEST = 40, 30


def show_columns(*, by: User, listing: str, columns: Sequence[str]) -> None:
    """Remember the columns of a list for this person; none: the usual ones. No event: it concerns only the reader."""
    kept = [one for one in columns if len(one) <= LONGEST][:MOST]
    ShownColumns.objects.update_or_create(person=by, listing=listing, defaults={"columns": kept})
