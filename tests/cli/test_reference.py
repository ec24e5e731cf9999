"""The reference in docs/ follows the code."""

import re
from pathlib import Path

import click
from click.testing import CliRunner

from gangmu.cli import roles
from gangmu.cli.main import COMMANDS, main

DOCS = Path(__file__).parents[2] / "docs"
SETTINGS = Path(__file__).parents[2] / "gangmu/config/settings.py"


def test_the_page_of_permissions_is_up_to_date():
    kept = (DOCS / "reference/permissions.md").read_text(encoding="utf-8")
    assert kept == roles.page(), "run: gangmu roles docs/reference/permissions.md"


def test_the_command_writes_it(tmp_path):
    result = CliRunner().invoke(roles.roles, [str(tmp_path / "new" / "permissions.md")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "new" / "permissions.md").read_text(encoding="utf-8") == roles.page()


def commands(name: str, command: click.Command) -> list[tuple[str, click.Command]]:
    """The command itself, or those of its group."""
    if isinstance(command, click.Group):
        return [found for below, each in command.commands.items() for found in commands(f"{name} {below}", each)]
    return [(name, command)]


def test_every_command_and_option_is_on_the_page_of_commands():
    text = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
    context = main.make_context("gangmu", [], resilient_parsing=True)
    found = [each for name in COMMANDS for each in commands(name, main.get_command(context, name))]
    assert [name for name, _command in found if f"`gangmu {name}" not in text] == []
    options = {option for _name, command in found for one in command.params for option in one.opts if option[0] == "-"}
    assert [option for option in sorted(options) if option not in text] == []


def test_every_setting_is_on_the_page_of_settings_and_none_that_is_not():
    read = set(re.findall(r'"(GANGMU_[A-Z_]+)"', SETTINGS.read_text(encoding="utf-8"))) | {"DATABASE_URL"}
    page = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))
    assert told == read
