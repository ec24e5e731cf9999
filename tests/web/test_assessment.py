"""Pages of scores: what each person sees, that every number opens, and that pages stay quick."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gangmu.assessment import actions
from gangmu.assessment.models import Assessment, Scheme, Score
from gangmu.base.models import Event
from gangmu.cli.main import main
from gangmu.org.models import GroupMember, Place, Unit
from gangmu.org.states import Kind
from gangmu.targets.models import Assignment, Target
from gangmu.targets.states import Part
from tests.assessment.conftest import OCTOBER, SCHEME, assessment, october, plan, run, scheme, targets, verified

__all__ = ["assessment", "october", "plan", "run", "scheme", "targets", "verified"]


@pytest.fixture
def scored(verified, run):
    verified()
    return run()


def text_of(response) -> str:
    return response.content.decode()


def score_of(scored, code) -> Score:
    return scored.scores.get(unit__code=code)


def score_page(client, scored, code, **query):
    return client.get(reverse("assessment:score", args=[score_of(scored, code).pk]), query)


def test_the_list_is_empty_and_says_what_it_will_show(as_):
    assert "还没有考核" in text_of(as_("office").get("/scores/"))


def test_the_office_sees_every_unit_ranked_in_its_group(as_, scored):
    page = text_of(as_("office").get(reverse("assessment:run", args=[scored.pk])))
    names = re.findall(r"unit-scores/\d+/\">([^<]+)<", page)
    assert names == ["市商务局", "市教育局", "东湖区"]
    assert "96.80" in page


def test_everything_published_is_seen_and_derived(as_, scored):
    """The award and the place in the whole city, beside total, grade and the place in the group."""
    office = as_("office")
    page = text_of(office.get(reverse("assessment:run", args=[scored.pk])))
    assert '<th class="wide-only">先进单位</th>' in page
    assert '<th class="wide-only">全市名次</th>' in page
    page = text_of(score_page(office, scored, "swj"))
    assert "<dt>先进单位</dt><dd>是</dd>" in page
    assert page.count("先进单位") >= 2  # and how it came about
    sheet = openpyxl.load_workbook(io.BytesIO(office.get(reverse("assessment:run-export", args=[scored.pk])).content))
    headings = [cell.value for row in sheet.active.iter_rows(max_row=5) for cell in row]
    assert {"先进单位", "全市名次"} <= set(headings)


def test_a_reporter_sees_the_own_unit_s_row_only(as_, scored):
    page = text_of(as_("reporter").get(reverse("assessment:run", args=[scored.pk])))
    assert "市教育局" in page
    assert "市商务局" not in page
    assert 'id="totals"' not in page


def test_a_reporter_s_list_shows_the_own_score_at_once(as_, scored):
    assert "95.60" in text_of(as_("reporter").get("/scores/"))


def test_another_unit_s_explanation_is_not_found(as_, scored):
    assert score_page(as_("reporter"), scored, "swj").status_code == 404
    step = reverse("assessment:step", args=[score_of(scored, "swj").pk])
    assert as_("reporter").get(step, {"column": "总分"}).status_code == 404


def test_who_may_see_no_scores_finds_no_run(as_, scored):
    for person in ("third_party", "auditor", "system_admin"):
        assert as_(person).get(reverse("assessment:run", args=[scored.pk])).status_code == 404


def test_the_explanation_begins_with_a_sentence(as_, scored):
    said = text_of(score_page(as_("reporter"), scored, "jyj"))
    assert "95.60 分，市直部门第 2 名（共 2 个单位）；比第 1 名少 1.20 分" in said
    assert "96.80 分，市直部门第 1 名（共 2 个单位）；比第 2 名多 1.20 分" in text_of(
        score_page(as_("office"), scored, "swj")
    )


def test_neighbours_in_rank_are_named_only_to_who_may_see_them(as_, scored):
    assert "市商务局" not in text_of(score_page(as_("reporter"), scored, "jyj", all="1"))
    assert "前一名（市商务局）：高 1.2" in text_of(score_page(as_("office"), scored, "jyj", all="1"))


def test_a_fact_opens_the_report_it_was_verified_in(as_, scored):
    page = text_of(score_page(as_("reporter"), scored, "jyj", all="1"))
    report = scored.facts["reports"]["T2@jyj"]
    assert reverse("progress:report", args=[report]) in page
    assert as_("reporter").get(reverse("progress:report", args=[report])).status_code == 200
    target = reverse("targets:target", args=[scored.facts["targets"]["T2@jyj"]])
    assert target in page


def test_a_cooperating_unit_is_led_to_the_target_and_not_to_the_lead_s_report(as_, scored):
    page = text_of(score_page(as_("other_reporter"), scored, "swj", all="1"))
    assert reverse("progress:report", args=[scored.facts["reports"]["T3@swj"]]) in page
    assert reverse("progress:report", args=[scored.facts["reports"]["T1@swj"]]) not in page
    assert reverse("targets:target", args=[scored.facts["targets"]["T1@swj"]]) in page


def test_every_link_of_an_explanation_opens(as_, scored):
    client = as_("other_reporter")
    page = text_of(score_page(client, scored, "swj", all="1")).split('id="main"')[1]
    links = {link for link in re.findall(r'href="(/[^"#?]+)', page) if not link.startswith("/static/")}
    assert len(links) > 4
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_formulas_stand_in_the_words_of_people(as_, scored):
    page = text_of(score_page(as_("office"), scored, "jyj", all="1"))
    assert "只算类别为“重点”的" in page
    assert "late_reports" not in page


def test_a_deep_step_is_fetched_alone_and_opens_without_javascript_too(as_, scored):
    client, score = as_("reporter"), score_of(scored, "jyj")
    fragment = text_of(client.get(reverse("assessment:step", args=[score.pk]), {"column": "总分", "path": "1"}))
    assert "<html" not in fragment
    assert "目标T2" in fragment
    whole = text_of(score_page(client, scored, "jyj", open="总分/1.1.0"))
    assert re.search(r'id="[^"]*step-1-1-0" open', whole)


@pytest.mark.parametrize("path", ["99", "0.99", "x", "1" * 400, "0..1"])
def test_a_step_that_is_not_there_is_not_found(as_, scored, path):
    url = reverse("assessment:step", args=[score_of(scored, "jyj").pk])
    assert as_("reporter").get(url, {"column": "总分", "path": path}).status_code == 404


def test_a_unit_without_total_says_which_facts_are_missing(as_, verified, run):
    verified(skip={"T2"})
    page = text_of(score_page(as_("reporter"), run(), "jyj"))
    assert "事实不全，暂无总分" in page
    assert re.search(r"T2 目标T2</a>：10 月还没有核定值", page)


def test_moved_ranks_show_against_the_run_before(as_, scored, run):
    Score.objects.filter(run=scored, unit__code="jyj").update(rank=1)
    Score.objects.filter(run=scored, unit__code="swj").update(rank=2)
    page = text_of(as_("office").get(reverse("assessment:run", args=[run().pk])))
    assert "↑ 1" in page
    assert "↓ 1" in page


def test_units_that_share_a_place_between_two_are_told_its_half(as_, plan, city, verified):
    """On the page of the run, on that of the unit, in the sheet and in the interface; and half a place is a move."""
    verified()
    text = SCHEME.replace("rank(总分 within group)", 'rank(总分 within group ties "average")')
    parts = "重点工作 + 常规工作 + 通用工作 + 稳定工作 + 报送扣分"
    added = actions.add_scheme(
        unit=city.unit["city"], year=2026, text=text.replace(parts, f"0 * ({parts})"), by=city.people["office"]
    )
    made = actions.create_assessment(plan=plan, scheme=added, title="并列", by=city.people["assessor"])
    for version in (1, 2):
        score = actions.run_assessment(assessment=made, version=version, month=OCTOBER, by=city.people["assessor"])
        Score.objects.filter(run=score, unit__code="jyj", run__number=1).update(rank=1)
    office, address = as_("office"), reverse("assessment:run", args=[score.pk])
    page = text_of(office.get(address))
    assert page.count('<td class="num">1.5</td>') == 2
    assert page.count('<td class="num">1</td>') == 1
    assert "↓ 0.5" in page
    assert "第 1.5 名" in text_of(score_page(office, score, "jyj"))
    assert ">1.5</td>" in text_of(office.get(reverse("org:unit", args=[city.unit["jyj"].pk])))
    sheet = openpyxl.load_workbook(io.BytesIO(office.get(reverse("assessment:run-export", args=[score.pk])).content))
    assert [row[1].value for row in sheet.active.iter_rows(min_row=4)][:3] == [1.5, 1.5, 1]
    told = office.get(f"/api/assessment/runs/{score.pk}/scores").json()["items"]
    assert sorted(one["rank"] for one in told) == [1, 1.5, 1.5]


def test_a_unit_not_scored_says_why_on_every_page_and_lacks_nothing(as_, plan, city, verified):
    verified()
    parts = "重点工作 + 常规工作 + 通用工作 + 稳定工作 + 报送扣分"
    text = SCHEME.replace(f"总分: {parts}", f'总分: if(name = "东湖区", 不计分("新设不满一年"), {parts})')
    added = actions.add_scheme(unit=city.unit["city"], year=2026, text=text, by=city.people["office"])
    made = actions.create_assessment(plan=plan, scheme=added, title="新设", by=city.people["assessor"])
    office, said = as_("assessor"), "不计分（新设不满一年）"
    month = {"month": "2026-10-01", "version": made.version}
    told = text_of(office.post(reverse("assessment:compute", args=[made.pk]), month, follow=True))
    run = made.runs.get()
    score = run.scores.get(unit__code="donghu")
    assert (score.total, score.rank, score.grade, score.unscored, run.problems) == (None, None, "", "新设不满一年", [])
    assert "事实不全" not in told.split("<main")[1]
    assert told.count(said) >= 1
    page = text_of(score_page(office, run, "donghu"))
    assert f'<p class="lead-line">{said}</p>' in page
    assert "事实不全" not in page
    assert said in text_of(office.get(reverse("org:unit", args=[score.unit_id])))
    assert "事实不全" not in text_of(office.get(reverse("assessment:finalise", args=[made.pk])))
    sheet = openpyxl.load_workbook(io.BytesIO(office.get(reverse("assessment:run-export", args=[run.pk])).content))
    assert said in [cell.value for row in sheet.active for cell in row]
    told = office.get(f"/api/assessment/runs/{run.pk}/scores").json()["items"]
    assert {one["unit"]: (one["total"], one["unscored"]) for one in told}["donghu"] == (None, "新设不满一年")


def test_filters_and_search_narrow_the_table(as_, scored):
    url = reverse("assessment:run", args=[scored.pk])
    assert "东湖区" not in text_of(as_("office").get(url, {"group": "市直部门", "grade": "良好"})).split('id="list"')[1]
    listed = text_of(as_("office").get(url, {"q": "教育"})).split('id="list"')[1]
    assert "市教育局" in listed
    assert "市商务局" not in listed


def test_the_export_holds_what_is_seen(as_, scored):
    response = as_("office").get(reverse("assessment:run-export", args=[scored.pk]), {"group": "市直部门"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    names = [row[2].value for row in sheet.iter_rows() if row[1].value in (1, 2)]
    assert names == ["市商务局", "市教育局"]


def test_a_reporter_s_export_holds_the_own_row_only(as_, scored):
    response = as_("reporter").get(reverse("assessment:run-export", args=[scored.pk]))
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(response.content)).active for cell in row]
    assert "市教育局" in cells
    assert "市商务局" not in cells


def test_the_workbook_holds_the_run_with_live_formulas_and_its_date(as_, scored):
    office = as_("office")
    address = reverse("assessment:run-workbook", args=[scored.pk])
    assert address in text_of(office.get(reverse("assessment:run", args=[scored.pk])))
    response = office.get(address)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    results = openpyxl.load_workbook(io.BytesIO(response.content))["结果"]
    assert results["A1"].value.startswith(scored.assessment.scheme.title)
    assert "数据截至 2026年10月；第 1 次算分" in results["A2"].value
    totals = [
        cell.value
        for row in results.iter_rows(min_row=6)
        for cell in row
        if "总分" in str(results.cell(5, cell.column).value)
    ]
    assert str(totals[0]).startswith("=")
    values = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True)["结果"]
    assert 96.8 in [cell.value for row in values.iter_rows(min_row=6) for cell in row]


@pytest.mark.parametrize("skip", [set(), {"T2"}])
def test_who_downloads_the_workbook_and_the_method_computes_the_same_by_the_command_line(
    as_, verified, run, tmp_path, skip
):
    verified(skip=skip, late=3)
    scored, office = run(), as_("office")
    method, data = tmp_path / "scheme.yaml", tmp_path / "run.xlsx"
    address = reverse("assessment:scheme-download", args=[scored.assessment.scheme_id])
    method.write_bytes(office.get(address).content)
    data.write_bytes(office.get(reverse("assessment:run-workbook", args=[scored.pk])).content)
    again = json.loads(CliRunner().invoke(main, ["score", str(method), str(data), "--json"]).stdout)
    assert again["digest"] == scored.scheme_digest
    names = ("exact", "总分", "等次", "名次")
    computed = {row["key"]: {name: row[name] for name in names} for row in again["units"]}
    stored = scored.scores.select_related("unit")
    assert computed == {each.unit.code: {name: each.published[name] for name in names} for each in stored}
    assert (None in [row["总分"] for row in computed.values()]) is bool(skip)


def test_who_sees_the_own_score_only_gets_no_workbook_of_everybody(as_, scored):
    reporter = as_("reporter")
    address = reverse("assessment:run-workbook", args=[scored.pk])
    assert reporter.get(address).status_code == 404
    assert address not in text_of(reporter.get(reverse("assessment:run", args=[scored.pk])))


def test_the_assessor_adds_a_scheme_applies_it_and_computes(as_, verified, city, plan):
    verified()
    client = as_("assessor")
    upload = SimpleUploadedFile("办法.yaml", SCHEME.encode())
    form = {"unit": city.unit["city"].pk, "year": 2026, "file": upload}
    assert client.post(reverse("assessment:scheme-new"), form).status_code == 302
    form = {"plan": plan.pk, "scheme": Scheme.objects.get().pk, "title": "2026年度考核"}
    made = client.post(reverse("assessment:new"), form)
    assert client.get(made.url).status_code == 200
    found = Assessment.objects.get()
    url = reverse("assessment:compute", args=[found.pk])
    page = client.post(url, {"month": "2026-10-01", "version": found.version}, follow=True)
    assert "第 1 次算分完成" in text_of(page)
    assert Score.objects.count() == 3


def scheme_form(city, text, **more):
    return {"unit": city.unit["city"].pk, "year": 2026, "text": text, **more}


def test_a_faulty_scheme_comes_back_with_its_lines_marked(as_, city):
    text = SCHEME.replace("系数 * points", "系数 * pionts")
    page = as_("office").post(reverse("assessment:scheme-new"), scheme_form(city, text))
    number = next(n for n, line in enumerate(text.splitlines(), 1) if "pionts" in line)
    assert page.status_code == 422
    assert f'data-line="{number}" data-column="16" data-text="pionts" data-wrong' in text_of(page)
    assert "<q>pionts</q>：target 表及其上级里没有这个名称，参数里也没有；应为：已有的列或参数" in text_of(page)
    assert not Scheme.objects.exists()


def test_trying_a_revision_shows_who_moves_and_adopts_nothing(as_, city, scored):
    office, address = as_("office"), reverse("assessment:scheme-new")
    earlier = scored.assessment.scheme
    draft = text_of(office.get(address, {"from": earlier.pk}))
    assert f'<option value="{scored.pk}" selected>' in draft
    assert "意思相同，一个单位的结果也不变" in draft
    text = SCHEME.replace("重点: {value: 40", "重点: {value: 50").replace("常规: {value: 30", "常规: {value: 20")
    page = office.post(address, scheme_form(city, text, run=scored.pk, **{"try": "1"}))
    assert page.status_code == 200
    assert re.search(r"重点 [+-]", text_of(page))
    assert "值：40 → 50" in text_of(page)
    assert 'value="export"' in text_of(page)
    assert Scheme.objects.get() == earlier


def test_a_text_that_is_too_long_stays_in_the_box(as_, city):
    page = as_("office").post(reverse("assessment:scheme-new"), scheme_form(city, "# 说明\n" * 60_000))
    assert page.status_code == 422
    assert "文件太大" in text_of(page)
    assert text_of(page).count("# 说明") == 60_000


def test_changes_of_words_alone_are_shown_beside_a_trial(as_, city, scored):
    text = SCHEME.replace("title: 示例市目标管理考核办法", "title: 示例市目标管理考核办法（修订）", 1)
    form = scheme_form(city, text, run=scored.pk, **{"try": "1"})
    page = text_of(as_("office").post(reverse("assessment:scheme-new"), form))
    assert "只改文字、不影响结果的 1 处" in page


def test_a_trial_goes_to_excel(as_, city, scored):
    office, address = as_("office"), reverse("assessment:scheme-new")
    text = SCHEME.replace("重点: {value: 40", "重点: {value: 50").replace("常规: {value: 30", "常规: {value: 20")
    file = office.post(address, scheme_form(city, text, run=scored.pk, **{"try": "export"}))
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0].values)
    assert {score.unit.label for score in scored.scores.all()} <= {cell for row in rows for cell in row}
    assert not Scheme.objects.exclude(pk=scored.assessment.scheme_id).exists()
    same = office.post(address, scheme_form(city, SCHEME, run=scored.pk, **{"try": "export"}))
    assert "意思相同，一个单位的结果也不变" in text_of(same)
    assert 'value="export"' not in text_of(same)


def test_a_file_that_is_tried_goes_on_in_the_box(as_, city):
    file = SimpleUploadedFile("scheme.yaml", SCHEME.encode())
    form = scheme_form(city, "", file=file, **{"try": "1"})
    page = text_of(as_("office").post(reverse("assessment:scheme-new"), form))
    assert "title: 示例市目标管理考核办法" in page
    assert "没有选试算用的数据" in page


DISTRICTS = Path(__file__).parents[2] / "schemes/city-districts"


def files_of(*names):
    return [SimpleUploadedFile(name, (DISTRICTS / name).read_bytes()) for name in names]


def test_a_district_s_variant_is_read_together_with_the_part_it_includes(as_, city):
    form = scheme_form(city, "", file=files_of("scheme.yaml", "harbour.yaml"))
    as_("office").post(reverse("assessment:scheme-new"), form)
    made = Scheme.objects.get()
    assert made.title == "港口区目标管理考核办法"
    assert "include" not in made.text
    assert "达标线: 80" in made.text


def test_several_files_that_make_no_scheme_together_are_refused(as_, city):
    form = scheme_form(city, "", file=files_of("hills.yaml", "harbour.yaml"))
    page = as_("office").post(reverse("assessment:scheme-new"), form)
    assert page.status_code == 422
    assert "看不出哪一份是办法" in text_of(page)
    assert not Scheme.objects.exists()


def test_the_method_stands_in_words_beside_its_text(as_, scheme):
    page = text_of(as_("office").get(reverse("assessment:scheme", args=[scheme.pk])))
    assert "<b>完成</b> = 完成率不低于1" in page
    assert "以此为底稿修订" in page


def test_a_pasted_scheme_has_the_digest_of_its_file(as_, city):
    form = {"unit": city.unit["city"].pk, "year": 2026, "text": SCHEME.replace("\n", "\r\n")}
    as_("office").post(reverse("assessment:scheme-new"), form)
    assert Scheme.objects.get().digest == hashlib.sha256(SCHEME.encode()).hexdigest()


def test_a_file_that_is_no_text_is_refused_in_words(as_, city):
    form = {"unit": city.unit["city"].pk, "year": 2026, "file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")}
    page = as_("office").post(reverse("assessment:scheme-new"), form)
    assert "不是 UTF-8" in text_of(page)


def test_the_scheme_page_numbers_its_lines_and_gives_the_text_back_unchanged(as_, scored, scheme):
    client = as_("reporter")
    assert scheme.digest in text_of(client.get(reverse("assessment:scheme", args=[scheme.pk])))
    assert client.get(reverse("assessment:scheme-download", args=[scheme.pk])).content.decode() == SCHEME


@pytest.mark.parametrize("person", ["reporter", "head", "leader", "principal", "monitor"])
def test_who_may_not_assess_is_told_why(as_, scored, person):
    client = as_(person)
    for name in ("assessment:new", "assessment:scheme-new"):
        assert client.get(reverse(name)).status_code == 403
    found = scored.assessment_id
    assert client.post(reverse("assessment:compute", args=[found])).status_code in (403, 404)
    assert client.get(reverse("assessment:finalise", args=[found])).status_code in (403, 404)
    assert scored.assessment.runs.count() == 1


def test_making_final_has_a_page_of_its_own_and_cannot_be_undone(as_, scored):
    client, url = as_("office"), reverse("assessment:finalise", args=[scored.assessment_id])
    assert "3 个单位" in text_of(client.get(url))
    scored.assessment.refresh_from_db()
    assert "已定稿" in text_of(client.post(url, {"version": scored.assessment.version}, follow=True))
    assert client.get(url).status_code == 403
    assert Event.objects.filter(verb="assessment.finalise").count() == 1


def test_making_final_what_was_computed_again_meanwhile_is_refused(as_, scored, run):
    seen = scored.assessment.version
    run()
    client, url = as_("office"), reverse("assessment:finalise", args=[scored.assessment_id])
    assert "又算过分" in text_of(client.post(url, {"version": seen}, follow=True))


def test_the_htmx_part_equals_the_fresh_page(as_, scored):
    url = reverse("assessment:run", args=[scored.pk])
    fresh = text_of(as_("office").get(url))
    part = text_of(as_("office").get(url, headers={"HX-Request": "true"}))
    assert part.strip() in fresh


def many_units(city, plan, count: int) -> None:
    units = Unit.objects.bulk_create(
        Unit(code=f"u{n}", name=f"第{n}单位", kind=Kind.DEPARTMENT, order=100 + n) for n in range(count)
    )
    since = dt.date(2026, 1, 1)
    Place.objects.bulk_create(Place(unit=unit, parent=city.unit["city"], since=since) for unit in units)
    group = GroupMember.objects.filter(unit=city.unit["jyj"]).get().group
    GroupMember.objects.bulk_create(GroupMember(group=group, unit=unit, since=since) for unit in units)
    target = Target.objects.get(plan=plan, code="T1")
    Assignment.objects.bulk_create(Assignment(target=target, unit=unit, part=Part.COOPERATING) for unit in units)


@pytest.mark.parametrize("count", [3, 297])
def test_lists_cost_few_queries_at_any_length(as_, verified, run, city, plan, count, django_assert_max_num_queries):
    verified()
    many_units(city, plan, count)
    run()
    made = run()
    client = as_("office")
    with django_assert_max_num_queries(14):
        page = client.get(reverse("assessment:run", args=[made.pk]))
    assert text_of(page).count("unit-scores/") == count + 3
    assert len(page.content) / (count + 3) < 600 or count < 100
    with django_assert_max_num_queries(14):
        client.get("/scores/")
    with django_assert_max_num_queries(14):
        score_page(client, made, "jyj")


def test_the_interface_gives_scores_and_their_derivation(as_, scored):
    client = as_("reporter")
    (score,) = client.get(f"/api/assessment/runs/{scored.pk}/scores").json()["items"]
    assert (score["unit"], score["exact"]) == ("jyj", "478/5")
    tree = client.get(f"/api/assessment/scores/{score['id']}/explanation").json()
    assert tree["value"] == "478/5"
    ranks = client.get(f"/api/assessment/scores/{score['id']}/explanation", {"column": "名次"})
    assert "市商务局" not in ranks.content.decode()


def test_the_interface_computes_for_the_assessment_group_only(as_, scored):
    url = f"/api/assessments/{scored.assessment_id}/run"
    body = {"version": Assessment.objects.get().version, "month": "2026-10-01"}
    assert as_("reporter").post(url, body, content_type="application/json").status_code == 403
    told = as_("assessor").post(url, body, content_type="application/json").json()
    assert told["version"] == body["version"] + 1
    runs = as_("assessor").get(f"/api/assessment/assessments/{scored.assessment_id}/runs").json()["items"]
    assert [one["number"] for one in runs] == [2, 1]


def test_the_unit_page_shows_the_unit_s_score(as_, scored, city):
    page = text_of(as_("reporter").get(reverse("org:unit", args=[city.unit["jyj"].pk])))
    assert "95.60" in page
    assert "95.60" not in text_of(as_("other_reporter").get(reverse("org:unit", args=[city.unit["jyj"].pk])))
