"""Evidence is what its name says, opens without running anything, and is refused in plain words otherwise."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.errors import Problems
from gangmu.base.sheets import Column, SheetOut, write_workbook
from gangmu.base.uploads import EVIDENCE, TYPES, check_upload, safe_name

from .sheets import files

XLSX = write_workbook([SheetOut("x", [Column("a", "a")])])
CONTENT = {
    "pdf": b"%PDF-1.7\n...",
    "docx": files.package({"[Content_Types].xml": "", "word/document.xml": "<w/>"}),
    "xlsx": XLSX,
    "pptx": files.package({"ppt/presentation.xml": "<p/>"}),
    "ofd": files.package({"OFD.xml": "<o/>"}),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\x00",
    "doc": files.ole("WordDocument"),
    "xls": files.ole("Workbook"),
}


def refusal(name, data, **options):
    with pytest.raises(Problems) as refused:
        check_upload(name, data, **options)
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize("extension", EVIDENCE)
def test_every_accepted_kind_is_told_by_content(extension):
    data = CONTENT[TYPES[extension][0]]
    checked = check_upload(f"佐证材料.{extension.upper()}", data)
    assert checked.name == f"佐证材料.{extension.upper()}"
    assert (checked.size, checked.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (checked.content_type, checked.extension) == (TYPES[extension][1], extension)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "a.pdf",
            CONTENT["png"],
            "文件“a.pdf”：扩展名是 .pdf，内容却是PNG 图片；请用原来的软件重新保存，不要直接改扩展名",
        ),
        ("a.jpg", CONTENT["png"], "内容却是PNG 图片"),
        ("a.docx", XLSX, "内容却是Excel 工作簿（.xlsx）"),
        ("a.docx", files.package({"a.txt": "x"}), "内容却是压缩包"),
        ("a.xls", CONTENT["doc"], "内容却是Word 或 WPS 文字文档"),
        ("a.doc", files.ole("Something"), "内容却是无法识别的内容"),
        ("a.pdf", b"MZ\x90\x00", "内容却是程序"),
        ("a.pdf", b"\x7fELF", "内容却是程序"),
        ("a.png", b"  <svg onload='x'>", "内容却是网页"),
        ("a.jpg", b"<!DOCTYPE html><script>", "内容却是网页"),
        ("a.pdf", "只是文字".encode() * 300, "内容却是纯文本"),
        ("a.pdf", b"\x00\x01\x02", "内容却是无法识别的内容"),
        ("a.pdf", b"", "文件是空的"),
        ("a.html", b"<html>", "不能上传 .html 文件；可以上传：pdf、docx"),
        ("a.svg", b"<svg>", "不能上传 .svg 文件"),
        ("报告.pdf.exe", b"MZ", "不能上传 .exe 文件"),
        ("报告", CONTENT["pdf"], "文件没有扩展名"),
        ("a.zip", files.package({"a.pdf": "x"}), "压缩包不能作为材料；请解压后逐个上传"),
        ("a.docm", CONTENT["docx"], "含宏的文件不能上传；请另存为 .docx、.xlsx 或 PDF 后再上传"),
        ("a.xlsx", files.with_part(XLSX, "xl/vbaProject.bin", b"x"), "文件里有宏"),
        ("a.doc", files.ole("WordDocument", "_VBA_PROJECT"), "文件里有宏"),
        ("a.docx", files.ole("EncryptedPackage"), "文件设了打开密码，别人无法查看；请取消密码后再上传"),
        ("a.docx", files.encrypted_zip(CONTENT["docx"]), "文件设了打开密码"),
        ("a.docx", CONTENT["docx"][:-10], "文件已损坏；请重新保存后再上传"),
    ],
)
def test_refuses_with_the_reason(name, data, said):
    assert said in refusal(name, data)


def test_too_large_names_the_limit():
    assert refusal("a.pdf", b"%PDF-" + b"x" * 2000, limit=1024) == (
        "文件“a.pdf”：文件超过上限 1 KB；请压缩图片或分成几个文件"
    )


def test_only_what_is_allowed_here():
    assert "不能上传 .docx 文件；可以上传：pdf、jpg" in refusal("a.docx", CONTENT["docx"], allowed=("pdf", "jpg"))


def test_uploaded_files_are_read_in_pieces_and_left_at_their_beginning():
    data = b"%PDF-1.7" + b"x" * 3_000_000
    temporary = TemporaryUploadedFile("a.pdf", "application/pdf", len(data), None)
    temporary.write(data)
    for file in (SimpleUploadedFile("a.pdf", data), io.BytesIO(data), temporary):
        file.seek(100)
        assert check_upload("a.pdf", file).sha256 == hashlib.sha256(data).hexdigest()
        assert file.read(5) == b"%PDF-"
    temporary.close()


def test_stream_names_split_between_two_pieces_are_found():
    data = files.ole("Workbook")
    padded = data + b"\x00" * (1024 * 1024 - len(data) - 7) + "_VBA_PROJECT".encode("utf-16-le")
    assert "文件里有宏" in refusal("a.xls", padded)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("佐证材料（一）.pdf", "佐证材料（一）.pdf"),
        ("C:\\Users\\a\\报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ('a<b>"c|?*.pdf', "a_b__c___.pdf"),
        ("  多   空格 .pdf", "多 空格.pdf"),
        (".htaccess", "htaccess"),
        ("con.pdf", "_con.pdf"),
        ("。.pdf", "。.pdf"),
        ("...", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_become_safe_to_show(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_every_name_becomes_safe(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\<>:"|?*\r\n\t\0')
    assert not safe.startswith(".")
    assert safe_name(safe) == safe
