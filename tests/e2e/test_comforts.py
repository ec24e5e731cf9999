"""What the scripts add to pages that work without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

SCRIPTS = Path(__file__).parent.parent.parent / "gangmu/web/static/gangmu"
SHEET = """
<table data-grid><tbody>
  <tr><td>GDP</td><td><input id="a1" value="1"></td><td><textarea id="b1"></textarea></td></tr>
  <tr><td>合计</td><td colspan="2">不填</td></tr>
  <tr><td>投资</td><td><input id="a2" value="2"></td><td><textarea id="b2"></textarea></td></tr>
</tbody></table>
"""
PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.getElementById(id).dispatchEvent(paste);
}"""
SAVED = """(ok) => {
  const elt = document.getElementById("x");
  elt.dispatchEvent(new CustomEvent("htmx:afterRequest", {bubbles: true, detail: {elt, successful: ok}}));
}"""
CHART = """() => {
  document.body.insertAdjacentHTML("beforeend", '<div class="chart" id="c" data-chart="c-option"></div>');
  const option = document.createElement("script");
  option.type = "application/json";
  option.id = "c-option";
  option.textContent = JSON.stringify({xAxis: {data: ["1月"]}, yAxis: {}, series: [{type: "bar", data: [3]}]});
  document.body.append(option);
  document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", {bubbles: true, detail: {elt: document.body}}));
}"""


@pytest.fixture
def door(chromium, live_server) -> Iterator[Callable[..., Page]]:
    """The sign-in page in a browser with the given preferences; complaints of the browser fail the test."""
    contexts, complaints = [], []

    def opened(**preferences: str) -> Page:
        context = chromium.new_context(base_url=live_server.url, **preferences)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto("/accounts/login/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def blank(chromium) -> Iterator[Callable[..., Page]]:
    """A page of the given elements with the given scripts, without a server."""
    context = chromium.new_context()

    def opened(body: str, *scripts: str) -> Page:
        page = context.new_page()
        page.set_content(f"<!doctype html><html lang='zh-hans'><body>{body}</body></html>")
        for script in scripts:
            page.add_script_tag(path=SCRIPTS / script)
        return page

    yield opened
    context.close()


@pytest.mark.django_db(transaction=True)
class TestLook:
    def test_follows_the_system_until_one_chooses(self, door: Callable[..., Page]) -> None:
        page = door(color_scheme="dark")
        assert page.locator("html").get_attribute("data-bs-theme") == "dark"
        page.locator("[data-theme-switch]").click()
        page.reload()
        assert page.locator("html").get_attribute("data-bs-theme") == "light"

    def test_a_chart_is_drawn_under_the_strict_policy_and_turns_dark(self, door: Callable[..., Page]) -> None:
        page = door(color_scheme="light")
        page.evaluate(CHART)
        page.locator("#c canvas").wait_for()
        painted = "document.querySelector('#c canvas')?.toDataURL()"
        page.wait_for_timeout(500)
        light = page.evaluate(painted)
        page.locator("[data-theme-switch]").click()
        page.wait_for_function(f"light => {painted} && {painted} !== light", arg=light)


class TestSheet:
    def test_a_block_from_excel_is_pasted_cell_by_cell(self, blank: Callable[..., Page]) -> None:
        page = blank(SHEET, "grid.js")
        page.evaluate(PASTE, ["a1", '12.5\t"第一行\n第""二""行"\r\n13\t平稳\r\n99\t多出来的\r\n'])
        values = [page.locator(f"#{cell}").input_value() for cell in ("a1", "b1", "a2", "b2")]
        assert values == ["12.5", '第一行\n第"二"行', "13", "平稳"]

    def test_words_with_line_breaks_stay_in_their_cell(self, blank: Callable[..., Page]) -> None:
        page = blank(SHEET, "grid.js")
        page.evaluate(PASTE, ["b1", "第一段\n第二段"])
        assert page.locator("#b2").input_value() == ""

    def test_enter_and_arrows_move_between_rows(self, blank: Callable[..., Page]) -> None:
        page = blank(SHEET, "grid.js")
        page.locator("#a1").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "a2"
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.id") == "a1"


class TestForms:
    def asked(self, page: Page) -> bool:
        questions = []
        page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
        page.close(run_before_unload=True)
        page.context.new_page().wait_for_timeout(300)
        return questions == ["beforeunload"]

    def test_leaving_with_something_typed_is_asked_about(self, blank: Callable[..., Page]) -> None:
        page = blank("<form data-guard><input id='x'></form>", "app.js")
        page.locator("#x").press_sequentially("12")
        assert self.asked(page)

    def test_leaving_after_a_download_is_asked_about(self, blank: Callable[..., Page]) -> None:
        page = blank("<form data-guard><input id='x'><button formtarget='_blank'>下载</button></form>", "app.js")
        page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
        page.locator("#x").press_sequentially("12")
        page.locator("button").click()
        assert self.asked(page)

    def test_leaving_an_untouched_form_is_not(self, blank: Callable[..., Page]) -> None:
        page = blank("<form data-guard><input id='x'></form>", "app.js")
        page.locator("#x").click()
        assert not self.asked(page)

    def test_a_failed_save_is_told(self, blank: Callable[..., Page]) -> None:
        page = blank("<form data-autosave><input id='x'><span data-autosave-state></span></form>", "app.js")
        page.evaluate("document.body.dataset.sayLost = '没有保存'")
        page.evaluate(SAVED, False)
        assert page.locator(".lost").inner_text() == "没有保存"
        page.evaluate(SAVED, True)
        assert page.locator(".lost").count() == 0

    def test_the_slash_key_goes_to_the_search(self, blank: Callable[..., Page]) -> None:
        page = blank("<input id='q' data-search><input id='x'>", "app.js")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.locator("#x").press("/")
        assert page.locator("#x").input_value() == "/"


CHOSEN = "box => box.value.slice(box.selectionStart, box.selectionEnd)"


def test_a_scheme_s_file_is_read_into_the_box_and_can_be_mended_there(city, sign_in, tmp_path):
    page = sign_in("assessor")
    file = tmp_path / "办法.yaml"
    file.write_text("title: 试\ntables: {unit: {given: {v: number}, computed: {总分: w + 1}}}\n", "utf-8")
    page.goto("/scores/schemes/new/")
    page.get_by_text("从文件读入").click()
    page.get_by_label("办法文件").set_input_files(file)
    text = page.get_by_label("办法原文")
    expect(text).to_have_value(re.compile("w \\+ 1"))
    page.locator("#trial [data-line='2']").click()
    assert text.evaluate(CHOSEN) == "w"
    text.fill(text.input_value().replace("w + 1", "v + 1"))
    expect(page.locator("#trial [data-wrong]")).to_have_count(0)


def test_faults_of_a_scheme_are_gone_through_one_by_one_on_a_phone(city, sign_in):
    page = sign_in("assessor")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/scores/schemes/new/")
    text = page.get_by_label("办法原文")
    text.fill("title：试\ntables: {unit: {given: {v: number}, computed: {总分: w + 1}}}\n")
    forward = page.get_by_role("button", name="下一处错误")
    found = []
    for _click in range(3):
        forward.click()
        told = page.locator("[data-fault-said]").inner_text()
        found.append((text.evaluate(CHOSEN), told.split("：")[0]))
    assert found == [("：", "第 1 行第 6 列"), ("w", "第 2 行第 52 列"), ("：", "第 1 行第 6 列")]
    expect(text).to_be_in_viewport()
    text.fill("title: 试\ntables: {unit: {given: {v: number}, computed: {总分: v + 1}}}\n")
    expect(forward).to_be_hidden()
