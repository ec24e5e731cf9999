"""What would run, or hide something that runs, when somebody opens a document that was handed in as evidence.

Each function gives a key of REASONS, or "" when it found nothing. This is no virus scanner (see `viruses`): it knows
the places where documents carry programs.
"""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

import olefile
from django.utils.translation import gettext_noop as marked

from .bounds import Readable, check_entries, check_sectors
from .signatures import HEAD, kind_of

REASONS: dict[str, tuple[str, str]] = {
    "encrypted": (marked("文件设了打开密码，别人无法查看"), marked("请取消密码后再上传")),
    "macros": (marked("文件里有宏"), marked("请另存为不含宏的格式，或转成 PDF 后再上传")),
    "embedded": (marked("文件里嵌有别的程序的对象"), marked("请把对象转成图片或表格，或转成 PDF 后再上传")),
    "remote": (marked("文件打开时会从别处读取内容"), marked("请转成 PDF 后再上传")),
    "script": (marked("PDF 里有脚本，或打开时会启动别的程序"), marked("请用“打印成 PDF”重新生成后再上传")),
    "attached": (marked("PDF 里附有别的文件"), marked("请把附件另外上传，并用“打印成 PDF”重新生成这份 PDF")),
    "sealed": (
        marked("PDF 加了密，无法检查里面有没有脚本"),
        marked("请去掉文档保护，或用“打印成 PDF”重新生成后再上传"),
    ),
    "hidden": (
        marked("PDF 的内容用少见的方式压缩，无法检查里面有没有脚本"),
        marked("请用“打印成 PDF”重新生成后再上传"),
    ),
    "two": (marked("文件里还藏着另一个文件"), marked("请用原来的软件重新保存后再上传")),
    "test virus": (marked("文件里有病毒测试串"), marked("请换一个文件")),
    "damaged": (marked("文件已损坏"), marked("请重新保存后再上传")),
}
_MB = 1024 * 1024
_MOST_TELLING, _MOST_TAGS = 4 * _MB, 100_000
_EICAR = b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$"
_CODE = re.compile(rb"<\?php|<script[\s>]", re.IGNORECASE)
_PROGRAMS = (
    "vbaproject.bin", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk",
    ".msi", ".pif", ".ps1", ".psm1", ".py", ".reg", ".scr", ".sh", ".url", ".vb", ".vbe", ".vbs", ".wsf", ".wsh",
)  # fmt: skip
_MACRO_TYPES = re.compile(r"vbaProject|macroEnabled|macrosheet", re.IGNORECASE)
# Relations that are followed when a document opens, not when somebody clicks, and targets that lie on another machine.
_TEMPLATE = "attachedTemplate"
_FETCHED = re.compile(r"""Type\s{0,9}=\s{0,9}["'][^"']*/(?:oleObject|frame|subDocument|control)["']""")
_ELSEWHERE = re.compile(
    r"""Target\s{0,9}=\s{0,9}["']\s{0,9}(?!file:///[A-Z]:)(?:[A-Z-]{2,}:|[/\\]{2})""", re.IGNORECASE
)


def in_any(data: bytes) -> str:
    """In a file of any kind."""
    return "test virus" if _EICAR in data else ""


def in_picture(data: bytes) -> str:
    """Pictures carry neither pages nor archives."""
    return "two" if _CODE.search(data) or _ends_as_zip(data) else ""


def _ends_as_zip(data: bytes) -> bool:
    """A zip is read from its end, so whatever stands before it does not matter."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    return end >= 0 and b"PK\x01\x02" in data


_CODED = re.compile(rb"#(4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])", re.IGNORECASE)
_MOST_CODED = 10_000


def _plainly(data: bytes) -> bytes:
    """The bytes with letters as themselves that a name in a PDF may also write as # and their code.

    Programs write no letter so; what looks like it by chance is rare. Of more than that the rest stays as it is.
    """
    return _CODED.sub(lambda code: bytes.fromhex(code[1].decode()), data, _MOST_CODED)


def _name(word: bytes) -> re.Pattern[bytes]:
    """A name on its own: what all of a pattern's matches begin with is searched for at once."""
    return re.compile(b"/" + word + rb"(?![A-Za-z0-9#])")


