"""A small city for tests of the running system, written into the database that the environment names.

    python -m tests.operation.fill        # prints as JSON what the tests need to know

Everything goes through the actions, on the days of this year, as the real clock tells them: what the processes under
test see is what they would see in use.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from decimal import Decimal
from pathlib import Path

import django

UNITS = [("tjj", "市统计局"), ("swj", "市商务局"), ("jyj", "市教育局"), ("fgw", "市发展和改革委员会")]
PEOPLE = [
    ("office", "目标办李敏", "office", "city"),
    ("monitor", "统计局王芳", "monitor", "tjj"),
    ("reporter", "教育局赵云", "reporter", "jyj"),
    ("head", "教育局局长孙立", "head", "jyj"),
    ("assessor", "考核组冯正", "assessor", "city"),
]
ADMINISTRATORS = {"system_admin": "卫东", "security_admin": "蒋安", "auditor": "沈清"}
TARGETS = 12
SCHEME = Path(__file__).parents[2] / "schemes/city-demo/scheme.yaml"


def organisation(since: dt.date) -> None:
    from django.contrib.auth.hashers import make_password

    from gangmu.base import audit
    from gangmu.org import actions
    from gangmu.org.models import Unit, User
    from gangmu.org.states import Kind

    three = [actions.Administrator(role, name, role) for role, name in ADMINISTRATORS.items()]
    actions.found(code="city", name="云州市人民政府", since=since, administrators=three)
    root = Unit.objects.get(code="city")
    for order, (code, name) in enumerate(UNITS):
        by = User.objects.get(username="system_admin")
        actions.create_unit(
            by=by, code=code, name=name, kind=Kind.DEPARTMENT, parent=root, since=since, short_name="", order=order
        )
    encoded = make_password("correct horse battery")
    for username, name, role, unit in PEOPLE:
        person = User.objects.create(username=username, name=name, password=encoded)
        audit.record_all([audit.Entry(by, "person.create", person, after={"username": username, "name": name})])
        security = User.objects.get(username="security_admin")
        actions.appoint(by=security, user=person, unit=Unit.objects.get(code=unit), role=role, since=since)


def targets(today: dt.date) -> dict[str, int]:
    """An issued plan of this year whose month is open, and a draft of next year for lists to go into."""
    from gangmu.org.models import Unit, User
    from gangmu.progress import actions as progress
    from gangmu.targets import actions
    from gangmu.targets.drafts import AssignmentDraft, NodeDraft, TargetDraft
    from gangmu.targets.states import Kind, Part

    office = User.objects.get(username="office")
    unit = {one.code: one for one in Unit.objects.all()}
    plan = actions.create_plan(unit=unit["city"], year=today.year, title=f"{today.year}年度目标体系", by=office)
    rows = [
        TargetDraft(
            code=f"MB-{number}",
            name=f"目标任务第 {number} 项",
            kind=Kind.QUANTITATIVE,
            points=Decimal(3),
            unit_of_measure="所",
            goal=Decimal(24),
            deadline=dt.date(today.year, 12, 31),
            assignments=(
                AssignmentDraft(unit["jyj"].pk, Part.LEAD),
                AssignmentDraft(unit["tjj"].pk, Part.MONITORING),
            ),
            nodes=(NodeDraft(dt.date(today.year, 12, 31), Decimal(24)),),
        )
        for number in range(1, TARGETS + 1)
    ]
    actions.add_targets(plan=plan, rows=rows, by=office)
    plan.refresh_from_db()
    actions.issue_plan(plan=plan, version=plan.version, by=office, warnings_seen=True)
    plan.refresh_from_db()
    period = progress.open_period(
        by=office, plan=plan, month=today.replace(day=1), opens=today - dt.timedelta(1), due=today + dt.timedelta(20)
    )
    draft = actions.create_plan(unit=unit["city"], year=today.year + 1, title="来年目标体系", by=office)
    return {"plan": plan.pk, "draft": draft.pk, "period": period.pk}


def assessment(plan: int) -> int:
    from gangmu.assessment import actions
    from gangmu.org.models import Unit, User
    from gangmu.targets.models import Plan

    office, assessor = User.objects.get(username="office"), User.objects.get(username="assessor")
    found = Plan.objects.get(pk=plan)
    text = SCHEME.read_text(encoding="utf-8")
    scheme = actions.add_scheme(unit=Unit.objects.get(code="city"), year=found.year, text=text, by=office)
    return actions.create_assessment(plan=found, scheme=scheme, title="年度考核", by=assessor).pk


def sessions() -> dict[str, str]:
    """A session of each person, as the sign-in page would begin it."""
    from django.conf import settings
    from django.test import Client

    from gangmu.org.models import User

    made = {}
    for username, *_rest in PEOPLE:
        client = Client()
        client.force_login(User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0])
        made[username] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return made


def main() -> None:
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    today = timezone.localdate()
    with transaction.atomic():
        organisation(dt.date(today.year, 1, 1))
        known: dict[str, object] = {**targets(today), "month": f"{today:%Y-%m}"}
        known["assessment"] = assessment(int(str(known["plan"])))
        known["sessions"] = sessions()
    sys.stdout.write(json.dumps(known))


if __name__ == "__main__":
    main()
