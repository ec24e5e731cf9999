"""Typing a target: new, changed, conflicting, deleted; without script."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from gangmu.targets import actions
from gangmu.targets.models import Target
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db


def typed(page: bytes) -> dict[str, str]:
    """What a browser would send of the target's form."""
    form = BeautifulSoup(page, "html.parser").select_one("#target-form")
    data = {}
    for box in form.select("input[name], textarea[name]"):
        if box.get("type") not in ("checkbox", "radio") or box.has_attr("checked"):
            data[box["name"]] = box.get("value", box.get_text())
    for box in form.select("select[name]"):
        chosen = box.select_one("option[selected]") or box.select_one("option")
        data[box["name"]] = chosen.get("value", "")
    return data


@pytest.fixture
def form_of(as_, target):
    """`form_of()` is the edit form of the target as the office gets it."""

    def get():
        return typed(as_("office").get(reverse("targets:target-edit", args=[target.pk])).content)

    return get


@pytest.fixture
def save(as_, target):
    return lambda data: as_("office").post(reverse("targets:target-edit", args=[target.pk]), data)


def test_a_new_target_is_typed_with_units_and_nodes(as_, plan, source, city):
    client = as_("office")
    url = reverse("targets:target-new", args=[plan.pk])
    data = typed(client.get(url).content) | {
        "name": "新建幼儿园",
        "unit_of_measure": "所",
        "goal": "９ 所",
        "points": "2",
        "sources": source.pk,
        "assignments-0-unit": city.unit["jyj"].pk,
        "assignments-0-part": "lead",
        "assignments-0-person": "教育局赵云（reporter）",
        "nodes-0-due": f"{YEAR}-12-31",
        "nodes-0-planned": "9",
    }
    response = client.post(url, data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".field-errors")
    made = Target.objects.get()
    assert (made.name, made.terms.get().goal, made.points) == ("新建幼儿园", Decimal(9), Decimal(2))
    assert made.assignments.get().person == city.people["reporter"]
    assert made.terms.get().nodes.get().planned == 9


def test_the_form_gives_back_what_is_stored(form_of, save, target):
    before = actions.targets.snapshot(target)
    assert save(form_of()).status_code == 302
    target.refresh_from_db()
    assert actions.targets.snapshot(target) == before


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(form_of, save, target):
    data = form_of() | {"name": "", "goal": "约 20 所", "nodes-0-planned": "很多", "assignments-0-person": "没有此人"}
    response = save(data)
    assert response.status_code == 422
    text = response.content.decode()
    for words in ("请填写这一项", "约 20 所", "很多", "没有“没有此人”这个人"):
        assert words in text
    target.refresh_from_db()
    assert target.terms.get().goal == 24


def test_two_lead_units_are_refused_in_words(form_of, save):
    data = form_of() | {"assignments-0-part": "lead", "assignments-1-part": "lead"}
    response = save(data)
    assert response.status_code == 422
    assert "一个目标只能有一个牵头单位" in response.content.decode()


def test_a_goal_for_a_qualitative_target_is_refused(form_of, save):
    response = save(form_of() | {"kind": "qualitative"})
    assert response.status_code == 422
    assert "有数的请把类型改为定量" in response.content.decode()


def test_the_second_to_save_sees_both_versions_and_keeps_what_was_typed(form_of, save, target, city):
    mine = form_of() | {"name": "我改的名称", "goal": "30"}
    actions.update_target(
        target=target, version=target.version, values={"name": "别人改的名称"}, by=city.people["office"]
    )
    response = save(mine)
    assert response.status_code == 409
    page = BeautifulSoup(response.content, "html.parser")
    rows = {
        row.select_one(".cell-title").get_text(): [cell.get_text() for cell in row.select("td")[1:]]
        for row in page.select("[role=alert] tbody tr")
    }
    assert rows["目标名称"] == ["我改的名称", "别人改的名称"]
    assert rows["目标值"] == ["30", "24"]
    assert "责任分工" not in rows
    again = typed(response.content)
    assert again["name"] == "我改的名称"
    assert save(again).status_code == 302
    target.refresh_from_db()
    assert (target.name, target.terms.get().goal) == ("我改的名称", 30)


def test_adding_a_row_keeps_the_version_that_was_read(form_of, save, target, city):
    mine = form_of() | {"name": "我改的名称"}
    actions.update_target(
        target=target, version=target.version, values={"name": "别人改的名称"}, by=city.people["office"]
    )
    redrawn = typed(save(mine | {"add": "nodes"}).content)
    assert redrawn["name"] == "我改的名称"
    assert save(redrawn).status_code == 409


