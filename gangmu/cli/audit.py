"""`gangmu audit`: has anybody changed what was written down? And sealing what older systems hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gangmu.cli.manage import prepare_database

if TYPE_CHECKING:
    from gangmu.base.audit import Verdict


@click.group()
def audit() -> None:
    """检查留痕  Check the audit trail."""


@audit.command("verify")
@click.option(
    "--noted", multiple=True, metavar="NUMBER:DIGEST", help="以前另行记下的链头  a head of the chain noted elsewhere"
)
@click.option("--without-files", is_flag=True, help="不核对佐证材料等文件的内容  leave the files on disk out")
def verify_chain(noted: tuple[str, ...], without_files: bool) -> None:
    """逐条核对留痕，再核对数据和文件与留痕是否一致；不一致时退出码为 1  Exit code 1 when anything was tampered with."""
    prepare_database()
    from gangmu.base.errors import Refused
    from gangmu.base.heads import noted_heads
    from gangmu.base.verification import verify_all

    try:
        verdict = verify_all(noted=" ".join([*noted, *noted_heads()]), with_files=not without_files)
    except Refused as refused:
        raise click.ClickException(refused.reason) from refused
    for warning in verdict.warnings:
        click.echo(f"注意  Note: {warning}", err=True)
    if not verdict.intact:
        click.echo(_told(verdict), err=True)
        raise SystemExit(1)
    click.echo(f"留痕完整，共 {verdict.checked} 条。  The trail is whole: {verdict.checked} events.")
    files = "" if without_files else f"，{verdict.files} 个文件"
    click.echo(f"数据与留痕一致：{verdict.rows} 项{files}。  The data are as the trail says: {verdict.rows} rows.")
    click.echo(f"链头 head: {verdict.head}")


def _told(verdict: Verdict) -> str:
    if not verdict.where:
        return (
            f"留痕从第 {verdict.bad} 条起不可信：{verdict.reason}。此前 {verdict.checked} 条完好。\n"
            f"The trail cannot be trusted from event {verdict.bad} on: {verdict.reason}. "
            f"The {verdict.checked} before it are sound."
        )
    return (
        f"{verdict.where}：{verdict.reason}。共 {verdict.differing} 项与留痕不一致；{verdict.checked} 条留痕完好。\n"
        f"{verdict.differing} rows or files are not as the trail says; the first: {verdict.where}. "
        f"The {verdict.checked} events themselves are sound."
    )


@audit.command("seal")
@click.option("--reason", required=True, help="为什么按现状封存，写入留痕  why, for the trail")
def seal(reason: str) -> None:
    """按现状封存与留痕不一致的数据：旧系统升级后运行一次，或查明情况之后  Accept rows as they stand, with an event."""
    prepare_database()
    from gangmu.base.audit import acting_from
    from gangmu.base.errors import Refused
    from gangmu.org.actions import seal_rows

    try:
        with acting_from("command line"):
            count = seal_rows(reason=reason)
    except Refused as refused:
        raise click.ClickException(refused.reason) from refused
    click.echo(f"已按现状封存 {count} 项。  Sealed as they stand: {count} rows.")
