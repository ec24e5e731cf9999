"""Accounts, offices and substitutes; the three administrators stay apart."""

import datetime as dt

import pytest

from gangmu.base.errors import Conflict, Denied, Problems, Refused
from gangmu.base.models import Event
from gangmu.org import actions
from gangmu.org.models import Appointment, Group, User
from gangmu.org.permissions import SEES_PEOPLE, Permission, access_of, people_in_reach
from gangmu.org.queries import group_names
from gangmu.org.states import Role

TODAY = dt.date(2026, 11, 20)
DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture
def system_admin(city):
    return city.people["system_admin"]


@pytest.fixture
def security_admin(city):
    return city.people["security_admin"]


def test_a_new_account_has_a_password_told_once_and_kept_nowhere(system_admin):
    person, password = actions.create_person(by=system_admin, username="newone", name="新人")
    assert person.check_password(password)
    assert person.password_is_initial
    assert password not in str(Event.objects.get(verb="person.create").after)


def test_accounts_and_roles_are_different_hands(city, system_admin, security_admin):
    with pytest.raises(Denied, match="系统管理员"):
        actions.create_person(by=security_admin, username="newone", name="新人")
    with pytest.raises(Denied, match="安全管理员"):
        actions.appoint(
            by=system_admin, user=city.people["head"], unit=city.unit["jyj"], role=Role.REPORTER, since=TODAY
        )


def test_nobody_appoints_oneself_or_locks_out_oneself(city, system_admin, security_admin):
    with pytest.raises(Denied, match="不能给自己"):
        actions.appoint(by=security_admin, user=security_admin, unit=city.unit["city"], role=Role.OFFICE, since=TODAY)
    with pytest.raises(Denied, match="自己"):
        actions.deactivate(by=system_admin, person=system_admin, version=1)


@pytest.mark.parametrize(
    ("username", "role"), [("system_admin", Role.AUDITOR), ("auditor", Role.REPORTER), ("reporter", Role.SYSTEM_ADMIN)]
)
def test_an_administrator_holds_no_other_role(city, security_admin, username, role):
    with pytest.raises(Problems, match="不能由一人担任"):
        actions.appoint(by=security_admin, user=city.people[username], unit=city.unit["city"], role=role, since=TODAY)


def test_an_administrator_of_tomorrow_may_hold_another_role_until_then(city, security_admin):
    reporter, office = city.people["reporter"], city.people["reporter"].appointments.get()
    actions.end_appointment(by=security_admin, appointment=office, version=1, on=DECEMBER)
    with pytest.raises(Problems):
        actions.appoint(
            by=security_admin, user=reporter, unit=city.unit["city"], role=Role.AUDITOR, since=dt.date(2026, 11, 30)
        )
    actions.appoint(by=security_admin, user=reporter, unit=city.unit["city"], role=Role.AUDITOR, since=DECEMBER)
    assert access_of(reporter, dt.date(2026, 11, 30)).roles == [Role.REPORTER]
    assert access_of(reporter, DECEMBER).roles == [Role.AUDITOR]


def test_an_end_may_not_be_put_off_into_another_role(city, security_admin):
    reporter, office = city.people["reporter"], city.people["reporter"].appointments.get()
    actions.end_appointment(by=security_admin, appointment=office, version=1, on=DECEMBER)
    actions.appoint(by=security_admin, user=reporter, unit=city.unit["city"], role=Role.AUDITOR, since=DECEMBER)
    office.refresh_from_db()
    with pytest.raises(Problems, match="不能由一人担任"):
        actions.update_appointment(by=security_admin, appointment=office, version=2, title="", until=None)


def test_a_substitute_of_an_administrator_holds_no_role(city, security_admin):
    office = city.people["auditor"].appointments.get()
    span = {"since": TODAY, "until": DECEMBER}
    with pytest.raises(Problems, match="不能由一人担任"):
        actions.substitute(by=security_admin, appointment=office, substitute=city.people["head"], **span)
    with pytest.raises(Problems, match="不能由一人担任"):
        actions.substitute(
            by=security_admin,
            appointment=city.people["head"].appointments.get(),
            substitute=city.people["auditor"],
            **span,
        )


