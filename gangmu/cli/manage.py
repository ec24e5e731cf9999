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


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass everything on to Django's management commands."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.config.settings")
    execute_from_command_line([f"{sys.argv[0]} manage", *arguments])


@click.command()
@click.option("--if-empty", is_flag=True, help="什么都不做，如果库中已有人员  do nothing where people exist already")
def demo(if_empty: bool) -> None:
    """载入示例城市（纯属虚构）  Load the invented demo city."""
    prepare_django()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    if if_empty and get_user_model().objects.exists():
        click.echo("库中已有数据，没有载入示例。  There are data already; the demo city was not loaded.")
        return
    call_command("load_demo")
