"""Real files for the tests of reading: good ones and every kind of bad one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping

import xlsxwriter

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xlsx(build: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook made by `build`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        build(book)
    return buffer.getvalue()


def table(rows: Iterable[Iterable[object]], name: str = "目标") -> bytes:
    """A workbook with one sheet of these values, from A1."""

    def build(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, index, value)
                elif value is not None:
                    sheet.write(number, index, value)

    return xlsx(build)


def ole(*streams: str, contents: Mapping[str, bytes] = {}) -> bytes:
    """An OLE compound file with these streams, empty ones and those with contents (of 4,096 bytes and more)."""
    chains, sectors, fat = {}, [], [0xFFFFFFFD]
    for name, content in contents.items():
        pieces = [content[at : at + 512].ljust(512, b"\x00") for at in range(0, len(content), 512)]
        chains[name] = 1 + len(sectors)
        fat += [*range(chains[name] + 1, chains[name] + len(pieces)), 0xFFFFFFFE]
        sectors += pieces
    names = ("Root Entry", *streams, *contents)
    entries = [
        _entry(index, name, chains.get(name), len(contents.get(name, b"")), len(names))
        for index, name in enumerate(names)
    ]
    directory = b"".join(entries)
    first = 1 + len(sectors)
    pages = -(-len(directory) // 512)
    fat += [*range(first + 1, first + pages), 0xFFFFFFFE]
    header = bytearray(512)
    header[:8] = OLE_MAGIC
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, first, 0, 0x1000, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", header, 76, *([0] + [0xFFFFFFFF] * 108))
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(512, b"\xff")
    return bytes(header) + table + b"".join(sectors) + directory.ljust(pages * 512, b"\x00")


def _entry(index: int, name: str, start: int | None, size: int, count: int) -> bytes:
    """One entry of the directory; all below the root hang on one another's right."""
    encoded, none = name.encode("utf-16-le"), 0xFFFFFFFF
    kind, child = (5, 1) if index == 0 and count > 1 else (5 if index == 0 else 2, none)
    right = index + 1 if 0 < index < count - 1 else none
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, none, right, child)
    return head + b"\x00" * 36 + struct.pack("<IQ", 0xFFFFFFFE if start is None else start, size)


def package(parts: dict[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(data: bytes, part: str, content: bytes | str | Callable[[bytes], bytes]) -> bytes:
    """The same package with one part replaced, changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    old = parts.get(part, b"")
    parts[part] = content(old if isinstance(old, bytes) else old.encode()) if callable(content) else content
    return package(parts)


def encrypted_zip(data: bytes) -> bytes:
    """The package with the flag that says its parts are encrypted."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = changed.find(signature)
        while position >= 0:
            changed[position + offset] |= 1
            position = changed.find(signature, position + 4)
    return bytes(changed)


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
)
