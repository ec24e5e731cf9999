"""Two methods compared by meaning: what reads differently but counts the same is no change; what counts is told."""

from __future__ import annotations

import json

import pytest

from gangmu.scoring.comparison import compare, comparison_data, comparison_text
from tests.scoring.building import checked_scheme, scheme_text
from tests.scoring.test_worked_cases import BUNDLED, read

COUNTY = """
title: 县目标管理考核办法（四类工作任务）
year: 2013
decimals: 2

parameters:
  重点: 40
  常规: 30
  通用: 20
  稳定: 10
  超标线: {value: 95, assumption: yes}
  达标线: {value: 80, assumption: yes}
  无任务得分率: {value: 100%, assumption: yes}
  奖励名次: 3

tables:
  target:
    label: 目标
    given:
      category: {one of: [重点, 常规, 通用, 稳定], label: 类别}
      points: {number, label: 分值}
      goal: {number, label: 目标值}
      actual: {number, label: 实绩, note: 空白表示未报，不是零}
      lack_of_effort: {yes/no, default: no, label: 主观不努力}
    computed:
      完成率: {formula: "ratio(actual, goal)", decimals: 4}
      完成: 完成率 >= 1
      得分: points * clamp(完成率, 0, 1)

  unit:
    label: 单位
    given:
      front: {text, label: 战线}
    computed:
      重点工作: 重点 * share(得分 of points where category = "重点" otherwise 无任务得分率)
      常规工作: 常规 * share(得分 of points where category = "常规" otherwise 无任务得分率)
      通用工作: 通用 * share(得分 of points where category = "通用" otherwise 无任务得分率)
      稳定工作: 稳定 * share(得分 of points where category = "稳定" otherwise 无任务得分率)
      总分: 重点工作 + 常规工作 + 通用工作 + 稳定工作
      未完成重点: count(where category = "重点" and not 完成)
      主观未完成: count(where category = "重点" and not 完成 and lack_of_effort)
      初评等次: band(总分, "超标" > 超标线, "达标" >= 达标线, "未达标")
      等次: if(主观未完成 >= 2, "未达标", step_down(初评等次, if(未完成重点 >= 1, 1, 0)))
      名次: rank(总分 within front)
      受奖: 等次 <> "未达标" and 名次 <= 奖励名次

scales:
  等次: [超标, 达标, 未达标]

publish:
  unit: [front, 总分, 等次, 名次, 受奖]
components: {重点工作: 重点, 常规工作: 常规, 通用工作: 通用, 稳定工作: 稳定}
"""


def changed(*replacements: tuple[str, str], text: str = COUNTY):
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return compare(checked_scheme(COUNTY), checked_scheme(text))


def told(comparison) -> list[tuple[str, str, str]]:
    return [(change.action, change.part, change.name) for change in comparison.changes]


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_a_method_is_the_same_as_itself(folder):
    scheme = read(folder)
    comparison = compare(scheme, scheme)
    assert comparison.same
    assert not comparison.changes


GIVEN = "u: number\nv: number\nw: number\ng: text\nt: yes/no"


