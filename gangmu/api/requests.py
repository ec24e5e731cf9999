"""What an operation is handed: a request of somebody who is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from gangmu.org.models import User
from gangmu.org.permissions import Access, access_of


def user_of(request: HttpRequest) -> User:
    """Whoever asks; the API's authentication lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def access(request: HttpRequest) -> Access:
    """What whoever asks may do."""
    return access_of(user_of(request))
