"""`gangmu second-factor`: takes a lost second factor off, on the server."""

from __future__ import annotations

import click

from gangmu.cli.accounts import account


@click.command("second-factor")
@click.option("--off", "username", required=True, metavar="USERNAME", help="关闭谁的两步验证  whose to switch off")
@click.option("--reason", default="", help="理由，记入留痕  why; kept in the audit trail")
def second_factor(username: str, reason: str) -> None:
    """关闭一个账号的两步验证（手机丢失时）  Switch off an account's second factor, when the phone is lost."""
    with account(username) as person:
        from gangmu.org.actions import remove_second_factor

        remove_second_factor(person=person, reason=reason)
    click.echo("已关闭，恢复码也已作废，本人已打开的会话随即结束。必须使用两步验证的，下次登录时重新设置。")
    click.echo("Switched off; open sessions have ended. Who must have one sets it up again at the next sign-in.")