def formulas(old: str, new: str):
    texts = [
        scheme_text({"x": "'{}'".format(text.replace("'", "''"))}, GIVEN, extra="parameters: {p: 2}")
        for text in (old, new)
    ]
    return compare(*(checked_scheme(text) for text in texts))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("u+v*w", "（u） +  ( v × w )"),
        ("(u + v) + w", "w + (v + u)"),
        ("u - (v + w)", "u - v - w"),
        ("u - (v - w)", "u - v + w"),
        ("u * v / w", "v * (u / w)"),
        ("-(-u)", "u"),
        ("min(u, min(v, w))", "最小(w, v, u)"),
        ("if(u > v and t, 1, 2)", "若(t 且 v < u，1，2)"),
        ("u * 25%", "0.25 * u"),
        ("proportional(u, v)", "u * clamp(v, 0, 1)"),
        ("rank(u within g)", 'rank(u within g ties "1224")'),
        ("round(u)", 'round(u, 0, "half-up")'),
        ("if(0 <= u < 1, 1, 0)", "if(u in [0, 1), 1, 0)"),
        ("if(u = v, 1, 0)", "if(v = u, 1, 0)"),
        ("p * u", "u * p"),
        ("u / (v * w)", "u / w / v"),
        ("-u * v", "-(u * v)"),
        ("-u * -v", "u * v"),
        ("u / -v", "-(u / v)"),
        ("u / (v / 2)", "u * 2 / v"),
        ("u - v * w", "u + v * -w"),
        ("if(u >= v, 1, 2)", "if(u < v, 2, 1)"),
        ("if(not t, 1, 2)", "if(t, 2, 1)"),
        ('if(g <> "甲", 1, 2)', 'if(g = "甲", 2, 1)'),
        ("count_of(u among not (v > w))", "count_of(u among w >= v)"),
        ("count_of(u among not not t)", "count_of(u among t)"),
        ('if(g in ("甲", "乙"), 1, 2)', 'if(g = "乙" or "甲" = g, 1, 2)'),
        ('if(g in ("甲", "乙") or t, 1, 2)', 'if(t or g in ("乙", "甲"), 1, 2)'),
    ],
)
def test_a_formula_written_otherwise_is_no_change(old, new):
    assert told(formulas(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("u - v - w", "u - (v - w)"),
        ("u / v / w", "u / (v / w)"),
        ("u - v", "v - u"),
        ("if(u > v, 1, 0)", "if(u >= v, 1, 0)"),
        ("if(u > v, 1, 0)", "if(v > u, 1, 0)"),
        ("rank(u)", "rank_ascending(u)"),
        ("rank(u within g)", "rank(u)"),
        ("rank(u within g)", "rank(u among t)"),
        ("rank(u)", 'rank(u ties "1223")'),
        ("rank(u by v)", "rank(u by w)"),
        ("clamp(u, v, w)", "clamp(u, w, v)"),
        ("round(u, 2)", "round(u, 1)"),
        ('band(u, "甲" > 1, "乙")', 'band(u, "甲" >= 1, "乙")'),
        ("p * u", "2 * u"),
        ("u ^ v", "v ^ u"),
        ("u + v", "u * v"),
        ("coalesce(u, v)", "coalesce(v, u)"),
        ("if(t, u, v)", "if(not t, u, v)"),
        ("u / (v * w)", "u / v * w"),
        ("u / (v / w)", "u * w / v"),
        ("u / (v / p)", "u * p / v"),
        ("u / (v / 0)", "u * 0 / v"),
        ("1 / (1 / u)", "u"),
        ("u * 0", "0"),
        ("u / u", "1"),
        ("u - u", "0"),
        ("u / v * v", "u"),
        ("-u * v", "u * v"),
        ("if(u <= v, 1, 2)", "if(u < v, 2, 1)"),
        ("count_of(u among not (v > w))", "count_of(u among v >= w)"),
        ('if(g in ("甲", "乙"), 1, 2)', 'if(g in ("甲", "丙"), 1, 2)'),
    ],
)
def test_a_formula_that_counts_otherwise_is_a_change(old, new):
    assert ("changed", "computed", "x") in told(formulas(old, new))


def test_moved_lines_and_comments_are_no_change():
    lines = COUNTY.split("\n")
    first, second = lines.index("  重点: 40"), lines.index("  通用: 20")
    lines[first], lines[second] = lines[second] + "   # 说明", lines[first]
    assert told(changed(text="\n".join(lines))) == []


def test_a_changed_weight_is_told_with_both_values():
    comparison = changed(("重点: 40", "重点: 45"))
    assert told(comparison) == [("changed", "parameter", "重点")]
    assert "值：40 → 45" in comparison_text(comparison)
    assert "value: 40 → 45" in comparison_text(comparison, "en")
    assert not comparison.same


def test_a_weight_written_otherwise_is_no_change():
    assert told(changed(("重点: 40", "重点: 40.0"))) == []


def test_a_renamed_parameter_is_recognised_by_its_use():
    comparison = changed(("达标线", "合格线"))
    assert told(comparison) == [("renamed", "parameter", "合格线")]
    assert "达标线 → 合格线（用法不变）" in comparison_text(comparison)


def test_renamed_columns_parameters_and_facts_are_recognised_together():
    comparison = changed(
        ("达标线", "合格线"), ("超标线", "优秀线"), ("完成率", "达成度"), ("lack_of_effort", "lazy"), ("得分", "分数")
    )
    assert {(c.old_name, c.name) for c in comparison.changes if c.action == "renamed"} >= {
        ("达标线", "合格线"), ("超标线", "优秀线"), ("完成率", "达成度"), ("lack_of_effort", "lazy"), ("得分", "分数"),
    }  # fmt: skip
    assert {change.action for change in comparison.changes} == {"renamed"}


def test_another_parameter_in_its_place_is_not_a_rename():
    comparison = changed(
        ("rank(总分 within front)", "rank(总分 within front) + 附加"), ("  奖励名次: 3", "  奖励名次: 3\n  附加: 1")
    )
    assert told(comparison) == [
        ("added", "parameter", "附加"), ("changed", "computed", "名次"), ("changed", "headline", "rank"),
    ]  # fmt: skip


def test_only_words_that_differ_keep_the_meaning():
    comparison = changed(("title: 县", "title: 本县"), ("label: 战线", "label: 系统"), ("year: 2013", "year: 2014"))
    assert comparison.same
    assert len(comparison.changes) == 3
    assert "意思没有变" in comparison_text(comparison)


