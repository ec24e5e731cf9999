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

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from . import active_content, viruses
from .bounds import Readable, check_entries
from .errors import Problem, Problems
from .sheets.containers import UNREADABLE, in_words
from .signatures import HEAD, KINDS, kind_of

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

_KINDS = KINDS | {
    "docx": marked("Word 文档（.docx）"),
    "xlsx": marked("Excel 工作簿（.xlsx）"),
    "pptx": marked("演示文稿（.pptx）"),
    "ofd": marked("OFD 版式文件"),
    "doc": marked("Word 或 WPS 文字文档（.doc、.wps）"),
    "xls": marked("Excel 或 WPS 表格（.xls、.et）"),
}
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be kept. `name` is safe to show and to offer for download; `content_type` is by content."""

    name: str
    size: int
    sha256: str
    content_type: str
    extension: str


def check_upload(
    name: str, file: bytes | Readable, *, allowed: tuple[str, ...] = EVIDENCE, limit: int = 50 * _MB
) -> CheckedUpload:
    """What this file is, by name and content alike; leaves a file object at its beginning.

    `allowed` are extensions without dot, keys of TYPES; `limit` is in bytes. Raises Problems with one reason.
    """
    source: Readable = io.BytesIO(file) if isinstance(file, bytes) else file
    shown = safe_name(name)
    extension = shown.rpartition(".")[2].lower() if "." in shown else ""
    if extension not in allowed or extension not in TYPES:
        raise _not_allowed(shown, extension, allowed)
    size, digest = _measure(source, shown, limit)
    data = _whole(source)
    kind, danger = _looked_into(source, data)
    wanted, content_type = TYPES[extension]
    if danger:
        what, todo = active_content.REASONS[danger]
        raise _refused(shown, _(what), _(todo))
    if kind != wanted:
        what = _("扩展名是 .%(extension)s，内容却是%(kind)s") % {"extension": extension, "kind": _(_KINDS[kind])}
        raise _refused(shown, what, _("请用原来的软件重新保存，不要直接改扩展名"))
    viruses.check(shown, data)
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


def _measure(source: Readable, name: str, limit: int) -> tuple[int, str]:
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


def _chunks(source: Readable) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(_CHUNK):
        yield chunk
    source.seek(0)


def _whole(source: Readable) -> bytes:
    data = b"".join(_chunks(source))
    source.seek(0)
    return data


def _looked_into(source: Readable, data: bytes) -> tuple[str, str]:
    """A key of _KINDS, and a key of `active_content.REASONS` or ""."""
    kind, danger = kind_of(data[:HEAD]), active_content.in_any(data)
    if kind == "package":
        kind, inside = _package(source)
    elif kind == "ole":
        kind, inside = _ole(source)
    elif kind == "pdf":
        inside = active_content.in_pdf(data)
    else:
        inside = active_content.in_picture(data) if kind in ("png", "jpg") else ""
    return kind, danger or inside


def _package(source: Readable) -> tuple[str, str]:
    try:
        check_entries(source)
        with zipfile.ZipFile(source) as package:
            names = package.namelist()
            return next((_PARTS[name] for name in names if name in _PARTS), "package"), active_content.in_package(
                package
            )
    except (*UNREADABLE, RuntimeError):
        return "package", "damaged"
    finally:
        source.seek(0)


def _ole(source: Readable) -> tuple[str, str]:
    names, danger = active_content.in_ole(source)
    if "WordDocument" in names:
        return "doc", danger
    return ("xls" if names & {"Workbook", "Book"} else "ole"), danger
