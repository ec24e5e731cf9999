"""A list comes in: guessed, matched, checked as a whole, and written as a whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gangmu.base.errors import Denied, Problems
from gangmu.base.models import Event
from gangmu.base.sheets import Column, SheetOut, write_workbook
from gangmu.org.models import Place, Succession, Unit
from gangmu.org.states import Change
from gangmu.targets import actions
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.lists import Choices, template
from gangmu.targets.models import Source, Target, TargetImport
from gangmu.targets.states import Accumulation, Direction, ImportState, Kind, Part, SourceKind
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db
PUBLISHED = Path(__file__).parents[1] / "data" / "published"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(city):
    return city.people["office"]


@pytest.fixture
def upload(plan, office):
    """`upload(rows)`: a CSV with these rows, the first being the header; or `upload(name=…, data=…)`."""

    def make(*rows: tuple, name: str = "目标.csv", data: bytes | None = None) -> TargetImport:
        if data is None:
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            data = text.getvalue().encode()
        return actions.start_import(plan=plan, name=name, data=data, by=office)

    return make


@pytest.fixture
def checked(upload, office):
    """The same, checked with some choices changed."""

    def make(*rows: tuple, **choices) -> TargetImport:
        made = upload(*rows)
        return actions.map_import(upload=made, choices=replace(Choices(deadline="2026-12-31"), **choices), by=office)

    return make


def written(upload, office) -> list[Target]:
    """Run a checked import as background work does, and return the plan's targets."""
    actions.begin_import(upload=upload, by=office)
    upload.refresh_from_db()
    if upload.state == ImportState.RUNNING:
        actions.run_import(upload=upload, by=office)
    return list(upload.plan.targets.order_by("pk"))


def errors(upload):
    return [problem["what"] for problem in upload.problems if problem["level"] == "error"]


def warnings(upload):
    return [problem["what"] for problem in upload.problems if problem["level"] == "warning"]


HEADINGS = ("序号", "名称", "任务", "责任单位")


def test_columns_are_guessed_from_published_headings(upload):
    assert upload(HEADINGS, ("1", "教育", "新建学校 9 所", "市教育局")).mapping == {
        "number": 0,
        "name": 1,
        "task": 2,
        "responsible": 3,
    }
    assert set(upload(("项目", "分值", "目标任务", "监考单位"), ("投资", "3", "186", "市统计局")).mapping) == {
        "name",
        "points",
        "goal",
        "monitoring",
    }
    assert set(upload(("截止", "牵头单位", "任务", "数量"), ("11月底", "市教育局", "幼儿园", "9所")).mapping) == {
        "deadline",
        "lead",
        "task",
        "goal",
    }


def test_a_deadline_list_becomes_targets_with_goal_unit_and_deadline(checked, office):
    row = ("11月底", "市教育局", "新建、续建中小学", "23所")
    target = written(checked(("截止", "牵头单位", "任务", "数量"), row), office)[0]
    assert (target.name, target.terms.get().goal, target.unit_of_measure) == ("新建、续建中小学", Decimal(23), "所")
    assert target.terms.get().deadline == dt.date(YEAR, 11, 30)
    assert [(one.unit.code, one.part) for one in target.assignments.all()] == [("jyj", Part.LEAD)]
    assert [(node.due.month, node.planned) for node in target.terms.get().nodes.order_by("due")] == [
        (3, 6),
        (6, 12),
        (9, 17),
        (11, 23),
    ]


def test_the_first_of_several_responsible_units_leads(checked, office):
    target = written(checked(HEADINGS, ("1", "投资", "增长18%", "市发改委、统计局")), office)[0]
    held = {one.unit.code: one.part for one in target.assignments.all()}
    assert held == {"fgw": Part.LEAD, "tjj": Part.RESPONSIBLE}


def test_a_growth_rate_is_no_cumulative_number(checked, office):
    target = written(checked(HEADINGS, ("1", "地区生产总值", "地区生产总值增长12%以上", "发改委")), office)[0]
    assert (target.terms.get().goal, target.unit_of_measure, target.accumulation) == (
        Decimal(12),
        "%",
        Accumulation.LATEST,
    )
    assert target.direction == Direction.HIGHER


