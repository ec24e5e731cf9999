"""Permission = role × unit subtree, in the tree in force on the day."""

import datetime as dt

import pytest
from django.utils.translation import override

from gangmu.base.errors import Denied
from gangmu.org.models import Place, Substitution
from gangmu.org.permissions import ROLES, Permission, access_of, check
from gangmu.org.states import Role


def test_a_reporter_reports_for_the_own_unit_and_its_sections_only(city):
    access = access_of(city.people["reporter"])
    assert access.can(Permission.REPORT, city.unit["jyj"].pk)
    assert access.can(Permission.REPORT, city.unit["jyj-jc"].pk)
    assert not access.can(Permission.REPORT, city.unit["swj"].pk)
    assert not access.can(Permission.REPORT, city.unit["city"].pk)


def test_a_refusal_names_the_roles_that_may(city):
    with pytest.raises(Denied, match="责任单位填报员"):
        check(city.people["office"], Permission.REPORT, city.unit["jyj"])


def test_a_unit_that_moves_takes_the_permission_of_its_new_place_from_that_day(city):
    section = city.unit["jyj-jc"]
    section.places.update(until=dt.date(2026, 7, 1))
    Place.objects.create(unit=section, parent=city.unit["swj"], since=dt.date(2026, 7, 1))
    before = access_of(city.people["reporter"], dt.date(2026, 6, 30))
    assert before.can(Permission.REPORT, section.pk)
    after = access_of(city.people["reporter"], dt.date(2026, 7, 1))
    assert not after.can(Permission.REPORT, section.pk)
    assert access_of(city.people["other_reporter"], dt.date(2026, 7, 1)).can(Permission.REPORT, section.pk)


def test_a_substitute_acts_in_the_other_ones_role_and_the_role_says_so(city):
    appointment = city.people["head"].appointments.get()
    Substitution.objects.create(
        appointment=appointment,
        substitute=city.people["reporter"],
        since=dt.date(2026, 5, 1),
        until=dt.date(2026, 5, 8),
    )
    during = access_of(city.people["reporter"], dt.date(2026, 5, 3)).grant(Permission.APPROVE, city.unit["jyj"].pk)
    assert during is not None
    assert "代 教育局局长孙立" in during.role
    assert access_of(city.people["reporter"], dt.date(2026, 5, 8)).grant(Permission.APPROVE) is None


def test_a_role_is_recorded_in_one_language_and_shown_in_the_readers(city):
    grant = access_of(city.people["reporter"]).grant(Permission.REPORT)
    assert grant is not None
    with override("en"):
        assert grant.role.startswith("责任单位填报员 · ")
        assert grant.label.startswith("Reporter of responsible unit · ")


def test_an_inactive_account_may_nothing(city):
    office = city.people["office"]
    office.is_active = False
    assert not access_of(office).can(Permission.EDIT_PLAN)


def test_every_role_has_a_row():
    assert set(ROLES) == set(Role.values)


def test_the_three_administrators_see_no_business_data():
    business = {Permission.VIEW_TARGETS, Permission.VIEW_SCORES, Permission.REPORT, Permission.EDIT_PLAN}
    for role, spec in ROLES.items():
        if spec.separate:
            assert not spec.permissions & business, role


def test_access_costs_a_fixed_number_of_queries(city, django_assert_num_queries):
    with django_assert_num_queries(2):
        access = access_of(city.people["office"])
        assert all(access.can(Permission.EDIT_PLAN, unit.pk) for unit in city.unit.values())
