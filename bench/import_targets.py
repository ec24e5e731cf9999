"""Import 5,000 targets from an Excel list, as a page and the background worker do, and say how long each step took.

    python bench/import_targets.py [rows]

Works on a throw-away SQLite database. The whole must stay under 20 s on two cores.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

os.environ["GANGMU_DATA"] = tempfile.mkdtemp(prefix="gangmu-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "gangmu.config.settings"
LIMIT = 20.0
UNITS = 97


def main(rows: int) -> float:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    plan, by = city()
    data = workbook(rows)
    from gangmu.targets import actions
    from gangmu.targets.models import TargetImport

    began = time.perf_counter()
    upload = step("read and guess", lambda: actions.start_import(plan=plan, name="目标.xlsx", data=data, by=by))
    upload = step("check every row", lambda: actions.check_import(upload=upload, by=by))
    TargetImport.objects.filter(pk=upload.pk).update(state="running")
    upload.refresh_from_db()
    step("write", lambda: actions.run_import(upload=upload, by=by))
    whole = time.perf_counter() - began
    upload.refresh_from_db()
    print(f"{upload.get_state_display()} {upload.done}/{upload.total}, {plan.targets.count()} targets, {whole:.1f} s")
    return whole


def step(name, act):
    began = time.perf_counter()
    found = act()
    print(f"{name}: {time.perf_counter() - began:.1f} s")
    return found


def city():
    import datetime as dt

    from gangmu.org.models import Appointment, Place, Unit, User
    from gangmu.targets import actions

    root = Unit.objects.create(code="city", name="云州市人民政府", kind="government")
    Place.objects.create(unit=root, since=dt.date(2020, 1, 1))
    for number in range(UNITS):
        unit = Unit.objects.create(code=f"u{number}", name=f"市第{number}局", kind="department", order=number)
        Place.objects.create(unit=unit, parent=root, since=dt.date(2020, 1, 1))
    user = User.objects.create(username="office", name="目标办")
    Appointment.objects.create(user=user, unit=root, role="office", since=dt.date(2020, 1, 1))
    return actions.create_plan(unit=root, year=2026, title="2026年度目标体系", by=user), user


def workbook(rows: int) -> bytes:
    from gangmu.base.sheets import Column, SheetOut, write_workbook

    titles = ["项目", "任务", "分值", "数量", "截止", "牵头单位", "责任单位", "监控单位"]
    columns = [Column(title, title) for title in titles]
    lines = [
        dict(
            zip(
                titles,
                [
                    f"目标{number}",
                    f"完成第{number}项建设任务",
                    str(number % 5 + 1),
                    f"{number}.5亿元",
                    "11月底",
                    f"市第{number % UNITS}局",
                    f"市第{(number + 1) % UNITS}局、第{(number + 2) % UNITS}局",
                    f"市第{(number + 3) % UNITS}局",
                ],
                strict=True,
            )
        )
        for number in range(1, rows + 1)
    ]
    return write_workbook([SheetOut("目标", columns, lines)])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000) > LIMIT)
