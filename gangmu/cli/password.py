"""`gangmu password`: a new initial password on the server, the only way for the three administrators."""

from __future__ import annotations

import click

from gangmu.cli.manage import prepare_database


@click.command()
@click.argument("username")
@click.option("--reason", default="", help="理由，记入留痕  why; kept in the audit trail")
def password(username: str, reason: str) -> None:
    """重置一个账号的密码，只显示一次  Reset an account's password; it is shown once."""
    prepare_database()
    from gangmu.base.audit import acting_from
    from gangmu.base.errors import Refused
    from gangmu.org.actions import reset_password
    from gangmu.org.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise click.ClickException(f"没有登录名为“{username}”的账号  There is no account named {username}.")
    try:
        with acting_from("command line"):
            told = reset_password(by=None, person=person, reason=reason)
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
    click.echo(f"{person.name}\t{username}\t{told}")
    click.echo("只显示这一次，首次登录时必须修改。  Shown once; it must be changed at the first sign-in.")
