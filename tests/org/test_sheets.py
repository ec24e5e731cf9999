"""Units and people in tables: what is exported comes back unchanged, differences first, everything or nothing."""

import datetime as dt

import pytest

from gangmu.base.errors import Problems
from gangmu.base.models import Event
from gangmu.base.sheets import read_workbook, write_csv
from gangmu.org import actions, sheets
from gangmu.org.models import Appointment, Place, Unit, User
from gangmu.org.queries import tree_on
from gangmu.org.states import Role

TODAY = dt.date(2026, 11, 20)


def units_file(**rows):
    """A CSV with one row per unit code; None leaves the default."""
    columns = sheets.unit_columns()
    base = {"short_name": "", "kind": "department", "parent_code": "city", "since": dt.date(2026, 7, 1), "order": None}
    return write_csv(columns, [base | {"code": code, "name": code} | row for code, row in rows.items()])


def read_units(data, name="单位.csv"):
    return sheets.preview(sheets.UNITS, name, data)


def exported_people(city):
    return sheets.export_people(User.objects.order_by("username"), TODAY)


def test_exported_units_come_back_unchanged(city):
    tree = tree_on()
    found = read_units(sheets.export_units(Unit.objects.order_by("order"), tree), "单位.xlsx")
    assert found.problems == []
    assert len(found.differences) == len(city.unit)
    assert found.changes == []


def test_exported_people_come_back_unchanged_in_both_hands(city):
    data = exported_people(city)
    for kit in (sheets.PEOPLE, sheets.APPOINTMENTS):
        found = sheets.preview(kit, "人员.xlsx", data)
        assert found.problems == []
        assert len(found.differences) == len(city.people)
        assert found.changes == []


def test_a_preview_tells_new_changed_and_moved_units_and_writes_nothing(city):
    found = read_units(
        units_file(
            new={"name": "市应急局", "parent_code": "fgw"},
            swj={"name": "市商务和投资局", "since": None},
            jyj={"name": "市教育局", "parent_code": "fgw"},
        )
    )
    assert found.problems == []
    assert {one.wanted["code"]: (one.status, set(one.changes)) for one in found.differences} == {
        "new": ("new", {"name", "short_name", "kind", "parent_code", "since"}),
        "swj": ("changed", {"name"}),
        "jyj": ("changed", {"parent_code", "since"}),
    }
    assert not Unit.objects.filter(code="new").exists()
    assert not Event.objects.exists()


def test_an_import_writes_all_and_says_so_in_the_chain(city):
    rows = read_units(
        units_file(
            child={"name": "应急科", "kind": "section", "parent_code": "new"},
            new={"name": "市应急局"},
            jyj={"name": "市教育局", "parent_code": "fgw", "order": 4},
        )
    ).rows
    actions.import_units(by=city.people["system_admin"], rows=rows)
    child = Unit.objects.get(code="child")
    tree = tree_on()
    assert [Unit.objects.get(pk=pk).code for pk in tree.ancestors(child.pk)] == ["new", "city"]
    assert Place.objects.get(unit=city.unit["jyj"], until=None).parent == city.unit["fgw"]
    assert set(Event.objects.values_list("verb", flat=True)) == {"unit.create", "unit.move"}


def test_every_problem_is_told_at_once_with_its_row(city):
    found = read_units(
        units_file(
            a={"parent_code": "nobody"},
            b={"parent_code": ""},
            c={"since": None},
            jyj={"since": dt.date(2026, 3, 1), "name": "市教育局"},
            swj={"parent_code": "fgw", "since": dt.date(2025, 1, 1)},
        )
    )
    assert found.wrong
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (2, "上级编码"),
        (3, "上级编码"),
        (4, "自"),
        (5, "自"),
        (6, "自"),
    ]


def test_one_wrong_row_and_nothing_is_written(city):
    rows = read_units(units_file(new={"name": "市应急局"}, old={"name": "早", "since": dt.date(2020, 1, 1)})).rows
    with pytest.raises(Problems, match="上级单位不存在"):
        actions.import_units(by=city.people["system_admin"], rows=rows)
    assert not Unit.objects.filter(code__in=["new", "old"]).exists()
    assert not Event.objects.exists()


