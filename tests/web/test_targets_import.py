"""The pages of an import: upload, match, look, write."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gangmu.base.sheets import Limits
from gangmu.targets import actions
from gangmu.targets.models import Target, TargetImport
from gangmu.targets.states import ImportState

pytestmark = pytest.mark.django_db
LIST = "项目,分值,目标任务,责任单位\n新建学校,3,新建学校 9 所,市教育局\n投资,三分,186亿元,市魔法局\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def uploaded(as_, plan):
    """`uploaded(text)`: the import after its file was sent by the office."""

    def send(text: str = LIST, name: str = "清单.csv") -> TargetImport:
        file = SimpleUploadedFile(name, text.encode())
        response = as_("office").post(reverse("targets:import-upload", args=[plan.pk]), {"file": file})
        assert response.status_code == 302, response.content.decode()
        return TargetImport.objects.get()

    return send


def post(client, name, made, **data):
    return client.post(reverse(f"targets:import-{name}", args=[made.pk]), data)


def matched(client, made):
    columns = {f"column-{index}": field for field, index in made.mapping.items()}
    return post(client, "match", made, header=made.header, sheet=made.sheet, **columns, split="1", nodes="quarter")


def page_of(client, made):
    return client.get(reverse("targets:import", args=[made.pk])).content.decode()


def test_a_file_over_the_limit_is_refused_by_its_size_before_it_is_read(as_, plan, monkeypatch):
    monkeypatch.setattr("gangmu.web.targets.importing.Limits", lambda: Limits(size=10))
    monkeypatch.setattr(actions, "start_import", None)
    file = SimpleUploadedFile("清单.csv", b"x" * 11)
    response = as_("office").post(reverse("targets:import-upload", args=[plan.pk]), {"file": file})
    assert response.status_code == 422
    assert "超过上限 10 B" in response.content.decode()


def test_a_bare_unit_right_after_the_number_is_its_unit_of_measure(as_, uploaded):
    made = uploaded("目标名称,目标值,单位,责任单位\n新建学校,20,所,市教育局\n")
    assert made.mapping["unit_of_measure"] == 2


def test_columns_are_proposed_after_upload(as_, uploaded):
    page = page_of(as_("office"), uploaded())
    assert '<option value="points" selected>' in page
    assert "新建学校 9 所" in page


def test_a_wrong_file_is_told_on_the_same_page_and_nothing_is_kept(as_, plan):
    file = SimpleUploadedFile("年报.xlsx", b"%PDF-1.7")
    response = as_("office").post(reverse("targets:import-upload", args=[plan.pk]), {"file": file})
    assert response.status_code == 422
    assert "年报.xlsx" in response.content.decode()
    assert not TargetImport.objects.exists()


def test_no_file_is_told_too(as_, plan):
    response = as_("office").post(reverse("targets:import-upload", args=[plan.pk]))
    assert response.status_code == 422
    assert "还没有选文件" in response.content.decode()


def test_preview_shows_every_row_and_every_problem(as_, uploaded):
    made = uploaded()
    client = as_("office")
    assert matched(client, made).status_code == 302
    page = page_of(client, made)
    for words in ("新建学校", "市魔法局", "组织机构里没有这个单位", "三分", "还有 2 个问题要先处理"):
        assert words in page
    assert not Target.objects.exists()


def test_problems_are_solved_on_the_page(as_, uploaded, city):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    data = {
        "unit-name-1": "市魔法局",
        "unit-1": city.unit["fgw"].pk,
        "was-3-1": "三分",
        "fix-3-1": "3",
    }
    assert post(client, "decide", made, **data).status_code == 302
    made.refresh_from_db()
    assert not [one for one in made.problems if one["level"] == "error"]


def test_rows_with_errors_are_skipped_on_demand(as_, uploaded):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    post(client, "decide", made, skip_errors="1")
    made.refresh_from_db()
    assert made.choices["skip"] == [3]
    assert len(made.rows) == 1


REMARKS = "项目,目标任务,责任单位,备注\n新建学校,新建学校 9 所,市教育局,省重点\n医院,建成医院,,\n投资,186亿元,,\n"


def test_a_column_without_a_match_is_asked_about_on_both_pages(as_, uploaded):
    made = uploaded(REMARKS)
    client = as_("office")
    assert "这 1 列有内容，还没有对应" in page_of(client, made)
    matched(client, made)
    page = page_of(client, made)
    assert "这 1 列有内容，还没有对应" in page
    assert "还有 1 个问题要先处理" in page
    post(client, "decide", made, all_out="1")
    made.refresh_from_db()
    assert made.choices["left_out"] == [3]
    assert "有 1 列不导入" in page_of(client, made)


def test_a_column_is_matched_in_the_check(as_, uploaded):
    made = uploaded(REMARKS)
    client = as_("office")
    matched(client, made)
    post(client, "decide", made, **{"column-3": "standard"})
    made.refresh_from_db()
    assert made.rows[0]["draft"]["standard"] == "省重点"


def test_one_answer_settles_a_question_of_many_rows(as_, uploaded, city):
    made = uploaded(REMARKS.replace(",备注", "").replace(",省重点", "").replace(",,", ","))
    client = as_("office")
    matched(client, made)
    page = page_of(client, made)
    assert page.count("没有牵头单位，下达之前要补上") == 3  # the heading, and each row below it
    assert "2 行" in page
    post(client, "decide", made, **{"answer-lead": city.unit["fgw"].pk, "answer-points": "2"})
    made.refresh_from_db()
    assert [one["draft"]["points"] for one in made.rows] == ["2", "2", "2"]
    assert not [one for one in made.problems if one["kind"] in ("lead", "points")]
    assert page_of(client, made).count("已回答") == 2
    post(client, "decide", made, **{"answer-lead": "", "answer-points": ""})
    made.refresh_from_db()
    assert {one["kind"] for one in made.problems} == {"lead", "points"}


def test_a_guessed_unit_is_corrected_on_the_page(as_, uploaded, city):
    made = uploaded("项目,目标任务,责任单位,分值\n新建学校,新建学校 9 所,区教育局,1\n")
    client = as_("office")
    matched(client, made)
    assert f'<option value="{city.unit["jyj"].pk}" selected>' in page_of(client, made)
    post(client, "decide", made, **{"unit-name-1": "区教育局", "unit-1": city.unit["fgw"].pk})
    made.refresh_from_db()
    assert made.rows[0]["draft"]["assignments"][0]["unit"] == city.unit["fgw"].pk


def test_rows_passed_over_are_listed_taken_in_again_and_told_at_the_end(
    as_, uploaded, django_capture_on_commit_callbacks
):
    made = uploaded("项目,目标任务,责任单位,分值\n新建学校,9 所,市教育局,1\n合计,9 所,,1\n医院,2 所,市教育局,1\n")
    client = as_("office")
    matched(client, made)
    assert "合计行" in page_of(client, made)
    post(client, "decide", made, keep="3", skip="4")
    made.refresh_from_db()
    assert [one["row"] for one in made.rows] == [2, 3]
    assert "您选择跳过的" in page_of(client, made)
    post(client, "decide", made, unskip="4", skip="3")
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "begin", made)
    page = page_of(client, made)
    assert "2 个目标已导入" in page
    assert "没有读入的 1 行" in page
    assert "合计  9 所" in page


def test_the_cells_own_words_stand_beside_what_was_read(as_, uploaded):
    made = uploaded("项目,目标值,责任单位,分值,完成时限\n失业率,控制在4%以内,市教育局,1,8月底\n")
    client = as_("office")
    matched(client, made)
    page = page_of(client, made)
    for words in ("≤4%", "控制在4%以内", "2026-08-31", "8月底"):
        assert words in page


def test_the_next_table_is_one_click_away(as_, uploaded, django_capture_on_commit_callbacks):
    second = "序号,项目名称,年度投资,建设单位,完成时限\n1,地铁,5亿元,市教育局,10月底\n"
    made = uploaded("序号,目标名称,目标值,责任单位,分值\n1,新建学校,9所,市教育局,1\n" + second)
    client = as_("office")
    matched(client, made)
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "begin", made)
    assert "接着导入第 3 行起的另一张表" in page_of(client, made)
    response = post(client, "again", made, header="3")
    again = TargetImport.objects.latest("pk")
    assert response["Location"] == reverse("targets:import", args=[again.pk])
    assert again.mapping["goal"] == 2


def test_two_columns_for_one_field_are_refused(as_, uploaded):
    made = uploaded()
    response = post(as_("office"), "match", made, **{"column-0": "name", "column-1": "name"})
    assert response.status_code == 422
    assert "有两列都对应“目标名称”" in response.content.decode()


def test_the_list_is_written_by_background_work(as_, uploaded, django_capture_on_commit_callbacks):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    post(client, "decide", made, skip_errors="1")
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "begin", made)
    made.refresh_from_db()
    assert made.state == ImportState.DONE
    assert [target.name for target in Target.objects.all()] == ["新建学校"]
    assert "1 个目标已导入" in page_of(client, made)


def test_progress_is_told_in_numbers_and_the_fragment_is_the_same(as_, uploaded):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    TargetImport.objects.filter(pk=made.pk).update(state=ImportState.RUNNING, done=100, total=250)
    page = page_of(client, made)
    assert "已处理 100 / 250" in page
    assert '<progress max="250" value="100">' in page
    fragment = client.get(reverse("targets:import", args=[made.pk]), headers={"HX-Request": "true"})
    text = fragment.content.decode()
    assert text.strip().startswith('<section class="panel" id="progress"')
    assert 'hx-trigger="every 1s"' in text


def test_begin_with_errors_writes_nothing(as_, uploaded):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    post(client, "begin", made)
    made.refresh_from_db()
    assert made.state == ImportState.CHECKED


def test_problems_are_taken_away_as_excel(as_, uploaded):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    response = client.get(reverse("targets:import-problems", args=[made.pk]))
    assert response["Content-Type"].endswith("sheet")


def test_giving_up_leads_back_to_the_plan(as_, uploaded, plan):
    made = uploaded()
    assert post(as_("office"), "discard", made)["Location"] == reverse("targets:plan", args=[plan.pk])


def test_the_template_is_ours(as_, city):
    assert as_("office").get(reverse("targets:import-template")).status_code == 200
    assert as_("reporter").get(reverse("targets:import-template")).status_code == 403


@pytest.mark.parametrize("person", ["reporter", "leader", "system_admin"])
def test_others_find_no_import(as_, uploaded, plan, target, issue, person):
    made = uploaded()
    client = as_(person)
    assert client.get(reverse("targets:import", args=[made.pk])).status_code == 404
    for name in ("match", "decide", "begin", "discard"):
        assert post(client, name, made).status_code == 404


def test_an_issued_plan_takes_no_import(as_, plan, target, issue):
    issue()
    assert as_("office").get(reverse("targets:import-upload", args=[plan.pk])).status_code == 403


def test_a_decision_after_somebody_else_began_is_refused(as_, uploaded, city):
    made = uploaded()
    client = as_("office")
    matched(client, made)
    actions.discard_import(upload=made, by=city.people["office"])
    assert post(client, "decide", made).status_code == 403