def test_at_most_reads_as_lower_is_better(checked, office):
    form = ("项目", "分值", "目标任务", "监考单位")
    target = written(checked(form, ("城镇登记失业率", "1", "低于4.1", "市统计局")), office)[0]
    assert (target.terms.get().goal, target.unit_of_measure, target.direction) == (Decimal("4.1"), "%", Direction.LOWER)
    assert target.points == 1


def test_every_number_of_a_task_becomes_a_target_if_wanted(checked, office):
    row = ("1", "", "地区生产总值增长7%以上，服务业增加值占GDP比重47.1%", "发改委")
    both = checked(HEADINGS, row)
    assert "有 2 个数，拆成 2 个目标" in warnings(both)
    one = checked(HEADINGS, row, split=False)
    assert len(one.rows) == 1
    assert one.rows[0]["draft"]["kind"] == Kind.QUALITATIVE
    assert [target.name for target in written(both, office)] == ["地区生产总值增速", "服务业增加值占GDP比重"]


def test_a_task_without_number_is_qualitative(checked, office):
    target = written(checked(HEADINGS, ("1", "", "启动旗舰店项目", "商务局")), office)[0]
    assert (target.kind, target.terms.get().goal) == (Kind.QUALITATIVE, None)
    assert target.terms.get().nodes.order_by("due").last().planned == 100


@pytest.mark.parametrize("number", ["1,234.5", "１２３４.５", "1234.5"])
def test_numbers_are_understood_as_people_type_them(checked, number):
    made = checked(("任务", "数量", "计量单位", "责任单位"), ("投资", number, "亿元", "发改委"))
    assert made.rows[0]["draft"]["goal"] == "1234.5"


def test_two_numbers_in_one_cell_are_never_misread(checked):
    row = ("2021-08底", "市教育局", "改造老旧小区", "333个/466万平方米")
    made = checked(("截止", "牵头单位", "任务", "数量"), row)
    assert made.rows[0]["draft"]["goal"] is None
    assert made.rows[0]["draft"]["standard"] == "333个/466万平方米"
    assert any(problem["value"] == "333个/466万平方米" for problem in made.problems)


def test_every_problem_is_told_at_once_with_its_place(checked):
    made = checked(
        ("名称", "分值", "完成时限", "类型", "责任单位"),
        ("甲", "三分", "尽快", "定性", "市教育局"),
        ("", "1", "年底", "", "市教育局"),
        ("乙", "-1", "13月底", "软", "市魔法局"),
    )
    places = {(problem["row"], problem["column"]) for problem in made.problems if problem["level"] == "error"}
    assert places >= {(2, "分值"), (2, "完成时限"), (3, "目标名称"), (4, "完成时限"), (4, "类型"), (4, "责任单位")}
    assert all("目标.csv" in problem["where"] and "第" in problem["where"] for problem in made.problems)


def test_rows_with_errors_block_until_fixed_or_skipped(checked, office):
    rows = (HEADINGS, ("1", "甲", "9 所", "市教育局"), ("2", "乙", "8 所", "市魔法局"))
    blocked = checked(*rows)
    with pytest.raises(Problems, match="组织机构里没有这个单位"):
        actions.begin_import(upload=blocked, by=office)
    assert len(written(checked(*rows, skip=[3]), office)) == 1


def test_an_unknown_unit_is_named_with_the_nearest_and_mapped_once(checked, city):
    rows = (HEADINGS, ("1", "甲", "9 所", "市教育厅局"), ("2", "乙", "8 所", "市教育厅局"))
    made = checked(*rows)
    asked = made.found["units"]["市教育厅局"]
    assert (asked["unit"], asked["sure"], asked["rows"]) == (city.unit["jyj"].pk, False, [2, 3])
    mapped = checked(*rows, units={"市教育厅局": city.unit["jyj"].pk})
    assert not errors(mapped)
    assert {row["draft"]["assignments"][0]["unit"] for row in mapped.rows} == {city.unit["jyj"].pk}