_PDF_NAMES = (
    *((_name(word), "script") for word in (b"JavaScript", b"Launch", b"RichMedia", b"GoToE")),
    (re.compile(rb"/XFA\s{0,9}[\[\d]"), "script"),
    *((_name(word), "attached") for word in (b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment")),
)
_SEALED, _PACKED = _name(b"Encrypt"), _name(b"ObjStm")
_DICTIONARY = 400
"""Bytes before and behind the name within which the dictionary of an object stream begins and ends."""
_PLAIN = re.compile(
    rb"(?:[\s\d]|\bR\b|/Type\s*/ObjStm\b|/(?:N|First|Length|Extends)\b|(/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])))*"
)
_STREAM = re.compile(rb">>\s*stream\r?\n")
_MOST_UNPACKED = 64 * _MB


def in_pdf(data: bytes) -> str:
    """Scripts, programs and files, also inside object streams; those of an encrypted file cannot be looked into."""
    told = _plainly(data)
    if danger := _named(told):
        return danger
    if _many_coded(data, told):
        return "hidden"
    if _ends_as_zip(data):
        return "two"
    if _SEALED.search(told):
        return "sealed"
    if len(_PACKED.findall(told)) > len(_PACKED.findall(data)):  # no program writes that name with codes
        return "hidden"
    return _in_object_streams(data)


def _many_coded(data: bytes, told: bytes) -> bool:
    return len(data) - len(told) >= 2 * _MOST_CODED


def _named(told: bytes) -> str:
    return next((danger for names, danger in _PDF_NAMES if names.search(told)), "")


def _in_object_streams(data: bytes) -> str:
    """Objects may stand compressed in streams; every byte is looked at once, whatever the file.

    Readers go by offsets, so what stands between the end of the compressed data and `endstream` could be an object that
    is hidden from us: such a file is refused.
    """
    place, left = 0, _MOST_UNPACKED
    while named := _PACKED.search(data, place):
        begins, compressed = _object_stream(data, named)
        if not begins:
            return "hidden"
        place = data.find(b"endstream", begins)
        if place < 0:
            return "damaged"
        if not compressed:  # so it was looked at above
            continue
        unpacker = zlib.decompressobj()
        try:
            objects = unpacker.decompress(data[begins:place], left)
        except zlib.error:
            return "damaged"
        left -= len(objects)
        if not unpacker.eof or unpacker.unused_data.strip() or left <= 0:
            return "damaged"
        told = _plainly(objects)
        if danger := _named(told) or ("hidden" if _many_coded(objects, told) else ""):
            return danger
    return ""


def _object_stream(data: bytes, named: re.Match[bytes]) -> tuple[int, bool]:
    """Where the object stream of this name begins, and whether it is compressed; 0 when it is not written as programs
    write it: other filters, predictors, references and comments would show us other bytes than a reader sees."""
    opens = data.rfind(b"<<", max(0, named.start() - _DICTIONARY), named.start())
    closes = data.find(b">>", named.end(), named.end() + _DICTIONARY)
    if opens < 0 or closes < 0:
        return 0, False
    plain = _PLAIN.fullmatch(data, opens + 2, closes)
    stream = _STREAM.match(data, closes)
    if not plain or not stream or data.count(b"/Filter", opens, closes) > 1:
        return 0, False
    return stream.end(), plain[1] is not None


def in_package(package: zipfile.ZipFile, *, nested: bool = False) -> str:
    """In a .docx, .xlsx, .pptx or .ofd; raises what zipfile raises for a damaged one."""
    infos = package.infolist()
    names = [info.filename.lower() for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        return "encrypted"
    if any(name.endswith(_PROGRAMS) or "/macrosheets/" in name for name in names):
        return "macros"
    if any("/activex/" in name for name in names):
        return "embedded"
    telling = [info for info in infos if info.filename.lower().endswith(("[content_types].xml", ".rels"))]
    tags = _tags(package, telling)
    if any(map(_MACRO_TYPES.search, tags)):
        return "macros"
    if any(_TEMPLATE in tag or (_FETCHED.search(tag) and _ELSEWHERE.search(tag)) for tag in tags):
        return "remote"
    return _in_embedded(package, [info for info in infos if "/embeddings/" in info.filename.lower()], nested)


def _in_embedded(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo], nested: bool) -> str:
    """Charts carry their table as a document of its own; anything else inside a document, or deeper, is refused."""
    if sum(info.file_size for info in infos) > _MOST_UNPACKED:
        raise zipfile.BadZipFile("more embedded than any document has")
    for info in infos:
        content = io.BytesIO(package.read(info))
        if nested or kind_of(content.read(HEAD)) != "package":
            return "embedded"
        check_entries(content)
        with zipfile.ZipFile(content) as inner:
            if danger := in_package(inner, nested=True):
                return danger
    return ""


def _tags(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> list[str]:
    """The tags of parts as a reader of XML takes them, whatever their encoding and however their signs are written.

    No value in a tag holds a "<" as it is written, so what follows one belongs to one tag.
    """
    if sum(info.file_size for info in infos) > _MOST_TELLING:
        raise zipfile.BadZipFile("longer lists of contents than any document has")
    written = b"<".join(map(package.read, infos)).replace(b"\x00", b"").decode("latin-1")
    tags = written.split("<", _MOST_TAGS)
    if len(tags) > _MOST_TAGS:
        raise zipfile.BadZipFile("more in its lists of contents than any document has")
    return [html.unescape(tag) for tag in tags]


def in_ole(source: Readable) -> tuple[set[str], str]:
    """The streams of an old Office file by name, and what runs in it. The set is empty when it cannot be read."""
    try:
        check_sectors(source)
        with olefile.OleFileIO(source) as ole:
            paths = ole.listdir(streams=True, storages=True)
            names = {part for path in paths for part in path}
            sheets = "Workbook" if "Workbook" in names else "Book"
            macro_sheet = _whole(ole, sheets) and 1 in _sheet_types(ole.openstream(sheets).read(4 * _MB))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, struct.error):
        return set(), ""
    finally:
        source.seek(0)
    if "EncryptedPackage" in names:
        return names, "encrypted"
    if macro_sheet or names & {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA"}:
        return names, "macros"
    return names, "embedded" if any(name.endswith(("Ole10Native", "\x01Ole10Native")) for name in names) else ""


def _whole(ole: olefile.OleFileIO, stream: str) -> bool:
    """Whether there is this stream, and no longer than the file: olefile would follow a chain without end."""
    return bool(ole.exists(stream) and ole.get_size(stream) <= ole.fp.seek(0, 2))


def _sheet_types(records: bytes) -> Iterator[int]:
    """Of each sheet that a workbook lists: 0 a worksheet, 1 a sheet of macros (Excel 4), 2 a chart."""
    place = 0
    while place + 4 <= len(records):
        number, size = struct.unpack_from("<HH", records, place)
        if number == 0x0A:  # the end of what is said of the whole workbook
            return
        if number == 0x85 and size >= 6 and place + 10 <= len(records):
            yield records[place + 9]
        place += 4 + size
