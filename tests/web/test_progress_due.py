"""本月填报: the grid saves, asks, hands in, and loses nothing."""

import datetime as dt
import io
import time

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gangmu.base.sheets import Limits
from gangmu.progress import actions
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.targets.models import Assignment, Plan
from gangmu.targets.states import Accumulation, Kind, Part, PlanState
from tests.progress.conftest import add_target, approve, months, plan, save, submit, target, verify
from tests.targets.making import make_target

__all__ = ["add_target", "approve", "months", "plan", "save", "submit", "target", "verify"]

HTMX = {"HX-Request": "true"}


def page(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def fields(soup: BeautifulSoup) -> dict[str, str]:
    """What the grid's form would send as it stands."""
    form = soup.find("form", attrs={"data-keep": True})
    found = {one["name"]: one.get("value", "") for one in form.find_all("input") if one.get("type") != "checkbox"}
    return found | {one["name"]: one.text.lstrip("\n") for one in form.find_all("textarea")}


@pytest.fixture
def due(as_, target, months):
    """`due(value=…, do="submit")` types into the row of the first target and sends the October grid."""
    client = as_("reporter")
    path = f"{reverse('progress:due')}?period={months[10].pk}"

    def send(*, of=target, htmx: bool = False, form: dict | None = None, do: str = "save", **typed):
        row = f"{of.pk}-{target.assignments.get(part='lead').unit_id}"
        data = fields(page(client, path)) if form is None else dict(form)
        data |= {f"{name}-{row}": value for name, value in typed.items()}
        if not htmx and do:
            data["do"] = do
        return client.post(path, data, headers=HTMX if htmx else {})

    send.client, send.path = client, path
    return send


def test_the_newest_open_period_is_shown_first(as_, target, months):
    soup = page(as_("reporter"), reverse("progress:due"))
    assert "2026年10月填报" in soup.h1.text
    assert "已填 0/1 项" in soup.text


def test_months_of_the_newest_plan_are_tabs_and_older_periods_a_menu(as_, target, months, plan):
    before = Plan.objects.create(
        unit=plan.unit,
        year=2025,
        title="云州市2025年目标",
        state=PlanState.ISSUED,
        issued_at=plan.issued_at,
        issued_by=plan.issued_by,
    )
    last_year = make_target(before, "MB-2025-1", name="去年的目标", kind=Kind.QUALITATIVE)
    Assignment.objects.create(target=last_year, unit=target.assignments.get(part=Part.LEAD).unit, part=Part.LEAD)
    old = ReportingPeriod.objects.create(
        plan=before, month=dt.date(2025, 12, 1), opens=dt.date(2025, 12, 25), due=dt.date(2026, 1, 8)
    )
    soup = page(as_("reporter"), reverse("progress:due"))
    assert [one.text for one in soup.select(".tab-links a")] == [f"{month}月" for month in range(10, 0, -1)]
    assert [one["href"] for one in soup.select(".tab-row .drop-list a")] == [f"?period={old.pk}"]
    soup = page(as_("reporter"), f"{reverse('progress:due')}?period={old.pk}")
    assert soup.select_one(".tab-row summary").text == "2025年12月"


def test_a_table_over_the_limit_is_refused_by_its_size_before_it_is_read(due, months, monkeypatch):
    monkeypatch.setattr("gangmu.web.progress.due.Limits", lambda: Limits(size=10))
    data = {"period": months[10].pk, "file": SimpleUploadedFile("回填.xlsx", b"x" * 11)}
    response = due.client.post(reverse("progress:due-import"), data)
    assert response.status_code == 422
    assert "超过上限 10 B" in response.content.decode()


def test_numbers_are_read_as_people_type_them_in_the_targets_unit(due):
    assert due(value="１,２３０,000万元").status_code == 302
    assert Report.objects.get().value == 123


def test_what_cannot_be_read_is_told_beside_the_cell_and_stays_there(due):
    response = due(value="八十左右", words="推进中")
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    cell = soup.find("input", attrs={"inputmode": "decimal"})
    assert cell["value"] == "八十左右"
    assert "八十左右" in soup.select_one(".line-error").text
    assert "推进中" in soup.find("textarea").text
    assert not Report.objects.exists()


def test_good_rows_are_saved_though_another_is_wrong(due, add_target):
    second = add_target("MB-2")
    form = fields(page(due.client, due.path))
    key = f"{second.pk}-{second.assignments.get(part='lead').unit_id}"
    assert due(value="不详", form=form | {f"value-{key}": "70"}).status_code == 422
    assert [report.target for report in Report.objects.all()] == [second]


def test_autosave_answers_with_the_same_parts_as_a_fresh_page(due, target):
    response = due(value="80", htmx=True)
    parts = {one["id"]: one for one in BeautifulSoup(response.content, "html.parser").find_all(id=True)}
    fresh = {one["id"]: one for one in page(due.client, due.path).find_all(id=True)}
    assert {name.split("-")[0] for name in parts} == {"filled", "ask", "increase", "share", "state"}
    for name, part in parts.items():
        del part["hx-swap-oob"]
        assert " ".join(part.prettify().split()) == " ".join(fresh[name].prettify().split()), name


def test_autosave_says_when_something_was_not_saved(due):
    response = due(value="八十", htmx=True)
    assert response.status_code == 200
    assert "X-Unsaved" in response.headers
    assert not Report.objects.exists()


def test_untouched_rows_are_left_alone_though_somebody_else_changed_them(due, save):
    form = fields(page(due.client, due.path))
    save(value=80)
    assert due(form=form, do="save").status_code == 302
    assert Report.objects.get().value == 80


def test_a_conflict_shows_both_versions_and_the_second_may_insist(due, save, target):
    form = fields(page(due.client, due.path))
    save(value=80, words="甲写的")
    response = due(form=form, value="90", words="乙写的")
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    theirs = soup.select_one(".line-theirs").text
    assert "甲写的" in theirs
    assert "乙写的" in theirs
    assert soup.find("input", attrs={"inputmode": "decimal"})["value"] == "90"
    assert Report.objects.get().value == 80
    box = soup.select_one(".line-theirs input[type=checkbox]")
    again = fields(soup) | {box["name"]: box["value"]}
    assert due(form=again).status_code == 302
    assert Report.objects.get().value == 90


def test_everything_filled_is_handed_in_at_once_and_the_rest_is_named(due, add_target):
    add_target("MB-2")
    response = due(value="80", do="submit")
    assert response.status_code == 302
    soup = page(due.client, due.path)
    assert "已提交 1 项" in soup.find(id="messages").text
    assert "还有 1 项没有填" in soup.find(id="messages").text
    assert "已填 1/2 项，已提交 1 项" in soup.find(id="filled").text


def test_an_implausible_value_asks_in_place_and_goes_through_with_an_answer(due, verify):
    verify(9, value=80)
    response = due(value="70", do="submit")
    assert response.status_code == 422
    assert "少于 9 月的 80 亿元" in response.text
    assert Report.objects.get(period__month__month=10).state == "draft"
    assert due(jump_reason="核减重复统计", do="submit").status_code == 302
    assert Report.objects.get(period__month__month=10).state == "submitted"


def test_evidence_can_be_added_before_anything_else_is_filled(due, target):
    form = fields(page(due.client, due.path))
    key = f"{target.pk}-{target.assignments.get(part='lead').unit_id}"
    response = due.client.post(due.path, form | {"open": key})
    report = Report.objects.get()
    assert response.headers["Location"] == reverse("progress:report", args=[report.pk]) + "#evidence"
    assert report.value is None


def test_a_returned_row_shows_the_reason(due, submit, city):
    report = submit(value=80)
    actions.return_report(by=city.people["head"], report=report, version=report.version, reason="口径不对")
    assert "口径不对" in page(due.client, due.path).text


def test_a_whole_block_can_be_typed_without_script(due, add_target, plan):
    targets = [add_target(f"MB-{number}") for number in range(2, 12)]
    form = fields(page(due.client, due.path))
    unit = targets[0].assignments.get(part="lead").unit_id
    block = {f"value-{one.pk}-{unit}": str(10 + number) for number, one in enumerate(targets)}
    assert due(form=form | block).status_code == 302
    assert Report.objects.count() == 10


@pytest.mark.parametrize("rows", [3, 300])
def test_the_grid_costs_the_same_at_any_length(as_, add_target, months, rows, django_assert_max_num_queries):
    for number in range(rows):
        add_target(f"MB-{number:03}")
    client = as_("reporter")
    client.get(reverse("progress:due"))
    with django_assert_max_num_queries(13):
        assert client.get(reverse("progress:due")).status_code == 200


def test_others_are_told_who_reports(as_, months):
    response = as_("leader").get(reverse("progress:due"))
    assert response.status_code == 403
    assert "责任单位填报员" in response.text


def test_an_unknown_period_is_not_found(as_, months):
    assert as_("reporter").get(reverse("progress:due") + "?period=99999").status_code == 404


def test_excel_goes_out_and_comes_back_showing_differences_before_they_count(due, months, target, add_target):
    add_target("MB-2")
    book = openpyxl.load_workbook(
        io.BytesIO(due.client.get(f"{reverse('progress:due-export')}?period={months[10].pk}").content)
    )
    sheet = book.active
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "编号*")
    columns = {cell.value: cell.column for cell in sheet[header]}
    sheet.cell(header + 1, columns["累计完成"]).value = 88.5
    sheet.cell(header + 1, columns["进展情况"]).value = "表里写的"
    back = io.BytesIO()
    book.save(back)
    back.seek(0)
    back.name = "填好.xlsx"
    response = due.client.post(reverse("progress:due-import"), {"period": months[10].pk, "file": back})
    assert response.status_code == 200
    assert not Report.objects.exists()
    soup = BeautifulSoup(response.content, "html.parser")
    assert [row.find_all("td")[4].text for row in soup.select("tbody tr")] == ["88.5", "表里写的"]
    form = soup.find("form", action=due.path)
    data = {one["name"]: one["value"] for one in form.find_all("input") if one.get("name")}
    data |= {one["name"]: one.text.removeprefix("\n") for one in form.find_all("textarea")}
    assert due.client.post(due.path, data | {"do": "save"}).status_code == 302
    report = Report.objects.get()
    assert (report.target, str(report.value.normalize()), report.words) == (target, "88.5", "表里写的")


