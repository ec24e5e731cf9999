"""Ask the demo city's list pages for their server time, size and number of queries, and hold them to their limits.

    python bench/pages.py

Loads the demo into a throw-away folder first (about half a minute), or uses GANGMU_DATA when that is set.
Limits: 12 queries, 150 ms, 100 KB of HTML, resident memory 400 MB.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time

FRESH = "GANGMU_DATA" not in os.environ
os.environ.setdefault("GANGMU_DATA", tempfile.mkdtemp(prefix="gangmu-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "gangmu.config.settings"
QUERIES, MILLISECONDS, KILOBYTES, MEGABYTES = 12, 150, 100, 400
ROUNDS = 7


def main() -> bool:
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["testserver"]
    if FRESH:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_demo")
    measured = [measure(role, url) for role, url in addresses()]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"resident memory at most {memory:.0f} MB")
    return all(measured) and memory <= MEGABYTES


def addresses() -> list[tuple[str, str]]:
    """Every list page with the role that sees most of it."""
    from django.urls import reverse

    from gangmu.targets.models import Plan, Target

    plan = Plan.objects.filter(state="issued").order_by("-year").first()
    table = reverse("targets:plan", args=[plan.pk])
    target = Target.objects.filter(plan=plan).order_by("pk").first()
    return [
        ("office", reverse("targets:plan-list")),
        ("office", table),
        ("office", f"{table}?group=source"),
        ("office", f"{table}?group=&page=2"),
        ("office", f"{table}?lamp=yellow"),
        ("office", f"{table}?q=%E6%8A%95%E8%B5%84"),
        ("leader", table),
        ("reporter", table),
        ("office", reverse("targets:target", args=[target.pk])),
        ("office", reverse("progress:periods")),
        ("reporter", reverse("progress:due")),
        ("monitor", reverse("progress:review")),
        ("office", reverse("assessment:list")),
        ("office", reverse("org:units")),
        ("auditor", reverse("audit:list")),
        ("office", reverse("home:workbench")),
    ]


def measure(role: str, url: str) -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from gangmu.org.models import Appointment

    user = Appointment.objects.filter(role=role, user__is_active=True).order_by("pk").first().user
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    count = len(queries)  # later requests empty the log
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        response = client.get(url)
        times.append((time.perf_counter() - began) * 1000)
    size, taken = len(response.content) / 1024, min(times)
    lists = "/targets/" not in url  # the page of one target tells everything, and is no list
    good = response.status_code == 200 and taken <= MILLISECONDS and size <= KILOBYTES
    good = good and (count <= QUERIES or not lists)
    rows = response.content.count(b"<tr")
    told = f"{role:9} {count:3} queries {taken:6.0f} ms {size:6.0f} KB {rows:4} rows {url}"
    print("ok " if good else "BAD", told)
    return good


if __name__ == "__main__":
    sys.exit(not main())
