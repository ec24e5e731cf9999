"""The first unit and the three administrators of an empty system; afterwards only they can act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.audit import Entry
from gangmu.base.errors import Denied
from gangmu.base.models import Installation
from gangmu.base.rows import clean, values
from gangmu.org.actions.appointments import FIELDS as APPOINTMENT_FIELDS
from gangmu.org.actions.people import MADE as PERSON_FIELDS
from gangmu.org.actions.people import made as made_person
from gangmu.org.actions.units import made as made_unit
from gangmu.org.models import Appointment, Unit, User
from gangmu.org.states import Kind


@dataclass(frozen=True)
class Administrator:
    """One of the first accounts, with the role it begins with."""

    username: str
    name: str
    role: str


@transaction.atomic
def found(*, code: str, name: str, since: dt.date, administrators: Sequence[Administrator]) -> dict[str, str]:
    """Make the root unit and the first accounts; returns username → initial password, told once.

    The pages are headed by the government's name from then on.

    Runs on the server's command line, by nobody. Raises Denied when the system has units or people already.
    """
    if Unit.objects.exists() or User.objects.exists():
        raise Denied(_("系统里已经有单位或人员，不能再次初始化"))
    root = Unit(code=code, name=name, kind=Kind.GOVERNMENT, order=1)
    Installation.objects.update_or_create(pk=1, defaults={"name": name[:100]})
    entries = [made_unit(root, None, since, by=None, grant=None)]
    passwords = {}
    for one in administrators:
        person, passwords[one.username] = made_person(one.username, one.name, "", root)
        appointment = Appointment(user=person, unit=root, role=one.role, since=since)
        clean(appointment, where=one.name)
        appointment.save()
        entries.append(Entry(None, "person.create", person, after=values(person, PERSON_FIELDS)))
        entries.append(Entry(None, "appointment.create", appointment, after=values(appointment, APPOINTMENT_FIELDS)))
    audit.record_all(entries)
    return passwords