def test_a_substitution_works_for_its_days_and_can_be_stopped(city, security_admin):
    office, deputy = city.people["head"].appointments.get(), city.people["reporter"]
    row = actions.substitute(
        by=security_admin,
        appointment=office,
        substitute=deputy,
        since=dt.date(2026, 11, 19),
        until=DECEMBER,
        reason="出差",
    )
    assert access_of(deputy, TODAY).can(Permission.APPROVE)
    assert not access_of(deputy, DECEMBER).can(Permission.APPROVE)
    actions.end_substitution(by=security_admin, substitution=row)
    deputy.__dict__.pop("_access")
    assert not access_of(deputy, TODAY).can(Permission.APPROVE)
    with pytest.raises(Denied, match="已于"):
        actions.end_substitution(by=security_admin, substitution=row)


def test_an_office_taken_back_meanwhile_is_told(city, security_admin):
    office = actions.appoint(
        by=security_admin, user=city.people["head"], unit=city.unit["jyj"], role=Role.REPORTER, since=DECEMBER
    )
    seen_by_a_colleague = Appointment.objects.get(pk=office.pk)
    actions.end_appointment(by=security_admin, appointment=office, version=1, on=DECEMBER)
    with pytest.raises(Refused, match="刚刚被别人删除了"):
        actions.end_appointment(by=security_admin, appointment=seen_by_a_colleague, version=1, on=DECEMBER)


def test_a_substitution_lies_within_the_office(city, security_admin):
    office = city.people["head"].appointments.get()
    actions.end_appointment(by=security_admin, appointment=office, version=1, on=DECEMBER)
    office.refresh_from_db()
    with pytest.raises(Problems, match="超出任职期"):
        actions.substitute(
            by=security_admin,
            appointment=office,
            substitute=city.people["reporter"],
            since=TODAY,
            until=dt.date(2026, 12, 2),
        )


def test_an_office_ends_today_at_the_earliest_and_its_substitutes_with_it(city, security_admin):
    office = city.people["head"].appointments.get()
    row = actions.substitute(
        by=security_admin, appointment=office, substitute=city.people["reporter"], since=TODAY, until=DECEMBER
    )
    with pytest.raises(Problems, match="最早是今天"):
        actions.end_appointment(by=security_admin, appointment=office, version=1, on=dt.date(2026, 11, 19))
    actions.end_appointment(by=security_admin, appointment=office, version=1, on=dt.date(2026, 11, 25))
    row.refresh_from_db()
    assert row.until == dt.date(2026, 11, 25)


def test_an_office_that_has_not_begun_is_taken_back(city, security_admin):
    office = actions.appoint(
        by=security_admin, user=city.people["head"], unit=city.unit["jyj"], role=Role.REPORTER, since=DECEMBER
    )
    actions.end_appointment(by=security_admin, appointment=office, version=1, on=TODAY)
    assert not Appointment.objects.filter(pk=office.pk).exists()
    assert Event.objects.get(verb="appointment.end").object_id == str(
        office.pk or Event.objects.get(verb="appointment.create").object_id
    )


def test_the_last_administrator_of_a_kind_stays(city, system_admin, security_admin):
    auditor = city.people["auditor"]
    with pytest.raises(Denied, match="最后一名审计员"):
        actions.end_appointment(by=security_admin, appointment=auditor.appointments.get(), version=1, on=TODAY)
    with pytest.raises(Denied, match="最后一名审计员"):
        actions.deactivate(by=system_admin, person=auditor, version=1)
    second, _password = actions.create_person(by=system_admin, username="second", name="第二审计员")
    actions.appoint(by=security_admin, user=second, unit=city.unit["city"], role=Role.AUDITOR, since=TODAY)
    actions.deactivate(by=system_admin, person=auditor, version=1)
    assert not User.objects.get(pk=auditor.pk).is_active


