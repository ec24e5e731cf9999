"""Commands that need the database: Django's own, and loading the demo city."""

from __future__ import annotations

import os
import sys

import click


def prepare_django() -> None:
    """Settings from the environment, apps loaded; call before touching a model."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.config.settings")
    django.setup()


NOT_READY = (
    "数据库还没有准备好，或比程序旧：先运行 ./start --setup，或 gangmu manage migrate。\n"
    "The database is not set up, or older than the program: run ./start --setup, or gangmu manage migrate."
)
NOT_REACHED = (
    "连不上数据库：{told}\n请确认 DATABASE_URL 正确、数据库已启动、数据文件夹可写。\n"
    "The database cannot be reached: check DATABASE_URL, that the database runs, and that the data folder is writable."
)


def prepare_database() -> None:
    """As `prepare_django`, and the database has every table. Raises click.ClickException saying what to run."""
    prepare_django()
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise click.ClickException(NOT_REACHED.format(told=error)) from error
    if missing:
        raise click.ClickException(NOT_READY)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass everything on to Django's management commands."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.config.settings")
    execute_from_command_line([f"{sys.argv[0]} manage", *arguments])


@click.command()
@click.option(
    "--if-empty", is_flag=True, help="已有人员或设为不带示例的系统则跳过  not where people exist, nor in a real system"
)
def demo(if_empty: bool) -> None:
    """载入示例城市（纯属虚构）  Load the invented demo city."""
    prepare_database()
    from django.contrib.auth import get_user_model
    from django.core.management import CommandError, call_command

    from gangmu.base.queries import keeps_the_demo_out

    if if_empty and keeps_the_demo_out():
        click.echo("这是不带示例的系统，没有载入示例。  This system was set up without the demo; it was not loaded.")
        return
    if if_empty and get_user_model().objects.exists():
        click.echo("库中已有数据，没有载入示例。  There are data already; the demo city was not loaded.")
        return
    try:
        call_command("load_demo")
    except CommandError as error:
        raise click.ClickException(str(error)) from error
