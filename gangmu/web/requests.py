"""What a view is handed: a request of somebody who is signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from gangmu.org.models import User

MOST_DIGITS = 10
"""Nine digits fit every column that holds a whole number."""


def whole(text: str | None, otherwise: int = 0) -> int:
    """A number out of an address or a form; `otherwise` for anything that is none, or larger than any number we give.

    Not by `str.isdigit`, which takes ² for one.
    """
    return int(text) if text and text.isdecimal() and len(text) < MOST_DIGITS else otherwise


class Request(HttpRequest):
    """Views behind the sign-in (all but a few) see a real account, and what htmx says of itself."""

    user: User
    htmx: HtmxDetails