def test_the_passwords_of_the_three_are_out_of_one_anothers_hands(city, system_admin):
    with pytest.raises(Denied, match="三员"):
        actions.reset_password(by=system_admin, person=city.people["security_admin"])
    password = actions.reset_password(by=None, person=city.people["security_admin"])
    assert User.objects.get(username="security_admin").check_password(password)


@pytest.mark.parametrize("begins", [TODAY, DECEMBER], ids=["in force", "to come"])
@pytest.mark.parametrize("holder", ["security_admin", "auditor", "system_admin"])
def test_nor_is_the_password_of_who_stands_in_for_one_of_the_three(city, system_admin, security_admin, holder, begins):
    deputy, _password = actions.create_person(by=system_admin, username="deputy", name="代班人")
    office = city.people[holder].appointments.get()
    second = security_admin
    if holder == "security_admin":
        second = User.objects.create_user(username="second", name="第二安全管理员")
        Appointment.objects.create(
            user=second, unit=city.unit["city"], role=Role.SECURITY_ADMIN, since=dt.date(2026, 1, 1)
        )
    span = {"since": begins, "until": begins + dt.timedelta(days=7)}
    actions.substitute(by=second, appointment=office, substitute=deputy, **span)
    with pytest.raises(Denied, match="三员"):
        actions.reset_password(by=system_admin, person=deputy)
    assert actions.reset_password(by=None, person=deputy)


def test_a_substitute_does_not_change_the_office_stood_in_for(city, system_admin, security_admin):
    deputy, _password = actions.create_person(by=system_admin, username="deputy", name="代班人")
    office = security_admin.appointments.get()
    second = User.objects.create_user(username="second", name="第二安全管理员")
    Appointment.objects.create(user=second, unit=city.unit["city"], role=Role.SECURITY_ADMIN, since=dt.date(2026, 1, 1))
    actions.substitute(by=second, appointment=office, substitute=deputy, since=TODAY, until=DECEMBER)
    with pytest.raises(Denied, match="不能更改自己的任职"):
        actions.end_appointment(by=deputy, appointment=office, version=1, on=DECEMBER)


def test_a_reset_ends_open_sessions(as_, city, system_admin):
    browser = as_("reporter")
    assert browser.session.get("_auth_user_id")
    actions.reset_password(by=system_admin, person=city.people["reporter"])
    browser.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert browser.get("/").status_code == 302


def test_two_people_editing_an_account_do_not_overwrite_one_another(city, system_admin):
    person = city.people["reporter"]
    actions.update_person(by=system_admin, person=person, version=1, username="reporter", name="赵云龙", phone="")
    with pytest.raises(Conflict):
        actions.update_person(by=system_admin, person=person, version=1, username="reporter", name="赵子龙", phone="")


def test_an_administrator_of_a_district_does_not_reach_the_city(city, system_admin, security_admin):
    local, _password = actions.create_person(by=system_admin, username="local", name="区管理员")
    actions.appoint(by=security_admin, user=local, unit=city.unit["donghu"], role=Role.SYSTEM_ADMIN, since=TODAY)
    with pytest.raises(Denied):
        actions.reset_password(by=local, person=city.people["reporter"])


