"""How a real system begins: without the demo, with a first unit and three administrators, who act from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base.errors import Denied
from gangmu.base.models import Installation
from gangmu.org.actions.people import made as made_person
from gangmu.org.actions.units import made as made_unit
from gangmu.org.models import Appointment, Unit, User
from gangmu.org.states import Kind
from gangmu.org.verbs import APPOINTMENTS


@dataclass(frozen=True)
class Administrator:
    """One of the first accounts, with the role it begins with."""

    username: str
    name: str
    role: str


@transaction.atomic
def keep_empty() -> bool:
    """Mark this system as a real one, into which no demo is ever loaded; True while it waits to be founded.

    Without an event: nobody is there yet, and the trail begins with `found`. Raises Denied where the demo lives.
    """
    installation, _made = Installation.objects.get_or_create(pk=1)
    if installation.is_demo:
        raise Denied(_where_the_demo_lives())
    return not _in_use()


def _in_use() -> bool:
    return Unit.objects.exists() or User.objects.exists()


def _where_the_demo_lives() -> str:
    return _(
        "这里是示例城市，不能当作正式系统。请另用一个数据文件夹，示例不受影响："
        "GANGMU_DATA=新文件夹 ./start --empty --setup（用 PostgreSQL 的，DATABASE_URL 也换成一个空的库）"
    )


@transaction.atomic
def found(*, code: str, name: str, since: dt.date, administrators: Sequence[Administrator]) -> dict[str, str]:
    """Make the root unit and the first accounts; returns username → initial password, told once.

    The pages are headed by the government's name from then on.

    Runs on the server's command line, by nobody. Raises Denied when the system has units or people already.
    """
    if Installation.objects.filter(pk=1, is_demo=True).exists():
        raise Denied(_where_the_demo_lives())
    if _in_use():
        raise Denied(
            _(
                "系统里已经有单位或人员，不能再次初始化。三员忘了密码：gangmu password 登录名；"
                "要另建一个系统，请换一个数据文件夹：GANGMU_DATA=新文件夹 ./start --empty --setup"
                "（用 PostgreSQL 的，DATABASE_URL 也换成一个空的库）"
            )
        )
    root = Unit(code=code, name=name, kind=Kind.GOVERNMENT, order=1)
    Installation.objects.update_or_create(pk=1, defaults={"name": name[:100]})
    made_unit(root, None, since, by=None)
    passwords = {}
    for one in administrators:
        person, passwords[one.username] = made_person(one.username, one.name, by=None, at=root)
        appointment = Appointment(user=person, unit=root, role=one.role, since=since)
        with APPOINTMENTS.creation("create", by=None, row=appointment):
            pass
    return passwords