def test_a_unit_of_another_level_is_asked_about(checked):
    made = checked(HEADINGS, ("1", "甲", "9 所", "区教育局"))
    assert "按“市教育局”处理" in warnings(made)


def test_a_unit_left_out_disappears(checked):
    made = checked(HEADINGS, ("1", "甲", "9 所", "市教育局、苏州海关"), units={"苏州海关": None})
    assert not errors(made)
    assert len(made.rows[0]["draft"]["assignments"]) == 1


def test_a_fix_typed_in_the_preview_replaces_the_cell(checked):
    rows = (("名称", "分值", "责任单位"), ("甲", "三分", "市教育局"))
    made = checked(*rows, fixes={"2:1": "3"})
    assert not errors(made)
    assert made.rows[0]["draft"]["points"] == "3"


def test_sources_are_made_once_for_the_whole_list(checked, office, plan):
    rows = (HEADINGS, ("1", "甲", "9 所", "市教育局"), ("2", "乙", "8 所", "市教育局"))
    made = checked(*rows, source_name="省下达2026年目标", source_kind=SourceKind.PROVINCE)
    targets = written(made, office)
    source = Source.objects.get(plan=plan)
    assert (source.kind, source.name) == (SourceKind.PROVINCE, "省下达2026年目标")
    assert all(list(target.sources.all()) == [source] for target in targets)


def test_merged_units_count_for_their_rows_or_are_refused(upload, office):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEADINGS, (1, "甲", "9 所", "市教育局"), (2, "乙", "8 所", None)):
        sheet.append(row)
    sheet.merge_cells("D2:D3")
    data = io.BytesIO()
    book.save(data)
    made = upload(name="合并.xlsx", data=data.getvalue())
    filled = actions.map_import(upload=made, choices=Choices(), by=office)
    assert all(row["draft"]["assignments"] for row in filled.rows)
    strict = actions.map_import(upload=made, choices=Choices(fill_merged=False), by=office)
    assert "是合并单元格" in errors(strict)


def test_our_own_template_comes_back_whole(upload, office, city, plan):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template(YEAR)))
    sheet = book.worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    values = {
        "编号": "JY-01",
        "目标名称": "新建中小学",
        "目标任务": "新建、续建中小学 23 所",
        "类型": "定量",
        "类别": "重点",
        "分值": 3,
        "计量单位": "所",
        "目标值": 23,
        "争取目标": 25,
        "上年实绩": 20,
        "完成时限": dt.datetime(YEAR, 11, 30),
        "二季度": 10,
        "四季度": 23,
        "牵头单位": "市教育局",
        "监控单位": "市统计局",
        "分管领导": "副市长陈岩",
        "来源": "2026年政府工作报告",
        "来源条目": "第 12 条",
    }
    for index, title in enumerate(titles, start=1):
        sheet.cell(2, index, values.get(title))
    data = io.BytesIO()
    book.save(data)
    made = actions.check_import(upload=upload(name="模板.xlsx", data=data.getvalue()), by=office)
    assert not made.problems
    target = written(made, office)[0]
    assert (target.code, target.terms.get().goal, target.terms.get().stretch, target.terms.get().baseline) == (
        "JY-01",
        23,
        25,
        20,
    )
    assert target.leader == city.people["leader"]
    assert [(node.due.month, node.planned) for node in target.terms.get().nodes.order_by("due")] == [(6, 10), (12, 23)]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("decomposition_jingyang_2016.csv", 24),
        ("decomposition_suzhou_2011_changshu_2018.csv", 18),
        ("decomposition_hohhot_2021_deadlines.csv", 14),
    ],
)
def test_published_lists_come_in_whole(upload, office, name, rows):
    made = upload(name=name, data=(PUBLISHED / name).read_bytes())
    checked = actions.check_import(upload=made, by=office)
    assert len({row["row"] for row in checked.rows}) == rows
    units = {text: None for text, asked in checked.found["units"].items() if not asked["sure"]}
    choices = replace(Choices(deadline="2026-12-31"), units=units, answers={"goal": "qualitative"})
    known = actions.map_import(upload=made, choices=choices, by=office)
    assert not errors(known)
    assert len(written(known, office)) >= rows


