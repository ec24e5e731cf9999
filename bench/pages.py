"""The list pages of the demo city: number of queries, server time, size; run by `python -m bench pages`.

Server time is the median of several requests, from the address to the last byte of the page, in this process. With
SQLite the database runs in the same process, so CPU time is held to the bar, which says the same on a busy machine and
on an idle one; with PostgreSQL it is the time on the clock. The other of the two stands beside it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from bench.figures import Figure, told

os.environ["DJANGO_SETTINGS_MODULE"] = "gangmu.config.settings"
QUERIES, MILLISECONDS, KILOBYTES = 12, 150, 100
ROUNDS = 15


def main() -> bool:
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    return told(figure for role, url in addresses() for figure in measured(role, url))


def addresses() -> list[tuple[str, str]]:
    """Every list page with the role that sees most of it."""
    from django.urls import reverse

    from gangmu.assessment.models import ScoringRun
    from gangmu.progress.models import ReportingPeriod
    from gangmu.targets.models import Plan, TargetImport

    plan = Plan.objects.filter(state="issued").order_by("-year").first()
    table = reverse("targets:plan", args=[plan.pk])
    period = ReportingPeriod.objects.filter(plan=plan).order_by("-month").first()
    return [
        ("office", reverse("home:workbench")),
        ("office", reverse("targets:plan-list")),
        ("office", table),
        ("office", f"{table}?group=source"),
        ("office", f"{table}?group=&page=2"),
        ("office", f"{table}?q=%E6%8A%95%E8%B5%84"),
        ("leader", table),
        ("reporter", table),
        ("office", reverse("targets:import", args=[TargetImport.objects.order_by("-pk").first().pk])),
        ("reporter", reverse("progress:due")),
        ("monitor", reverse("progress:review")),
        ("office", reverse("progress:review")),
        ("office", reverse("progress:period", args=[period.pk])),
        ("office", reverse("assessment:list")),
        ("office", reverse("assessment:run", args=[ScoringRun.objects.order_by("-pk").first().pk])),
        ("office", reverse("org:units")),
        ("office", reverse("org:groups")),
        ("security_admin", reverse("org:people")),
        ("auditor", reverse("audit:list")),
    ]


def measured(role: str, url: str) -> Iterator[Figure]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from gangmu.org.models import Appointment

    user = Appointment.objects.filter(role=role, user__is_active=True).order_by("pk").first().user
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)  # templates are read once
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    count = len(queries)  # later requests empty the log
    assert response.status_code == 200, (role, url, response.status_code)
    walls, cpus = [], []
    for _round in range(ROUNDS):
        began = time.perf_counter(), time.process_time()
        client.get(url)
        walls.append((time.perf_counter() - began[0]) * 1000)
        cpus.append((time.process_time() - began[1]) * 1000)
    rows = max(response.content.count(b"<tr"), response.content.count(b"<li"))
    page = f"{url} as {role}, {rows} rows"
    yield Figure(f"{page}: queries", count, "", QUERIES)
    cpu, clock = median(cpus), median(walls)
    if connection.vendor == "sqlite":
        yield Figure(f"{page}: server time ({clock:.0f} ms on the clock)", cpu, "ms", MILLISECONDS)
    else:
        yield Figure(f"{page}: server time ({cpu:.0f} ms of CPU)", clock, "ms", MILLISECONDS)
    yield Figure(f"{page}: HTML", len(response.content) / 1024, "KB", KILOBYTES)


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    sys.exit(not main())