def test_units_that_are_each_others_parents_are_refused(city):
    rows = read_units(units_file(a={"parent_code": "b"}, b={"parent_code": "a"})).rows
    with pytest.raises(Problems, match="互为上级"):
        actions.import_units(by=city.people["system_admin"], rows=rows)


def test_a_kind_that_does_not_exist_names_those_that_do(city):
    data = units_file(new={"name": "市应急局"}).replace("市直部门".encode(), "委办局".encode())
    (problem,) = read_units(data).problems
    assert "委办局" in problem.what
    assert "市直部门" in problem.what


def test_a_column_that_is_not_in_the_file_changes_nothing(city):
    Unit.objects.filter(code="jyj").update(short_name="教育局")
    columns = [column for column in sheets.unit_columns() if column.field in ("code", "name", "kind")]
    data = write_csv(columns, [{"code": "jyj", "name": "市教育体育局", "kind": "department"}])
    (one,) = read_units(data).differences
    assert set(one.changes) == {"name"}


def people_file(*rows):
    base = {"phone": "", "unit_code": "", "role": None, "title": "", "since": None, "until": None}
    return write_csv(sheets.person_columns(), [base | row for row in rows])


def test_accounts_and_offices_come_from_one_table_by_two_hands(city):
    data = people_file(
        {"username": "new", "name": "新人", "unit_code": "swj", "role": Role.REPORTER, "since": TODAY},
        {"username": "new", "name": "新人", "unit_code": "fgw", "role": Role.MONITOR, "since": TODAY},
    )
    before = sheets.preview(sheets.APPOINTMENTS, "人员.csv", data)
    assert {problem.todo for problem in before.problems} == {"请系统管理员先导入账号"}
    rows = sheets.preview(sheets.PEOPLE, "人员.csv", data).rows
    differences, passwords = actions.import_people(by=city.people["system_admin"], rows=rows)
    assert [one.status for one in differences] == ["new"]
    person = User.objects.get(username="new")
    assert person.check_password(passwords["new"])
    assert not person.appointments.exists()
    after = sheets.preview(sheets.APPOINTMENTS, "人员.csv", data)
    actions.import_appointments(by=city.people["security_admin"], rows=after.rows)
    assert set(person.appointments.values_list("unit__code", "role")) == {("swj", "reporter"), ("fgw", "monitor")}


def test_an_import_of_offices_keeps_the_administrators_apart(city):
    data = people_file(
        {"username": "auditor", "name": "审计员沈清", "unit_code": "city", "role": Role.REPORTER, "since": TODAY},
        {"username": "head", "name": "教育局局长孙立", "unit_code": "jyj", "role": Role.REPORTER, "since": TODAY},
        {
            "username": "security_admin",
            "name": "安全管理员蒋安",
            "unit_code": "city",
            "role": Role.OFFICE,
            "since": TODAY,
        },
    )
    rows = sheets.preview(sheets.APPOINTMENTS, "人员.csv", data).rows
    count = Appointment.objects.count()
    with pytest.raises(Problems) as caught:
        actions.import_appointments(by=city.people["security_admin"], rows=rows)
    assert [problem.row for problem in caught.value.problems] == [2, 4]
    assert Appointment.objects.count() == count


def test_people_that_contradict_themselves_are_told(city):
    data = people_file({"username": "a", "name": "甲"}, {"username": "a", "name": "乙"})
    (problem,) = sheets.preview(sheets.PEOPLE, "人员.csv", data).problems
    assert problem.row == 3


def test_a_template_holds_the_headings_and_explains_them(city):
    book = read_workbook("模板.xlsx", sheets.template(sheets.PEOPLE))
    assert [cell.value.rstrip("*") for cell in book.first.rows[0].cells][:3] == ["登录名", "姓名", "电话"]
    assert "填表说明" in book.sheets
