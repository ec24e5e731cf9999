"""The page of state diagrams follows the tables."""

from pathlib import Path

from click.testing import CliRunner

from gangmu.cli.states import diagrams, page, states

KEPT = Path(__file__).parents[2] / "docs/reference/states.md"


def test_the_page_in_the_documentation_is_up_to_date():
    assert KEPT.read_text(encoding="utf-8") == page(), "run: gangmu states docs/reference/states.md"


def test_every_state_is_on_it():
    text = page()
    for one in diagrams():
        for state in one.moves:
            assert f"| {state!s} | {one.states[state]} |" in text, one.title


def test_the_command_writes_it(tmp_path):
    result = CliRunner().invoke(states, [str(tmp_path / "new" / "states.md")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "new" / "states.md").read_text(encoding="utf-8") == page()
