"""Separation of duties is about persons: whoever had a hand in something does not decide on it, nor do those it judges.

Every stage asks here, with its own verbs: verification, acceptance, appeals, ratings. A substitute counts as the office
itself, so standing in for another opens nothing that one's own hands have closed.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from gangmu.base.errors import Denied
from gangmu.org.permissions import Access, Permission

SPEAKS_FOR = (Permission.REPORT, Permission.APPROVE)
"""Who has one of these for a unit, today and in whatever office, speaks for it and never judges it."""


def speaks_for(access: Access) -> frozenset[int]:
    """The units that this person speaks for on the day, in own offices and as a substitute."""
    return frozenset().union(*(access.units(permission) for permission in SPEAKS_FOR))


def check_clean_hands(access: Access, hands: Collection[int | None], reason: str) -> None:
    """Raises Denied with the reason when the person is among `hands`, the accounts that did what is decided on."""
    if access.user.pk in hands:
        raise Denied(reason)


def check_not_judged(access: Access, unit_id: int) -> None:
    """Raises Denied, naming the office, when the person speaks for the unit that is judged."""
    for permission in SPEAKS_FOR:
        if grant := access.grant(permission, unit_id):
            raise Denied(_("您是%(office)s，不能核定自己代表的单位，要由其他人办理") % {"office": grant.label})
