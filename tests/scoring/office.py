"""LibreOffice without a window: workbooks recomputed from nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gangmu.scoring import Result
from gangmu.scoring.workbook import book, workbook

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    OFFICE is None, reason="needs LibreOffice Calc: apt-get install libreoffice-calc-nogui"
)
RECOMPUTE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(files: list[Path], form: str) -> Path:
    """The folder with the files, recomputed and saved in another form; the files stand in one folder."""
    folder = files[0].parent
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(RECOMPUTE_ALWAYS, "utf-8")
    command = [str(OFFICE), f"-env:UserInstallation=file://{profile.parent}", "--headless", "--convert-to", form]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, files)], check=True, capture_output=True, timeout=240
    )
    return folder / "out"


def recomputed(results: dict[str, Result], folder: Path, monkeypatch) -> dict[str, Any]:
    """Workbooks whose stored values are all 0, opened and saved by LibreOffice."""
    monkeypatch.setattr(book, "_stored", lambda value: ("", "0"))
    files = []
    for name, result in results.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(workbook(result))
    out = converted(files, "xlsx")
    return {name: openpyxl.load_workbook(out / f"{name}.xlsx", data_only=True) for name in results}
