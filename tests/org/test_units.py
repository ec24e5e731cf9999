"""Making, moving, merging, splitting and closing units, and the tree on every day around it."""

import datetime as dt

import pytest

from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.org import actions
from gangmu.org.models import FormerName, GroupMember, Place, Succession, Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.policies import Stay, tree_problems
from gangmu.org.queries import group_names, name_as_of, search_units, tree_on
from gangmu.org.states import Kind

JULY = dt.date(2026, 7, 1)
BEFORE = dt.date(2026, 6, 30)


@pytest.fixture
def office(city):
    return city.people["office"]


def move(city, office, code, parent, on=JULY, version=1):
    return actions.move_unit(by=office, unit=city.unit[code], version=version, parent=city.unit[parent], on=on)


def test_a_new_unit_stands_in_the_tree_from_its_first_day_and_leaves_an_event(city, office):
    unit = actions.create_unit(
        by=office, code="yjj", name="市应急局", kind=Kind.DEPARTMENT, parent=city.unit["city"], since=JULY
    )
    assert unit.pk in tree_on(JULY)
    assert unit.pk not in tree_on(BEFORE)
    event = Event.objects.get(verb="unit.create")
    assert event.actor == "目标办李敏"
    assert event.after["parent"] == "云州市人民政府"


def test_a_code_is_given_once(city, office):
    with pytest.raises(Problems) as caught:
        actions.create_unit(
            by=office, code="jyj", name="又一个", kind=Kind.DEPARTMENT, parent=city.unit["city"], since=JULY
        )
    assert [problem.column for problem in caught.value.problems] == ["code"]
    assert not Event.objects.exists()


def test_a_unit_cannot_begin_before_its_parent(city, office):
    with pytest.raises(Problems, match="上级单位不存在"):
        actions.create_unit(
            by=office, code="x", name="新科", kind=Kind.SECTION, parent=city.unit["jyj"], since=dt.date(2025, 1, 1)
        )
    assert not Unit.objects.filter(code="x").exists()


def test_only_roles_with_the_permission_change_the_tree(city):
    with pytest.raises(Denied, match="目标办"):
        actions.create_unit(
            by=city.people["head"], code="x", name="新科", kind=Kind.SECTION, parent=city.unit["jyj"], since=JULY
        )


def test_a_rename_tells_only_what_differs(city, office):
    unit = city.unit["jyj"]
    actions.update_unit(
        by=office,
        unit=unit,
        version=1,
        code="jyj",
        name="市教育体育局",
        short_name="",
        kind=unit.kind,
        order=unit.order,
    )
    event = Event.objects.get(verb="unit.update")
    assert (event.before, event.after) == ({"name": "市教育局"}, {"name": "市教育体育局"})


class TestRenaming:
    """On the first of July 教育局 becomes 教育体育局; it is entered in November."""

    def rename(self, city, office, *, on=JULY, name="市教育体育局", version=1):
        unit = city.unit["jyj"]
        given = {"code": "jyj", "short_name": "", "kind": unit.kind, "order": unit.order}
        return actions.update_unit(by=office, unit=unit, version=version, name=name, renamed_on=on, **given)

    def test_earlier_days_keep_the_name_they_had(self, city, office):
        self.rename(city, office)
        self.rename(city, office, on=dt.date(2026, 9, 1), name="市教育和体育局", version=2)
        days = {BEFORE: "市教育局", JULY: "市教育体育局", dt.date(2026, 9, 1): "市教育和体育局"}
        for day, name in days.items():
            unit = Unit.objects.get(code="jyj")
            name_as_of([(unit, day)])
            assert unit.name == name, day
        event = Event.objects.filter(verb="unit.update").order_by("number").first()
        assert event.before == {"name": "市教育局"}
        assert event.after == {"name": "市教育体育局", "since": "2026-07-01"}

    def test_it_is_found_by_its_former_name(self, city, office):
        self.rename(city, office, name="市教体委")
        assert [unit.code for unit in search_units("教育局")] == ["jyj", "jyj-jc"]
        assert [unit.code for unit in search_units("教体委")] == ["jyj"]

    @pytest.mark.parametrize(
        ("on", "name", "match"),
        [
            (dt.date(2026, 11, 21), "市教育体育局", "改名日期不能用"),
            (dt.date(2026, 1, 1), "市教育体育局", "改名日期不能用"),
            (JULY, "市教育局", "名称没有变"),
        ],
    )
    def test_what_cannot_be_is_refused(self, city, office, on, name, match):
        with pytest.raises(Problems, match=match):
            self.rename(city, office, on=on, name=name)
        assert not Event.objects.exists()
        assert not FormerName.objects.exists()


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(city, office):
    unit = city.unit["jyj"]
    wanted = {"code": "jyj", "short_name": "", "kind": unit.kind, "order": 1}
    actions.update_unit(by=office, unit=unit, version=1, name="市教育体育局", **wanted)
    with pytest.raises(Conflict) as caught:
        actions.update_unit(by=office, unit=unit, version=1, name="市教育委员会", **wanted)
    assert caught.value.theirs["name"] == "市教育体育局"
    assert caught.value.mine["name"] == "市教育委员会"
    assert caught.value.theirs["version"] == 2


