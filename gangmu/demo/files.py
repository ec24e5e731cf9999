"""Small real files as evidence: a PDF, a PNG and a workbook a kind, byte for byte the same on every run."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib

import xlsxwriter

from gangmu.base import files
from gangmu.base.models import StoredFile
from gangmu.base.uploads import check_upload

TITLES = ("进展情况说明", "现场推进会纪要", "统计台账", "资金拨付凭证", "项目现场照片", "验收意见")


def store_all() -> list[tuple[str, StoredFile]]:
    """Every file with the name it is shown under."""
    made = []
    for number, title in enumerate(TITLES):
        if title == "统计台账":
            name, content = f"{title}.xlsx", workbook(title)
        elif title == "项目现场照片":
            name, content = f"{title}.png", picture(number)
        else:
            name, content = f"{title}.pdf", pdf(title)
        checked = check_upload(name, content)
        made.append((checked.name, files.store(content, checked.content_type)))
    return made


def pdf(title: str) -> bytes:
    """One page with the title and a line that it is invented, in a font every reader of Chinese PDFs has."""
    lines = (title, "本文件为示例数据，纯属虚构。")
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -40 Td " for line in lines)
    text = f"BT /F1 20 Tf 80 740 Td {shown}ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R/DW 1000>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 752 /Descent -271/CapHeight 737/StemV 58>>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def picture(seed: int) -> bytes:
    """A plain landscape of sky and ground, 240 × 160."""
    width, height = 240, 160
    sky, ground = (150, 190, 230), (96 + seed * 5 % 40, 130, 90)
    rows = b"".join(b"\0" + bytes(sky if y < 100 else ground) * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def workbook(title: str) -> bytes:
    """Twelve months in a sheet; the date of making is fixed."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "comments": "示例数据，纯属虚构", "created": dt.datetime(2020, 1, 1)})
    sheet = book.add_worksheet(title)
    sheet.write_row(0, 0, ("月份", "本月", "累计"))
    for month in range(1, 13):
        sheet.write_row(month, 0, (f"{month}月", 10 + month, sum(range(11, 11 + month))))
    book.close()
    return out.getvalue()
