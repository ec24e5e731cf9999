"""Real files for the tests of reading: good ones and every kind of bad one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable

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


def ole(*streams: str, root: str = "Root Entry") -> bytes:
    """An OLE compound file whose directory lists these streams; enough for anybody who looks what it is."""
    header = bytearray(512)
    header[:8] = OLE_MAGIC
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 0x1000, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    directory = b"".join(_entry(name, 5 if name == root else 2) for name in (root, *streams))
    return bytes(header) + fat + directory.ljust(-(-len(directory) // 512) * 512, b"\x00")


def _entry(name: str, kind: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded) + 2, kind, 1) + b"\x00" * 60


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
