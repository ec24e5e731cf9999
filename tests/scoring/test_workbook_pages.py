"""What people see of the workbook: order, headings, colours, what may be edited, how it is printed."""

from __future__ import annotations

import io
from functools import cache
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from gangmu.scoring.workbook import workbook
from gangmu.scoring.workbook.counting import Group, is_plain
from gangmu.scoring.workbook.paper import lines, wide
from tests.scoring.building import scheme_text, scored
from tests.scoring.test_workbook import bundled


@cache
def book(name: str, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(bundled(name), note="数据截至12月")), data_only=values)


def rows(sheet: Any, first: int) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_results_begin_with_title_and_date_and_stand_in_the_order_of_ranks_within_groups():
    sheet = book("county-2013", values=True)["结果"]
    assert sheet["A1"].value == "县目标管理考核办法（四类工作任务）（2013年度）"
    assert sheet["A2"].value == "单位：18 个　数据截至12月"
    assert [cell.value for cell in sheet[5]][:6] == ["编号", "名称", "战线", "总分", "等次", "名次"]
    found = rows(sheet, 6)[:18]
    fronts = [row[2] for row in found]
    assert fronts == sorted(fronts, key=fronts.index)
    for front in dict.fromkeys(fronts):
        places = [row[5] for row in found if row[2] == front]
        assert places == sorted(places, key=lambda place: (place == "—", place if place != "—" else 0))


def test_a_group_begins_below_a_thicker_line():
    sheet = book("county-2013")["结果"]
    values = [sheet.cell(row, 1).border.top.style for row in range(6, 24)]
    shown = [book("county-2013", values=True)["结果"].cell(row, 3).value for row in range(6, 24)]
    wanted = ["thin"] + ["medium" if one != other else "thin" for other, one in pairwise(shown)]
    assert values == wanted


def test_groups_that_are_ranked_but_not_published_stand_before_the_results():
    """Lianyungang ranks within its ten systems, which are a table above the units."""
    sheet = book("lianyungang-2002", values=True)["结果"]
    assert sheet["C5"].value == "系统"
    assert sheet["C6"].value == "县区"
    assert book("lianyungang-2002")["结果"]["C6"].value.startswith("=")


def test_every_published_table_stands_among_the_results():
    sheet = book("base-differential-bonus", values=True)["结果"]
    texts = [row[0] for row in rows(sheet, 1)]
    assert "序列" in texts
    assert "最高分" in [cell for row in rows(sheet, texts.index("序列") + 2) for cell in row]


def test_a_missing_result_is_a_dash_with_its_reason_below():
    sheet = book("county-2013", values=True)["结果"]
    third = next(row for row in rows(sheet, 6) if row[0] == "U3")
    assert third[3:8] == ["—"] * 5
    told = [row[0] for row in rows(sheet, 24) if row[0]]
    assert told[0] == "计算时发现的数据问题"
    assert "T31" in told[1]


def test_a_given_column_that_is_published_shows_a_dash_where_nothing_was_reported():
    text = scheme_text({"x": "1"}, given="v: number") + "publish: {unit: [v, x]}\n"
    content = workbook(scored(text, {"unit": [{"key": "A", "v": None}, {"key": "B", "v": 0}]}))
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["结果"]
    assert [sheet["C6"].value, sheet["C7"].value] == ["—", 0]
    assert openpyxl.load_workbook(io.BytesIO(content))["结果"]["C6"].value.startswith("=IF(ISBLANK(")


def test_yes_and_no_are_words_and_can_be_chosen():
    sheet = book("county-2013", values=True)["目标"]
    assert {row[7] for row in rows(sheet, 2)} == {"是", "否"}
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["H2"] == '"是,否"'
    assert lists["D2"] == '"重点,常规,通用,稳定"'


def test_facts_may_be_edited_and_formulas_may_not():
    for name in ("目标", "单位", "参数"):
        assert book("county-2013")[name].protection.sheet
    sheet = book("county-2013")["目标"]
    assert [sheet.cell(2, column).protection.locked for column in (1, 3, 4, 8, 9)] == [True, True, False, False, True]
    assert sheet["D1"].fill.fgColor.rgb != sheet["I1"].fill.fgColor.rgb != sheet["A1"].fill.fgColor.rgb
    assert sheet["D2"].font.color.rgb != (sheet["I2"].font.color and sheet["I2"].font.color.rgb)


def test_a_heading_tells_the_formula_in_words():
    comment = book("county-2013")["目标"]["I1"].comment.text
    assert comment == "实绩与目标值之比\n公式：ratio(actual, goal)"


@pytest.mark.parametrize("name", ["county-2013", "wuhan-2004", "lianyungang-2002"])
def test_sheets_are_frozen_and_fit_a4_with_headings_on_every_page(name):
    for sheet in book(name):
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows or sheet.title == "核对"
        assert "&P" in sheet.oddFooter.right.text
        if sheet.title != "核对":
            assert sheet.freeze_panes
        one_page_wide = sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert one_page_wide or (sheet.col_breaks.brk and sheet.print_title_cols == "$A:$B")


def test_a_very_wide_table_is_split_between_columns_on_paper():
    assert [one.id for one in book("wuhan-2004")["单位"].col_breaks.brk]
    assert not book("wuhan-2004")["专项考核"].col_breaks.brk


def test_the_method_is_told_in_words_with_room_for_every_line():
    sheet = book("county-2013")["办法"]
    found = {row[0]: row for row in rows(sheet, 6)}
    assert found["名次"][2] == "同一战线内按总分从高到低的名次"
    assert found["名次"][3] == "rank(总分 within front)"
    assert found["实绩"][4] == "空白表示未报，不是零"
    long = next(row for row in range(6, sheet.max_row + 1) if sheet.cell(row, 1).value == "等次")
    assert sheet.row_dimensions[long].height >= 30


def test_percentages_stay_percentages():
    sheet = book("city-demo")["参数"]
    formats = {sheet.cell(row, 1).value: sheet.cell(row, 2).number_format for row in range(3, 20)}
    assert formats["先进比例"] == "0%"
    assert formats["重点"] == "General"


def test_widths_count_chinese_double():
    assert wide("总分 A") == 6
    assert lines("字" * 20, 21.5) == 2
    assert lines("a\nb", 40) == 2


def test_names_that_countifs_would_mix_up_are_counted_by_exact():
    assert is_plain(["组 甲", "组 乙", "组 甲", ""])
    for names in (["a", "A"], ["A*", "AB"], ["长" * 300], ["x?"], ["~x"]):
        assert not is_plain(names)
    condition = ("C1:C9", ">", "C2")
    assert Group("B1:B9", "B2", plain=True).count(condition) == 'COUNTIFS(B1:B9,B2,C1:C9,">"&C2)'
    assert Group("B1:B9", "B2", plain=False).count(condition) == (
        "SUMPRODUCT(EXACT(B1:B9,B2)*ISNUMBER(C1:C9)*(C1:C9>C2))"
    )
    assert Group("", "", plain=True).total("D1:D9") == "SUM(D1:D9)"
