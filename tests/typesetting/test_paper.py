"""A paper is plain values that come back as they were, and its digest tells any change of what is read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.typesetting import (
    Column,
    Figure,
    Form,
    Heading,
    Paragraph,
    Signatory,
    Table,
    Unreadable,
    as_plain,
    canonical,
    digest,
    figures_of,
    from_plain,
    heading_marks,
    printable,
    text_of,
)
from gangmu.typesetting.titles import in_lines
from tests.typesetting.papers import DAY, paper, pledge


class TestPlain:
    @pytest.mark.parametrize("form", list(Form))
    def test_it_comes_back_from_json_as_it_was(self, form: Form) -> None:
        whole = pledge() if form is Form.PLEDGE else paper(form)
        back = from_plain(json.loads(json.dumps(as_plain(whole))))
        assert back == whole
        assert digest(back) == digest(whole)

    def test_the_digest_of_a_paper_stays_over_the_years(self) -> None:
        """Signatures name it: whoever changes the spelling makes every signed letter look changed."""
        whole = paper(blocks=(Paragraph(("共", Figure("135", "count", "plan:7", DAY), "项")),), attachments=())
        assert digest(whole) == "bbc564695726b21c066bbc89f155554a48ba0f812bc4bf8edb5264e428243c62"

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "关于调整2026年度目标任务的通知"},
            {"number": "云政发〔2026〕13号"},
            {"date": dt.date(2026, 11, 21)},
            {"signatories": (Signatory("云州市人民政府办公室"),)},
            {"blocks": (Paragraph(("本次共下达目标", Figure("136", "count", "plan:7", DAY), "项")),)},
        ],
    )
    def test_any_change_of_a_word_changes_the_digest(self, change: dict) -> None:
        assert digest(dataclasses.replace(paper(), **change)) != digest(paper())

    def test_what_holds_its_default_is_not_spelled(self) -> None:
        assert "copies" not in canonical(pledge())

    @pytest.mark.parametrize(
        ("plain", "where"),
        [
            (None, "paper"),
            ([], "paper"),
            ({"is": "heading"}, "paper"),
            ({"is": "paper", "form": "poster", "body": "", "title": ""}, "paper.form"),
            ({"is": "paper", "form": "letter", "body": 1, "title": ""}, "paper.body"),
            ({"is": "paper", "form": "letter", "body": ""}, "paper"),
            ({"is": "paper", "form": "letter", "body": "", "title": "", "x": 1}, "unknown x"),
            ({"is": "paper", "form": "letter", "body": "", "title": "", "date": "2026-13-01"}, "paper.date"),
            ({"is": "paper", "form": "letter", "body": "", "title": "", "blocks": ["x"]}, "paper.blocks[0]"),
            (
                {"is": "paper", "form": "letter", "body": "", "title": "", "blocks": [{"is": "paper"}]},
                "paper.blocks[0]",
            ),
        ],
    )
    def test_what_is_no_paper_is_refused_and_says_where(self, plain: object, where: str) -> None:
        with pytest.raises(Unreadable, match=where.replace("[", r"\[")):
            from_plain(plain)

    def test_a_level_that_no_heading_has_is_refused_inside_too(self) -> None:
        plain = as_plain(paper(blocks=(Heading(1, "一"),)))
        plain["blocks"][0]["level"] = 5
        with pytest.raises(Unreadable, match="level 5"):
            from_plain(plain)

    def test_nesting_without_end_is_refused(self) -> None:
        deep: list = []
        for _level in range(10_000):
            deep = [deep]
        with pytest.raises(Unreadable):
            from_plain({"is": "paper", "form": "letter", "body": "", "title": "", "blocks": deep})


class TestNouns:
    def test_a_row_that_does_not_fit_its_columns_does_not_exist(self) -> None:
        with pytest.raises(ValueError, match="2 cells under 3"):
            Table((Column("一", 1), Column("二", 1), Column("三", 1)), (("1", "2"),))

    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("目标\x00值\x0b", "目标值"),
            ("支付\u202e001\u202c元", "支付001元"),
            ("\ufeff标题\u200b", "标题"),
            ("一\t二\xa0三", "一 二 三"),
            ("一\r\n二", "一\n二"),
            ("半个\ud800字", "半个字"),
            ("𠮷野家", "𠮷野家"),
        ],
    )
    def test_what_has_no_shape_is_not_in_a_paper(self, text: str, printed: str) -> None:
        assert printable(text) == printed
        whole = paper(title=text, blocks=(Paragraph((text, Figure(text, "x", "y"))),), addressees=(text,))
        assert whole.title == whole.addressees[0] == printed
        assert text_of(whole.blocks[0].text) == printed * 2

    @given(st.text())
    def test_a_printed_text_is_always_xml(self, text: str) -> None:
        allowed = printable(text)
        assert printable(allowed) == allowed
        assert all(sign == "\n" or ord(sign) >= 0x20 for sign in allowed)

    def test_its_numbers_tell_where_they_come_from(self) -> None:
        found = list(figures_of(paper()))
        assert [(one.text, one.of, one.key) for one in found[:2]] == [
            ("135", "count", "plan:7"),
            ("1,860", "target", "1"),
        ]


class TestMarks:
    def test_headings_are_counted_below_one_another(self) -> None:
        marks = heading_marks([1, 2, 3, 4, 4, 2, 1, 2])
        assert marks == [
            "一、",
            "（一）",
            "1.",
            "（1）",
            "（2）",
            "（二）",
            "二、",
            "（一）",
        ]

    def test_beyond_ten(self) -> None:
        assert [heading_marks([1] * 21)[at] for at in (9, 10, 19, 20)] == ["十、", "十一、", "二十、", "二十一、"]


class TestTitles:
    def test_a_short_one_stays_on_its_line(self) -> None:
        assert in_lines("关于下达目标的通知", 20) == ["关于下达目标的通知"]

    def test_a_book_title_is_not_torn(self) -> None:
        assert in_lines("云州市人民政府关于印发《目标任务分解方案》的通知", 20) == [
            "云州市人民政府关于印发",
            "《目标任务分解方案》的通知",
        ]

    def test_line_ends_of_its_own_stay(self) -> None:
        assert in_lines("一行\n又一行", 20) == ["一行", "又一行"]

    @given(st.text(alphabet="关于印发目标《》2026年的，", min_size=1, max_size=120))
    def test_nothing_is_lost_and_no_line_is_too_long(self, title: str) -> None:
        lines = in_lines(title, 20)
        assert "".join(lines) == title
        assert max(map(len, lines)) <= 20
