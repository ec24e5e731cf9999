"""The lists of docs/tutorials/run-a-year.md do what the tutorial says."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from gangmu.org import actions as org
from gangmu.org import sheets
from gangmu.org.models import Unit, User
from gangmu.scoring import evaluate, read_facts, read_scheme
from gangmu.targets import actions as targets

FILES = Path(__file__).parent.parent / "docs/tutorials/first-year"
REACHED = ["8", "12600", "45", "5000", "151.2", "0.9"]


@pytest.fixture
def city(db) -> dict[str, User]:
    """After `gangmu found` and the three imports of units, accounts and roles."""
    three = {"xitong": "system_admin", "anquan": "security_admin", "shenji": "auditor"}
    people = [org.Administrator(username, username, role) for username, role in three.items()]
    org.found(code="root", name="云州市人民政府", since=dt.date(2026, 1, 1), administrators=people)
    steps = (
        (sheets.UNITS, "units.csv", "xitong", org.import_units),
        (sheets.PEOPLE, "people.csv", "xitong", org.import_people),
        (sheets.APPOINTMENTS, "people.csv", "anquan", org.import_appointments),
    )
    for kit, name, username, write in steps:
        seen = sheets.preview(kit, name, (FILES / name).read_bytes())
        assert [str(problem) for problem in seen.problems] == []
        write(by=User.objects.get(username=username), rows=seen.rows)
    return {user.username: user for user in User.objects.order_by("pk")}


def test_units_and_people_come_in_without_a_problem(city):
    assert Unit.objects.count() == 5
    assert len(city) == 14


def test_the_list_has_one_problem_that_the_nearest_unit_solves(city):
    office = city["mubiao"]
    plan = targets.create_plan(unit=Unit.objects.get(code="root"), year=2026, title="2026年度目标体系", by=office)
    data = (FILES / "targets.csv").read_bytes()
    upload = targets.start_import(plan=plan, name="targets.csv", data=data, by=office)
    upload = targets.check_import(upload=upload, by=office)
    assert [(problem["row"], problem["level"]) for problem in upload.problems] == [(7, "error")]
    assert "市商务局" in upload.problems[0]["todo"] + upload.problems[0]["expected"] + upload.problems[0]["what"]
    assert len(upload.rows) == 6


def test_the_scores_are_those_of_the_tutorial():
    scheme = read_scheme((FILES / "scheme.yaml").read_text(encoding="utf-8")).scheme
    with (FILES / "targets.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    leads = ["jyj", "jyj", "zjj", "zjj", "swj", "swj"]
    rows = [
        {"key": str(number), "unit": lead, "goal": row["目标值"], "actual": reached, "points": row["分值"]}
        for number, (lead, row, reached) in enumerate(zip(leads, listed, REACHED, strict=True))
    ]
    units = [{"key": key, "name": key, "late_reports": "2"} for key in ("jyj", "zjj", "swj")]
    result = evaluate(scheme, read_facts(scheme, {"unit": units, "target": rows}))
    assert {key: result.shown("unit", key, "总分") for key in ("jyj", "zjj", "swj")} == {
        "jyj": "93.44",
        "zjj": "86.50",
        "swj": "78.05",
    }
