"""What a file really is, told from its content, and a plain sentence for everything that is not a readable table."""

from __future__ import annotations

import io
import zipfile
import zlib
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from gangmu.base.active_content import in_ole
from gangmu.base.bounds import check_entries
from gangmu.base.errors import Problem, Problems
from gangmu.base.quantities import half_up, plain
from gangmu.base.signatures import HEAD, KINDS, kind_of

from .workbook import Limits

UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError)
"""What zipfile raises for packages that are damaged or not what they seem."""
_SAVE_AS = marked("请在 Excel 或 WPS 中打开，用“另存为”选择“Excel 工作簿（*.xlsx）”后再上传")
_FREE = 1024 * 1024
"""Bytes that any package may unpack to, however small it is."""


def whole_file(name: str, what: str, *, expected: str = "", todo: str = "") -> Problems:
    """A problem with the file as such."""
    return Problems([Problem(what, where=_("文件“%(name)s”") % {"name": name}, expected=expected, todo=todo)])


def check_size(name: str, data: bytes, limits: Limits) -> None:
    """Raises Problems for an empty file or one over the limit."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise whole_file(name, _("文件是空的"), todo=_("请检查选的是不是这个文件"))
    refuse_large(name, len(data), limits)


def refuse_large(name: str, size: int, limits: Limits) -> None:
    """Raises Problems for a file of more bytes than are read: known before one of them is."""
    if size > limits.size:
        raise whole_file(
            name,
            _("文件有 %(size)s，超过上限 %(limit)s") % {"size": in_words(size), "limit": in_words(limits.size)},
            todo=_("请删去图片和无关的工作表，或分成几个文件"),
        )


def in_words(size: int) -> str:
    """Bytes as a person says them: 51.2 MB."""
    for factor, unit in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= factor:
            return f"{plain(half_up(Decimal(size) / factor, 1))} {unit}"
    return f"{size} B"


def is_excel(name: str, data: bytes) -> bool:
    """True for an .xlsx, False for what may be plain text; raises Problems for everything else."""
    kind = kind_of(data[:HEAD])
    if kind == "ole":
        raise _ole(name, data)
    if kind == "package":
        return True
    if kind in ("html", "xml", "mht"):
        what = _("内容是%(kind)s，不是 Excel 表格") % {"kind": _(KINDS[kind])}
        raise whole_file(name, what, todo=_(_SAVE_AS))
    if kind not in ("text", ""):
        raise _not_a_table(name, KINDS[kind])
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_a_table(name, marked("别的格式"))
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        return False
    raise whole_file(
        name,
        _("文件名是 Excel 的，内容却是纯文本"),
        expected=_("应为 .xlsx 工作簿"),
        todo=_("如果它是用逗号分隔的表，请把扩展名改为 .csv；否则请在 Excel 中另存为 .xlsx"),
    )


def _not_a_table(name: str, kind: str) -> Problems:
    return whole_file(
        name,
        _("内容是%(kind)s，不是 Excel 表格") % {"kind": _(kind)},
        expected=_("可以上传 .xlsx 或 .csv"),
        todo=_("请选择正确的文件"),
    )


def _ole(name: str, data: bytes) -> Problems:
    streams, _danger = in_ole(io.BytesIO(data))
    if "EncryptedPackage" in streams:
        return whole_file(
            name, _("文件设了打开密码，无法读取"), todo=_("请在 Excel 中取消密码（文件—信息—保护工作簿）后再上传")
        )
    if "WordDocument" in streams and "Workbook" not in streams:
        return _not_a_table(name, marked("Word 文档"))
    if name.lower().endswith((".et", ".ett")):
        return whole_file(name, _("这是 WPS 表格的 .et 文件"), expected=_("应为 .xlsx 工作簿"), todo=_(_SAVE_AS))
    if streams & {"Workbook", "Book"} or name.lower().endswith(".xls"):
        return whole_file(name, _("这是旧版 Excel 的 .xls 文件"), expected=_("应为 .xlsx 工作簿"), todo=_(_SAVE_AS))
    return _not_a_table(name, marked("旧版 Office 文件"))


def open_package(name: str, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The .xlsx as a zip that unpacks to little more than its size; raises Problems when damaged or another format."""
    package = unpackable(name, data, limits)
    _check_kind(name, set(package.namelist()))
    return package


def unpackable(name: str, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """An Office file as a zip that unpacks to little more than its size; raises Problems when damaged or locked."""
    try:
        check_entries(io.BytesIO(data))
        package = zipfile.ZipFile(io.BytesIO(data))
        infos = package.infolist()
    except UNREADABLE as error:
        raise damaged(name) from error
    if any(info.flag_bits & 1 for info in infos):
        raise whole_file(name, _("压缩包设了密码，无法读取"), todo=_("请取消密码后再上传"))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > min(limits.unpacked, _FREE + limits.ratio * len(data)):
        raise whole_file(
            name,
            _("文件解开后有 %(size)s，远超正常的表格，可能已损坏或带有恶意内容") % {"size": in_words(unpacked)},
            todo=_("请把需要的内容复制到新的工作簿后再上传"),
        )
    return package


def damaged(name: str) -> Problems:
    """For a package that cannot be unpacked or understood."""
    return whole_file(
        name,
        _("文件已损坏，无法读取"),
        todo=_("请用 Excel 或 WPS 打开检查，另存为新的 .xlsx 文件后再上传"),
    )


_OTHER_PACKAGES: tuple[tuple[str, str], ...] = (
    ("word/document.xml", marked("Word 文档")),
    ("ppt/presentation.xml", marked("演示文稿")),
    ("OFD.xml", marked("OFD 版式文件")),
)


def _check_kind(name: str, names: set[str]) -> None:
    for part, kind in _OTHER_PACKAGES:
        if part in names:
            raise _not_a_table(name, kind)
    if "xl/workbook.bin" in names:
        raise whole_file(name, _("这是二进制工作簿 .xlsb"), expected=_("应为 .xlsx 工作簿"), todo=_(_SAVE_AS))
    if "xl/vbaProject.bin" in names:
        raise whole_file(name, _("文件里有宏"), expected=_("应为不含宏的 .xlsx 工作簿"), todo=_(_SAVE_AS))
    if "mimetype" in names and "content.xml" in names:
        raise whole_file(name, _("这是 ODS 表格"), expected=_("应为 .xlsx 工作簿"), todo=_(_SAVE_AS))
    if "xl/workbook.xml" not in names:
        if "[Content_Types].xml" in names:
            raise damaged(name)
        raise _not_a_table(name, marked("压缩包"))
