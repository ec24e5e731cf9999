"""Reforms on pages: what is asked, what is promised before it is done, and a part that is handed over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from gangmu.base.models import Event
from gangmu.org import actions as org
from gangmu.org.models import Succession, Unit
from gangmu.org.queries import tree_on
from gangmu.targets.models import Assignment, Handover
from gangmu.targets.states import Part
from tests.progress.conftest import add_target, plan

__all__ = ["add_target", "plan"]
DAY = "2026-12-01"


def text(page) -> str:
    return page.content.decode()


def address(verb: str, unit: Unit) -> str:
    return reverse(f"org:unit-{verb}", args=[unit.pk])


@pytest.fixture
def given(city):
    """What each form is sent with."""
    new = {"code1": "n1", "name1": "市商业局", "code2": "n2", "name2": "市外贸局"}
    return {
        "merge": {"into": city.unit["jyj"].pk, "on": DAY, "version": 1, "reason": "机构改革"},
        "split": {"on": DAY, "version": 1, **new},
        "close": {"on": DAY, "version": 1, "reason": "机构改革"},
    }


@pytest.mark.parametrize("verb", ["merge", "split", "close"])
def test_what_would_be_refused_is_refused_before_it_is_promised(as_, city, given, verb):
    swj, later = city.unit["swj"], dt.date(2027, 1, 1)
    org.move_unit(by=city.people["office"], unit=swj, version=1, parent=city.unit["fgw"], on=later)
    events = Event.objects.count()
    page = as_("office").post(address(verb, swj), given[verb] | {"version": 2})
    assert page.status_code == 422
    assert "从 2027年1月1日（周五） 起另有隶属安排" in text(page)
    assert "确认办理" not in text(page)
    assert Event.objects.count() == events
    assert swj.pk in tree_on(dt.date(2026, 12, 1))


def test_trying_it_beforehand_leaves_nothing_behind(as_, city, given):
    page = as_("office").post(address("split", city.unit["swj"]), given["split"])
    assert "确认办理" in text(page)
    assert not Unit.objects.filter(code="n1").exists()
    assert not Event.objects.exists()


def test_units_below_are_named_or_said_to_be_none(as_, city, given):
    page = text(as_("office").post(address("merge", city.unit["swj"]), given["merge"]))
    assert "没有下级单位。" in page
    assert "隶属于" not in page.split("涉及谁")[1].split("</dd>")[0]
    into = given["merge"] | {"into": city.unit["swj"].pk}
    page = text(as_("office").post(address("merge", city.unit["jyj"]), into))
    assert "下级单位“市教育局基础教育科”自该日起隶属于“市商务局”。" in page


def test_a_merger_says_which_targets_pass_on_and_where_two_parts_meet(as_, city, given, add_target):
    add_target("MB-1", "swj")
    shared = add_target("MB-2", "swj")
    Assignment.objects.create(target=shared, unit=city.unit["jyj"], part=Part.RESPONSIBLE)
    page = text(as_("office").post(address("merge", city.unit["swj"]), given["merge"]))
    assert "接续目标分工 2 项（牵头 2）" in page
    assert "“市教育局”在 MB-2 里本来就有分工，两项都保留" in page


def test_the_system_administrator_is_told_nothing_of_targets(as_, city, given, add_target):
    add_target("MB-1", "swj")
    page = as_("system_admin").post(address("merge", city.unit["swj"]), given["merge"])
    assert "确认办理" in text(page)
    assert "目标分工" not in text(page)


def test_a_split_asks_for_each_target_and_each_gets_one_unit(as_, city, given, add_target):
    first, second = (add_target(code, "swj") for code in ("MB-1", "MB-2"))
    numbers = [one.assignments.get(part=Part.LEAD).pk for one in (first, second)]
    asked = as_("office").post(address("split", city.unit["swj"]), given["split"] | {"rest": "2"})
    form = asked.context["form"]
    assert [form[f"part{pk}"].label for pk in numbers] == ["MB-1 目标MB-1（牵头）", "MB-2 目标MB-2（牵头）"]
    choices = [label for _value, label in form.fields[f"part{numbers[0]}"].choices]
    assert choices == ["市外贸局", "市商业局"]
    data = given["split"] | {"rest": "2", f"part{numbers[0]}": "1", f"part{numbers[1]}": "", "confirmed": "1"}
    assert as_("office").post(address("split", city.unit["swj"]), data).status_code == 302
    found = Handover.objects.order_by("assignment").values_list("assignment", "to__name", "since")
    assert list(found) == [
        (numbers[0], "市商业局", dt.date(2026, 12, 1)),
        (numbers[1], "市外贸局", dt.date(2026, 12, 1)),
    ]


def test_a_unit_with_targets_closes_with_a_successor_or_a_ground(as_, city, given, add_target):
    add_target("MB-1", "swj")
    path = address("close", city.unit["swj"])
    assert "它现有目标分工 1 项（牵头 1）" in text(as_("office").get(path))
    refused = as_("office").post(path, given["close"] | {"reason": ""})
    assert refused.status_code == 422
    assert "没有单位接续" in text(refused)
    ended = text(as_("office").post(path, given["close"]))
    assert "按决定终止（机构改革），以后不再催报、不计漏报，也不计分" in ended
    handed = text(as_("office").post(path, given["close"] | {"to": city.unit["jyj"].pk}))
    assert "自该日起由“市教育局”接续" in handed
    done = as_("office").post(path, given["close"] | {"to": city.unit["jyj"].pk, "confirmed": "1"})
    assert done.status_code == 302
    assert {one.to for one in Handover.objects.all()} == {city.unit["jyj"]}


class TestHandOver:
    @pytest.fixture
    def target(self, add_target):
        return add_target("MB-1", "swj")

    @pytest.fixture
    def path(self, target):
        return reverse("targets:hand-over", args=[target.assignments.get(part=Part.LEAD).pk])

    def test_it_is_asked_promised_done_and_told_on_the_target(self, as_, city, target, path):
        shown = reverse("targets:target", args=[target.pk])
        assert path in text(as_("office").get(shown))
        assert path not in text(as_("other_head").get(shown))
        data = {"to": city.unit["jyj"].pk, "on": "2026-11-20", "reason": "第5次常务会议", "version": 1}
        asked = text(as_("office").post(path, data))
        assert "牵头由“市商务局”移交“市教育局”（第5次常务会议）" in asked
        assert not Handover.objects.exists()
        assert as_("office").post(path, data | {"confirmed": "1"}).status_code == 302
        page = text(as_("office").get(shown))
        assert "2026年11月20日（周五）由市商务局移交市教育局（第5次常务会议）" in page
        assert "牵头：市商务局 → 市教育局；第5次常务会议" in page
        assert "市教育局牵头" in page
        for asked in ({}, {"q": "市商务局"}, {"q": "市教育局"}, {"unit": city.unit["jyj"].pk}):
            listed = as_("office").get(reverse("targets:plan", args=[target.plan_id]), asked)
            assert [(group.name, group.count) for group in listed.context["table"].groups] == [("市教育局", 1)], asked
        assert "牵头（接自市商务局）" in text(as_("office").get(reverse("org:unit", args=[city.unit["jyj"].pk])))
        assert "牵头（已移交市教育局）" in text(as_("office").get(reverse("org:unit", args=[city.unit["swj"].pk])))

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"on": "2026-10-01"}, "以前的月份仍由原单位负责"),
            ({"to": ""}, "两者只选一样"),
            ({"end": "on"}, "两者只选一样"),
            ({"reason": " "}, "field-wrong"),
            ({"version": 7}, "别人改过"),
        ],
    )
    def test_a_refusal_stands_in_the_form(self, as_, city, path, typed, said):
        data = {"to": city.unit["jyj"].pk, "on": "2026-11-20", "reason": "会议", "version": 1} | typed
        page = as_("office").post(path, data)
        assert page.status_code in (422, 409)
        assert said in text(page)
        assert "确认办理" not in text(page)

    def test_an_end_by_decision_says_so(self, as_, target, path):
        data = {"end": "on", "on": "2026-11-20", "reason": "上级取消", "version": 1}
        assert "按决定终止（上级取消）" in text(as_("office").post(path, data))
        as_("office").post(path, data | {"confirmed": "1"})
        page = text(as_("office").get(reverse("targets:target", args=[target.pk])))
        assert "自11月20日起按决定终止：上级取消" in page
        assert path not in page


def test_after_a_merger_the_plan_is_grouped_and_found_by_who_leads_now(as_, city, given, add_target):
    target = add_target("MB-1", "swj")
    as_("office").post(address("merge", city.unit["swj"]), given["merge"] | {"on": "2026-11-20", "confirmed": "1"})
    assert Succession.objects.get().new == city.unit["jyj"]
    for asked in ({}, {"q": "市商务局"}, {"q": "市教育局"}, {"unit": city.unit["jyj"].pk}):
        listed = as_("office").get(reverse("targets:plan", args=[target.plan_id]), asked)
        assert [(group.name, group.count) for group in listed.context["table"].groups] == [("市教育局", 1)], asked
