"""The Word file is read back and measured against GB/T 9704—2012."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from gangmu.typesetting import FACES, Attachment, Form, PageBreak, Paragraph, Picture, fitting, write
from gangmu.typesetting import measures as m
from tests.typesetting.papers import paper, pledge, png, table


def read(whole, faces=FACES):
    return docx.Document(io.BytesIO(write(whole, faces)))


def found(document, text: str):
    return next(one for one in document.paragraphs if text in one.text)


def type_of(paragraph) -> tuple[str, float]:
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def near(length, mm: float) -> bool:
    return abs(length - Mm(mm)) < Mm(0.05)


class TestPage:
    def test_paper_and_margins(self) -> None:
        first, landscape, last = read(paper()).sections
        assert near(first.page_width, 210)
        assert near(first.page_height, 297)
        for section in (first, last):
            edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
            assert all(near(edge, mm) for edge, mm in zip(edges, (37, 35, 28, 26), strict=True))
        # Turned to the right: the binding edge, 28 mm, is on top.
        edges = (landscape.top_margin, landscape.right_margin, landscape.bottom_margin, landscape.left_margin)
        assert all(near(edge, mm) for edge, mm in zip(edges, (28, 37, 26, 35), strict=True))
        assert near(landscape.page_width, 297)

    def test_twenty_two_lines_of_twenty_eight_signs_fill_the_type_area(self) -> None:
        line = found(read(paper()), "现将方案印发").paragraph_format
        assert line.line_spacing_rule == docx.enum.text.WD_LINE_SPACING.EXACTLY
        assert near(22 * line.line_spacing, 225) or Mm(224.5) < 22 * line.line_spacing <= Mm(225)
        sign = Pt(16) + m.CLOSER * Pt(1) / 20
        assert Mm(155.5) < 28 * sign <= Mm(156)
        assert line.first_line_indent == pytest.approx(2 * sign, abs=Pt(0.1))

    def test_numbers_stand_outside_odd_right_and_even_left(self) -> None:
        document = read(paper())
        assert document.settings.odd_and_even_pages_header_footer
        section = document.sections[0]
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        assert odd.text == even.text == "— 1 —"
        assert (odd.alignment, even.alignment) == (docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT, 0)
        assert type_of(odd) == ("宋体", 14)
        # The dash, in the middle of the line, is 7 mm below the type area.
        assert near(section.footer_distance + odd.paragraph_format.line_spacing // 2, 35 - 7)
        assert "w:mirrorMargins" in document.settings.element.xml

    def test_on_landscape_pages_they_stand_along_the_side(self) -> None:
        footer = read(paper()).sections[1].footer._element
        assert 'vert="vert"' in footer.xml
        assert "PAGE" in footer.xml

    def test_the_first_page_of_a_letter_has_none(self) -> None:
        section = read(paper(Form.LETTER)).sections[0]
        assert section.different_first_page_header_footer
        assert section.first_page_footer.paragraphs[0].text == ""


class TestHead:
    def test_a_red_mark_35_mm_below_the_top_and_a_red_line_below_the_number(self) -> None:
        document = read(paper())
        assert near(document.paragraphs[0].paragraph_format.line_spacing, 35)
        mark = document.paragraphs[1]
        assert mark.text == "云州市人民政府文件"
        assert mark.runs[0]._r.rPr.xpath("./w:color/@w:val") == ["FF0000"]
        assert type_of(mark) == ("方正小标宋简体", 48)
        number = found(document, "云政发〔2026〕12号")
        line = number._p.pPr.xpath("./w:pBdr/w:bottom")[0]
        assert line.get(qn("w:color")) == "FF0000"
        assert int(line.get(qn("w:space"))) == round(4 * m.POINTS)

    def test_a_long_mark_stays_on_one_line(self) -> None:
        mark = "云州市人民政府目标管理领导小组办公室督查通报"
        document = read(paper(Form.BULLETIN, mark=mark))
        assert len(mark) * type_of(document.paragraphs[1])[1] <= 156 * m.POINTS

    def test_the_title_is_in_two_and_the_text_in_three(self) -> None:
        document = read(paper())
        assert type_of(found(document, "2026年度目标任务的通知")) == ("方正小标宋简体", 22)
        assert type_of(found(document, "现将方案印发")) == ("仿宋_GB2312", 16)
        assert found(document, "各区人民政府").text == "各区人民政府，市直各部门："

    def test_a_letter_has_double_lines_of_170_mm(self) -> None:
        document = read(paper(Form.LETTER))
        frames = document.element.body.xpath(".//w:framePr")
        assert [int(one.get(qn("w:w"))) for one in frames] == [m.twips(170)] * 2
        assert [int(one.get(qn("w:y"))) for one in frames] == [m.twips(30), m.twips(297 - 20 - 1)]
        assert document.paragraphs[0].text == "云州市人民政府"


class TestText:
    @pytest.mark.parametrize(
        ("text", "face"),
        [
            ("一、总体要求", "黑体"),
            ("（一）压实责任", "楷体_GB2312"),
            ("1.牵头单位", "仿宋_GB2312"),
            ("（1）联系人", "仿宋_GB2312"),
            ("二、工作安排", "黑体"),
        ],
    )
    def test_headings_are_counted_and_in_the_type_of_their_level(self, text: str, face: str) -> None:
        assert type_of(found(read(paper()), text)) == (face, 16)

    def test_digits_quotes_and_dashes_stay_in_the_type_of_the_text(self) -> None:
        """Word would take another typeface for them by itself (the theme's, or Times New Roman)."""
        document = read(paper())
        fonts = {
            fonts.get(qn(f"w:{kind}"))
            for run in found(document, "纲举目张").runs
            for fonts in [run._r.rPr.rFonts]
            for kind in ("ascii", "hAnsi", "eastAsia")
        }
        assert fonts == {"仿宋_GB2312"}
        assert found(document, "纲举目张").runs[0]._r.rPr.rFonts.get(qn("w:hint")) == "eastAsia"
        assert "Theme" not in etree.tostring(document.styles.element.xpath(".//w:docDefaults")[0], encoding="unicode")

    def test_what_may_stand_for_a_missing_typeface_is_in_the_file(self) -> None:
        with zipfile.ZipFile(io.BytesIO(write(paper()))) as parts:
            fonts = parts.read("word/fontTable.xml").decode()
        assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong' in fonts

    def test_the_first_typeface_that_a_machine_has_is_taken(self) -> None:
        faces = fitting({"仿宋", "Noto Serif CJK SC"})
        assert (faces["仿宋"], faces["小标宋"], faces["黑体"]) == ("仿宋", "Noto Serif CJK SC", "黑体")
        assert type_of(found(read(paper(), faces), "现将方案印发"))[0] == "仿宋"

    def test_the_file_says_who_and_what_and_no_program(self) -> None:
        about = read(paper()).core_properties
        assert (about.author, about.title) == ("云州市人民政府", "云州市人民政府关于下达2026年度目标任务的通知")
        assert about.comments == ""


class TestTables:
    def test_the_head_is_repeated_and_no_row_is_cut(self) -> None:
        (made, _closing) = read(paper()).tables
        head, section, *rows = made._tbl.tr_lst
        assert head.trPr.xpath("./w:tblHeader")
        assert not rows[0].trPr.xpath("./w:tblHeader")
        assert all(row.trPr.xpath("./w:cantSplit") for row in (head, section, *rows))
        assert section.tc_lst[0].tcPr.xpath("./w:gridSpan/@w:val") == ["5"]

    def test_widths_are_parts_of_the_whole_and_add_up_to_it(self) -> None:
        grid = [int(one) for one in read(paper()).tables[0]._tbl.xpath("./w:tblGrid/w:gridCol/@w:w")]
        assert sum(grid) == m.twips(225)
        assert grid[1] / grid[0] == pytest.approx(3, abs=0.01)

    def test_its_lines_grow_with_the_text(self) -> None:
        """An exact line would cut what does not fit."""
        for one in read(paper()).tables[0]._tbl.xpath(".//w:spacing[@w:lineRule]"):
            assert one.get(qn("w:lineRule")) == "auto"

    def test_a_picture_stands_in_a_line_that_grows(self) -> None:
        document = read(paper())
        holder = next(one for one in document.paragraphs if one._p.xpath(".//w:drawing"))
        assert holder._p.pPr.xpath("./w:spacing/@w:lineRule") == ["auto"]
        assert near(document.inline_shapes[0].width, 80)

    def test_five_thousand_rows_are_written(self) -> None:
        assert len(read(paper(Form.TABLE, blocks=(table(5000),), attachments=())).tables[0]._tbl.tr_lst) == 5002


class TestClosing:
    def test_body_and_date_stand_one_above_the_other(self) -> None:
        document = read(paper())
        day = found(document, "2026年11月20日")
        assert day.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
        assert day._p.pPr.xpath("./w:ind/@w:rightChars") == ["400"]
        assert found(document, "附件：2026年度目标任务分解表").text
        assert found(document, "（此件公开发布）").text

    def test_the_closing_part_floats_at_the_foot_between_thick_lines(self) -> None:
        closing = read(paper()).tables[-1]._tbl
        place = closing.tblPr.xpath("./w:tblpPr")[0]
        assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
        sizes = {
            one.tag.rpartition("}")[2]: int(one.get(qn("w:sz"))) for one in closing.tblPr.xpath("./w:tblBorders/*")
        }
        assert sizes == {"top": 8, "bottom": 8, "insideH": 6}  # eighths of a point: 0.35 mm and 0.25 mm
        assert [int(one) for one in closing.xpath(".//w:tcW/@w:w")] == [m.twips(156)] * 2

    def test_both_sides_of_a_pledge_have_room_to_sign(self) -> None:
        made = read(pledge()).tables[-1]
        left, right = (cell.text for cell in made.rows[0].cells)
        assert "云州市人民政府（盖章）" in left
        assert "局长（签字）" in right
        assert "　年　　月　　日" in right

    def test_a_pledge_has_no_red(self) -> None:
        assert "FF0000" not in read(pledge()).element.xml


OFFICE = shutil.which("soffice")
WRITER = OFFICE and Path(OFFICE).resolve().with_name("libswlo.so").exists()


@pytest.mark.skipif(not WRITER, reason="needs LibreOffice Writer: apt-get install libreoffice-writer-nogui")
class TestOnPaper:
    """What LibreOffice makes of it, read from the PDF."""

    def pages(self, whole, folder: Path) -> list[str]:
        pypdf = pytest.importorskip("pypdf")
        (folder / "paper.docx").write_bytes(write(whole, fitting({"Noto Serif CJK SC", "Noto Sans CJK SC"})))
        told = ["--headless", "--norestore", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf"]
        subprocess.run(
            [str(OFFICE), *told, "--outdir", str(folder), str(folder / "paper.docx")],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return [page.extract_text() for page in pypdf.PdfReader(folder / "paper.pdf").pages]

    def test_a_page_holds_twenty_two_lines_of_twenty_eight_signs(self, tmp_path: Path) -> None:
        # 22 × 28 signs after one page that begins the text anew: exactly a page, then one sign on another.
        whole = paper(
            Form.PLEDGE,
            number="",
            addressees=(),
            attachments=(),
            signatories=(),
            copies=(),
            printed_by="",
            note="",
            blocks=(Paragraph("首页"), PageBreak(), Paragraph("字" * (22 * 28 * 2))),
        )
        pages = self.pages(whole, tmp_path)
        second = [line for line in pages[1].splitlines() if "字" in line]
        assert len(second) in {21, 22}  # the break itself takes a hair of the first line
        assert max(line.count("字") for line in second) == 28

    def test_the_head_of_a_table_is_on_every_page_and_the_closing_part_on_the_last(self, tmp_path: Path) -> None:
        pages = self.pages(paper(attachments=(Attachment("分解表", (table(60),), landscape=True),)), tmp_path)
        with_rows = [page for page in pages if "MB-" in page]
        assert len(with_rows) > 2
        assert all("完成时限" in page for page in with_rows)
        assert "抄送" in pages[-1]
        assert "MB-" not in pages[-1]


def test_a_picture_is_no_wider_than_the_page() -> None:
    document = read(paper(blocks=(Picture(png(), "图", 900),), attachments=()))
    assert document.inline_shapes[0].width <= Mm(156)
