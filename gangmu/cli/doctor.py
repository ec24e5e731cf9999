"""`gangmu doctor`: one page on whether this installation is well, with the cure of what is not."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gangmu.cli.manage import prepare_django


@click.command()
@click.option(
    "--start", is_flag=True, help="gangmu serve 启动前用：先收紧权限、清理残留，只说不好的  as `serve` does first"
)
def doctor(start: bool) -> None:
    """体检：环境、数据库、文件、任务、备份，逐项说明怎么办；有 ✗ 时退出码为 1  Exit code 1 where something is ✗."""
    try:
        prepare_django()
    except OSError as error:
        raise click.ClickException(unusable(error)) from error
    from django.utils import translation

    from gangmu.keeping import checks

    with translation.override("en" if english() else "zh-hans"):
        found = list(checks.prepared() if start else checks.examined())
        for one in found:
            todo = f"\n    → {one.todo}" if one.todo else ""
            click.echo(f"{one.sign} {one.what}{todo}", err=start)
    if any(one.sign == checks.BAD for one in found):
        raise SystemExit(1)


def unusable(error: OSError) -> str:
    """The settings themselves could not be read: nothing else can be asked."""
    place = error.filename or Path(os.environ.get("GANGMU_DATA", "data"))
    return (
        f"不能读写数据文件夹 {place}：{error.strerror}。请确认它属于运行服务的账号、没有以只读方式挂载。\n"
        f"The data folder cannot be used: check that {place} belongs to this account and is not mounted read-only."
    )


def english() -> bool:
    """By the locale of the terminal; Chinese when it says nothing."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return locale.startswith("en")


if __name__ == "__main__":
    doctor()
