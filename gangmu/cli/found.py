"""`gangmu empty` and `gangmu found`: a system without the demo, its first unit and its three administrators."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import sys

import click

from gangmu.cli.manage import prepare_database

# Usernames of the three administrators, who hold no other role and watch one another.
ADMINISTRATORS = {"xitong": "system_admin", "anquan": "security_admin", "shenji": "auditor"}


@click.command()
@click.pass_context
def empty(context: click.Context) -> None:
    """设为不带示例的系统，还没有单位时提示如何建立  Keep the demo out for good; say how to begin."""
    prepare_database()
    from gangmu.base.errors import Refused
    from gangmu.org.actions import keep_empty

    try:
        waiting = keep_empty()
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
    if not waiting:
        return
    name = asked() if sys.stdin.isatty() and sys.stdout.isatty() else ""
    if name:
        context.invoke(found, name=name)
    else:
        click.echo(f"{NOBODY}\n\n    {same_system()}.venv/bin/gangmu found --name 某某市人民政府\n")


NOBODY = (
    "空系统还没有单位和账号，先建立政府和三员账号：\n"
    "An empty system begins with its government and three administrators:"
)


def asked() -> str:
    """The government's name, from whoever sits there; nothing when it can wait."""
    told = f"{NOBODY}\n政府全称（以后再说，直接回车）  Full name, or Enter to do it later"
    return str(click.prompt(told, default="", show_default=False)).strip()


def same_system() -> str:
    """What has to stand before a command so that it reaches the same system; a database's password is not repeated."""
    database = "DATABASE_URL=… " if os.environ.get("DATABASE_URL") else ""
    folder = os.environ.get("GANGMU_DATA")
    return database + (f"GANGMU_DATA={shlex.quote(folder)} " if folder else "")


@click.command()
@click.option("--name", required=True, help="政府全称，如 云州市人民政府  the government's full name")
@click.option("--code", default="root", show_default=True, help="单位编码  its code")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="从哪天起（默认今年1月1日）  from which day on")
def found(name: str, code: str, since: dt.datetime | None) -> None:
    """在空系统里建立第一个单位和三员账号，初始密码只显示一次  The initial passwords are shown once."""
    prepare_database()
    from gangmu.base.audit import acting_from
    from gangmu.base.errors import Refused
    from gangmu.org.actions import Administrator
    from gangmu.org.actions import found as found_system
    from gangmu.org.queries import today
    from gangmu.org.states import Role

    first_day = since.date() if since else dt.date(today().year, 1, 1)
    people = [Administrator(username, str(Role(role).label), role) for username, role in ADMINISTRATORS.items()]
    try:
        with acting_from("command line"):
            passwords = found_system(code=code, name=name, since=first_day, administrators=people)
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
    click.echo("已建立。请把下面的账号分别交给三个人，首次登录后修改密码；密码不会再显示。")
    click.echo("Done. Give these to three different people; the passwords are not shown again.\n")
    for person in people:
        click.echo(f"  {person.name}\t{person.username}\t{passwords[person.username]}")
    click.echo(f"\n启动  To run it:  {same_system()}./start --empty")
    click.echo("各人登录后，工作台上列着接下来的每一步。  After signing in, each finds the next step on the workbench.")