@pytest.mark.parametrize(
    ("replacement", "wanted"),
    [
        (("超标, 达标, 未达标]", "超标, 达标, 及格, 未达标]"), ("changed", "scale", "等次")),
        (("actual: {number", "actual: {number, default: 0"), ("changed", "given", "actual")),
        (("front: {text", "more: number\n      front: {text"), ("added", "given", "more")),
        (("[front, 总分, 等次, 名次, 受奖]", "[front, 总分, 等次, 名次]"), ("removed", "publish", "受奖")),
        (("decimals: 2", "decimals: 1"), ("changed", "scheme", "decimals")),
        (("rank(总分 within front)", "rank(总分)"), ("changed", "computed", "名次")),
        ((", 稳定工作: 稳定}", "}"), ("removed", "components", "稳定工作")),
        (("重点工作: 重点, 常规工作", "重点工作: 50, 常规工作"), ("changed", "full marks", "重点工作")),
    ],
)
def test_every_sort_of_definition_is_compared(replacement, wanted):
    comparison = changed(replacement)
    assert told(comparison) == [wanted]
    assert not comparison.same


def test_an_order_of_publication_is_no_change():
    assert told(changed(("[front, 总分, 等次, 名次, 受奖]", "[总分, front, 名次, 等次, 受奖]"))) == []


def test_lookup_tables_and_tables_are_compared():
    base = scheme_text({"x": "lookup(系数, g)"}, "g: text", extra="parameters: {系数: {甲: 1, 乙: 2}}")
    more = base.replace("乙: 2", "乙: 3") + "  event:\n    given: {n: number}\n"
    comparison = compare(checked_scheme(base), checked_scheme(more))
    assert told(comparison) == [("changed", "lookup", "系数"), ("added", "table", "event"), ("added", "given", "n")]
    assert "乙：2 → 3" in comparison_text(comparison)


def test_data_for_pages_is_plain_and_says_the_formula_in_words():
    data = json.loads(json.dumps(comparison_data(changed(("rank(总分 within front)", "rank(总分)")))))
    assert data["same"] is False
    (change,) = data["changes"]
    assert change["details"][0] == {
        "aspect": "formula", "old": "rank(总分 within front)", "new": "rank(总分)",
        "old_words": "同一战线内按总分从高到低的名次", "new_words": "全部单位中按总分从高到低的名次",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_any_two_bundled_methods_can_be_compared(language):
    schemes = [read(folder) for folder in BUNDLED]
    for old in schemes:
        for new in schemes:
            comparison = compare(old, new)
            assert comparison.same == (old is new)
            assert comparison_text(comparison, language)
            assert json.dumps(comparison_data(comparison, language))


HELPER = {"a": "u * v", "x": "a + w"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HELPER, {"x": "u * v + w"}),
        ({"a": "u * v", "b": "a + 1", "x": "if(b > 2, b, w)"}, {"x": "if(u * v + 1 > 2, v * u + 1, w)"}),
        ({"a": "u * v", "x": "sum(z where z > a)"}, {"x": "sum(z where z > u * v)"}),
        ({"a": "rank(u)", "x": "a * 2"}, {"x": "rank(u) * 2"}),
    ],
)
def test_a_helper_written_out_is_no_change_of_meaning(old, new):
    target = "given: {z: number}"
    first, second = (
        checked_scheme(scheme_text(each, GIVEN, target, extra="publish: {unit: [x]}")) for each in (old, new)
    )
    there, back = compare(first, second), compare(second, first)
    assert there.same
    assert back.same
    helpers = [name for name in old if name != "x"]
    assert told(there) == [("inlined", "computed", name) for name in helpers]
    assert told(back) == [("extracted", "computed", name) for name in helpers]
    assert "写进了用它的公式，结果不变" in comparison_text(there)
    assert "taken out of the formulas" in comparison_text(back, "en")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (HELPER, {"x": "u + v + w"}, {("changed", "x"), ("removed", "a")}),
        ({**HELPER, "y": "a"}, {"x": "u * v + w", "y": "u"}, {("changed", "y"), ("removed", "a")}),
        ({"a": "u * v", "x": "w"}, {"x": "w"}, {("removed", "a")}),
        ({"a": "u * v", "b": "a + 1", "x": "w"}, {"x": "w"}, {("removed", "a"), ("removed", "b")}),
    ],
)
def test_a_helper_whose_users_change_is_told_as_removed(old, new, changes):
    schemes = [checked_scheme(scheme_text(each, GIVEN, extra="publish: {unit: [x]}")) for each in (old, new)]
    comparison = compare(*schemes)
    assert {(change.action, change.name) for change in comparison.changes} == changes
    assert not comparison.same


