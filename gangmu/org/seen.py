"""What a person may see of the organisation, one row at a time; raises Unseen for what one may not."""

from __future__ import annotations

from gangmu.base.errors import Unseen
from gangmu.org.models import Appointment, Group, Substitution, Unit, User
from gangmu.org.permissions import SEES_PEOPLE, Access, Permission, people_in_reach


def get_unit(access: Access, pk: int) -> Unit:
    unit = Unit.objects.filter(pk=pk, pk__in=access.units(Permission.VIEW_UNITS)).first()
    if unit is None:
        raise Unseen
    return unit


def get_group(access: Access, pk: int) -> Group:
    """Everybody who sees units sees who is ranked against whom. Raises Denied for the others."""
    access.check(Permission.VIEW_UNITS)
    group = Group.objects.select_related("lead_unit").filter(pk=pk).first()
    if group is None:
        raise Unseen
    return group


def get_person(access: Access, pk: int) -> User:
    """Oneself, and whom the administrators of accounts and of roles have in reach."""
    people = people_in_reach(access, *SEES_PEOPLE)
    person = access.user if access.user.pk == pk else people.filter(pk=pk).first()
    if person is None:
        raise Unseen
    return person


def get_office(access: Access, pk: int) -> Appointment:
    """One's own, and those in reach of the administrators of accounts and of roles."""
    office = Appointment.objects.select_related("user", "unit").filter(pk=pk).first()
    seen = access.units(Permission.APPOINT) | access.units(Permission.MANAGE_PEOPLE)
    if office is None or (office.user_id != access.user.pk and office.unit_id not in seen):
        raise Unseen
    return office


def get_substitution(access: Access, pk: int) -> Substitution:
    row = Substitution.objects.select_related("appointment__user", "appointment__unit").filter(pk=pk).first()
    if row is None:
        raise Unseen
    get_office(access, row.appointment_id)
    return row
