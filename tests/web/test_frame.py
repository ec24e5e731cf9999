"""The frame around every page and the parts pages are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from gangmu.base.errors import Conflict, Denied, Problem, Problems
from gangmu.targets.models import Plan
from gangmu.web.requests import whole

Draw = Callable[..., Tag]


@pytest.fixture
def draw() -> Draw:
    """Draw a template text, or one part by name, and look at it as a document."""

    def drawn(template: str, **context: Any) -> Tag:
        request = RequestFactory().get("/list", {"state": "late"})
        if template.endswith(".html"):
            template = f"{{% include 'components/{template}' %}}"
        html = engines["django"].from_string("{% load i18n page %}" + template).render({**context, "request": request})
        return BeautifulSoup(html, "html.parser")

    return drawn


class Form(forms.Form):
    value = forms.DecimalField(label="本月完成", help_text="单位：亿元")
    kind = forms.ChoiceField(label="状态", choices=[("a", "正常")], required=False)
    sure = forms.BooleanField(label="已核对", required=False)


class TestField:
    def test_label_help_and_errors_belong_to_the_input(self, draw: Draw) -> None:
        page = draw("{% field form.value class='num' hx_post='/x' %}", form=Form({"value": "三"}))
        box = page.find("input")
        assert page.find("label")["for"] == box["id"]
        assert {"form-control", "is-invalid", "num"} <= set(box["class"])
        assert box["hx-post"] == "/x"
        assert [page.find(id=name) is not None for name in box["aria-describedby"].split()] == [True, True]

    def test_a_widget_keeps_the_look_of_its_own(self, draw: Draw) -> None:
        class Words(forms.Form):
            text = forms.CharField(widget=forms.Textarea(attrs={"class": "scheme-text"}))

        assert draw("{% field form.text %}", form=Words()).textarea["class"] == ["form-control", "scheme-text"]

    def test_each_kind_of_input_has_its_look(self, draw: Draw) -> None:
        page = draw("{% for field in form %}{% field field %}{% endfor %}", form=Form())
        assert page.find("select")["class"] == ["form-select"]
        assert page.find("input", type="checkbox")["class"] == ["form-check-input"]


class TestIcon:
    def test_is_decoration_unless_it_has_a_label(self, draw: Draw) -> None:
        assert draw("{% icon 'target' %}").svg["aria-hidden"] == "true"
        assert draw("{% icon 'target' '目标' %}").svg["aria-label"] == "目标"


class TestParts:
    def test_a_lamp_says_its_colour_in_words(self, draw: Draw) -> None:
        words = [draw("lamp.html", color=color).text.strip() for color in ("green", "yellow", "red", "grey")]
        assert words == ["正常", "滞后", "严重滞后", "未报"]

    def test_a_refused_button_says_why_and_cannot_send(self, draw: Draw) -> None:
        page = draw("button.html", label="下达", name="go", value="1", reason="方案还在磋商中")
        assert page.button["type"] == "button"
        assert page.button["aria-disabled"] == "true"
        assert page.button["aria-description"] == "方案还在磋商中"
        assert "name" not in page.button.attrs
        assert page.find(role="tooltip").text == "方案还在磋商中"

    def test_a_form_on_the_page_is_none_of_its_business(self, draw: Draw) -> None:
        page = draw("button.html", label="添加", form=Form())
        assert page.find("button").text == "添加"
        assert not page.find("input")

    def test_an_allowed_button_sends_its_value(self, draw: Draw) -> None:
        page = draw("button.html", label="下达", name="go", value="1")
        assert (page.button["type"], page.button["name"], page.button["value"]) == ("submit", "go", "1")

    def test_problems_tell_where_what_expected_and_what_to_do(self, draw: Draw) -> None:
        problems = [Problem("不是数字", where="第 7 行", expected="一个数", todo="改正后重传", value="三")]
        row = draw("problems.html", problems=problems).tbody.tr
        assert [cell.text.strip() for cell in row.find_all("td")] == ["第 7 行", "不是数字 三", "一个数", "改正后重传"]

    def test_no_problems_draw_nothing(self, draw: Draw) -> None:
        assert draw("problems.html", problems=[]).find() is None

    def test_turning_pages_keeps_the_filters(self, draw: Draw) -> None:
        page = draw("pagination.html", page=Paginator(range(30), 10).page(2))
        assert page.find(rel="next")["href"] == "?state=late&page=3"
        assert page.find(rel="prev")["href"] == "?state=late&page=1"

    def test_states_tell_which_is_now(self, draw: Draw) -> None:
        states = [{"label": "立项", "state": "done"}, {"label": "执行", "state": "now"}]
        page = draw("states.html", states=states)
        assert page.find(attrs={"aria-current": "step"}).find(class_="state-name").text == "执行"

    def test_a_chart_finds_its_numbers_and_says_what_it_shows(self, draw: Draw) -> None:
        page = draw("chart.html", id="curve", option={"series": [{"name": "</script>"}]}, label="计划与实际")
        place = page.find(attrs={"data-chart": True})
        assert place["aria-label"] == "计划与实际"
        assert page.find("script", id=place["data-chart"])["type"] == "application/json"
        assert "</script>" not in page.find("script").text


@pytest.mark.django_db
class TestSignIn:
    def test_needs_nothing_but_the_page_itself(self, client: Client) -> None:
        answer = client.get("/accounts/login/")
        assert answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy

    def test_follows_the_chosen_look_without_a_script(self, client: Client) -> None:
        client.cookies["theme"] = "dark"
        assert 'data-bs-theme="dark"' in client.get("/accounts/login/").content.decode()

    def test_of_a_demo_has_a_button_per_role(self) -> None:
        accounts = [
            ("office", "李敏", "目标办", "云州市", "编制目标"),
            ("auditor", "沈清", "审计员", "云州市", "查留痕"),
        ]
        html = render_to_string("account/login.html", {"demo_accounts": accounts, "demo_password": "shown"})
        page = BeautifulSoup(html, "html.parser")
        sent = [(f.find("input", {"name": "login"})["value"], f.button.b.text) for f in page.select(".accounts form")]
        assert sent == [("office", "目标办"), ("auditor", "审计员")]


@pytest.mark.django_db
class TestErrorPages:
    def test_an_unknown_address_says_what_to_do(self, client: Client) -> None:
        answer = client.get("/nowhere/")
        assert answer.status_code == 404
        assert "请检查地址" in answer.content.decode()

    def test_a_form_without_its_token_changes_nothing_and_says_so(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
        assert answer.status_code == 403
        assert "什么都没有改动" in answer.content.decode()

    def test_the_page_for_a_broken_server_needs_no_database(self, django_db_blocker: Any) -> None:
        with django_db_blocker.block():
            assert "系统出错了" in render_to_string("500.html")

    @pytest.mark.parametrize(
        ("refusal", "status", "said"),
        [
            (Denied("您没有这项权限；有权限的是：目标办"), 403, "有权限的是：目标办"),
            (Problems([Problem("不是数字", where="第 7 行")]), 422, "第 7 行"),
            (Conflict("李敏刚刚改过", theirs={}, mine={}), 422, "李敏刚刚改过"),
        ],
    )
    def test_a_refusal_gives_its_reason(self, refusal: Exception, status: int, said: str) -> None:
        assert said in render_to_string("refused.html", {"refusal": refusal, "status": status})


class TestNonsense:
    def test_a_nul_is_refused_in_an_address_a_form_and_json(self, as_: Any) -> None:
        client = as_("system_admin")
        assert client.get("/org/people/?q=%00").status_code == 400
        assert client.get("/api/org/people?q=%00").status_code == 400
        assert client.post("/org/units/new/", {"name": "新\x00局"}).status_code == 400
        body = '{"code": "x", "name": "新\\u0000局", "kind": "department", "parent": 1, "since": "2026-11-01"}'
        assert client.post("/api/org/units", body, content_type="application/json").status_code == 400

    @pytest.mark.parametrize("text", ["", None, "²", "-1", "1.5", "abc", "9" * 5000])
    def test_what_is_no_whole_number_counts_as_none(self, text: str | None) -> None:
        assert whole(text) == 0
        assert whole(text, otherwise=7) == 7

    def test_a_page_number_that_is_none_shows_the_first_page(self, as_: Any, city: Any) -> None:
        plan = Plan.objects.create(unit=city.unit["city"], year=2026, title="2026年目标体系")
        assert as_("office").get(f"/plans/{plan.pk}/?page=²").status_code == 200
