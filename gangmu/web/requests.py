"""What a view is handed: a request of somebody who is signed in."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from gangmu.base.periods import read_day
from gangmu.org.models import User

MOST_SIGNS = 100
"""Of what one searches for; a database refuses patterns that go on for ever."""
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


def searched(request: HttpRequest, name: str = "q") -> str:
    """What is searched for, from the address."""
    return request.GET.get(name, "").strip()[:MOST_SIGNS]


def day_asked(request: HttpRequest, name: str) -> dt.date | None:
    """A day from the address; None when there is none, or none that can be."""
    return read_day(request.GET.get(name, ""))
