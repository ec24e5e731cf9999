"""Files people hand in as evidence: what they really are, told from their content, and a name safe to show.

Accepted are documents that open without running anything. Archives are not: nobody can look into them on the page,
and they hide what the list of kinds keeps out.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from .errors import Problem, Problems
from .sheets.containers import OLE, UNREADABLE, in_words, utf16

_CHUNK = 1024 * 1024
_NAME_LENGTH = 120
_MB = 1024 * 1024

TYPES: dict[str, tuple[str, str]] = {
    "pdf": ("pdf", "application/pdf"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "ofd": ("ofd", "application/ofd"),
    "jpg": ("jpg", "image/jpeg"),
    "jpeg": ("jpg", "image/jpeg"),
    "png": ("png", "image/png"),
    "doc": ("doc", "application/msword"),
    "wps": ("doc", "application/vnd.ms-works"),
    "xls": ("xls", "application/vnd.ms-excel"),
    "et": ("xls", "application/vnd.ms-excel"),
}
"""Extension → what the content must be, and the content type to serve it with."""

EVIDENCE: tuple[str, ...] = tuple(TYPES)
"""Extensions accepted as evidence."""

_KINDS = {
    "pdf": marked("PDF 文件"),
    "docx": marked("Word 文档（.docx）"),
    "xlsx": marked("Excel 工作簿（.xlsx）"),
    "pptx": marked("演示文稿（.pptx）"),
    "ofd": marked("OFD 版式文件"),
    "jpg": marked("JPG 图片"),
    "png": marked("PNG 图片"),
    "doc": marked("Word 或 WPS 文字文档（.doc、.wps）"),
    "xls": marked("Excel 或 WPS 表格（.xls、.et）"),
    "zip": marked("压缩包"),
    "exe": marked("程序"),
    "html": marked("网页"),
    "text": marked("纯文本"),
    "": marked("无法识别的内容"),
}
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"#!", "exe"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"\x1f\x8b", "zip"),
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be kept. `name` is safe to show and to offer for download; `content_type` is by content."""

    name: str
    size: int
    sha256: str
    content_type: str
    extension: str


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...


def check_upload(
    name: str, file: bytes | _Readable | BinaryIO, *, allowed: tuple[str, ...] = EVIDENCE, limit: int = 50 * _MB
) -> CheckedUpload:
    """What this file is, by name and content alike; leaves a file object at its beginning.

    `allowed` are extensions without dot, keys of TYPES; `limit` is in bytes. Raises Problems with one reason.
    """
    source: _Readable = io.BytesIO(file) if isinstance(file, bytes) else file
    shown = safe_name(name)
    extension = shown.rpartition(".")[2].lower() if "." in shown else ""
    if extension not in allowed or extension not in TYPES:
        raise _not_allowed(shown, extension, allowed)
    size, digest = _measure(source, shown, limit)
    kind = _kind(source)
    wanted, content_type = TYPES[extension]
    if kind == "encrypted":
        raise _refused(shown, _("文件设了打开密码，别人无法查看"), _("请取消密码后再上传"))
    if kind == "macros":
        raise _refused(shown, _("文件里有宏"), _("请另存为不含宏的格式，或转成 PDF 后再上传"))
    if kind == "damaged":
        raise _refused(shown, _("文件已损坏"), _("请重新保存后再上传"))
    if kind != wanted:
        what = _("扩展名是 .%(extension)s，内容却是%(kind)s") % {"extension": extension, "kind": _(_KINDS[kind])}
        raise _refused(shown, what, _("请用原来的软件重新保存，不要直接改扩展名"))
    return CheckedUpload(shown, size, digest, content_type, extension)


def _refused(name: str, what: str, todo: str) -> Problems:
    return Problems([Problem(what, where=_("文件“%(name)s”") % {"name": name}, todo=todo)])


def _not_allowed(name: str, extension: str, allowed: tuple[str, ...]) -> Problems:
    kinds = _("、").join(allowed)
    if extension in ("zip", "rar", "7z", "tar", "gz"):
        return _refused(name, _("压缩包不能作为材料"), _("请解压后逐个上传；可以上传：%(kinds)s") % {"kinds": kinds})
    if extension in ("docm", "xlsm", "pptm", "xlsb", "dotm", "xltm"):
        return _refused(name, _("含宏的文件不能上传"), _("请另存为 .docx、.xlsx 或 PDF 后再上传"))
    what = _("不能上传 .%(extension)s 文件") % {"extension": extension} if extension else _("文件没有扩展名")
    return _refused(name, what, _("可以上传：%(kinds)s；其他格式请转成 PDF") % {"kinds": kinds})


def safe_name(name: str) -> str:
    """The file's own name without folders, control and direction marks, and signs that file systems refuse.

    At most 120 characters, the extension kept; never empty, never hidden.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in base if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    clean = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", visible)).strip(" .")
    stem, dot, extension = clean.rpartition(".")
    if not dot:
        stem, extension = clean, ""
    if len(extension) > 10:
        stem, dot, extension = clean, "", ""
    stem = stem.strip() or _("未命名")
    if _RESERVED.match(stem):
        stem = "_" + stem
    return stem[: _NAME_LENGTH - len(dot) - len(extension)] + dot + extension


def _measure(source: _Readable, name: str, limit: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        size += len(chunk)
        if size > limit:
            raise _refused(
                name, _("文件超过上限 %(limit)s") % {"limit": in_words(limit)}, _("请压缩图片或分成几个文件")
            )
        digest.update(chunk)
    if not size:
        raise _refused(name, _("文件是空的"), _("请检查选的是不是这个文件"))
    return size, digest.hexdigest()


def _chunks(source: _Readable) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(_CHUNK):
        yield chunk
    source.seek(0)


def _kind(source: _Readable) -> str:
    """A key of _KINDS, or encrypted, macros, damaged."""
    source.seek(0)
    head = source.read(1024)
    source.seek(0)
    if head.startswith(OLE):
        return _ole_kind(source)
    if head.startswith(b"PK"):
        return _package_kind(source)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|svg|\?xml|script|head|body|table)", head, re.IGNORECASE):
        return "html"
    return "" if b"\x00" in head or (not head.isascii() and _undecodable(head)) else "text"


def _undecodable(head: bytes) -> bool:
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _package_kind(source: _Readable) -> str:
    try:
        with zipfile.ZipFile(source) as package:
            infos = package.infolist()
            kind = next((_PARTS[info.filename] for info in infos if info.filename in _PARTS), "zip")
    except UNREADABLE:
        return "damaged"
    finally:
        source.seek(0)
    if any(info.flag_bits & 1 for info in infos):
        return "encrypted"
    if any(info.filename.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for info in infos):
        return "macros"
    return kind


def _ole_kind(source: _Readable) -> str:
    """By the names of the streams in the container's directory."""
    names = {name: utf16(name) for name in ("EncryptedPackage", "_VBA_PROJECT", "WordDocument", "Workbook", "Book")}
    found, tail = set(), b""
    for chunk in _chunks(source):
        found |= {name for name, needle in names.items() if needle in tail + chunk}
        tail = chunk[-64:]
    if "EncryptedPackage" in found:
        return "encrypted"
    if "_VBA_PROJECT" in found:
        return "macros"
    if "WordDocument" in found:
        return "doc"
    return "xls" if found else ""
