"""The workbook at size: written here, opened, recomputed and saved by LibreOffice: python -m bench.workbook

Processor time, as others may use the machine; LibreOffice's own start, about a second, is in it. After each the check
sheet must say that everything agrees.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, told
from bench.scoring import Rows
from bench.scoring_elsewhere import RECOMPUTE, converted
from gangmu.scoring import Result, evaluate, read_facts, read_scheme
from gangmu.scoring.workbook import workbook

UNITS, TARGETS = 110, 5_000
BAR = 10.0
SCHEME = """
title: 大
tables:
  event:
    given: {matter: text, points: number}
    computed: {分: points * 1}
  target:
    given: {kind: {one of: [重点, 常规, 通用, 稳定]}, goal: number, actual: number}
    computed:
      率: ratio(actual, goal)
      分: 10 * clamp(率, 0, 1)
      比: '%s'
  unit:
    given: {front: text}
    computed:
      基础: sum(target.分)
      加分: sum_best(event.分 per matter)
      平均: trimmed_mean(target.分)
      总分: 基础 + 加分
      名次: rank(总分 within front)
"""
# What is computed for every target beside its score, and how many events there are.
SHAPES = {
    "22,000 events, the best of each matter": ("率 * 1", 22_000),
    "every target ranked among all": ("rank(率)", 1_000),
    "every target ranked in four groups": ("rank(率 within kind)", 1_000),
    "every target ranked in four groups without gaps": ('rank(率 within kind ties "1223")', 1_000),
    "z-score of every target in four groups": ("zscore(率 within kind)", 1_000),
    "the best of four groups beside every target": ("best(率 within kind)", 1_000),
}


def invented(events: int) -> Rows:
    """The same rows every time."""
    chance = random.Random(2013)
    kinds = ["重点", "常规", "通用", "稳定"]
    return {
        "unit": [{"key": f"U{i}", "name": f"单位{i}", "front": f"战线{i % 6}"} for i in range(UNITS)],
        "target": [
            {
                "key": f"T{i}",
                "unit": f"U{i % UNITS}",
                "kind": kinds[i % 4],
                "goal": 100,
                "actual": chance.randint(50, 130),
            }
            for i in range(TARGETS)
        ],
        "event": [
            {"key": f"E{i}", "unit": f"U{i % UNITS}", "matter": f"事{chance.randint(0, 200)}", "points": i % 20}
            for i in range(events)
        ],
    }


def result_of(shape: str, events: int) -> Result:
    scheme = read_scheme(SCHEME % shape).scheme
    assert scheme is not None
    return evaluate(scheme, read_facts(scheme, invented(events)))


def measured() -> Iterator[Figure]:
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice: apt-get install libreoffice-calc-nogui", file=sys.stderr)
        return
    for name, (shape, events) in SHAPES.items():
        result = result_of(shape, events)
        began = time.process_time()
        content = workbook(result)
        took = time.process_time() - began
        what = f"workbook of {UNITS} units, {TARGETS} targets, {name}"
        yield Figure(f"{what}: writing, {len(content) / 1e6:.1f} MB", took, "s")
        yield Figure(f"{what}: LibreOffice", recomputing(office, content), "s", BAR)


def recomputing(office: str, content: bytes) -> float:
    import openpyxl

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(RECOMPUTE, "utf-8")
        (folder / "full.xlsx").write_bytes(content)
        before = _of_children()
        converted(office, folder, "full.xlsx")
        took = _of_children() - before
        check = openpyxl.load_workbook(folder / "out" / "full.xlsx", read_only=True, data_only=True)["核对"]
        assert str(check["A1"].value).startswith("全部一致"), check["A1"].value
        return took


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(not told(measured()))