BAD_FILES = {
    "not_excel.xlsx": b"%PDF-1.4 something",
    "text.xlsx": "序号,名称".encode(),
    "empty.csv": b"",
    "encoding.csv": "名称,任务\n甲,".encode() + b"\xff\xfe\xfa\n",
    "broken.xlsx": b"PK\x03\x04 broken",
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"),
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_wrong_file_is_refused_by_name_and_changes_nothing(upload, plan, name):
    with pytest.raises(Problems) as refused:
        upload(name=name, data=BAD_FILES[name])
    assert name in str(refused.value)
    assert not TargetImport.objects.exists()


def test_a_file_of_more_than_fifty_megabytes_is_refused(upload):
    with pytest.raises(Problems, match="超过上限 50 MB"):
        upload(name="大.csv", data=b"a," * (26 * 1024 * 1024))


def test_a_sheet_without_header_asks_for_the_columns(upload, office):
    made = upload(("甲", "乙"), ("丙", "丁"))
    assert made.mapping == {}
    assert errors(actions.check_import(upload=made, by=office)) == ["没有目标名称，也没有目标任务"]


def test_another_sheet_is_guessed_anew(upload, office):
    sheets = [
        SheetOut("说明", [Column("a", "说明")], [{"a": "填表说明"}]),
        SheetOut("清单", [Column("a", "名称"), Column("b", "责任单位")], [{"a": "甲", "b": "市教育局"}]),
    ]
    made = upload(name="两张.xlsx", data=write_workbook(sheets))
    moved = actions.map_import(upload=made, sheet="清单", by=office)
    assert moved.state == ImportState.UPLOADED
    assert moved.mapping == {"name": 0, "responsible": 1}


def test_nothing_is_half_written_when_a_row_fails_at_the_end(checked, office, plan, draft):
    made = checked(("编号", "名称", "责任单位"), ("A1", "甲", "市教育局"), ("A2", "乙", "市教育局"))
    actions.create_target(plan=plan, draft=draft(code="A2"), by=office)
    before = Target.objects.count()
    written(made, office)
    made.refresh_from_db()
    assert made.state == ImportState.FAILED
    assert made.problems[0]["what"] == "编号重复"
    assert Target.objects.count() == before
    assert Event.objects.filter(verb="import.fail").exists()


def test_progress_counts_every_row(checked, office):
    made = checked(HEADINGS, *((str(n), f"目标{n}", f"{n} 所", "市教育局") for n in range(1, 251)))
    written(made, office)
    made.refresh_from_db()
    assert (made.state, made.done, made.total) == (ImportState.DONE, 250, 250)


def test_an_import_given_up_writes_nothing(checked, office):
    made = checked(HEADINGS, ("1", "甲", "9 所", "市教育局"))
    actions.discard_import(upload=made, by=office)
    with pytest.raises(Denied):
        actions.begin_import(upload=made, by=office)
    assert not Target.objects.exists()


def test_only_the_office_imports_and_only_into_a_draft(plan, city, target, issue):
    with pytest.raises(Denied):
        actions.start_import(plan=plan, name="a.csv", data="名称\n甲".encode(), by=city.people["reporter"])
    issued = issue()
    with pytest.raises(Denied, match="已下达"):
        actions.start_import(plan=issued, name="a.csv", data="名称\n甲".encode(), by=city.people["office"])


def test_events_tell_of_upload_start_targets_and_finish(checked, office):
    written(checked(HEADINGS, ("1", "甲", "9 所", "市教育局")), office)
    verbs = list(Event.objects.filter(number__gt=1).order_by("number").values_list("verb", flat=True))
    assert verbs[-5:] == ["import.upload", "import.check", "import.start", "target.create", "import.finish"]


class TestFaultsAreFoundInTheCheck:
    def test_what_the_writing_would_refuse(self, checked, office, plan, draft):
        actions.create_target(plan=plan, draft=draft(code="A2"), by=office)
        made = checked(
            ("编号", "名称", "目标值", "争取目标", "分值", "责任单位"),
            ("A1", "甲", "9 所", "10 所", "1", "市教育局"),
            ("A2", "乙", "9 所", "8 所", "1", "市教育局"),
            ("A3", "丙", "9.1234567%", "", "1", "市教育局"),
            ("A1", "丁", "9 所", "", "1", "市教育局"),
        )
        found = {(one["row"], one["column"], one["what"]) for one in made.problems if one["level"] == "error"}
        assert found == {
            (2, "编号", "编号重复"),
            (3, "编号", "编号重复"),
            (3, "争取目标", "争取目标应当比目标值更高（越小越好的指标应更低）"),
            (4, "目标值", "有 7 位小数，最多能存 6 位"),
            (5, "编号", "编号重复"),
        }
        with pytest.raises(Problems):
            actions.begin_import(upload=made, by=office)

    def test_nodes_with_too_many_places(self, plan, office, draft):
        node = NodeDraft(dt.date(YEAR, 12, 31), Decimal("1.1234567"))
        with pytest.raises(Problems, match="小数"):
            actions.add_targets(plan=plan, rows=[draft(nodes=(node,))], by=office)

    def test_a_list_that_was_checked_is_written_whole(self, checked, office):
        rows = [(str(n), f"目标{n}", f"{n}.{'9' * (n % 8 + 1)} 所", "市教育局") for n in range(1, 15)]
        made = checked(("序号", "名称", "目标值", "责任单位"), *rows, answers={"places": "round"})
        assert len(written(made, office)) == 14


def test_a_unit_merged_into_another_says_so_and_offers_the_heir(checked, city):
    Unit.objects.filter(pk=city.unit["swj"].pk).update(name="市招商促进局")
    Place.objects.filter(unit=city.unit["swj"]).update(until=dt.date(YEAR, 3, 1))
    Succession.objects.create(old=city.unit["swj"], new=city.unit["fgw"], on=dt.date(YEAR, 3, 1), change=Change.MERGE)
    made = checked(HEADINGS, ("1", "甲", "9 所", "市招商促进局"))
    asked = made.found["units"]["市招商促进局"]
    assert (asked["what"], asked["unit"]) == ("已于2026年3月1日并入“市发展和改革委员会”", city.unit["fgw"].pk)
    assert errors(made) == [asked["what"]]


def test_the_next_table_of_a_sheet_is_imported_with_its_own_headings(upload, office):
    made = upload(
        ("序号", "目标名称", "目标值", "牵头单位", "分值"),
        ("1", "地区生产总值", "4800亿元", "市发改委", "20"),
        ("附表2：重点项目",),
        ("序号", "项目名称", "年度投资（亿元）", "建设单位", "分值", "完成时限"),
        ("1", "轨道交通4号线", "18.5", "市教育局", "10", "10月底"),
    )
    assert written(actions.check_import(upload=made, by=office), office)[0].name == "地区生产总值"
    again = actions.import_again(upload=made, header=4, by=office)
    target = written(actions.check_import(upload=again, by=office), office)[1]
    assert (target.name, target.terms.get().goal, target.unit_of_measure) == ("轨道交通4号线", Decimal("18.5"), "亿元")
    assert target.terms.get().deadline == dt.date(YEAR, 10, 31)


def test_another_sheet_or_header_forgets_rows_and_cells_of_the_first(checked, office):
    made = checked(HEADINGS, ("1", "甲", "9 所", "市教育局"), skip=[2], fixes={"2:1": "乙"})
    moved = actions.map_import(upload=made, header=2, by=office)
    assert (moved.choices["skip"], moved.choices["fixes"]) == ([], {})
