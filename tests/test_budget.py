"""No input costs more than its size: every reader of what comes from outside, with the worst input of each kind.

Ten times as much costs at most about ten times as much time of the processor, and what is beyond a limit is refused
before it is read. Times are the best of several tries, with room for a busy machine: what this test is to find costs a
hundred times as much.
"""

from __future__ import annotations

import json
import math
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.test import RequestFactory

from gangmu.api.requests import Json
from gangmu.base.audit import _heads
from gangmu.base.errors import Refused
from gangmu.base.periods import Period, parse_deadline
from gangmu.base.quantities import parse_quantity, split_goal
from gangmu.base.sheets import find_header, known_headings, read_rows, read_workbook
from gangmu.base.uploads import check_upload, safe_name
from gangmu.org.models import Unit
from gangmu.org.sheets import person_columns, unit_columns
from gangmu.scoring import read_scheme
from gangmu.scoring.facts.sheets import rows_of_lines
from gangmu.targets.lists import Choices, UnitMatcher, check, columns_of, propose
from gangmu.targets.texts.candidates import candidates
from gangmu.targets.texts.items import items
from tests.base.sheets import files

SLACK, FLOOR = 3, 0.15
"""A times and a number of seconds that a busy machine may add."""


@dataclass(frozen=True)
class Reader:
    """`read(make(n))` for a worst input of size n; what it refuses it refuses with Refused."""

    name: str
    make: Callable[[int], Any]
    read: Callable[[Any], Any]
    size: int


def read_report(text: str) -> None:
    for item in items(text.splitlines(), year=2026):
        candidates(item.text, year=2026)


def table(headings: str, cell: Callable[[int], str], rows: Callable[[int], int]) -> Callable[[int], bytes]:
    """CSV with these headings, every cell of each row filled with `cell(n)`."""

    def make(n: int) -> bytes:
        line = ",".join(f'"{cell(n)}"' for _heading in headings.split(","))
        return "\n".join([headings, *[line] * rows(n)]).encode()

    return make


def read_targets(data: bytes) -> None:
    sheet = read_workbook("a.csv", data).first
    guess = propose(sheet, 2026)
    matcher = UnitMatcher([Unit(pk=n, name=f"市{n}局", code=f"u{n}") for n in range(30)], {})
    mapping = {name: index for index, name in guess.columns.items()}
    check(sheet, guess.row, mapping, Choices(), year=2026, matcher=matcher, leaders={})


def read_columns(columns: Callable[[], Any]) -> Callable[[bytes], Any]:
    def read(data: bytes) -> None:
        sheet = read_workbook("a.csv", data).first
        read_rows(sheet, find_header(sheet, known_headings(columns())), columns())

    return read


def read_facts(data: bytes) -> None:
    sheet = read_workbook("a.csv", data).first
    rows_of_lines([(row.number, [cell.value for cell in row.cells]) for row in sheet.rows])


def read_body(data: bytes) -> None:
    Json().parse_body(RequestFactory().post("/", data, "application/json"))


def read_form(data: str) -> None:
    try:
        QueryDict(data)
    except TooManyFieldsSent as error:
        raise Refused("too many fields") from error


def pdf(piece: bytes) -> Callable[[int], bytes]:
    return lambda n: b"%PDF-1.7\n" + piece * n


