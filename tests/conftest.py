"""The fixed cast: a small city with its units and one person per role. Names are the same in every test."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, settings

from gangmu.org.models import Appointment, Group, GroupMember, Place, Unit, User
from gangmu.org.states import Kind, Role

# How long an example takes says something of the machine, nothing of the code; `bench` measures.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

YEAR = 2026
START = dt.date(YEAR, 1, 1)

# code, name, kind, parent code
UNITS = [
    ("city", "云州市人民政府", Kind.GOVERNMENT, None),
    ("fgw", "市发展和改革委员会", Kind.DEPARTMENT, "city"),
    ("tjj", "市统计局", Kind.DEPARTMENT, "city"),
    ("swj", "市商务局", Kind.DEPARTMENT, "city"),
    ("jyj", "市教育局", Kind.DEPARTMENT, "city"),
    ("jyj-jc", "市教育局基础教育科", Kind.SECTION, "jyj"),
    ("donghu", "东湖区", Kind.DISTRICT, "city"),
    ("xishan", "西山镇", Kind.TOWN, "donghu"),
]
# username, name, role, unit code
PEOPLE = [
    ("office", "目标办李敏", Role.OFFICE, "city"),
    ("principal", "市长周平", Role.PRINCIPAL, "city"),
    ("leader", "副市长陈岩", Role.LEADER, "city"),
    ("monitor", "统计局王芳", Role.MONITOR, "tjj"),
    ("reporter", "教育局赵云", Role.REPORTER, "jyj"),
    ("head", "教育局局长孙立", Role.HEAD, "jyj"),
    ("other_reporter", "商务局钱进", Role.REPORTER, "swj"),
    ("other_head", "商务局局长吴江", Role.HEAD, "swj"),
    ("supervisor", "督查室郑直", Role.SUPERVISOR, "city"),
    ("assessor", "考核组冯正", Role.ASSESSOR, "city"),
    ("third_party", "评估机构褚明", Role.THIRD_PARTY, "city"),
    ("system_admin", "系统管理员卫东", Role.SYSTEM_ADMIN, "city"),
    ("security_admin", "安全管理员蒋安", Role.SECURITY_ADMIN, "city"),
    ("auditor", "审计员沈清", Role.AUDITOR, "city"),
]


DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a database, so that everything else runs once, not on every database.

    Nothing slips through: pytest-django refuses the database to a test that did not ask for it.
    """
    for item in items:
        asks = item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ()))
        if asks:
            item.add_marker("database")


@dataclass
class City:
    """Units by code and people by username: `city.unit["jyj"]`, `city.people["office"]`."""

    unit: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


@pytest.fixture
def city(db) -> City:
    """The tree in force since the first of January, groups of the year, and everybody in office."""
    made = City()
    for order, (code, name, kind, parent) in enumerate(UNITS):
        made.unit[code] = Unit.objects.create(code=code, name=name, kind=kind, order=order)
        Place.objects.create(unit=made.unit[code], parent=made.unit.get(parent), since=START)
    departments = Group.objects.create(year=YEAR, name="市直部门", lead_unit=made.unit["fgw"], order=1)
    districts = Group.objects.create(year=YEAR, name="区县", order=2)
    for code in ("fgw", "tjj", "swj", "jyj"):
        GroupMember.objects.create(group=departments, unit=made.unit[code], since=START)
    GroupMember.objects.create(group=districts, unit=made.unit["donghu"], since=START)
    for username, name, role, code in PEOPLE:
        made.people[username] = User.objects.create_user(username=username, name=name, password="correct horse")
        Appointment.objects.create(user=made.people[username], unit=made.unit[code], role=role, since=START)
    return made


@pytest.fixture(autouse=True)
def today():
    """Every test runs on Friday, 20 November 2026, from nine in the morning in Shanghai; the clock ticks on."""
    with time_machine.travel(dt.datetime(YEAR, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield dt.date(YEAR, 11, 20)


@pytest.fixture
def as_(client, city):
    """`as_("reporter")` is a test client signed in as that person."""

    from gangmu.web.home.sessions import BEGAN, SEEN

    def sign_in(username: str):
        client.force_login(city.people[username], backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[SEEN] = session[BEGAN] = int(time.time())  # as at a real sign-in
        session.save()
        return client

    return sign_in
