"""The same method in pandas, openfisca-core, LibreOffice, in one run: python -m bench.scoring_elsewhere [--targets N]

    .venv/bin/pip install -e '.[bench]'; apt-get install libreoffice-calc-nogui           once, for all three

Without options it is the part `elsewhere` of `python -m bench`.
Everybody starts from the same rows of text and ends with the same totals, which are compared. What is not installed is
left out. OpenFisca counts in 32-bit floats and has no ranking across groups: it does the totals only.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, told
from bench.scoring import SCHEME, Rows, invented, units_for
from gangmu.scoring import Result, evaluate, read_facts, read_scheme

Totals = dict[str, float]
ROUNDS = 3
# From this many targets on one round is enough, and no workbook is written.
LARGE = 50_000
# LibreOffice recomputes what it loads only when told to.
RECOMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def here(rows: Rows, numbers: str) -> Result:
    scheme = read_scheme(SCHEME.read_text("utf-8")).scheme
    assert scheme is not None
    return evaluate(scheme, read_facts(scheme, rows), numbers="float" if numbers == "float" else "exact")


def totals_here(rows: Rows, numbers: str) -> Totals:
    return {row["key"]: float(row["总分"] or "nan") for row in here(rows, numbers).published()}


def totals_in_pandas(rows: Rows) -> Totals:
    """The whole method, as somebody who knows pandas writes it; binary floats."""
    import pandas as pd

    units = pd.DataFrame(rows["unit"]).set_index("key")
    targets = pd.DataFrame(rows["target"]).astype({"points": float, "goal": float, "actual": float})
    rate = targets["actual"] / targets["goal"]
    targets["score"] = targets["points"] * rate.clip(0, 1)
    sums = targets.groupby(["category", "unit"])[["score", "points"]].sum()
    share = (sums["score"] / sums["points"]).unstack("category").reindex(units.index).fillna(1.0)
    units["total"] = sum(share[kind] * full for kind, full in {"重点": 40, "常规": 30, "通用": 20, "稳定": 10}.items())
    short = targets[(targets["category"] == "重点") & (rate < 1)]
    missed = short.groupby("unit").size().reindex(units.index).fillna(0)
    lazy = short[short["lack_of_effort"] == "是"].groupby("unit").size().reindex(units.index).fillna(0)
    grade = pd.cut(-units["total"], [-1000, -95, -80, 1000], labels=[0, 1, 2], right=False).astype(int)
    grade = (grade + (missed >= 1)).clip(upper=2).where(lazy < 2, 2)
    units["rank"] = units.groupby("front")["total"].rank(method="min", ascending=False)
    units["award"] = (grade < 2) & (units["rank"] <= 3)
    units["money"] = units["rank"].map({1: 5000, 2: 3000, 3: 2000}).where(units["award"], 0)
    return dict(units["total"])


def totals_in_openfisca(rows: Rows) -> Totals:
    """Totals only: targets are persons, units are groups of them."""
    import numpy as np
    from openfisca_core.simulations import SimulationBuilder

    builder = SimulationBuilder()
    system = openfisca_system()
    builder.create_entities(system)
    builder.declare_person_entity("target", [str(row["key"]) for row in rows["target"]])
    units = builder.declare_entity("unit", [str(row["key"]) for row in rows["unit"]])
    owners = np.array([row["unit"] for row in rows["target"]])
    builder.join_with_persons(units, owners, roles=["target"] * len(owners))
    simulation = builder.build(system)
    for name in ("points", "goal", "actual"):
        simulation.set_input(name, "2013", np.array([float(str(row[name])) for row in rows["target"]]))
    kinds = {"重点": 40, "常规": 30, "通用": 20, "稳定": 10}
    full = np.array([kinds[str(row["category"])] for row in rows["target"]])
    simulation.set_input("full", "2013", full)
    return dict(zip((str(row["key"]) for row in rows["unit"]), simulation.calculate("total", "2013"), strict=True))


def openfisca_system() -> Any:
    from openfisca_core.entities import Entity, GroupEntity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    target = Entity("target", "targets", "", "")
    unit = GroupEntity("unit", "units", "", "", roles=[{"key": "target", "plural": "targets"}])
    system = TaxBenefitSystem([target, unit])

    def score(targets: Any, period: Any) -> Any:
        return targets("points", period) * (targets("actual", period) / targets("goal", period)).clip(0, 1)

    def total(units: Any, period: Any) -> Any:
        members = units.members
        found = 0.0
        for full in (40, 30, 20, 10):
            chosen = members("full", period) == full
            points = units.sum(members("points", period) * chosen)
            found = found + full * units.sum(members("score", period) * chosen) / points
        return found

    settings = {"value_type": float, "definition_period": DateUnit.YEAR}
    for name in ("points", "goal", "actual", "full"):
        system.add_variable(type(name, (Variable,), {**settings, "entity": target}))
    system.add_variable(type("score", (Variable,), {**settings, "entity": target, "formula": score}))
    system.add_variable(type("total", (Variable,), {**settings, "entity": unit, "formula": total}))
    return system


def best(work: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """The shortest of some rounds, as others may use the machine, and what the work gave."""
    took, found = float("inf"), None
    for _round in range(rounds):
        began = time.perf_counter()
        found = work()
        took = min(took, time.perf_counter() - began)
    return took, found


def measured(units: int, targets: int) -> Iterator[Figure]:
    rows = invented(units, targets)
    size = f"{units} units, {targets} targets"
    rounds = 1 if targets >= LARGE else ROUNDS
    own, wanted = best(lambda: totals_here(rows, "exact"), rounds)
    yield Figure(f"rows to totals, grades, ranks of {size}: Gangmu, exact", own, "s")
    others: dict[str, tuple[str, Callable[[], Totals], float]] = {
        "Gangmu, floats": ("gangmu", lambda: totals_here(rows, "float"), 0.01),
        "pandas": ("pandas", lambda: totals_in_pandas(rows), 0.01),
        "openfisca-core, totals only": ("openfisca_core", lambda: totals_in_openfisca(rows), 0.01),
    }
    for name, (module, work, near) in others.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name}: not installed, see the head of {__file__}", file=sys.stderr)
            continue
        took, found = best(work, rounds)
        assert all(abs(found[key] - total) < near for key, total in wanted.items()), name
        yield Figure(f"… {name} ({took / own:.1f} × Gangmu exact)", took, "s")
    if targets < LARGE and (office := shutil.which("soffice")):
        yield from in_libreoffice(office, here(rows, "exact"), own)


def in_libreoffice(office: str, result: Result, own: float) -> Iterator[Figure]:
    """Our workbook, opened, recomputed and saved without a window; starting LibreOffice is taken off."""
    import openpyxl

    from gangmu.scoring.workbook import workbook

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(RECOMPUTE, "utf-8")
        began = time.perf_counter()
        (folder / "full.xlsx").write_bytes(workbook(result))
        yield Figure("… writing the workbook", time.perf_counter() - began, "s")
        openpyxl.Workbook().save(folder / "empty.xlsx")
        converted(office, folder, "empty.xlsx")
        start = converted(office, folder, "empty.xlsx")
        took = converted(office, folder, "full.xlsx") - start
        yield Figure(f"… LibreOffice: load, recompute, save ({took / own:.0f} × Gangmu exact)", took, "s")


def converted(office: str, folder: Path, file: str) -> float:
    command = [office, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx"]
    began = time.perf_counter()
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(folder / file)], check=True, capture_output=True, timeout=900
    )
    return time.perf_counter() - began


def main() -> bool:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--targets", type=int, default=5000)
    targets = options.parse_args().targets
    return told(measured(units_for(targets), targets))


if __name__ == "__main__":
    sys.exit(not main())
