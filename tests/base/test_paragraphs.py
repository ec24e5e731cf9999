"""Paragraphs of Word files as they come: tables, text boxes, tracked changes, old formats."""

import io
import zipfile

import pytest

from gangmu.base.errors import Problems
from gangmu.base.paragraphs import read_paragraphs

HEAD = '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://w" xmlns:mc="http://mc"><w:body>'


def word(body: str, part: str = "word/document.xml") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(part, f"{HEAD}{body}</w:body></w:document>")
    return data.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_and_cells_come_in_order() -> None:
    table = f"<w:tbl><w:tr><w:tc>{p('单位')}</w:tc><w:tc>{p('目标')}</w:tc></w:tr></w:tbl>"
    assert read_paragraphs("a.docx", word(p("一、总体") + table + p(" ") + p("二、任务"))) == [
        "一、总体",
        "单位",
        "目标",
        "二、任务",
    ]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>增长</w:t></w:r><w:del><w:r><w:delText>5%</w:delText><w:t>5%</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>6%</w:t></w:r></w:ins></w:p>"
    )
    assert read_paragraphs("a.docx", word(body)) == ["增长6%"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('框里的话')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>"
    )
    assert read_paragraphs("a.docx", word(body)) == ["框里的话", "正文"]


def test_plain_text_in_any_usual_encoding() -> None:
    assert read_paragraphs("a.txt", "一、\u3000总体\r\n\r\n二、任务".encode("gb18030")) == ["一、 总体", "二、任务"]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "这不是 Word 文档或纯文本"),
        ("a.docx", b"", "文件是空的"),
        ("a.docx", word(p("x"), "xl/workbook.xml"), "这不是 Word 文档"),
        ("a.docx", word("<w:p>"), "文件已损坏"),
        ("a.docx", word(p(" ")), "文件里没有文字"),
    ],
)
def test_other_files_are_refused_with_the_way_out(name: str, data: bytes, what: str) -> None:
    with pytest.raises(Problems) as caught:
        read_paragraphs(name, data)
    [problem] = caught.value.problems
    assert what in problem.what
    assert problem.todo


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Problems, match="恶意"):
        read_paragraphs("a.docx", word(p("好" * 30_000_000)))
