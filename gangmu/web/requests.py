"""What a view is handed: a request of somebody who is signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from gangmu.org.models import User


class Request(HttpRequest):
    """Views behind the sign-in (all but a few) see a real account, and what htmx says of itself."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
