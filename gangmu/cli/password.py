"""`gangmu password`: a new initial password on the server, the only way for the three administrators."""

from __future__ import annotations

import click

from gangmu.cli.accounts import account


@click.command()
@click.argument("username")
@click.option("--reason", default="", help="理由，记入留痕  why; kept in the audit trail")
def password(username: str, reason: str) -> None:
    """重置一个账号的密码，只显示一次  Reset an account's password; it is shown once."""
    with account(username) as person:
        from gangmu.org.actions import reset_password

        told = reset_password(by=None, person=person, reason=reason)
    click.echo(f"{person.name}\t{username}\t{told}")
    click.echo("只显示这一次，首次登录时必须修改。  Shown once; it must be changed at the first sign-in.")