def test_a_wrong_cell_in_the_file_is_named_and_nothing_can_be_written(due, months):
    book = openpyxl.Workbook()
    book.active.append(["编号", "单位编码", "累计完成"])
    book.active.append(["MB-1", "jyj", "很多"])
    book.active.append(["MB-99", "jyj", "1"])
    back = io.BytesIO()
    book.save(back)
    back.seek(0)
    back.name = "填好.xlsx"
    response = due.client.post(reverse("progress:due-import"), {"period": months[10].pk, "file": back})
    assert response.status_code == 422
    assert "第 2 行" in response.text
    assert "MB-99" in response.text
    assert "写入这" not in response.text


def test_a_file_that_is_no_table_is_refused_in_words(due, months):
    back = io.BytesIO(b"%PDF-1.4")
    back.name = "填好.xlsx"
    response = due.client.post(reverse("progress:due-import"), {"period": months[10].pk, "file": back})
    assert response.status_code == 422
    assert "填好.xlsx" in response.text


def test_a_rate_moves_by_percentage_points_and_stands_beside_its_goal(as_, add_target, months, submit):
    rate = {"unit_of_measure": "%", "accumulation": Accumulation.LATEST, "goal": "98", "nodes": False}
    target = add_target("T-9", "jyj", **rate)
    submit(9, value="97.9", of=target)
    submit(10, value="98.2", of=target)
    soup = page(as_("reporter"), f"{reverse('progress:due')}?period={months[10].pk}")
    row = soup.find("a", string=target.name).find_parent("tr").get_text(" ", strip=True)
    assert "+0.3 个百分点" in row
    assert "高于目标 0.2 个百分点" in row


def test_a_number_of_many_digits_is_refused_before_it_is_read(due):
    begin = time.process_time()
    response = due(value="1" * 100_000)
    assert response.status_code == 422
    assert "这里最多 60 个字" in response.content.decode()
    assert time.process_time() - begin < 10


@pytest.mark.parametrize("name", ["words", "problem", "next_step", "jump_reason"])
def test_words_without_end_are_refused_where_they_were_typed(due, name):
    response = due(value="80", **{name: "长" * 100_000})
    assert response.status_code == 422
    assert "有 100000 个字，最多 2000 个字" in response.content.decode()
    assert not Report.objects.exists()
