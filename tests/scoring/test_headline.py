"""Which published column is total, grade and place: deduced from what formulas mean, or as the scheme says."""

from __future__ import annotations

import pytest

from gangmu.scoring import headline, read_scheme
from tests.scoring.building import checked_scheme, codes, scheme_text
from tests.scoring.test_worked_cases import BUNDLED, read

GIVEN = "a: number\nb: number\ng: text"


def head(computed: dict[str, str], extra: str = "") -> tuple[str, str, str]:
    found = headline(checked_scheme(scheme_text(computed, GIVEN, extra=extra)))
    return found.total, found.grade, found.rank


@pytest.mark.parametrize(
    ("computed", "extra", "total"),
    [
        ({"p": "a / 3", "q": "b / 3", "t": "p + q"}, "components: [p, q]", "t"),
        ({"p": "a / 3", "q": "b / 3", "t": "round(p + q, 1)", "half": "t / 2"}, "components: [p, q]", "t"),
        ({"p": "a / 3", "t": "a + b", "r": "rank(t)"}, "", "t"),
        ({"p": "a / 3", "raw": "a + b", "r": "rank(round(raw, 2))"}, "publish: {unit: [p, raw, r]}", "raw"),
        ({"p": "a / 3", "q": "b / 3", "t": "min(100, p + q)", "extra": "a - b"}, "publish: {unit: [p, q, t]}", "t"),
        ({"n": "count(where v > 0)", "t": "a / b"}, "", "t"),
        ({"n": "a + b", "r": "rank(n)"}, "publish: {unit: [r]}", "n"),
        ({"w": 'if(a > 0, "x", "y")'}, "", ""),
    ],
)
def test_the_total_is_what_the_parts_make_or_what_is_ranked(computed, extra, total):
    text = scheme_text(computed, GIVEN, target="given: {v: number}", extra=extra)
    assert headline(checked_scheme(text)).total == total


def test_a_number_that_only_looks_first_is_not_the_total():
    parts = {"x": "a / 2", "y": "b / 2", "sum_of": "x + y", "place": "rank(sum_of within g)"}
    found = headline(checked_scheme(scheme_text(parts, GIVEN, extra="publish: {unit: [x, y, sum_of, place]}")))
    assert (found.total, found.rank, found.group, found.unsure) == ("sum_of", "place", "g", ())


@pytest.mark.parametrize(
    ("formula", "is_rank"),
    [("rank(t)", True), ("rank_ascending(t)", True), ("if(a > 0, rank(t), 0)", True), ("coalesce(rank(t), 99)", True),
     ("percentile(t)", False), ("if(rank(t) = 1, 5, 0)", False)],
)  # fmt: skip
def test_a_place_is_a_rank_at_heart(formula, is_rank):
    assert head({"t": "a + b", "x": formula})[2] == ("x" if is_rank else "")


def test_of_several_ranks_that_of_the_total_is_taken():
    parts = {"p": "a / 2", "q": "b / 2", "t": "p + q", "one": "rank(p)", "two": "rank(t)"}
    assert head(parts, "components: [p, q]")[2] == "two"


def test_a_text_that_is_no_grade_is_not_taken_for_one():
    parts = {"t": "a + b", "notice": 'if(t > 9, "praise", "none")', "grade": 'band(t, "good" > 5, "bad")'}
    assert head(parts)[1] == "grade"
    assert head({"t": "a + b", "notice": 'if(t > 9, "praise", "none")'})[1] == ""
    on_a_scale = {**parts, "level": 'if(t > 9, "甲", "乙")'}
    assert head(on_a_scale, "scales: {级: [甲, 乙]}")[1] == "level"


def test_the_scheme_can_say_which_it_is():
    parts = {"p": "a / 2", "t": "a / 3", "notice": 'if(t > 9, "praise", "none")', "r": "rank(p)", "s": "rank(t)"}
    extra = "headline: {total: t, grade: notice, rank: s}"
    assert head(parts, extra) == ("t", "notice", "s")
    found = headline(checked_scheme(scheme_text(parts, GIVEN, extra=extra)))
    assert (found.scale, found.unsure) == (("praise", "none"), ())


@pytest.mark.parametrize(
    ("stated", "code"),
    [("{total: tt}", "headline column"), ("{total: n}", "headline column"), ("{rank: w}", "headline column"),
     ("{totals: t}", "unknown detail"), ("{total: a}", "headline column")],
)  # fmt: skip
def test_what_it_names_is_checked(stated, code):
    parts = {"t": "a + b", "n": "a * 2", "w": 'if(a > 0, "x", "y")'}
    text = scheme_text(parts, GIVEN, extra=f"publish: {{unit: [t, w]}}\nheadline: {stated}")
    assert codes(text) == [code]


def test_what_is_no_headline_is_told_with_the_columns_that_can_be():
    parts = {"t": "a + b", "n": "a * 2", "w": 'if(a > 0, "x", "y")'}
    text = scheme_text(parts, GIVEN, extra="publish: {unit: [t, n, w]}\nheadline: {total: w}")
    assert [str(one).split("“w”")[1].lstrip("：") for one in read_scheme(text).problems] == [
        "不能把它当作总分：总分应是 unit 表公布的一列数。应为：t、n。"
    ]
    (problem,) = read_scheme(text, language="en").problems
    assert "this cannot be the total" in problem.what
    assert problem.expected == "t, n"


def test_a_headline_whose_formula_cannot_be_read_is_told_at_the_formula_alone():
    text = scheme_text(
        {"t": "a + b", "r": "rank(t within g"}, GIVEN, extra="publish: {unit: [t, r]}\nheadline: {rank: r}"
    )
    assert codes(text) == ["bracket open"]


def test_what_cannot_be_told_is_a_warning_where_it_is_said_what_is_published():
    parts = {"p": "a / 2", "q": "b / 2", "t": "a + b", "one": "rank(t)", "two": "rank(t within g)"}
    assert codes(scheme_text(parts, GIVEN)) == []
    del parts["p"], parts["q"]
    text = scheme_text(parts, GIVEN, extra="publish: {unit: [t, one, two]}")
    (problem,) = read_scheme(text).problems
    assert (problem.code, problem.level, problem.text) == ("headline unclear", "warning", "one")
    assert "把它当作名次显示，可是“two”也像名次" in str(problem)
    assert "headline: {rank: one}" in str(problem)
    (problem,) = read_scheme(text, language="en").problems
    assert "as the rank, but two could be it as well" in str(problem)
    assert codes(text + "headline: {rank: two}\n") == []
    parts = {"p": "a / 2", "q": "b / 2"}
    assert codes(scheme_text(parts, GIVEN, extra="publish: {unit: [p, q]}")) == ["headline unclear"]


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_every_bundled_method_shows_its_total_and_place(folder):
    found = headline(read(folder))
    assert (found.total, found.rank) == ("总分", "名次")
