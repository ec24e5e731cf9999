"""What the build puts into the package besides Python."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import hatch_build

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "填报"
msgstr "Report"
"""
DRAWING = '<svg\n  width="24"\n>\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M1 1h2" />\n</svg>'


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    icons = tmp_path / "@tabler/icons/icons/outline"
    icons.mkdir(parents=True)
    (icons / "target.svg").write_text(DRAWING)
    return tmp_path


def test_icons_become_one_file_of_symbols(modules: Path) -> None:
    sheet = hatch_build.sprite(modules, ["target"])
    assert '<symbol id="target" viewBox="0 0 24 24"' in sheet
    assert '<path d="M1 1h2" /></symbol>' in sheet
    assert "M0 0h24" not in sheet


def test_a_misspelt_icon_stops_the_build_by_name(modules: Path) -> None:
    with pytest.raises(SystemExit, match="'targte'"):
        hatch_build.sprite(modules, ["target", "targte"])


def test_a_missing_source_file_is_not_passed_over(modules: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        hatch_build.copy_parts(modules, tmp_path)


def test_catalogues_are_compiled_and_renewed(tmp_path: Path) -> None:
    folder = tmp_path / "gangmu/locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO)
    hatch_build.compile_catalogues(tmp_path)
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("填报") == "Report"
    first = (folder / "django.mo").stat().st_mtime_ns
    hatch_build.compile_catalogues(tmp_path)
    assert (folder / "django.mo").stat().st_mtime_ns == first


def test_the_digest_changes_with_whatever_decides_the_result(tmp_path: Path) -> None:
    for name in hatch_build.INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    digests = {hatch_build.digest_of(tmp_path)}
    for name in hatch_build.INPUTS:
        (tmp_path / name).write_text("after")
        digests.add(hatch_build.digest_of(tmp_path))
    assert len(digests) == len(hatch_build.INPUTS) + 1
