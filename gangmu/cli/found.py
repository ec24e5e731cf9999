"""`gangmu found`: the first unit and the three administrators of an empty system."""

from __future__ import annotations

import datetime as dt

import click

from gangmu.cli.manage import prepare_database

# Usernames of the three administrators, who hold no other role and watch one another.
ADMINISTRATORS = {"xitong": "system_admin", "anquan": "security_admin", "shenji": "auditor"}


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
