"""A file costs what its size pays for: the worst of every kind, ten times as large, costs about ten times as much.

All run in a process of its own that may not take more than a gigabyte, so that a fault stops the test and nothing else.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gangmu.base.errors import Problems
from gangmu.base.sheets import Limits, find_header, read_rows, read_workbook
from gangmu.base.sheets.columns import Column

from . import files

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SOUND = files.table([["指标", "目标值"], ["投资", 186]])
VALIDATION = '<dataValidation sqref="A1:XFD1048576"><formula1>1</formula1></dataValidation>'
ATTRIBUTE = "b{}='x'"
STEPS = 2_000
MEMORY = 1 << 30


def sheet(after="", cells="", before=""):
    rows = cells or '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>'
    text = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return files.with_part(SOUND, "xl/worksheets/sheet1.xml", text)


def names(count):
    text = "".join(f'<definedName name="n{number}">x!$A$1:$XFD$1048576</definedName>' for number in range(count))
    return files.with_part(SOUND, "xl/workbook.xml", lambda old: old.replace(b"<calcPr", f"{text}<calcPr".encode()))


def sheets(count):
    text = "".join(f'<sheet name="s{number}" sheetId="{number}" r:id="rId1"/>' for number in range(9, count))
    return files.with_part(SOUND, "xl/workbook.xml", lambda old: old.replace(b"</sheets>", f"{text}</sheets>".encode()))


def strings(count):
    text = "<si><t>a</t></si>" * count
    return files.with_part(SOUND, "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{text}</sst>')


def styles(count):
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="0"/>' for number in range(count))
    text = f'<styleSheet xmlns="{MAIN}">{formats}<cellXfs>{"<xf/>" * count}</cellXfs></styleSheet>'
    return files.with_part(SOUND, "xl/styles.xml", text)


def long_texts(count):
    data = files.with_part(SOUND, "xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>{" x" * 16_000}</t></si></sst>')
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, count))
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return files.with_part(data, "xl/worksheets/sheet1.xml", text)


def one_filled(count):
    """Rows of one cell among merges: each row asks whether it is a heading between the data."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, min(count, 9_000)))
    merges = "".join(f'<mergeCell ref="A{row}:A{row + 1}"/>' for row in range(3, min(count, 9_000), 2))
    return sheet(merges, rows)


WORST = {
    "merges of everything": lambda count: sheet('<mergeCell ref="A1:XFD1048576"/>' * count),
    "merges side by side": one_filled,
    "links over everything": lambda count: sheet('<hyperlink ref="A1:XFD1048576" r="x"/>' * count),
    "validations": lambda count: sheet(VALIDATION * count),
    "conditional formats": lambda count: sheet('<conditionalFormatting sqref="A1:XFD1048576"/>' * count),
    "columns": lambda count: sheet(before='<col min="1" max="16384" hidden="1"/>' * count),
    "hidden rows": lambda count: sheet(cells='<row hidden="1"/>' * count),
    "blank cells": lambda count: sheet(cells="<row>" + "<c/>" * count + "</row>"),
    "distant cells": lambda count: sheet(cells='<row><c r="GR1"><v>1</v></c></row>' * count),
    "formulas": lambda count: sheet(cells="<row><c><f>A1</f></c></row>" * count),
    "nesting": lambda count: sheet("<a>" * count + "</a>" * count),
    "an endless attribute": lambda count: sheet(f'<a b="{"x" * 100 * count}"/>'),
    "many attributes": lambda count: sheet(f"<a {' '.join(map(ATTRIBUTE.format, range(count)))}/>"),
    "many names of elements": lambda count: sheet("".join(f"<a{number}/>" for number in range(count))),
    "defined names": names,
    "sheets on one part": sheets,
    "shared texts": strings,
    "long texts": long_texts,
    "styles": styles,
    "parts": lambda count: files.package({"xl/workbook.xml": "", **{f"{number}": "" for number in range(count)}}),
    "csv commas": lambda count: b"," * count * 10,
    "csv lines": lambda count: b"\n" * count + b"x",
    "csv quotes": lambda count: b'""",' * count,
    "csv bytes of no encoding": lambda count: b"\xff\x81," * count,
    "csv damaged characters": lambda count: "字".encode() * count * 10 + b"\xff",
}  # fmt: skip


def highest_memory() -> int:
    """In KB. The process's own: `ru_maxrss` would begin with what the process had that started this one."""
    return int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1])


def measure():
    """For the process of its own: name → outcome, and seconds for a file and for one ten times as large."""
    import resource
    import time

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    known = Column("a", "1", parse=str)
    told = {}
    for name, worst in WORST.items():
        kind = "a.csv" if name.startswith("csv") else "a.xlsx"
        spent = []
        for count in (STEPS, 10 * STEPS):
            data, outcome = worst(count), "read"
            begin = time.process_time()
            try:
                first = read_workbook(kind, data).first
                read_rows(first, find_header(first, {"a": ("1",)}), [known])
            except Problems as refused:
                outcome = refused.reason
            spent.append(time.process_time() - begin)
        told[name] = [outcome, *spent]
    told["memory"] = highest_memory()
    print(json.dumps(told))  # noqa: T201


@pytest.fixture(scope="module")
def measured():
    code = (
        "from django.conf import settings; settings.configure(USE_I18N=False);"
        "from tests.base.sheets.test_excel_bounds import measure; measure()"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", WORST)
def test_ten_times_as_much_costs_about_ten_times_as_much(measured, name):
    _outcome, small, large = measured[name]
    assert large < 25 * max(small, 0.02)
    assert large < 5


def test_the_worst_of_all_kinds_fits_into_little_memory(measured):
    assert measured["memory"] < 300 * 1024


def test_what_nobody_reads_does_not_stop_a_sound_table():
    for name in (
        "links over everything",
        "validations",
        "conditional formats",
        "defined names",
        "shared texts",
        "styles",
    ):
        assert read_workbook("a.xlsx", WORST[name](500)).first.rows, name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("merges of everything", "文件已损坏"),
        ("sheets on one part", "有 19992 张工作表，超过上限 250 张"),
        ("parts", "文件已损坏"),
        ("long texts", "文字超过 20000000 个字"),
        ("distant cells", "单元格超过 300000 个"),
    ],
)
def test_what_is_refused_says_why(measured, name, said):
    assert said in measured[name][0]


def test_one_part_under_two_names_is_no_workbook():
    with pytest.raises(Problems, match="文件已损坏"):
        read_workbook("a.xlsx", sheets(11))


def test_more_sheets_than_anybody_reads_are_refused():
    data = files.xlsx(lambda book: [book.add_worksheet().write(0, 0, 1) for _ in range(5)])
    with pytest.raises(Problems, match="有 5 张工作表，超过上限 4 张；请删去无关的工作表"):
        read_workbook("a.xlsx", data, limits=Limits(sheets=4))
