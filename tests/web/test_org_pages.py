"""The pages of the organisation: what is seen, typed, refused and confirmed."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gangmu.org import actions, sheets
from gangmu.org.models import Appointment, Group, Place, Succession, Unit, User
from gangmu.org.queries import tree_on
from gangmu.org.states import Kind
from tests.org.test_sheets import people_file, units_file

JULY = dt.date(2026, 7, 1)


def text(response):
    return response.content.decode()


def test_the_tree_shows_what_is_below_ones_own_unit(as_, city):
    page = text(as_("reporter").get(reverse("org:units")))
    assert "市教育局基础教育科" in page
    assert "市商务局" not in page
    assert "东湖区" in text(as_("office").get(reverse("org:units")))


def test_the_tree_can_be_seen_as_of_a_day(as_, city):
    actions.close_unit(by=city.people["office"], unit=city.unit["jyj-jc"], version=1, on=JULY)
    now = text(as_("office").get(reverse("org:units")))
    then = text(as_("office").get(reverse("org:units"), {"on": "2026-06-30"}))
    assert "基础教育科" not in now
    assert "基础教育科" in then
    assert "2026年6月30日" in then
    assert "那一天还没有单位" in text(as_("office").get(reverse("org:units"), {"on": "2001-01-01"}))


@pytest.mark.parametrize("asked", [{"on": "2026-99-99"}, {"on": "x"}, {"page": "nine"}, {"kind": "nonsense"}])
def test_nonsense_in_the_address_is_no_error(as_, city, asked):
    assert as_("office").get(reverse("org:units"), asked).status_code == 200


def test_search_and_kind_narrow_the_list(as_, city):
    page = text(as_("office").get(reverse("org:units"), {"q": "教育"}))
    assert "市教育局基础教育科" in page
    assert "东湖区" not in page
    assert "没有符合条件的单位" in text(as_("office").get(reverse("org:units"), {"q": "教育", "kind": "town"}))


@pytest.mark.parametrize("count", [3, 300])
def test_lists_cost_a_fixed_number_of_queries(as_, city, count, django_assert_max_num_queries):
    for number in range(count):
        unit = Unit.objects.create(code=f"u{number}", name=f"单位{number}", kind=Kind.TOWN, order=100 + number)
        Place.objects.create(unit=unit, parent=city.unit["donghu"], since=JULY)
        person = User.objects.create(username=f"p{number}", name=f"人{number}")
        Appointment.objects.create(user=person, unit=unit, role="reporter", since=JULY)
    browser = as_("system_admin")
    for name in ("org:units", "org:people", "org:groups"):
        with django_assert_max_num_queries(12):
            page = browser.get(reverse(name))
        assert len(page.content) < 100_000
    with django_assert_max_num_queries(16):  # taking a list out leaves an event
        browser.get(reverse("org:people-export"))


def test_a_unit_page_tells_place_people_groups_and_succession(as_, city):
    office = city.people["office"]
    actions.merge_units(
        by=office, units=[city.unit["swj"]], versions={city.unit["swj"].pk: 1}, into=city.unit["jyj"], on=JULY
    )
    page = text(as_("office").get(reverse("org:unit", args=[city.unit["jyj"].pk])))
    for words in ("教育局赵云", "责任单位填报员", "市直部门", "云州市人民政府", "市商务局", "基础教育科"):
        assert words in page
    old = text(as_("office").get(reverse("org:unit", args=[city.unit["swj"].pk])))
    assert "并入：市教育局" in old
    assert "已经撤销" in old


def test_greyed_buttons_say_why(as_, city):
    page = text(as_("reporter").get(reverse("org:unit", args=[city.unit["jyj"].pk])))
    assert "您没有这项权限；有权限的是：目标办、系统管理员" in page
    page = text(as_("office").get(reverse("org:unit", args=[city.unit["jyj"].pk])))
    assert "请先调整它们的上级" in page


def test_a_unit_is_made_by_form_and_errors_stand_beside_the_field(as_, city):
    browser, url = as_("office"), reverse("org:unit-new")
    data = {
        "code": "jyj",
        "name": "市应急局",
        "kind": "department",
        "parent": city.unit["city"].pk,
        "since": "2026-07-01",
    }
    refused = browser.post(url, data)
    assert refused.status_code == 422
    assert refused.context["form"].errors["code"]
    assert "市应急局" in text(refused)
    made = browser.post(url, data | {"code": "yjj"})
    assert made["Location"] == reverse("org:unit", args=[Unit.objects.get(code="yjj").pk])


def test_the_second_editor_sees_both_versions_and_may_still_save(as_, city):
    unit = city.unit["jyj"]
    url = reverse("org:unit-edit", args=[unit.pk])
    data = {"code": "jyj", "name": "市教育体育局", "kind": "department", "order": 4, "version": 1}
    browser = as_("office")
    assert browser.post(url, data).status_code == 302
    clash = browser.post(url, data | {"name": "市教育委员会"})
    assert clash.status_code == 409
    assert clash.context["form"].conflict == [{"label": "单位名称", "theirs": "市教育体育局", "mine": "市教育委员会"}]
    version = re.search(r'name="version" value="(\d+)"', text(clash))[1]
    assert browser.post(url, data | {"name": "市教育委员会", "version": version}).status_code == 302
    assert Unit.objects.get(pk=unit.pk).name == "市教育委员会"


def test_a_move_is_refused_beside_the_field(as_, city):
    url = reverse("org:unit-move", args=[city.unit["donghu"].pk])
    page = as_("office").post(url, {"parent": city.unit["city"].pk, "on": "2026-07-01", "version": 1})
    assert page.status_code == 422
    assert "已经在" in page.context["form"].errors["parent"][0]
    assert as_("office").post(url, {"parent": city.unit["fgw"].pk, "on": "2026-07-01", "version": 1}).status_code == 302


def test_a_merge_is_said_in_words_before_it_is_done(as_, city):
    browser, old = as_("office"), city.unit["swj"]
    url = reverse("org:unit-merge", args=[old.pk])
    data = {"into": city.unit["jyj"].pk, "on": "2026-07-01", "reason": "机构改革", "version": 1}
    asked = browser.post(url, data)
    assert "撤销“市商务局”，由“市教育局”接续" in text(asked)
    assert old.pk in tree_on()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(asked)))
    assert browser.post(url, hidden).status_code == 302
    assert old.pk not in tree_on()
    assert Succession.objects.filter(old=old, new=city.unit["jyj"]).exists()


def test_a_split_is_typed_confirmed_and_done(as_, city):
    browser, old = as_("office"), city.unit["jyj"]
    url, below = reverse("org:unit-split", args=[old.pk]), f"below{city.unit['jyj-jc'].pk}"
    data = {"on": "2026-07-01", "version": 1, "code1": "e1", "name1": "市基础教育局", "code2": "e2"}
    half = browser.post(url, data)
    assert half.context["form"].errors["name2"]
    data |= {"name2": "市高等教育局", below: "2"}
    asked = browser.post(url, data)
    assert "分设为：市基础教育局、市高等教育局" in text(asked)
    assert browser.post(url, data | {"confirmed": "1"}).status_code == 302
    assert tree_on().ancestors(city.unit["jyj-jc"].pk)[0] == Unit.objects.get(code="e2").pk


def test_members_of_a_group_are_chosen_from_a_day(as_, city):
    group = Group.objects.get(name="区县")
    url = reverse("org:group", args=[group.pk])
    page = as_("office").post(url, {"on": "2026-08-01", "units": [city.unit["jyj"].pk], "version": 1})
    assert page.status_code == 422
    assert "市直部门" in page.context["form"].errors["units"][0]
    assert as_("office").post(url, {"on": "2026-08-01", "units": [], "version": 1}).status_code == 302


def test_a_new_account_shows_its_password_once(as_, city):
    page = as_("system_admin").post(reverse("org:person-new"), {"username": "newone", "name": "新人"})
    password = re.search(r"<code>([\w-]+)</code>", text(page))[1]
    person = User.objects.get(username="newone")
    assert person.check_password(password)
    assert "no-store" in page["Cache-Control"]
    assert password not in text(as_("system_admin").get(reverse("org:person", args=[person.pk])))


def test_roles_are_given_and_ended_on_pages(as_, city):
    browser, head = as_("security_admin"), city.people["head"]
    url = reverse("org:appoint", args=[head.pk])
    data = {"unit": city.unit["jyj"].pk, "role": "auditor", "since": "2026-11-20"}
    assert "不能由一人担任" in text(browser.post(url, data))
    assert browser.post(url, data | {"role": "reporter"}).status_code == 302
    office = head.appointments.get(role="reporter")
    assert (
        browser.post(reverse("org:office-end", args=[office.pk]), {"on": "2026-12-01", "version": 1}).status_code == 302
    )
    given = {"substitute": city.people["reporter"].pk, "since": "2026-11-20", "until": "2026-11-28"}
    assert browser.post(reverse("org:office-substitute", args=[office.pk]), given).status_code == 302
    assert "由 教育局赵云 代理" in text(browser.get(reverse("org:person", args=[head.pk])))
    row = office.substitutions.get()
    assert browser.post(reverse("org:substitution-end", args=[row.pk])).status_code == 302


def test_everybody_sees_the_own_account(as_, city):
    assert as_("reporter").get(reverse("org:person", args=[city.people["reporter"].pk])).status_code == 200
    assert as_("reporter").get(reverse("org:person", args=[city.people["head"].pk])).status_code == 404


def upload(browser, name, data, file="表.csv"):
    return browser.post(reverse(name), {"file": SimpleUploadedFile(file, data)})


def hidden_fields(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text(page)))


class TestImport:
    def test_it_shows_the_differences_and_writes_on_confirmation(self, as_, city):
        browser = as_("system_admin")
        shown = upload(browser, "org:units-import", units_file(new={"name": "市应急局"}))
        assert shown.status_code == 200
        assert "市应急局" in text(shown)
        assert not Unit.objects.filter(code="new").exists()
        done = browser.post(reverse("org:units-import"), hidden_fields(shown))
        assert done["Location"] == reverse("org:units")
        assert Unit.objects.filter(code="new").exists()

    def test_it_shows_every_problem_and_offers_no_confirmation(self, as_, city):
        shown = upload(as_("office"), "org:units-import", units_file(a={"parent_code": "x"}, b={"since": None}))
        assert shown.status_code == 422
        assert "第 2 行“上级编码”" in text(shown)
        assert "第 3 行“自”" in text(shown)
        assert "confirmed" not in text(shown)

    def test_what_changed_meanwhile_is_shown_again(self, as_, city):
        browser = as_("office")
        shown = upload(browser, "org:units-import", units_file(swj={"since": dt.date(2026, 1, 1), "name": "商务局"}))
        Unit.objects.filter(code="swj").update(name="市商务委")
        again = browser.post(reverse("org:units-import"), hidden_fields(shown))
        assert "有了变化" in text(again)
        assert Unit.objects.get(code="swj").name == "市商务委"

    def test_a_file_that_is_no_table_is_refused_in_words(self, as_, city):
        page = upload(as_("office"), "org:units-import", b"%PDF-1.7 nothing", "单位.pdf")
        assert page.status_code == 422
        assert "PDF" in text(page)

    def test_a_file_too_large_is_refused(self, as_, city):
        page = upload(as_("office"), "org:units-import", b"x," * (sheets.LIMITS.size // 2 + 10))
        assert page.status_code == 422
        assert "上限" in text(page)

    def test_no_file_is_said_beside_the_field(self, as_, city):
        assert as_("office").post(reverse("org:units-import")).context["form"].errors["file"]
        broken = {"name": "x.csv", "data": "not base64!"}
        assert as_("office").post(reverse("org:units-import"), broken).status_code == 422

    def test_people_get_their_passwords_on_one_page(self, as_, city):
        browser = as_("system_admin")
        shown = upload(
            browser,
            "org:people-import",
            people_file({"username": "a1", "name": "甲"}, {"username": "b1", "name": "乙"}),
        )
        done = browser.post(reverse("org:people-import"), hidden_fields(shown))
        assert len(re.findall(r"<code>[\w-]+</code>", text(done))) == 2

    def test_an_export_uploaded_again_changes_nothing(self, as_, city):
        browser = as_("office")
        data = browser.get(reverse("org:units-export")).content
        assert "没有要改的" in text(upload(browser, "org:units-import", data, "单位.xlsx"))

    def test_templates_are_there(self, as_, city):
        for name in ("org:units-template", "org:people-template"):
            assert as_("system_admin").get(reverse(name)).content[:2] == b"PK"


@pytest.mark.parametrize(
    ("who", "sees"),
    [("office", True), ("head", True), ("third_party", False), ("auditor", False), ("system_admin", False)],
)
def test_telephone_numbers_are_for_those_who_call(city, as_, who, sees):
    city.people["reporter"].phone = "0710-7654321"
    city.people["reporter"].save()
    page = as_(who).get(reverse("org:unit", args=[city.unit["jyj"].pk])).content.decode()
    assert "教育局赵云" in page
    assert ("0710-7654321" in page) is sees