def test_a_move_holds_from_its_day_and_takes_the_units_below_along(city, office):
    move(city, office, "donghu", "fgw")
    assert tree_on(JULY).ancestors(city.unit["xishan"].pk) == [city.unit[code].pk for code in ("donghu", "fgw", "city")]
    assert tree_on(BEFORE).ancestors(city.unit["xishan"].pk) == [city.unit[code].pk for code in ("donghu", "city")]


def test_a_move_on_the_first_day_of_a_place_corrects_it(city, office):
    move(city, office, "xishan", "fgw", on=dt.date(2026, 1, 1))
    assert Place.objects.filter(unit=city.unit["xishan"]).count() == 1


@pytest.mark.parametrize(
    ("parent", "on", "reason"),
    [
        ("xishan", JULY, "隶属于自己的下级"),
        ("city", JULY, "已经在"),
        ("donghu", JULY, "上级不能是自己"),
        ("jyj", dt.date(2025, 12, 31), "以前年度"),
        ("jyj", dt.date(2028, 1, 1), "以前年度"),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_the_reason(city, office, parent, on, reason):
    with pytest.raises(Problems, match=reason):
        move(city, office, "donghu", parent, on=on)
    assert Place.objects.filter(unit=city.unit["donghu"]).count() == 1


def test_a_move_that_would_close_a_circle_on_a_later_day_is_refused(city, office):
    move(city, office, "jyj", "swj", on=dt.date(2027, 3, 1))
    with pytest.raises(Problems, match="2027年3月1日"):
        move(city, office, "swj", "jyj", on=JULY)


def test_a_unit_cannot_move_below_one_that_ends_later(city, office):
    actions.close_unit(by=office, unit=city.unit["swj"], version=1, on=dt.date(2026, 12, 1))
    with pytest.raises(Problems, match="上级单位不存在"):
        move(city, office, "jyj-jc", "swj", on=JULY)


class TestMerge:
    """On the first of July the bureau of commerce goes into the commission."""

    @pytest.fixture(autouse=True)
    def _merged(self, city, office):
        self.old, self.into = city.unit["jyj"], city.unit["swj"]
        actions.merge_units(
            by=office, units=[self.old], versions={self.old.pk: 1}, into=self.into, on=JULY, reason="机构改革"
        )

    def test_it_ends_the_unit_that_day_and_moves_what_is_below(self, city):
        assert self.old.pk in tree_on(BEFORE)
        assert self.old.pk not in tree_on(JULY)
        assert tree_on(JULY).ancestors(city.unit["jyj-jc"].pk)[0] == self.into.pk
        assert tree_on(BEFORE).ancestors(city.unit["jyj-jc"].pk)[0] == self.old.pk

    def test_the_sum_below_the_city_loses_nobody_and_counts_nobody_twice(self, city):
        assert tree_on(BEFORE).subtree(city.unit["city"].pk) == {unit.pk for unit in city.unit.values()}
        assert tree_on(JULY).subtree(city.unit["city"].pk) == {unit.pk for unit in city.unit.values()} - {self.old.pk}
        assert tree_on(JULY).reach(city.unit["city"].pk) == {unit.pk for unit in city.unit.values()}

    def test_the_successor_may_what_the_old_one_might_from_that_day(self, city):
        heir = city.people["other_reporter"]
        assert not access_of(heir, BEFORE).can(Permission.REPORT, self.old.pk)
        assert access_of(heir, JULY).can(Permission.REPORT, self.old.pk)
        assert tree_on(JULY).ended == {self.old.pk: (JULY, self.into.pk)}
        assert not tree_on(BEFORE).ended

    def test_an_office_at_the_old_unit_gives_nothing_any_more(self, city):
        assert access_of(city.people["reporter"], BEFORE).can(Permission.REPORT, self.old.pk)
        assert not access_of(city.people["reporter"], JULY).can(Permission.REPORT)

    def test_it_leaves_its_group_that_day(self, city):
        assert self.old.pk in group_names(2026, BEFORE)
        assert self.old.pk not in group_names(2026, JULY)

    def test_it_is_told_in_the_succession_and_the_chain(self, city):
        assert str(Succession.objects.get()) == "市教育局 → 市商务局"
        event = Event.objects.get(verb="unit.merge")
        assert event.reason == "机构改革"
        assert event.before["units_below"] == ["市教育局基础教育科"]

    def test_what_has_ended_cannot_be_merged_again(self, city, office):
        with pytest.raises(Denied, match="已经撤销"):
            actions.merge_units(by=office, units=[self.old], versions={self.old.pk: 2}, into=city.unit["fgw"], on=JULY)


def test_a_unit_cannot_be_merged_into_one_below_it(city, office):
    donghu = city.unit["donghu"]
    with pytest.raises(Problems):
        actions.merge_units(by=office, units=[donghu], versions={donghu.pk: 1}, into=city.unit["xishan"], on=JULY)
    assert donghu.pk in tree_on(JULY)


def split(city, office, *, keep, below=None, count=2):
    into = [actions.NewUnit(f"new{n}", f"新局{n}", Kind.DEPARTMENT) for n in range(count)]
    return actions.split_unit(by=office, unit=city.unit["jyj"], version=1, into=into, on=JULY, keep=keep, below=below)


def test_a_split_unit_ends_and_its_parts_answer_for_it(city, office):
    first, second = split(city, office, keep=False, below={city.unit["jyj-jc"].pk: 1})
    old = city.unit["jyj"].pk
    assert old not in tree_on(JULY)
    assert tree_on(JULY).ended == {old: (JULY, first.pk)}
    assert {old} == set(tree_on(JULY).former[first.pk]) == set(tree_on(JULY).former[second.pk])
    assert tree_on(JULY).children[second.pk] == [city.unit["jyj-jc"].pk]
    assert tree_on(BEFORE).children[old] == [city.unit["jyj-jc"].pk]
    assert old in tree_on(JULY).reach(city.unit["city"].pk)


def test_a_unit_that_goes_on_after_a_split_keeps_what_it_did(city, office):
    (part,) = split(city, office, keep=True, count=1)
    tree = tree_on(JULY)
    assert city.unit["jyj"].pk in tree
    assert city.unit["jyj"].pk not in tree.reach(part.pk)
    assert tree.children[city.unit["jyj"].pk] == [city.unit["jyj-jc"].pk]


def test_a_split_must_say_where_everything_goes(city, office):
    with pytest.raises(Problems) as caught:
        split(city, office, keep=False, count=1)
    assert {problem.column for problem in caught.value.problems} == {"into", "below"}
    assert not Unit.objects.filter(code="new0").exists()


def test_a_closed_unit_stays_in_reach_of_where_it_stood(city, office):
    section = city.unit["jyj-jc"]
    actions.close_unit(by=office, unit=section, version=1, on=JULY)
    assert section.pk not in tree_on(JULY)
    assert access_of(city.people["reporter"]).can(Permission.REPORT, section.pk)
    assert not GroupMember.objects.filter(unit=section).exists()


def test_a_unit_with_others_below_it_is_not_closed(city, office):
    with pytest.raises(Denied, match="基础教育科"):
        actions.close_unit(by=office, unit=city.unit["jyj"], version=1, on=JULY)


def test_the_tree_is_judged_on_every_day():
    day = dt.date
    names = {1: "市", 2: "局", 3: "科"}
    stays = [
        Stay(1, None, day(2026, 1, 1), None),
        Stay(2, 1, day(2026, 1, 1), day(2026, 6, 1)),
        Stay(3, 2, day(2026, 1, 1), None),
    ]
    (problem,) = tree_problems(stays, names, day(2026, 1, 1))
    assert (problem.where, "2026年6月1日" in problem.what) == ("科", True)
    assert tree_problems([*stays, Stay(2, 1, day(2026, 6, 1), None)], names, day(2026, 1, 1)) == []
    assert (
        len(
            tree_problems(
                [Stay(1, None, day(2026, 1, 1), None), Stay(2, None, day(2026, 2, 1), None)], names, day(2026, 1, 1)
            )
        )
        == 1
    )


def test_an_empty_system_is_founded_once(db):
    admins = [
        actions.Administrator("sys", "卫东", "system_admin"),
        actions.Administrator("sec", "蒋安", "security_admin"),
    ]
    passwords = actions.found(code="city", name="云州市", since=dt.date(2026, 1, 1), administrators=admins)
    assert set(passwords) == {"sys", "sec"}
    assert Event.objects.count() == 5
    with pytest.raises(Denied):
        actions.found(code="city", name="云州市", since=dt.date(2026, 1, 1), administrators=admins)


def test_a_unit_to_come_can_be_prepared_by_those_above_it(city, office):
    unit = actions.create_unit(
        by=office, code="yjj", name="市应急局", kind=Kind.DEPARTMENT, parent=city.unit["jyj"], since=dt.date(2027, 1, 1)
    )
    assert access_of(city.people["reporter"]).can(Permission.VIEW_UNITS, unit.pk)
    assert not access_of(city.people["other_reporter"]).can(Permission.VIEW_UNITS, unit.pk)
    assert unit.pk not in tree_on().subtree(city.unit["city"].pk)
    office.__dict__.pop("_access")
    actions.move_unit(by=office, unit=unit, version=1, parent=city.unit["swj"], on=dt.date(2027, 1, 1))