def test_another_row_and_filled_nodes_without_script(form_of, save, target):
    more = typed(save(form_of() | {"add": "assignments"}).content)
    assert int(more["assignments-TOTAL_FORMS"]) == int(form_of()["assignments-TOTAL_FORMS"]) + 2
    assert save(more).status_code == 302
    assert target.assignments.count() == 2
    filled = typed(save(form_of() | {"fill": "quarter"}).content)
    assert [filled[f"nodes-{index}-planned"] for index in range(4)] == ["6", "12", "18", "24"]
    target.refresh_from_db()
    assert target.terms.get().nodes.count() == 2


def test_the_difference_to_the_goal_is_told(form_of, save):
    page = save(form_of() | {"goal": "30", "recount": "1"}).content.decode()
    assert "离目标 30 还差 6" in page


def test_a_row_emptied_is_gone_too(form_of, save, target):
    emptied = {"nodes-0-due": "", "nodes-0-planned": "", "nodes-0-content": ""}
    assert save(form_of() | emptied).status_code == 302
    assert target.terms.get().nodes.count() == 1


def test_a_draft_may_wait_for_its_lead(form_of, save, target):
    parts = {name: "" for name in form_of() if name.startswith("assignments-") and name.endswith(("-unit", "-person"))}
    assert save(form_of() | parts).status_code == 302
    assert not target.assignments.exists()


def test_a_row_marked_to_go_is_gone(form_of, save, target):
    assert save(form_of() | {"nodes-0-DELETE": "on"}).status_code == 302
    assert target.terms.get().nodes.count() == 1


def test_a_target_is_deleted_from_a_draft(as_, target, plan):
    client = as_("office")
    url = reverse("targets:target-delete", args=[target.pk])
    assert client.get(url).status_code == 405
    assert client.post(url, {"version": target.version})["Location"] == reverse("targets:plan", args=[plan.pk])
    assert not Target.objects.exists()


def test_after_issue_nothing_is_editable(as_, target, issue, plan):
    client = as_("office")
    issue()
    for name in ("target-edit", "target-delete"):
        response = client.post(reverse(f"targets:{name}", args=[target.pk]), {"version": target.version})
        assert response.status_code == 403
        assert "已下达" in response.content.decode()
    assert client.get(reverse("targets:target-new", args=[plan.pk])).status_code == 403
    assert Target.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("person", ["reporter", "leader", "assessor", "system_admin"])
def test_others_edit_nothing(as_, target, issue, person):
    issue()
    client = as_(person)
    expected = 404 if person == "system_admin" else 403
    for name in ("target-edit", "target-delete"):
        assert client.post(reverse(f"targets:{name}", args=[target.pk])).status_code == expected


def test_a_unit_typed_with_the_goal_is_the_unit_of_measure(form_of, save, target):
    boxes = {
        "unit_of_measure": "",
        "goal": "4800亿元",
        "baseline": "5000000万元",
        "stretch": "5000",
        "nodes-0-planned": "",
    }
    data = {name: value for name, value in (form_of() | boxes).items() if not name.endswith(("-planned", "-due"))}
    assert save(data).status_code == 302
    target.refresh_from_db()
    said = target.terms.get()
    assert (target.unit_of_measure, said.goal, said.baseline, said.stretch) == ("亿元", 4800, 500, 5000)


def test_a_unit_that_is_none_of_points_is_refused(form_of, save):
    response = save(form_of() | {"points": "3亿元"})
    assert response.status_code == 422
    assert "单位应为分" in response.content.decode()
    assert save(form_of() | {"points": "3分"}).status_code == 302


@pytest.mark.parametrize("prefix", ["assignments", "nodes"])
def test_a_form_that_says_to_have_many_rows_is_refused_not_drawn(form_of, save, prefix):
    response = save(form_of() | {f"{prefix}-TOTAL_FORMS": "1000000000"})
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert "请去掉多出的行" in page.text
    assert len(page.select(f"#{prefix} tbody tr")) <= 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_outside_the_years_that_are_known_is_refused(form_of, save, day):
    response = save(form_of() | {"deadline": day})
    assert response.status_code == 422
    assert "1949 年至 2099 年" in response.content.decode()
