"""A paper of each format, with everything a paper can hold."""

from __future__ import annotations

import datetime as dt
import struct
import zlib

from gangmu.typesetting import (
    Attachment,
    Column,
    Figure,
    Form,
    Heading,
    Items,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Signatory,
    Table,
)

DAY = dt.date(2026, 11, 20)
COLUMNS = (
    Column("编号", 2, "centre"),
    Column("目标名称", 6),
    Column("目标值", 3, "right"),
    Column("牵头单位", 4),
    Column("完成时限", 3, "centre"),
)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 40, height: int = 20) -> bytes:
    """A grey picture."""
    rows = (b"\0" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def table(rows: int = 3) -> Table:
    lines = [("一、经济发展",)] + [
        (
            f"MB-{number}",
            "固定资产投资",
            Figure("1,860", "target", str(number), DAY),
            "市发展和改革委员会",
            "2026-12-31",
        )
        for number in range(1, rows + 1)
    ]
    return Table(COLUMNS, tuple(lines), caption="目标任务分解表")


def paper(form: Form = Form.DOCUMENT, **changes) -> Paper:
    blocks = (
        Paragraph("经市政府第12次常务会议研究同意，现将方案印发给你们，请认真贯彻执行。"),
        Heading(1, "总体要求"),
        Paragraph(("本次共下达目标", Figure("135", "count", "plan:7", DAY), "项，坚持“纲举目张”——以目标统领全局……")),
        Heading(2, "压实责任"),
        Heading(3, "牵头单位"),
        Paragraph("对目标完成负总责。", lead="牵头单位："),
        Heading(4, "联系人"),
        Heading(1, "工作安排"),
        Items(("每月25日前填报；", "每季度通报。")),
        Picture(png(), "进度图", 80),
    )
    given = {
        "form": form,
        "body": "云州市人民政府",
        "title": "云州市人民政府关于下达2026年度目标任务的通知",
        "number": "云政发〔2026〕12号",
        "addressees": ("各区人民政府", "市直各部门"),
        "blocks": blocks,
        "attachments": (Attachment("2026年度目标任务分解表", (table(), PageBreak(), Paragraph("完")), landscape=True),),
        "signatories": (Signatory("云州市人民政府"),),
        "date": DAY,
        "note": "此件公开发布",
        "copies": ("市委各部门", "市人大常委会办公室"),
        "printed_by": "云州市人民政府办公室",
        "printed_on": DAY,
    }
    return Paper(**{**given, **changes})


def pledge() -> Paper:
    sides = (Signatory("云州市人民政府", "市长", "周平"), Signatory("市教育局", "局长", "孙立"))
    return paper(Form.PLEDGE, addressees=(), attachments=(), signatories=sides, copies=(), printed_by="", date=None)
