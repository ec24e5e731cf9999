"""Task sentences are split into proposals; what is not surely a number target says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.quantities import Goal, Unclear, split_goal


def told(clause):
    """A clause in one line: understood as (indicator, comparison, value, unit, kind), or its reason."""
    if isinstance(clause, Unclear):
        return clause.reason
    return (clause.indicator, clause.comparison, str(clause.value), clause.unit, clause.kind)


@pytest.mark.parametrize(
    ("sentence", "goal"),
    [
        ("城镇登记失业率控制在4.1%以内", ("城镇登记失业率", "≤", "4.1", "%", "level")),
        ("城镇登记失业率低于4.1%", ("城镇登记失业率", "<", "4.1", "%", "level")),
        ("单位GDP能耗下降3%以上", ("单位GDP能耗", "≤", "-3", "%", "growth")),
        ("地方政府债务率降低1.5个百分点", ("地方政府债务率", "", "-1.5", "个百分点", "growth")),
        ("进出口总额1,234.5亿元", ("进出口总额", "", "1234.5", "亿元", "level")),
        ("粮食总产量增加5万吨", ("粮食总产量", "", "5", "万吨", "growth")),
        ("（一）完成工业投资52亿元", ("工业投资", "", "52", "亿元", "level")),
        ("1、社会消费品零售总额同比增长８％", ("社会消费品零售总额", "", "8", "%", "growth")),
        ("空气质量优良天数达到310天以上", ("空气质量优良天数", "≥", "310", "天", "level")),
        ("外贸进出口总额保持增长", ("外贸进出口总额", ">", "0", "%", "growth")),
        ("63条", ("", "", "63", "条", "level")),
        ("审批时间压减至50天以内", ("审批时间", "≤", "50", "天", "level")),
        ("与上年持平", ("", "", "0", "%", "growth")),
    ],
)
def test_proposes_indicator_value_and_kind(sentence, goal):
    assert [told(clause) for clause in split_goal(sentence).clauses] == [goal]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("城镇化率提高2%", "分不清是百分点还是百分比"),
        ("地区生产总值年均增长5%", "是多年平均增长，不是本年目标"),
        ("力争增长10%", "是争取目标"),
        ("外商投资1500", "没有单位"),
        ("PM2.5平均浓度下降5%", "不止一个数"),
        ("新引进5亿元以上重大项目9个", "两个数"),
        ("社会消费品零售总额增长8.5%左右", "大概的数"),
        ("实际利用外资与上年基本持平", "基本持平"),
        ("推进机场航站区建设", "没有数字，可作为定性目标"),
        ("地区生产总值增长7-8%", "范围"),
        ("粮食产量约45万吨", "大概的数"),
        ("农民收入增速高于全省平均水平1个百分点", "要和平均水平比"),
        ("营商环境进入全省前3位", "名次"),
    ],
)
def test_says_when_it_cannot_tell(sentence, reason):
    (clause,) = split_goal(sentence).clauses
    assert isinstance(clause, Unclear)
    assert reason in clause.reason


def test_keeps_every_clause_in_order_understood_or_not():
    reading = split_goal("工业总产值增长4%，加快转型；其中：技改投资增长10%。")
    assert [clause.text for clause in reading.clauses] == ["工业总产值增长4%", "加快转型", "技改投资增长10%"]
    assert [goal.indicator for goal in reading.goals] == ["工业总产值", "技改投资"]
    assert [unclear.text for unclear in reading.unclear] == ["加快转型"]


@given(st.text(alphabet="地区生产总值增长下降提高到达与上年持平0123456789.%亿元以上，；其中：", max_size=40))
def test_any_sentence_is_read_without_failing(sentence):
    for clause in split_goal(sentence).clauses:
        assert isinstance(clause, Goal | Unclear)