TARGETS = "编号,目标名称,目标任务,分值,计量单位,目标值,争取目标,上年实绩,完成时限,一季度,牵头单位,责任单位,配合单位"
OBJECTS = b"1 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + zlib.compress(b"1 0 null") + b"\nendstream endobj\n"
READERS = [
    Reader("goal clauses", lambda n: "增长1%，" * n, split_goal, 400),
    Reader("goal blanks", lambda n: " " * n + "1", split_goal, 20_000),
    Reader("goal letters", lambda n: "其中" * n + "1至2", split_goal, 20_000),
    Reader("goal digits", lambda n: "实现" * 40 + "1" * n, split_goal, 20_000),
    Reader("report sentences", lambda n: "其中新增学校分别增长5%、" * n, read_report, 400),
    Reader("report without ends", lambda n: "千" * n + "全覆盖“", read_report, 20_000),
    Reader("report digits", lambda n: "增长" + "1" * n + "至", read_report, 20_000),
    Reader("report clauses", lambda n: "各" * 250 + "，力争" * n, read_report, 2_000),
    Reader("report headings", lambda n: "（一）" * n, read_report, 20_000),
    Reader("report lines", lambda n: "二、今年工作\n一、甲。乙\n" * n, read_report, 400),
    Reader("name of a file", lambda n: " ." * n + ".pdf", safe_name, 20_000),
    Reader("list of targets", table(TARGETS, lambda n: "1" * n, lambda n: 20), read_targets, 1_000),
    Reader("long list", table(TARGETS, lambda n: "约12至15%", lambda n: n), read_targets, 60),
    Reader(
        "units in a cell",
        lambda n: (f"目标名称,责任单位\n甲,{'、'.join(map(str, range(n)))}").encode(),
        read_targets,
        300,
    ),
    Reader("headings", lambda n: ("(" * n + "[" * n + "目标名称,责任单位\n甲,乙").encode(), read_targets, 5_000),
    Reader(
        "units",
        table("编码,名称,简称,类别,上级编码,自,排序", lambda n: "1" * n, lambda n: 20),
        read_columns(unit_columns),
        1_000,
    ),
    Reader(
        "people",
        table("登录名,姓名,电话,身份,自,至", lambda n: "于" * n, lambda n: 20),
        read_columns(person_columns),
        1_000,
    ),
    Reader(
        "due sheet",
        table("编号,累计完成,完成时限", lambda n: "," * n, lambda n: 20),
        read_columns(lambda: columns_of(2026)),
        2_000,
    ),
    Reader("facts", lambda n: b"unit,a\n" + b"A,1\n" * n, read_facts, 1_500),
    Reader(
        "excel",
        lambda n: files.table([["目标名称", "目标值"], *[["甲", "1" * 200]] * n]),
        lambda data: read_workbook("a.xlsx", data),
        150,
    ),
    Reader(
        "relations",
        lambda n: files.package({"word/document.xml": "", "a.rels": '<R Type="x/frame" Target="' * n}),
        lambda data: check_upload("a.docx", data),
        1_500,
    ),
    Reader("scheme", lambda n: "title: " + "{" * n, read_scheme, 600),
    Reader("scheme words", lambda n: "title: a\n" + "甲：乙\n" * n, read_scheme, 60),
    Reader("json", lambda n: json.dumps(["𠮷" * 10] * n).encode(), read_body, 40),
    Reader("form", lambda n: "a=1&" * n, read_form, 1_500),
    Reader(
        "multipart",
        lambda n: (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * n) + b"--x--\r\n",
        lambda data: len(RequestFactory().generic("POST", "/", data, "multipart/form-data; boundary=x").POST),
        400,
    ),
    Reader("pdf names", pdf(b"/Java#"), lambda data: check_upload("a.pdf", data), 30_000),
    Reader(
        "pdf names in codes", pdf(b"/#4a#61#76#61#53#63#72#69#70"), lambda data: check_upload("a.pdf", data), 10_000
    ),
    Reader("pdf streams", pdf(OBJECTS), lambda data: check_upload("a.pdf", data), 2_000),
    Reader("pdf slashes", pdf(b"/"), lambda data: check_upload("a.pdf", data), 100_000),
    Reader("pdf open streams", pdf(b"<</Type/ObjStm>>stream\n1"), lambda data: check_upload("a.pdf", data), 5_000),
    Reader(
        "package",
        lambda n: files.package({"word/document.xml": "", **{f"{i}.xml": "" for i in range(n)}}),
        lambda data: check_upload("a.docx", data),
        150,
    ),
    Reader(
        "old document",
        lambda n: files.ole("WordDocument", *[f"a{i}" for i in range(n)]),
        lambda data: check_upload("a.doc", data),
        40,
    ),
    Reader(
        "picture", lambda n: b"\x89PNG\r\n\x1a\n" + b"<scrip<?ph" * n, lambda data: check_upload("a.png", data), 30_000
    ),
]


def cost(reader: Reader, given: Any) -> float:
    """Seconds of the processor, the best of three tries."""

    def once() -> float:
        start = time.process_time()
        with suppress(Refused):
            reader.read(given)
        return time.process_time() - start

    return min(once() for _try in range(3))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_ten_times_as_much_costs_about_ten_times_as_much(reader):
    few, many = cost(reader, reader.make(reader.size)), cost(reader, reader.make(10 * reader.size))
    growth = 10 * math.log(10 * reader.size) / math.log(reader.size)
    assert many < SLACK * growth * few + FLOOR


def verdict(noted: str) -> None:
    _heads(noted)


def formatted(n: int) -> bytes:
    """A book with one number in a format of n signs, the worst for patterns that look for the end of a bracket."""
    return files.with_part(
        files.table([["甲"], [45000]]),
        "xl/styles.xml",
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * n}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    )


BEYOND = [
    Reader("number digits", lambda n: "1" * n, parse_quantity, 61),
    Reader("number commas", lambda n: "1," * n, parse_quantity, 31),
    Reader("number blanks", lambda n: "1" + " " * n + "2", parse_quantity, 61),
    Reader("number words", lambda n: "约" * n + "1", parse_quantity, 61),
    Reader("number exponents", lambda n: "1e" * n + "1", parse_quantity, 31),
    Reader("number ranges", lambda n: "1至" * n, parse_quantity, 31),
    Reader("deadline", lambda n: "按" * n, parse_deadline, 61),
    Reader("deadline blanks", lambda n: "1" + " " * n + "月", parse_deadline, 61),
    Reader("period", lambda n: "2026" + "-" * n, Period.parse, 61),
    Reader("head", lambda n: "9" * n + ":" + "a" * 64, verdict, 16),
    Reader("head words", lambda n: "9:" + "a" * n, verdict, 100),
    Reader("json bytes", lambda n: b'"' + b"a" * n + b'"', read_body, 65_536),
    Reader("form fields", lambda n: "a=1&" * n, read_form, 20_001),
    Reader("number format", formatted, lambda data: read_workbook("a.xlsx", data), 256),
]


@pytest.mark.parametrize("reader", BEYOND, ids=lambda reader: reader.name)
@pytest.mark.parametrize("times", [1, 1_000])
def test_what_is_beyond_a_limit_is_refused_at_once(reader, times):
    given = reader.make(reader.size * min(times, 2_000_000 // reader.size))
    with pytest.raises(Refused) as refused:
        reader.read(given)
    assert 0 < len(refused.value.reason) < 300
    assert cost(reader, given) < FLOOR
