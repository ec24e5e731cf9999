"""`gangmu audit verify`: has anybody changed what was written down?"""

from __future__ import annotations

import click

from gangmu.cli.manage import prepare_database


@click.group()
def audit() -> None:
    """检查留痕  Check the audit trail."""


@audit.command("verify")
@click.option(
    "--noted", default="", metavar="NUMBER:DIGEST", help="以前另行记下的链头  a head of the chain noted elsewhere"
)
def verify_chain(noted: str) -> None:
    """从第一条起逐条核对；发现改动、缺失、错序时退出码为 1  Exit code 1 when the trail was tampered with."""
    prepare_database()
    from gangmu.base.audit import verify

    verdict = verify(noted=noted)
    if verdict.intact:
        click.echo(f"留痕完整，共 {verdict.checked} 条。  The trail is whole: {verdict.checked} events.")
        click.echo(f"链头 head: {verdict.head}")
        return
    click.echo(
        f"留痕从第 {verdict.bad} 条起不可信：{verdict.reason}。此前 {verdict.checked} 条完好。\n"
        f"The trail cannot be trusted from event {verdict.bad} on: {verdict.reason}. "
        f"The {verdict.checked} before it are sound.",
        err=True,
    )
    raise SystemExit(1)
