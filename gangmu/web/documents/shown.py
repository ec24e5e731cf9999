"""A paper as its page shows it: blocks with their marks, texts in pieces, numbers that open."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from gangmu.typesetting import (
    Block,
    Figure,
    Form,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Table,
    heading_marks,
    mark_of,
    on_paper,
)
from gangmu.web.documents.figures import address

ROWS = 300
"""Of one table; the Word file has all of them."""


def parts(sheet: Paper) -> list[dict[str, Any]]:
    """The text and then each attachment, as titles and blocks."""
    found = [{"title": "", "mark": "", "blocks": _blocks(sheet.blocks)}]
    for number, one in enumerate(sheet.attachments, start=1):
        mark = f"附件{number}" if len(sheet.attachments) > 1 else "附件"
        found.append({"title": one.title, "mark": mark, "blocks": _blocks(one.blocks)})
    return found


def said(sheet: Paper) -> dict[str, Any]:
    """The lines around the text, as they are printed: in Chinese whatever the reader's language."""
    pledge = sheet.form is Form.PLEDGE
    bodies = [one.body for one in sheet.signatories]
    sides = [f"{one.body}（盖章）\n{one.office}（签字）：{one.person}" for one in sheet.signatories]
    marked = enumerate(sheet.attachments, start=1)
    named = [f"{at}. {one.title}" if len(sheet.attachments) > 1 else one.title for at, one in marked]
    return {
        "mark": "" if pledge or sheet.form is Form.TABLE else mark_of(sheet),
        "addressees": "，".join(sheet.addressees) + "：" if sheet.addressees else "",
        "attachments": "附件：" + "\n".join(named) if named else "",
        "sides": sides if pledge else [],
        "signed": "\n".join([*bodies, *([on_paper(sheet.date)] if sheet.date else [])]),
        "note": f"（{sheet.note}）" if sheet.note else "",
        "copies": f"抄送：{'，'.join(sheet.copies)}。" if sheet.copies else "",
        "printed": f"{on_paper(sheet.printed_on)}印发" if sheet.printed_on else "",
    }


def _blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    marks = iter(heading_marks([one.level for one in blocks if isinstance(one, Heading)]))
    return [_shown(block, next(marks) if isinstance(block, Heading) else "") for block in blocks]


def _shown(block: Block, mark: str) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"is": "heading", "level": block.level, "mark": mark, "text": _pieces(block.text)}
    if isinstance(block, Paragraph):
        return {"is": "paragraph", "lead": block.lead, "centred": block.centred, "text": _pieces(block.text)}
    if isinstance(block, Items):
        marked = enumerate(block.items, start=1)
        return {"is": "items", "items": [(f"{at}." if block.numbered else "", _pieces(one)) for at, one in marked]}
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Picture):
        return {"is": "picture", "caption": block.caption, "data": b64encode(block.png).decode()}
    assert isinstance(block, PageBreak)  # noqa: S101
    return {"is": "break"}


def _table(block: Table) -> dict[str, Any]:
    aligns = [column.align for column in block.columns]
    rows = [
        {
            "across": len(row) == 1 and len(aligns) > 1,
            "cells": [(align, _pieces(text)) for align, text in zip(aligns, row, strict=False)],
        }
        for row in block.rows[:ROWS]
    ]
    left = len(block.rows) - len(rows)
    return {"is": "table", "columns": block.columns, "rows": rows, "caption": block.caption, "left": left}


def _pieces(text: Inline) -> list[dict[str, str]]:
    """Each piece with the page that it opens to, where it is a number with a source."""
    return [
        {"text": piece.text, "url": address(piece), "as_of": str(piece.as_of or "")}
        if isinstance(piece, Figure)
        else {"text": piece, "url": "", "as_of": ""}
        for piece in text
    ]
