"""What people type for a number is understood exactly or refused with the reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.quantities import (
    NotANumber,
    convert,
    find_unit,
    format_quantity,
    parse_quantity,
    unit_names,
)

UNDERSTOOD = [
    # typed, expected unit, value, comparison, unit
    ("12", "", "12", "", ""),
    ("１２", "", "12", "", ""),
    (" 12 ", "", "12", "", ""),
    ("\u200b12\ufeff", "", "12", "", ""),
    ("０．５", "", "0.5", "", ""),
    (".5", "", "0.5", "", ""),
    ("0", "", "0", "", ""),
    ("-0", "", "0", "", ""),
    ("+3", "", "3", "", ""),
    ("-3.2", "", "-3.2", "", ""),
    ("－3.2", "", "-3.2", "", ""),
    ("−3.2", "", "-3.2", "", ""),
    ("12.50", "", "12.5", "", ""),
    ("1,234.5", "", "1234.5", "", ""),
    ("1，234.5", "", "1234.5", "", ""),
    ("1,234,567", "", "1234567", "", ""),
    ("2026.08", "", "2026.08", "", ""),
    ("1.5E+08", "", "150000000", "", ""),
    ("1.5e-3", "", "0.0015", "", ""),
    ("123456789012345", "", "123456789012345", "", ""),
    ("100000000000000000", "", "100000000000000000", "", ""),
    ("12%", "", "12", "", "%"),
    ("１２％", "%", "12", "", "%"),
    ("12", "%", "12", "", "%"),
    ("2.5‰", "%", "0.25", "", "%"),
    ("12个百分点", "", "12", "", "个百分点"),
    ("12百分点", "个百分点", "12", "", "个百分点"),
    ("12亿元", "", "12", "", "亿元"),
    ("12 亿元", "亿元", "12", "", "亿元"),
    ("12亿元", "万元", "120000", "", "万元"),
    ("12亿元", "元", "1200000000", "", "元"),
    ("5000亿元以上", "万亿元", "0.5", "≥", "万亿元"),
    ("1.2万", "", "12000", "", ""),
    ("1.2万", "户", "12000", "", "户"),
    ("100万", "人", "1000000", "", "人"),
    ("12亿", "亿元", "12", "", "亿元"),
    ("12亿", "万元", "120000", "", "万元"),
    ("1.2万亿", "亿元", "12000", "", "亿元"),
    ("1.2万", "万元", "1.2", "", "万元"),
    ("3.6万", "万个", "3.6", "", "万个"),
    ("3百万", "万人次", "300", "", "万人次"),
    ("36200个", "万个", "3.62", "", "万个"),
    ("4800亿元", "亿元", "4800", "", "亿元"),
    ("4800亿元", "万亿元", "0.48", "", "万亿元"),
    ("6.35万户", "", "6.35", "", "万户"),
    ("6.35万户", "户", "63500", "", "户"),
    ("63500户", "万户", "6.35", "", "万户"),
    ("1公顷", "亩", "15", "", "亩"),
    ("15亩", "公顷", "1", "", "公顷"),
    ("3万亩", "公顷", "2000", "", "公顷"),
    ("466万平方米", "平方米", "4660000", "", "平方米"),
    ("80㎡", "平方米", "80", "", "平方米"),
    ("64公里", "千米", "64", "", "千米"),
    ("3吨", "公斤", "3000", "", "公斤"),
    ("12个月", "", "12", "", "个月"),
    ("12亿元人民币", "亿元", "12", "", "亿元"),
    ("6亿美金", "", "6", "", "亿美元"),
    ("12億元", "", "12", "", "亿元"),
    ("达到186", "", "186", "", ""),
    ("达到50%以上", "%", "50", "≥", "%"),
    ("12件/万人", "", "12", "", "件/万人"),
    ("23个区块", "", "23", "", "个区块"),
    ("2万个区块", "个区块", "20000", "", "个区块"),
    ("3千斤顶", "", "3", "", "千斤顶"),
    ("≥186", "", "186", "≥", ""),
    (">=186", "", "186", "≥", ""),
    ("＞＝186", "", "186", "≥", ""),
    ("≤4.1%", "%", "4.1", "≤", "%"),
    (">3", "", "3", ">", ""),
    ("<3", "", "3", "<", ""),
    ("186以上", "", "186", "≥", ""),
    ("12%（含）以上", "%", "12", "≥", "%"),
    ("≥186以上", "", "186", "≥", ""),
    ("不低于186", "亿元", "186", "≥", "亿元"),
    ("至少3家", "家", "3", "≥", "家"),
    ("不超过4.1%", "%", "4.1", "≤", "%"),
    ("4.1%以内", "%", "4.1", "≤", "%"),
    ("低于4.1", "%", "4.1", "<", "%"),
    ("超过3亿元", "亿元", "3", ">", "亿元"),
]

REFUSED = [
    # typed, expected unit, reason
    ("", "", "没有填数"),
    ("　", "", "没有填数"),
    ("1,23.4", "", "“1,23.4”里的千位分隔符位置不对，请写成 1,234.5 这样，或不用分隔符"),
    ("12,5", "", "千位分隔符位置不对"),
    ("1234,567", "", "千位分隔符位置不对"),
    ("1,234,5", "", "千位分隔符位置不对"),
    ("12,3456", "", "千位分隔符位置不对"),
    ("2026-08-31", "", "“2026-08-31”是日期，这里要填数字"),
    ("2026/8/31", "", "是日期"),
    ("2026.8.31", "", "是日期"),
    ("2026-08-31 00:00", "", "是日期"),
    ("2026-08", "", "是日期"),
    ("2026年8月", "", "是日期"),
    ("2026年", "", "是日期"),
    ("12月", "", "是日期"),
    ("8月31日", "", "是日期"),
    ("12:30", "", "是日期"),
    ("12-15", "", "“12-15”是一个范围，请只填一个数"),
    ("12～15%", "", "是一个范围"),
    ("1.5%至2%", "", "是一个范围"),
    ("12—15亿元", "", "是一个范围"),
    ("约12", "", "“约12”是大概的数，请填确定的数"),
    ("8.5%左右", "%", "是大概的数"),
    ("12万余元", "", "是大概的数"),
    ("20多个", "", "是大概的数"),
    ("近30家", "", "是大概的数"),
    ("几百", "", "没有数字"),
    ("12+", "", "是大概的数"),
    ("12/3", "", "“12/3”是分数或比例，请填算出来的数"),
    ("1:2", "", "是分数或比例"),
    ("333个/466万平方米", "", "“333个/466万平方米”里有两个数（“333个”和“466万平方米”），请分成两项填写"),
    ("23个区块/1.33万户", "", "（“23个区块”和“1.33万户”）"),
    ("3亿5000万", "", "（“3亿”和“5000万”）"),
    ("1 234", "", "里有两个数（“1”和“234”）"),
    ("12个和15家", "", "里有两个数（“12个”和“15家”）"),
    ("年终根据全省平均水平综合考核", "", "是文字说明，没有数字；如果这是定性目标，请填在“目标任务”里"),
    ("十二", "", "“十二”请用阿拉伯数字填写"),
    ("1234567890123456", "", "有 16 位有效数字，超过 15 位无法精确保存"),
    ("0.1234567890123456", "", "有 16 位有效数字"),
    ("1.23457E+08", "", "是 Excel 缩写过的数，后面的位数可能已经丢失"),
    ("1E+300", "", "过大或过小"),
    ("1E-300", "", "过大或过小"),
    ("9e17亿元", "元", "过大或过小"),
    ("1e999", "", "过大或过小"),
    ("NaN", "", "“NaN”不是一个数"),
    ("-Infinity", "", "不是一个数"),
    ("inf", "", "不是一个数"),
    ("#REF!", "", "不是一个数"),
    ("12²", "", "有上标、下标或序号数字"),
    ("①", "", "请改用普通数字"),
    ("007", "", "“007”以 0 开头，像是编号而不是数"),
    ("5.", "", "“.”不是计量单位"),
    ("--3", "", "不是一个数"),
    ("增长12%", "", "不是一个数，请只填数字和单位"),
    ("12等多项", "", "“等多项”不是计量单位"),
    ("-", "", "“-”不是数；没有数就请留空，是零就填 0"),
    ("无", "", "没有数就请留空"),
    ("12%%", "", "“%%”不是计量单位"),
    ("186个亿", "", "“个亿”不是计量单位"),
    ("12亿元(不含土地)", "亿元", "不是计量单位"),
    ("90%以上（含90%）", "%", "不是一个数"),
    ("1O", "", "请检查是不是把 0 写成了 O"),
    ("1OO亿元", "亿元", "请检查是不是把 0 写成了 O"),
    ("l2", "", "把 1 写成了 l"),
    ("12k", "", "“k”不是计量单位"),
    ("12w", "", "“w”不是计量单位"),
    ("1٢", "", "“٢”不是计量单位"),
    ("12。5", "", "不是一个数"),
    ("1.2.3", "", "不是一个数"),
    ("12以外", "", "看不出是大于还是小于"),
    ("¥12", "", "请去掉货币符号"),
    ("(3.2)", "", "如果是负数，请在前面写减号"),
    ("≥186以下", "", "前后的“≥”“以下”互相矛盾"),
    ("12%", "个百分点", "单位应为个百分点，填的是%"),
    ("12个百分点", "%", "单位应为%，填的是个百分点"),
    ("12户", "亿元", "单位应为亿元，填的是户"),
    ("9家", "个", "单位应为个，填的是家"),
    ("12亿美元", "亿元", "单位应为亿元，填的是亿美元"),
    ("1.2万", "%", "单位应为%，填的是万"),
    ("12万", "亿元", "“12万”分不清是 0.0012亿元还是 120000亿元，请写成其中一个（这里的单位是亿元）"),
    ("5千", "万人", "分不清是 0.5万人还是 5000万人"),
    ("1亩", "公顷", "1亩换算成公顷除不尽（约 0.0666667），请直接按公顷填写"),
]


@pytest.mark.parametrize(("typed", "unit", "value", "comparison", "named"), UNDERSTOOD)
def test_understands(typed, unit, value, comparison, named):
    quantity = parse_quantity(typed, unit=unit)
    assert (str(quantity.value), quantity.comparison, quantity.unit) == (value, comparison, named)


@pytest.mark.parametrize(("typed", "unit", "reason"), REFUSED)
def test_refuses_with_the_reason(typed, unit, reason):
    with pytest.raises(NotANumber) as refused:
        parse_quantity(typed, unit=unit)
    assert reason in refused.value.reason


def test_the_reason_quotes_what_was_typed_not_what_was_made_of_it():
    with pytest.raises(NotANumber) as refused:
        parse_quantity("１２－１５")
    assert refused.value.reason.startswith("“１２－１５”")


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_refused_with_a_reason(text):
    try:
        told = parse_quantity(text).value.is_finite()
    except NotANumber as refused:
        told = bool(refused.reason)
    assert told


@given(st.text(alphabet="0123456789,.-+eE万亿元%户个百分点以上≥ /至约", max_size=14))
def test_what_looks_like_a_number_is_read_in_full_or_refused(text):
    try:
        quantity = parse_quantity(text)
    except NotANumber:
        return
    kept = [char for char in text.partition("e")[0].partition("E")[0] if char in "123456789"]
    significant = [char for char in format(quantity.value, "f") if char in "123456789"]
    if not any(scale in text for scale in "百千万亿"):
        assert significant == kept


EXACT = st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False, allow_infinity=False)
UNITS = st.sampled_from(["", *unit_names()])


@given(EXACT.filter(lambda value: len(value.normalize().as_tuple().digits) <= 15), UNITS, st.booleans())
def test_what_is_written_for_people_is_read_back_unchanged(value, unit, scale):
    written = format_quantity(value, unit, scale=scale)
    assert parse_quantity(written, unit=unit).value == value


@given(EXACT.filter(lambda value: len(value.normalize().as_tuple().digits) <= 15))
def test_converting_there_and_back_changes_nothing(value):
    assert convert(convert(value, "亿元", "元"), "元", "亿元") == value
    assert convert(convert(value, "公顷", "亩"), "亩", "公顷") == value


@pytest.mark.parametrize("name", unit_names())
def test_every_unit_offered_is_understood_by_its_own_name(name):
    assert parse_quantity(f"3{name}").unit == name


@pytest.mark.parametrize(("unit", "to"), [("%", "个百分点"), ("户", "人"), ("人", "人次")])
def test_units_convert_only_within_their_dimension(unit, to):
    with pytest.raises(NotANumber, match=f"单位应为{to}"):
        convert(Decimal(1), unit, to)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("亿元", True), ("个区块", True), ("件/万人", True), ("亿", False), ("12", False), ("", False), ("约", False)],
)
def test_tells_what_can_be_a_unit(text, answer):
    assert (find_unit(text) is not None) is answer


def test_a_field_whose_unit_is_only_a_multiplier_is_never_multiplied_twice():
    assert str(parse_quantity("12亿", unit="亿").value) == "12"
    with pytest.raises(NotANumber, match="单位应为亿，填的是万"):
        parse_quantity("12万", unit="亿")


@pytest.mark.parametrize(
    ("value", "unit", "plain", "scaled"),
    [
        ("1860", "亿元", "1,860 亿元", "1,860 亿元"),
        ("120000", "万元", "120,000 万元", "12 亿元"),
        ("1234567.80", "元", "1,234,567.8 元", "1,234,567.8 元"),
        ("123456789", "元", "123,456,789 元", "12,345.6789 万元"),
        ("12345", "户", "12,345 户", "1.2345 万户"),
        ("-250000", "人", "-250,000 人", "-25 万人"),
        ("0.5", "%", "0.5%", "0.5%"),
        ("-0.25", "个百分点", "-0.25 个百分点", "-0.25 个百分点"),
        ("1E+2", "", "100", "100"),
        ("20000", "所", "20,000 所", "20,000 所"),
    ],
)
def test_formats_for_reading_without_rounding(value, unit, plain, scaled):
    assert format_quantity(Decimal(value), unit) == plain
    assert format_quantity(Decimal(value), unit, scale=True) == scaled


def test_formats_a_comparison_in_front():
    assert format_quantity(Decimal(186), "亿元", comparison="≥") == "≥186 亿元"
