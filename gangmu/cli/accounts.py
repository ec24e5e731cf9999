"""The account that a command on the server is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from gangmu.cli.manage import prepare_database

if TYPE_CHECKING:
    from gangmu.org.models import User


@contextmanager
def account(username: str) -> Iterator[User]:
    """Whose login name this is, while the command acts; without one, or refused, the command ends with the reason."""
    prepare_database()
    from gangmu.base.audit import acting_from
    from gangmu.base.errors import Refused
    from gangmu.org.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise click.ClickException(f"没有登录名为“{username}”的账号  There is no account named {username}.")
    try:
        with acting_from("command line"):
            yield person
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
