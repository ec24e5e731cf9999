"""Candidates from official texts: how a sentence of a work report promises, counts, limits, or only tells."""

from decimal import Decimal

import pytest

from gangmu.targets.texts.candidates import Candidate, candidates
from gangmu.targets.texts.items import items


def read(text: str, year: int = 2025) -> list[Candidate]:
    return candidates(text, year=year)


def told(one: Candidate) -> str:
    value = "" if one.value is None else format(one.value, "f")
    upper = f"–{one.upper}" if one.upper is not None else ""
    return f"{one.name} {one.relation}{value}{upper}{one.unit} {one.kind}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "地区生产总值增长5%以上，一般公共预算收入增长2%左右。",
            ["地区生产总值 ≥5% growth", "一般公共预算收入 ≈2% growth"],
        ),
        ("城镇调查失业率控制在5.5%以内", ["城镇调查失业率 ≤5.5% limit"]),
        ("地区生产总值增长5.0%—5.5%", ["地区生产总值 =5.0–5.5% growth"]),
        ("高端装备产业规模突破1.2万亿元", ["高端装备产业规模 >1.2万亿元 level"]),
        ("“领跑者”企业总量保持在650家以上", ["“领跑者”企业总量 ≥650家 level"]),
        ("改造城镇老旧小区500个以上", ["改造城镇老旧小区 ≥500个 count"]),
        ("压减地下水开采量1.57亿立方米", ["压减地下水开采量 =1.57亿立方米 count"]),
        ("单位地区生产总值能耗下降3%左右", ["单位地区生产总值能耗 ≈-3% growth"]),
        ("出栏率增长百分之九", ["出栏率 =9% growth"]),
        ("社会消费品零售总额增长５％", ["社会消费品零售总额 =5% growth"]),
    ],
)
def test_a_clause_says_what_how_much_and_in_which_sense(text: str, expected: list[str]) -> None:
    assert [told(one) for one in read(text)] == expected


def test_the_name_stands_before_its_number_or_after_it() -> None:
    found = read("培育10个“数字领航”企业、100个先进级智能工厂，新增600家省级专精特新企业。")
    assert [told(one) for one in found] == [
        "“数字领航”企业 =10个 count",
        "先进级智能工厂 =100个 count",
        "新增省级专精特新企业 =600家 count",
    ]


def test_one_verb_serves_a_list() -> None:
    found = read("城镇调查失业率、居民消费价格涨幅分别控制在5%和3%以内")
    assert [told(one) for one in found] == ["城镇调查失业率 ≤5% limit", "居民消费价格涨幅 ≤3% limit"]
    found = read("城乡居民人均可支配收入分别增长8%和10%")
    assert [told(one) for one in found] == ["城镇居民人均可支配收入 =8% growth", "农村居民人均可支配收入 =10% growth"]
    found = read("城镇居民人均可支配收入和农民人均纯收入均增长10%左右")
    assert [one.value for one in found] == [10, 10]


def test_what_is_striven_for_belongs_to_the_base_before_it() -> None:
    [one] = read("地区生产总值增长7%以上、力争达到8%。")
    assert (one.value, one.stretch) == (Decimal(7), Decimal(8))
    [one] = read("地区生产总值增长7%以上，力争8%。")
    assert (one.value, one.stretch) == (Decimal(7), Decimal(8))
    [one] = read("进出口总额力争增长8%左右")
    assert (one.value, one.stretch) == (Decimal(8), None)


def test_a_part_knows_its_whole() -> None:
    whole, part = read("财政总收入增长13%，其中地方级财政收入增长16%。")
    assert whole.part_of is None
    assert part.part_of == 0


def test_what_was_is_no_target() -> None:
    assert not read("2024年，全县地区生产总值完成46.1亿元，同比下降4.3%。")
    assert not read("预计全年一般公共预算收入增长3%。")
    assert not read("过去五年，累计建成高标准农田500万亩。")


def test_a_comparison_with_the_year_before_is_an_aside() -> None:
    [one] = read("赤字规模5.66万亿元、比上年增加1.6万亿元。")
    assert told(one) == "赤字规模 =5.66万亿元 level"


def test_numbers_in_names_count_nothing() -> None:
    assert not read("实施“千万工程”，打造“15分钟就业服务圈”，推进“三北”六期，做强6大主导产业，抓好三个方面工作。")
    assert not read("千方百计拓展农牧民增收渠道，十分重视，5G、G318线和12345热线。")


def test_what_has_no_number_is_asked_about() -> None:
    [one] = read("确保零就业家庭动态清零。")
    assert (one.value, bool(one.doubts)) == (0, True)
    [one] = read("居民收入增长与经济增长同步。")
    assert (one.relation, one.reference, one.value) == ("~", "经济增长", None)
    assert one.doubts


def test_a_sentence_about_later_years_says_so() -> None:
    [one] = read("到2030年，森林覆盖率达到40%以上。")
    assert one.year == 2030
    assert "2030" in one.doubts[0]
    [one] = read("到2025年底，森林覆盖率达到40%以上。")
    assert one.year is None


def test_a_month_in_the_clause_is_the_deadline() -> None:
    [one] = read("6月底前建成标准厂房20万平方米。")
    assert one.month == 6


def test_about_and_prices_are_questions() -> None:
    [one] = read("居民消费价格涨幅2%左右。")
    assert len(one.doubts) == 2


def test_a_clause_without_end_is_not_looked_at() -> None:
    assert read("新增" + "学" * 400 + "5所") == []


REPORT = """政府工作报告
各位代表：现在，我代表市人民政府作政府工作报告。
一、2024年工作回顾
（一）经济稳中有进。地区生产总值增长6.1%，新增就业3万人。
二、2025年工作安排
今年经济社会发展的主要预期目标是：地区生产总值增长6%左右。
（一）扩大有效投资。开工亿元以上项目120个。
提升服务水平，新增学位5000个。
（二）加强生态保护
1. 完成营造林20万亩。
名词解释
专精特新：专业化、精细化""".splitlines()


def test_items_begin_where_the_report_turns_to_the_year() -> None:
    found = items(REPORT, year=2025)
    assert [(one.label, one.text[:8]) for one in found] == [
        ("", "今年经济社会发展"),
        ("（一）", "开工亿元以上项目"),
        ("", "提升服务水平，新"),
        ("1.", "完成营造林20万"),
    ]


def test_headings_run_into_the_text_and_stand_above_their_items() -> None:
    found = items(REPORT, year=2025)
    assert found[1].path == ("（一）扩大有效投资",)
    assert found[3].path[-1] == "（二）加强生态保护"


def test_a_text_that_never_looks_back_is_items_from_its_beginning() -> None:
    assert len(items(["一、开工重点项目80个。", "二、新建学校5所。"], year=2025)) == 2
