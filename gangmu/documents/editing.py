"""The text of a draft as the fields of a plain form, and back; what is no text (tables, pictures) is kept or left out.

A number that was composed with its source keeps it as long as its printed text stands where it stood among the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gangmu.typesetting import Block, Figure, Heading, Inline, Items, Paper, Paragraph, Signatory, text_of

KEEP, DROP = "keep", "drop"
PARAGRAPH, ITEMS = "paragraph", "items"
HEADINGS = tuple(f"heading{level}" for level in range(1, 5))
NEW = "new"
"""The place of what is added at the end."""
TITLE_SIGNS = 200


def fields_of(sheet: Paper) -> dict[str, str]:
    """Field → text; lists have one entry a line."""
    told = {
        "title": sheet.title,
        "mark": sheet.mark,
        "addressees": "\n".join(sheet.addressees),
        "signatories": "\n".join(one.body for one in sheet.signatories),
        "note": sheet.note,
        "copies": "\n".join(sheet.copies),
        "printed_by": sheet.printed_by,
    }
    for at, block in enumerate(sheet.blocks):
        told[f"kind_{at}"] = kind_of(block)
        if is_text(block):
            told[f"text_{at}"] = _text(block)
    return told


def with_fields(sheet: Paper, fields: Mapping[str, str]) -> Paper:
    """The paper as the form says; a field that is not there leaves its part as it was."""
    blocks: list[Block] = []
    for at, block in enumerate(sheet.blocks):
        kind = fields.get(f"kind_{at}") or kind_of(block)
        if is_text(block):
            blocks += _written(kind, fields.get(f"text_{at}", _text(block)), block)
        elif kind != DROP:
            blocks.append(block)
    blocks += _written(fields.get(f"kind_{NEW}") or PARAGRAPH, fields.get(f"text_{NEW}", ""), None)
    lists: Any = {name: _lines(fields[name]) for name in ("addressees", "copies") if name in fields}
    texts: Any = {name: fields[name].strip() for name in ("title", "mark", "note", "printed_by") if name in fields}
    changed = replace(sheet, blocks=tuple(blocks), **lists, **texts)
    if "signatories" in fields and _bodies(sheet) != _lines(fields["signatories"]):
        changed = replace(changed, signatories=tuple(Signatory(one) for one in _lines(fields["signatories"])))
    return changed


def kind_of(block: Block) -> str:
    if isinstance(block, Heading):
        return HEADINGS[block.level - 1]
    if isinstance(block, Paragraph):
        return PARAGRAPH
    return ITEMS if isinstance(block, Items) else KEEP


def is_text(block: Block) -> bool:
    return isinstance(block, (Heading, Paragraph, Items))


def _bodies(sheet: Paper) -> tuple[str, ...]:
    return tuple(one.body for one in sheet.signatories)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _text(block: Block) -> str:
    if isinstance(block, Items):
        return "\n".join(text_of(item) for item in block.items)
    return text_of(block.text) if isinstance(block, (Heading, Paragraph)) else ""


def _written(kind: str, text: str, was: Block | None) -> Iterator[Block]:
    """What stands in one field: a block for each line, of a list one in all."""
    lines = [line for line in _carried(_inline(was), text) if text_of(line).strip()]
    if kind == ITEMS and lines:
        yield Items(tuple(lines), was.numbered if isinstance(was, Items) else True)
    elif kind in HEADINGS:
        yield from (Heading(HEADINGS.index(kind) + 1, line) for line in lines)
    elif kind == PARAGRAPH:
        first = was if isinstance(was, Paragraph) else Paragraph(())
        for at, line in enumerate(lines):
            yield replace(first, text=line) if at == 0 else Paragraph(line)


def _inline(block: Block | None) -> Inline:
    if isinstance(block, Items):
        return tuple(piece for item in block.items for piece in item)
    return block.text if isinstance(block, (Heading, Paragraph)) else ()


def _carried(was: Inline, text: str) -> list[Inline]:
    """The lines of the text with the numbers of before that still stand in it, in their order."""
    pieces: list[str | Figure] = []
    rest = text.replace("\r\n", "\n")
    for figure in (piece for piece in was if isinstance(piece, Figure) and piece.text):
        before, found, after = rest.partition(figure.text)
        if found:
            pieces += [before, figure]
            rest = after
    lines: list[list[str | Figure]] = [[]]
    for piece in [*pieces, rest]:
        if isinstance(piece, Figure):
            lines[-1].append(piece)
            continue
        first, *more = piece.split("\n")
        lines[-1].append(first)
        lines += [[line] for line in more]
    return [tuple(piece for piece in line if piece != "") for line in lines]
