"""`gangmu …`: each command is imported only when it is called, so that scoring a file does not load the web system."""

from __future__ import annotations

import importlib
import io
import os
import sys

import click

# name → module and attribute of the click command, and its line in `gangmu --help`
COMMANDS = {
    "scheme": ("gangmu.cli.scheme", "scheme", "考核办法：检查、成文、比较  check, tell, compare schemes"),
    "score": ("gangmu.cli.score", "score", "按考核办法打分  score facts by a scheme"),
    "explain": ("gangmu.cli.score", "explain_command", "说明一个分是怎么来的  where a score comes from"),
    "simulate": ("gangmu.cli.simulate", "simulate_command", "模拟名次稳不稳  how robust the places are"),
    "serve": ("gangmu.cli.serve", "serve", "启动系统：页面与后台任务  run the system"),
    "demo": ("gangmu.cli.manage", "demo", "载入示例城市  load the demo city"),
    "empty": ("gangmu.cli.found", "empty", "不带示例的系统，永不载入示例  keep the demo out for good"),
    "found": ("gangmu.cli.found", "found", "初始化空系统：第一个单位与三员账号  begin without the demo"),
    "password": ("gangmu.cli.password", "password", "重置密码，三员只能如此  reset a password on the server"),
    "second-factor": (
        "gangmu.cli.second_factor",
        "second_factor",
        "关闭两步验证  take a lost second factor off",
    ),
    "audit": ("gangmu.cli.audit", "audit", "检查留痕  check the audit trail"),
    "backup": ("gangmu.cli.keep", "backup", "备份  back up everything into one checked file"),
    "restore": ("gangmu.cli.keep", "restore", "恢复  put a backup into an empty place"),
    "doctor": ("gangmu.cli.doctor", "doctor", "体检：运行环境与数据  is this installation well?"),
    "standing": ("gangmu.cli.standing", "standing", "重算进展状态  compute anew how units stand"),
    "states": ("gangmu.cli.states", "states", "写出状态图  write the page of state diagrams"),
    "roles": ("gangmu.cli.roles", "roles", "写出身份与权限表  write the page of roles and permissions"),
    "manage": ("gangmu.cli.manage", "manage", "Django 的管理命令  Django's management commands"),
}


class Commands(click.Group):
    """The table above, as a click group."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _help = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, _attribute, text) in COMMANDS.items()])


@click.group(cls=Commands)
@click.version_option(package_name="gangmu")
def main() -> None:
    """纲目：政府目标管理系统  Gangmu: how a government runs its year by targets."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _readable(stream)


def _readable(stream: io.TextIOWrapper) -> None:
    """Files and pipes get UTF-8 on every system, unless PYTHONIOENCODING says otherwise; what an encoding does not have
    becomes a question mark, so that no command stops halfway."""
    if stream.isatty() or "PYTHONIOENCODING" in os.environ:
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8")
