"""Names that a reader takes for one another, and signs that nobody sees."""

import pytest
from django.core.exceptions import ValidationError

from gangmu.base.spelling import folded, skeleton, visible_signs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市教育局", "市敎育局"),
        ("市卫生局", "市衞生局"),
        ("市教育局(北)", "市教育局（北）"),
        ("市 教育局", "市教育局"),
        ("ABC 中心", "ａｂｃ中心"),
        ("reporter", "rеporter"),  # a Cyrillic е
        ("Café", "CAFE\u0301"),
        ("市⽇报社", "市日报社"),  # a radical as a sign
    ],
)
def test_look_alikes_have_one_skeleton(one, other):
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("市教育局", "市体育局"), ("一中", "二中"), ("第1科", "第2科")])
def test_what_reads_differently_stays_apart(one, other):
    assert skeleton(one) != skeleton(other)


def test_folding_forgets_width_and_case_and_is_done_once():
    assert folded("  Ｒｅporter ") == "reporter" == folded(folded("Ｒｅporter"))


@pytest.mark.parametrize(
    "sign",
    ["\u200b", "\u202e", "\u0001", "\u00a0", "\ufeff", "\u3164", "\ufe0f", "\U000e0100", "\u2ea0", "\t", "\u2028"],
)
def test_signs_nobody_sees_are_named_with_their_place(sign):
    with pytest.raises(ValidationError, match=rf"第 2 个字.*U\+{ord(sign):04X}"):
        visible_signs(f"市{sign}教育局")


@pytest.mark.parametrize("name", ["市教育局（筹）", "第 3 中学", "A·B", "西　山", "𠮷县", "云州市—东湖区"])
def test_ordinary_names_pass(name):
    visible_signs(name)
