"""Schemes that include a shared part and override it; faults told in the file in which they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.scoring import evaluate, read_facts, read_scheme

DISTRICTS = Path(__file__).parents[2] / "schemes" / "city-districts"

CITY = """title: 市
decimals: 1
parameters: {满分: 100, 备用: 3}
tables:
  unit:
    given:
      v: number
      w: number
    computed:
      得分: 满分 * v
      总分: 得分 + 1
publish: {unit: [得分, 总分]}
components: [得分]
"""
FACTS = {"unit": [{"key": "A", "v": "0.5", "w": 2}]}


def read(text, files=None, **options):
    return read_scheme(text, included=({"city.yaml": CITY} | (files or {})).get, **options)


def told(checked):
    return [(one.file, one.line, one.column, one.code) for one in checked.problems]


def total(text, files=None):
    checked = read(text, files)
    assert checked.problems == ()
    return evaluate(checked.scheme, read_facts(checked.scheme, FACTS)).value("unit", "A", "总分")


def test_an_included_scheme_is_taken_over_whole():
    scheme = read("include: city.yaml\ntitle: 区").scheme
    assert (scheme.title, scheme.decimals, scheme.components) == ("区", 1, ("得分",))
    assert total("include: city.yaml\ntitle: 区") == 51


@pytest.mark.parametrize(
    ("own", "value"),
    [
        ("parameters: {满分: 60}", 31),
        ("tables: {unit: {computed: {得分: 满分 * w}}}", 201),
        ("tables: {unit: {computed: {加: w * 3, 总分: 得分 + 加}}}", 56),
        ("tables: {unit: {computed: {w: v * 4, 总分: 得分 + w}}}", 52),
        ("tables: {unit: {given: {得分: {number, default: 7}}}}\ncomponents: []", 8),
    ],
)
def test_what_is_named_again_takes_its_place(own, value):
    assert total(f"include: city.yaml\n{own}") == value


def test_order_of_columns_stays_and_new_ones_follow():
    scheme = read("include: city.yaml\ntables: {unit: {computed: {新: '1', 得分: v}}}").scheme
    assert list(scheme.tables["unit"].computed) == ["得分", "总分", "新"]


def test_published_lists_and_components_are_replaced():
    scheme = read("include: city.yaml\npublish: {unit: [总分]}\ncomponents: [总分]").scheme
    assert (scheme.publish["unit"], scheme.components) == (("总分",), ("总分",))


def test_a_shared_part_may_include_another():
    files = {"province.yaml": CITY, "middle.yaml": "include: province.yaml\nparameters: {满分: 10}"}
    assert total("include: middle.yaml\ntitle: 县", files) == 6


def test_faults_are_told_where_they_stand():
    text = "include: city.yaml\ntables:\n  unit:\n    computed:\n      甲: 无此列 + 1\n"
    files = {"city.yaml": CITY.replace("得分 + 1", "得分 + 没有")}
    checked = read(text, files, file="schemes/district.yaml")
    assert told(checked) == [
        ("schemes/district.yaml", 5, 10, "unknown name"),
        ("schemes/city.yaml", 11, 16, "unknown name"),
    ]


def test_a_shared_formula_that_an_override_breaks_is_told_in_the_shared_file():
    checked = read("include: city.yaml\ntables: {unit: {given: {v: text}}}", file="d.yaml")
    assert {problem.file for problem in checked.problems} == {"city.yaml"}


def test_a_shared_file_that_is_no_yaml_is_told_with_its_line():
    assert ("bad.yaml", 2) in [one[:2] for one in told(read("include: bad.yaml", {"bad.yaml": "title: x\n\t- y"}))]
    assert told(read("include: bad.yaml", {"bad.yaml": "- words"})) == [("bad.yaml", 1, 1, "mapping wanted")]
    assert told(read("include: bad.yaml", {"bad.yaml": "a,b\nc,d"})) == [("bad.yaml", 1, 1, "no scheme")]
    assert told(read("include: bad.yaml", {"bad.yaml": ""})) == [("bad.yaml", 1, 1, "empty file")]


def test_a_name_twice_in_one_file_stays_a_fault():
    checked = read("include: city.yaml\nparameters:\n  满分: 1\n  满分: 2\n", file="d.yaml")
    assert told(checked) == [("d.yaml", 4, 3, "duplicate name")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("none.yaml", "include missing"),
        ("../city.yaml", "include beside"),
        ("/etc/passwd", "include beside"),
        (r"..\city.yaml", "include beside"),
        ("C:city.yaml", "include beside"),
        (".hidden.yaml", "include beside"),
        ("", "include beside"),
        ("[city.yaml]", "include beside"),
        ("own.yaml", "include circle"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_include_that_cannot_be_is_a_plain_problem(name, code, language):
    checked = read(f"title: x\ninclude: {name}", file="schemes/own.yaml", language=language)
    assert checked.scheme is None
    assert [one[3] for one in told(checked)] == [code]
    assert checked.problems[0].line == 2


def test_a_circle_is_written_out():
    checked = read("include: a.yaml", {"a.yaml": "include: b.yaml", "b.yaml": "include: a.yaml"}, file="own.yaml")
    assert told(checked) == [("b.yaml", 1, 10, "include circle")]
    assert "own.yaml → a.yaml → b.yaml → a.yaml" in str(checked.problems[0])


def test_a_chain_without_end_is_stopped():
    checked = read_scheme("include: p0.yaml", included=lambda name: f"include: p{int(name[1:-5]) + 1}.yaml")
    assert [one[3] for one in told(checked)] == ["include too deep"]


def test_two_include_lines_are_a_fault():
    assert [one[3] for one in told(read("include: city.yaml\ninclude: city.yaml"))] == ["duplicate name"]


def test_without_files_at_hand_an_include_is_refused():
    checked = read_scheme("include: city.yaml")
    assert checked.scheme is None
    assert [one[3] for one in told(checked)] == ["include not here"]


def test_the_digest_covers_every_text():
    text = "include: city.yaml\ntitle: 区"
    digests = [read(text).digest, read(f"{text} ").digest, read(text, {"city.yaml": f"{CITY} "}).digest]
    digests.append(read(text.replace("city", "other"), {"other.yaml": CITY}).digest)
    assert len(set(digests)) == 4
    assert read(text).scheme.digest == digests[0]
    assert read(CITY).digest == read_scheme(CITY).digest


@given(st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_mutilated_parts_never_crash_the_checker(chance):
    own = (DISTRICTS / "harbour.yaml").read_text("utf-8")
    files = {"scheme.yaml": (DISTRICTS / "scheme.yaml").read_text("utf-8")}
    for _ in range(chance.randint(1, 4)):
        own, files["scheme.yaml"] = mutilated(own, chance), mutilated(files["scheme.yaml"], chance)
    for problem in read_scheme(own, file="own.yaml", included=files.get).problems:
        assert str(problem)
        assert problem.file in ("own.yaml", "scheme.yaml")


def mutilated(text, chance):
    """A piece of the text taken out, doubled or put elsewhere."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.randint(1, 30))
    piece, rest = text[start:end], text[:start] + text[end:]
    place = chance.randrange(len(rest) + 1)
    return chance.choice([rest, text[:end] + piece + text[end:], rest[:place] + piece + rest[place:]])