def test_a_published_helper_is_not_without_effect():
    comparison = compare(*(checked_scheme(scheme_text(each, GIVEN)) for each in (HELPER, {"x": "u * v + w"})))
    assert ("removed", "computed", "a") in told(comparison)


def test_a_rank_of_another_table_is_not_taken_for_a_helper():
    """The same words among the rows below would compare those rows, not the units."""
    old, new = (
        scheme_text(
            {name: "rank(u)"}, GIVEN, f"computed: {{y: {formula}, z: count_of(y)}}", extra="publish: {unit: []}"
        )
        for name, formula in (("place", "place"), ("other", "rank(u)"))
    )
    comparison = compare(checked_scheme(old), checked_scheme(new))
    assert ("changed", "computed", "y") in told(comparison)


@pytest.mark.parametrize("body", ["sum(node.z)", "rank(u)"])
def test_rows_added_up_behind_a_chain_of_helpers_are_not_written_out_below(body):
    """The last helper only names the first; what the first adds up lies below the unit, not below the target."""
    texts = [
        scheme_text(helpers, GIVEN, f"computed: {{y: {formula}}}", extra="publish: {unit: [], target: [y]}")
        + "  node: {parent: target, given: {z: number}}\n"
        for helpers, formula in (({"a": body, "b": "a"}, "b"), ({"c": "u"}, body))
    ]
    comparison = compare(*map(checked_scheme, texts))
    assert ("changed", "computed", "y") in told(comparison)
    assert not comparison.same


def test_a_chain_that_would_grow_without_end_is_not_written_out():
    chain = {"a0": "u + 1", **{f"a{i}": f"a{i - 1} * a{i - 1} + {i}" for i in range(1, 60)}}
    old = checked_scheme(scheme_text({**chain, "x": "a59"}, GIVEN, extra="publish: {unit: [x]}"))
    new = checked_scheme(scheme_text({"x": "u"}, GIVEN, extra="publish: {unit: [x]}"))
    assert ("changed", "computed", "x") in told(compare(old, new))


def test_of_a_parameter_table_only_what_changed_is_told():
    old, new = (
        checked_scheme(scheme_text({"x": "lookup(k, g)"}, GIVEN, extra=f"parameters: {{k: {entries}}}"))
        for entries in ("{甲: 1, 乙: 2, 丙: 3}", "{甲: 1, 乙: 2.5, 丁: 4}")
    )
    text = comparison_text(compare(old, new))
    assert "乙：2 → 2.5\n    丁：（无） → 4\n    丙：3 → （无）" in text
    assert "甲" not in text


def test_the_column_that_is_the_total_is_told_where_a_method_says_it():
    parts = {"a": "u + v", "b": "u + w"}
    old, new = (checked_scheme(scheme_text(parts, GIVEN, extra=f"headline: {{total: {name}}}")) for name in ("a", "b"))
    assert told(compare(old, new)) == [("changed", "headline", "total")]
    assert "首要的列 总分\n    值：a → b" in comparison_text(compare(old, new))
    assert not compare(old, checked_scheme(scheme_text(parts, GIVEN))).changes


def test_another_total_and_place_by_the_order_of_publication_are_told():
    parts = {"a": "u + v", "a_place": "rank(a)", "b": "u + w", "b_place": "rank(b)"}
    old, new = (
        checked_scheme(scheme_text(parts, GIVEN, extra=f"publish: {{unit: [{names}]}}"))
        for names in ("a, a_place, b, b_place", "b, b_place, a, a_place")
    )
    comparison = compare(old, new)
    assert told(comparison) == [("changed", "headline", "total"), ("changed", "headline", "rank")]
    assert not comparison.same


def test_full_marks_that_another_parameter_states_are_told():
    parts, extra = {"甲": "u", "乙": "v"}, "parameters: {{p: 40, {}: 60}}\ncomponents: {{甲: {}, 乙: 1}}"
    old, new, renamed = (
        checked_scheme(scheme_text(parts, GIVEN, extra=extra.format(*names))) for names in ("qp", "qq", "rr")
    )
    assert told(compare(old, new)) == [("changed", "full marks", "甲")]
    assert ("changed", "full marks", "甲") not in told(compare(new, renamed))


def test_full_marks_no_longer_stated_are_told():
    parts = {"甲": "u", "乙": "v"}
    old, new = (
        checked_scheme(scheme_text(parts, GIVEN, extra=f"components: {each}"))
        for each in ("{甲: 40, 乙: 60}", "[甲, 乙]")
    )
    assert told(compare(old, new)) == [("changed", "full marks", "甲"), ("changed", "full marks", "乙")]
    assert told(compare(new, old)) == told(compare(old, new))
    assert "值：40 → （无）" in comparison_text(compare(old, new))
