"""One name, one account; one name, one unit: whatever the case, the width and the signs it is written with."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from gangmu.base.errors import Problems
from gangmu.base.sheets import ROW
from gangmu.org import actions
from gangmu.org.actions import NewUnit
from gangmu.org.differences import unit_differences
from gangmu.org.models import Unit, User
from gangmu.org.sheets import PEOPLE, preview
from gangmu.org.states import Kind

TODAY = dt.date(2026, 11, 20)


class TestLoginNames:
    def make(self, city, username):
        return actions.create_person(by=city.people["system_admin"], username=username, name="新人")[0]

    @pytest.mark.parametrize("username", ["Reporter", "ｒｅｐｏｒｔｅｒ", " REPORTER ", "rep0rter"])
    def test_a_name_that_looks_like_another_s_is_taken(self, city, username):
        with pytest.raises(Problems, match="登录名"):
            self.make(city, username)

    @pytest.mark.parametrize("username", ["rеporter", "ρeporter", "赵yun", "zhao yun", "zhao\u200byun", "", "Admin"])
    def test_a_name_is_in_one_script_that_can_be_typed_and_not_the_system_s_own(self, city, username):
        with pytest.raises(Problems, match="登录名"):
            self.make(city, username)

    @pytest.mark.parametrize(
        ("username", "stored"), [("ZhaoYun", "zhaoyun"), ("赵云01", "赵云01"), ("a.b-c_d+e@f", None)]
    )
    def test_what_is_stored_is_folded(self, city, username, stored):
        person = self.make(city, username)
        assert person.username == User.objects.get(pk=person.pk).username == (stored or username)
        assert User.objects.get(username=username.upper()) == person

    def test_nobody_is_renamed_into_another(self, city):
        person = city.people["reporter"]
        with pytest.raises(Problems, match="登录名"):
            actions.update_person(
                by=city.people["system_admin"], person=person, version=1, username="AUDITOR", name="赵云", phone=""
            )

    @pytest.mark.parametrize("username", ["REPORTER", "rep0rter"])
    def test_the_database_itself_refuses_a_second_one(self, city, username):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(username=username, name="第二人")])

    def test_a_table_finds_the_account_in_any_case(self, city):
        found = preview(PEOPLE, "人员.csv", "登录名,姓名\nＲeporter,教育局赵云\nNewOne,新人\n".encode())
        assert [(one.status, one.wanted["username"]) for one in found.differences] == [
            ("same", "reporter"),
            ("new", "newone"),
        ]


class TestUnitNames:
    def make(self, city, name, code="new"):
        return actions.create_unit(
            by=city.people["office"],
            code=code,
            name=name,
            kind=Kind.DEPARTMENT,
            parent=city.unit["city"],
            since=TODAY,
        )

    @pytest.mark.parametrize("name", ["市\u200b民政局", "市民政局\u202e", "市民\u0001政局", "市民政局\u2ea0"])
    def test_signs_nobody_sees_are_refused(self, city, name):
        with pytest.raises(Problems, match="看不见或容易认错"):
            self.make(city, name)

    @pytest.mark.parametrize("name", ["市敎育局", "市 教育局", "市教育局基础敎育科"])
    def test_a_look_alike_is_named(self, city, name):
        with pytest.raises(Problems, match=r"与已有的“市教育局(基础教育科)?”看起来一样"):
            self.make(city, name)

    def test_the_very_same_name_may_stand_twice(self, city):
        assert self.make(city, "西山镇", code="other-xishan").pk

    def test_renaming_splitting_and_importing_ask_the_same(self, city):
        by, unit = city.people["office"], city.unit["swj"]
        fields = {"code": unit.code, "short_name": "", "kind": unit.kind, "order": unit.order}
        with pytest.raises(Problems, match="看起来一样"):
            actions.update_unit(by=by, unit=unit, version=1, name="市敎育局", **fields)
        new = [NewUnit("a", "市外贸局", Kind.DEPARTMENT), NewUnit("b", "市外贸局 ", Kind.DEPARTMENT)]
        with pytest.raises(Problems, match="看起来一样"):
            actions.split_unit(by=by, unit=unit, version=1, into=new, on=TODAY, keep=True)
        rows = [
            {ROW: n, "code": f"n{n}", "name": name, "kind": "department", "parent_code": "city", "since": TODAY}
            for n, name in enumerate(["市粮食局", "市粮食局\u3000", "市敎育局"], 2)
        ]
        told = [(one.row, one.what) for one in unit_differences(rows)[1]]
        assert [row for row, _what in told] == [3, 4]

    def test_a_unit_whose_old_name_looks_odd_keeps_it_in_other_edits(self, city):
        unit = city.unit["swj"]
        Unit.objects.filter(pk=unit.pk).update(name="市敎育局")
        actions.update_unit(
            by=city.people["office"],
            unit=unit,
            version=1,
            code=unit.code,
            name="市敎育局",
            short_name="",
            kind=unit.kind,
            order=77,
        )
        assert Unit.objects.get(pk=unit.pk).order == 77


@pytest.mark.django_db(transaction=True)
class TestUpgrade:
    """Existing accounts are folded; where two cannot be told apart, the upgrade names them and changes nothing."""

    @pytest.fixture
    def before(self):
        """The accounts as an older version kept them."""
        executor = MigrationExecutor(connection)
        old = executor.migrate([("org", "0002_made_at")]).apps.get_model("org", "User")
        yield old
        old.objects.all().delete()
        call_command("migrate", verbosity=0)

    def test_names_are_folded(self, before):
        before.objects.create(username="ＺhaoYun", name="赵云")
        call_command("migrate", verbosity=0)
        assert User.objects.get().username == "zhaoyun"

    @pytest.mark.parametrize("second", ["Reporter", "ｒeporter", "rep0rter"])
    def test_clashes_stop_it_by_name(self, before, second):
        before.objects.create(username="reporter", name="赵云")
        before.objects.create(username=second, name="冒名")
        before.objects.create(username="Other", name="别人")
        with pytest.raises(CommandError, match=f"'reporter'（赵云.*'{second}'（冒名") as stopped:
            call_command("migrate", verbosity=0)
        assert "Other" not in str(stopped.value)
        assert set(before.objects.values_list("username", flat=True)) == {"reporter", second, "Other"}
