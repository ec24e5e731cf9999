"""Lists that governments published: every target is understood exactly, or refused for the right reason."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from gangmu.base.periods import Period
from gangmu.base.quantities import Goal, NotANumber, parse_quantity, split_goal
from gangmu.base.sheets import (
    ROW,
    Column,
    as_deadline,
    as_number,
    as_whole_number,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
)

PUBLISHED = Path(__file__).parent.parent / "data" / "published"


def read(name, columns):
    """All rows below the source lines, read without any problem."""
    path = PUBLISHED / name
    sheet = read_workbook(path.name, path.read_bytes()).first
    header = find_header(sheet, known_headings(columns))
    rows, problems = read_rows(sheet, header, columns)
    assert problems == []
    assert rows[0][ROW] == header.row + 1
    return rows


def told(text):
    """The number as it was read, or the reason why not, without the quoted text in front."""
    try:
        quantity = parse_quantity(text)
    except NotANumber as refused:
        return refused.reason.removeprefix(f"“{text}”")
    return f"{quantity.comparison}{quantity.value}{quantity.unit}"


IN_WORDS = "是文字说明，没有数字；如果这是定性目标，请填在“目标任务”里"


def test_jingyang_2016_by_points_and_monitoring_unit():
    columns = (
        Column("item", "item", required=True),
        Column("points", "points", parse=as_number()),
        Column("target", "target"),
        Column("unit", "monitoring_unit"),
    )
    rows = read("decomposition_jingyang_2016.csv", columns)
    assert [(row["item"], str(row["points"]), told(row["target"] or "")) for row in rows] == [
        ("地区生产总值增长率", "3", IN_WORDS),
        ("规模以上工业增加值增长率", "3", IN_WORDS),
        ("服务业增加值增长率", "3", IN_WORDS),
        ("社会消费品零售总额增长率", "3", "没有填数"),
        ("地方公共财政收入增长率", "3", IN_WORDS),
        ("税收占地方公共财政收入的比重及变化率", "2", "没有填数"),
        ("全社会固定资产投资额", "3", "186"),
        ("完成重点项目年度投资计划", "2", "18.4"),
        ("建筑业总产值", "1", "140"),
        ("工业投资", "1", "52"),
        ("引进国内省外实际到位资金", "1", "62"),
        ("新引进5亿元以上重大项目", "3", "9"),
        ("外商投资实际到位资金", "1", "1500"),
        ("外贸进出口额", "1", "10000"),
        ("地方政府债务率", "0.5", IN_WORDS),
        ("地方政府新增债务率", "0.5", IN_WORDS),
        ("高新技术产业总产值", "1", "290"),
        ("创新创业孵化载体", "1", "1"),
        ("淘汰落后产能任务完成率", "1", "100"),
        ("技改投资", "1", "46"),
        ("银行新增贷款额", "1", "15"),
        ("发明专利申请量", "1", "210"),
        ("城镇新增就业人数", "1", "5800"),
        ("城镇登记失业率", "1", "<4.1"),
    ]
    assert sum(row["points"] for row in rows) == Decimal(39)
    assert rows[0]["unit"] == "区发改局 区统计局"


def test_hohhot_2021_by_deadline_and_lead_unit():
    columns = (
        Column("due", "deadline", required=True, parse=as_deadline()),
        Column("unit", "lead_unit", required=True),
        Column("task", "task", required=True),
        Column("quantity", "quantity"),
    )
    rows = read("decomposition_hohhot_2021_deadlines.csv", columns)
    assert [(row["due"], row["unit"], told(row["quantity"] or "")) for row in rows] == [
        (date(2021, 8, 31), "市住建局", "6.35万户"),
        (date(2021, 8, 31), "市住建局", "里有两个数（“333个”和“466万平方米”），请分成两项填写"),
        (date(2021, 9, 30), "市住建局", "64公里"),
        (date(2021, 11, 30), "市住建局", "63条"),
        (date(2021, 11, 30), "市住建局", "31条"),
        (date(2021, 11, 30), "市住建局", "39条"),
        (date(2021, 12, 31), "市住建局", "里有两个数（“23个区块”和“1.33万户”），请分成两项填写"),
        (date(2021, 10, 31), "市轨道交通公司", "没有填数"),
        (date(2021, 6, 30), "青山文投公司", "没有填数"),
        (date(2021, 12, 20), "市机场建管公司", "没有填数"),
        (date(2021, 11, 30), "市教育局", "9所"),
        (date(2021, 11, 30), "市教育局", "23所"),
        (date(2021, 11, 30), "赛罕区政府", "没有填数"),
        (date(2021, 5, 31), "经济技术开发区管委会", "没有填数"),
    ]


def test_suzhou_changshu_and_xuzhou_by_sentence():
    columns = (
        Column("doc", "doc"),
        Column("no", "no", parse=as_whole_number),
        Column("name", "name"),
        Column("task", "task", required=True),
        Column("unit", "responsible_unit", required=True),
    )
    rows = read("decomposition_suzhou_2011_changshu_2018.csv", columns)
    assert [[_clause(clause) for clause in split_goal(row["task"]).clauses] for row in rows] == [
        ["地区生产总值 growth 12%"],
        ["地方财政一般预算收入 growth ≥12%"],
        ["服务业增加值占地区生产总值的比重 growth 1.5个百分点"],
        ["新兴产业产值占规模以上工业总产值的比重 growth 5个百分点"],
        ["全社会固定资产投资 growth 18%"],
        ["社会消费品零售总额 growth 17%"],
        ["进出口总额 growth 10%"],
        ["实际利用外资 growth 0%"],
        ["地区生产总值 growth ≥7%", "服务业增加值占GDP比重 level 47.1%"],
        ["一般公共预算收入 growth ≥8%"],
        ["工业总产值 growth 4%", "规模以上工业产值 growth 5%", "工业增加值率 growth ≥0.5个百分点"],
        ["高新技术产业产值 growth 10%"],
        ["新兴产业产值占规上产业产值比重 level 50%"],
        ["全社会研发经费支出占GDP比重 level 2.8%"],
        ["全社会固定资产投资额 level 550亿元", "工业技改投资 growth 10%", "高新技术产业投资 growth 10%"],
        ["“8.5%左右”是大概的数，请填确定的数", "实际利用外资 level 6亿美元", "外贸进出口总额 growth >0%"],
        ["地区生产总值 growth 13.5%"],
        ["财政一般预算收入 growth 18%"],
    ]
    assert [row["no"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2]


def _clause(clause):
    if isinstance(clause, Goal):
        return f"{clause.indicator} {clause.kind} {clause.comparison}{clause.value}{clause.unit}"
    return clause.reason


def test_retail_sales_by_month_with_january_and_february_as_one():
    columns = (
        Column("period", "period", required=True, parse=Period.parse),
        Column("sales", "retail_100m_yuan", required=True, parse=as_number("亿元")),
        Column("growth", "growth_pct", required=True, parse=as_number("%")),
        Column("large", "above_quota_retail_100m_yuan", required=True, parse=as_number("亿元")),
        Column("large_growth", "above_quota_growth_pct", required=True, parse=as_number("%")),
    )
    rows = read("china_retail_sales_monthly_2012_2018.csv", columns)
    assert len(rows) == 6 * 11 + 4
    for earlier, later in pairwise(rows):
        assert earlier["period"].end < later["period"].start
        assert later["period"] in (earlier["period"].next, Period(earlier["period"].year + 1, 1, 2))
    assert [str(rows[0][key]) for key in ("period", "sales", "growth", "large", "large_growth")] == [
        "2012年1-2月",
        "33668.6",
        "14.7",
        "15238.3",
        "14.9",
    ]
    assert sum(row["sales"] for row in rows if row["period"].year == 2017) == Decimal("366261.7")


def test_xuancheng_bulletins_by_cumulative_period():
    columns = (
        Column("period", "period", required=True, parse=Period.parse),
        Column("group", "group", required=True),
        Column("items", "items_in_bulletin", required=True, parse=as_whole_number),
        Column("on_schedule", "on_schedule", required=True, parse=as_whole_number),
        Column("share", "on_schedule_share_published", parse=as_number("%")),
        Column("threshold", "threshold_pct", required=True, parse=as_number("%")),
    )
    rows = read("xuancheng_progress_bulletins_2020_2021.csv", columns)
    assert [
        (str(row["period"]), row["items"], row["on_schedule"], row["share"], str(row["threshold"])) for row in rows
    ] == [
        ("2020年一季度", 10, 2, Decimal(20), "25"),
        ("2020年1-11月", 4, 1, None, "91.7"),
        ("2020年1-11月", 55, 44, Decimal(80), "91.7"),
        ("2021年一季度", 11, 10, Decimal(91), "25"),
        ("2021年一季度", 36, 31, Decimal(86), "25"),
        ("2021年上半年", 11, 10, Decimal(91), "50"),
        ("2021年上半年", 36, 31, Decimal(86), "50"),
    ]


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.csv")), ids=lambda path: path.stem)
def test_every_list_names_its_source(path):
    assert path.read_text("utf-8").startswith("# source")