class TestReachOfADistrictsAdministrators:
    """They see and touch the accounts of their own district, and none of the rest of the city's."""

    @pytest.fixture
    def local(self, city, system_admin, security_admin):
        for username, name, role in (
            ("local", "区系统员", Role.SYSTEM_ADMIN),
            ("safe", "区安全员", Role.SECURITY_ADMIN),
        ):
            made, _password = actions.create_person(by=system_admin, username=username, name=name)
            actions.appoint(by=security_admin, user=made, unit=city.unit["donghu"], role=role, since=TODAY)
        return User.objects.get(username="local")

    def seen(self, person):
        return people_in_reach(access_of(person), *SEES_PEOPLE)

    def test_not_an_account_the_city_made_and_has_not_appointed_yet(self, city, local, system_admin, security_admin):
        mayor, _password = actions.create_person(by=system_admin, username="mayor", name="新市长")
        old = User.objects.create_user(username="old", name="早年账号")
        for person in (mayor, old):
            assert person not in self.seen(local)
            assert person in self.seen(system_admin)
            for touch in (actions.reset_password, lambda **who: actions.deactivate(version=1, **who)):
                with pytest.raises(Denied):
                    touch(by=local, person=person)
        assert actions.reset_password(by=system_admin, person=old)

    def test_but_one_that_the_district_made(self, local, system_admin):
        person, _password = actions.create_person(by=local, username="newone", name="区新人")
        assert person in self.seen(local)
        assert person in self.seen(system_admin)
        assert actions.reset_password(by=local, person=person)

    def test_not_one_who_stands_in_elsewhere(self, city, local, system_admin, security_admin):
        person, _password = actions.create_person(by=local, username="newone", name="区新人")
        office = city.people["reporter"].appointments.get()
        actions.substitute(by=security_admin, appointment=office, substitute=person, since=TODAY, until=DECEMBER)
        assert person not in self.seen(local)
        with pytest.raises(Denied):
            actions.reset_password(by=local, person=person)

    def test_nor_give_the_district_s_offices_to_somebody_out_of_reach(self, city, local):
        safe = User.objects.get(username="safe")
        office, stranger = local.appointments.get(), city.people["reporter"]
        with pytest.raises(Denied, match="不在您管理的范围内"):
            actions.appoint(by=safe, user=stranger, unit=city.unit["donghu"], role=Role.HEAD, since=TODAY)
        with pytest.raises(Denied, match="不在您管理的范围内"):
            actions.substitute(by=safe, appointment=office, substitute=stranger, since=TODAY, until=DECEMBER)


class TestGroups:
    def test_members_change_from_a_day_on(self, city):
        office, group = city.people["office"], Group.objects.get(name="市直部门")
        july = dt.date(2026, 7, 1)
        actions.set_group_members(
            by=office, group=group, version=1, units=[city.unit["jyj"], city.unit["tjj"]], on=july
        )
        assert set(group_names(2026, dt.date(2026, 6, 30))) == {
            city.unit[c].pk for c in ("fgw", "tjj", "swj", "jyj", "donghu")
        }
        assert set(group_names(2026, july)) == {city.unit[c].pk for c in ("tjj", "jyj", "donghu")}

    def test_a_unit_is_ranked_in_one_group(self, city):
        office, group = city.people["office"], Group.objects.get(name="市直部门")
        with pytest.raises(Problems, match="已在“区县”组"):
            actions.set_group_members(by=office, group=group, version=1, units=[city.unit["donghu"]], on=TODAY)
        with pytest.raises(Problems, match="2026 年之内"):
            actions.set_group_members(by=office, group=group, version=1, units=[], on=dt.date(2027, 1, 1))

    def test_a_name_is_given_once_a_year(self, city):
        actions.create_group(by=city.people["office"], year=2027, name="区县")
        with pytest.raises(Problems, match="同名"):
            actions.create_group(by=city.people["office"], year=2026, name="区县")

    def test_a_group_gets_a_lead_unit(self, city):
        group = Group.objects.get(name="区县")
        actions.update_group(
            by=city.people["office"], group=group, version=1, name="区县", lead_unit=city.unit["fgw"], order=2
        )
        assert Event.objects.get(verb="group.update").after["lead_unit"] == "市发展和改革委员会"

    def test_a_group_is_not_taken_from_a_lead_unit_out_of_reach(self, city):
        group, clerk = Group.objects.get(name="市直部门"), city.people["reporter"]
        Appointment.objects.create(user=clerk, unit=city.unit["donghu"], role=Role.OFFICE, since=dt.date(2026, 1, 1))
        with pytest.raises(Denied, match="没有这项权限"):
            actions.update_group(
                by=clerk, group=group, version=1, name="东湖组", lead_unit=city.unit["donghu"], order=1
            )
