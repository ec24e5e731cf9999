"""5,000 targets from an Excel list into a new plan of the demo city; run by `python -m bench import`.

The same actions as behind the pages and the background task, one after the other. Meanwhile another connection reads
the progress that the page would show.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator

from bench.figures import Figure, told

os.environ["DJANGO_SETTINGS_MODULE"] = "gangmu.config.settings"
ROWS, LIMIT = 5000, 20.0


def main() -> bool:
    import django

    django.setup()
    return told(measured())


def measured() -> Iterator[Figure]:
    from gangmu.targets import actions
    from gangmu.targets.models import TargetImport

    plan, by, units = new_plan()
    data = workbook(units)
    began = time.perf_counter()
    upload = actions.start_import(plan=plan, name="目标.xlsx", data=data, by=by)
    read = time.perf_counter()
    upload = actions.check_import(upload=upload, by=by)
    checked = time.perf_counter()
    upload = actions.begin_import(upload=upload, by=by)
    with Watch(upload.pk) as watch:
        actions.run_import(upload=upload, by=by)
    ended = time.perf_counter()
    upload = TargetImport.objects.get(pk=upload.pk)
    assert (upload.state, plan.targets.count()) == ("done", ROWS), (upload.state, upload.problems[:3])
    yield Figure(f"import of {ROWS} targets: reading the file, guessing the columns", read - began, "s")
    yield Figure(f"import of {ROWS} targets: checking every row for the preview", checked - read, "s")
    yield Figure(f"import of {ROWS} targets: writing", ended - checked, "s")
    yield Figure(f"import of {ROWS} targets: all together", ended - began, "s", LIMIT)
    yield Figure("import: positions of the progress bar that somebody watching could see", len(watch.seen), "")


class Watch:
    """Reads how far an import is, ten times a second, as the page does from another process."""

    def __init__(self, pk: int) -> None:
        self.pk, self.seen, self.over = pk, set(), threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self) -> Watch:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    def look(self) -> None:
        from django.db import connection

        from gangmu.targets.models import TargetImport

        while not self.over.wait(0.1):
            self.seen.add(TargetImport.objects.values_list("done", flat=True).get(pk=self.pk))
        connection.close()


def new_plan():
    from gangmu.org.models import Appointment, Unit
    from gangmu.targets import actions
    from gangmu.targets.models import Plan

    office = Appointment.objects.filter(role="office").order_by("pk").first()
    latest = Plan.objects.filter(unit=office.unit).order_by("-year").first()
    plan = actions.create_plan(unit=office.unit, year=latest.year + 1, title="大清单", by=office.user)
    units = list(
        Unit.objects.filter(kind="department", successors=None).order_by("code").values_list("name", flat=True)
    )
    return plan, office.user, units


def workbook(units: list[str]) -> bytes:
    from gangmu.base.sheets import Column, SheetOut, write_workbook

    titles = ["项目", "任务", "分值", "数量", "截止", "牵头单位", "责任单位", "监控单位"]
    lines = []
    for number in range(1, ROWS + 1):
        lead, first, second, monitor = (units[(number + step) % len(units)] for step in range(4))
        cells = [f"目标{number}", f"完成第{number}项建设任务", str(number % 5 + 1), f"{number}.5亿元", "11月底"]
        lines.append(dict(zip(titles, [*cells, lead, f"{first}、{second}", monitor], strict=True)))
    return write_workbook([SheetOut("目标", [Column(title, title) for title in titles], lines)])


if __name__ == "__main__":
    sys.exit(not main())
