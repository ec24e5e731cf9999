"""`gangmu standing`: what is kept of how every unit stands."""

from __future__ import annotations

import click

from gangmu.cli.manage import prepare_database


@click.group()
def standing() -> None:
    """进展状态  How units stand in their targets."""


@standing.command("recompute")
def recompute() -> None:
    """按填报重算全部进展状态，升级后由 ./start --setup 运行  Compute all anew from the reports; safe at any time."""
    prepare_database()
    from gangmu.progress.actions import restand_all

    click.echo(f"已重算 {restand_all()} 项进展状态。  Computed anew.")
