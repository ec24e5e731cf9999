"""What a file is, told from its first bytes: the one table of signatures, for evidence and for tables alike."""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop as marked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 1024
"""Bytes that tell what a file is."""

KINDS: dict[str, str] = {
    "pdf": marked("PDF 文件"),
    "jpg": marked("JPG 图片"),
    "png": marked("PNG 图片"),
    "image": marked("图片"),
    "zip": marked("压缩包"),
    "exe": marked("程序"),
    "rtf": marked("RTF 文档"),
    "html": marked("网页"),
    "xml": marked("XML 文件"),
    "mht": marked("网页存档"),
    "ole": marked("旧版 Office 文件"),
    "package": marked("压缩包"),
    "text": marked("纯文本"),
    "": marked("无法识别的内容"),
}
"""Kind → what people call it. `package` is a zip that may be a document, `ole` an old document."""

# Two letters begin many a text too: those count only where zero bytes follow.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (OLE, "ole"),
    (b"PK\x03\x04", "package"),
    (b"PK\x05\x06", "package"),
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"#!", "exe"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"{\\rtf", "rtf"),
)
_MARKUP = (
    (re.compile(rb"<(?:!doctype html|html|svg|script|head|body|table|meta)\b", re.IGNORECASE), "html"),
    (re.compile(rb"<\?xml", re.IGNORECASE), "xml"),
    (re.compile(rb"mime-version:", re.IGNORECASE), "mht"),
)


def kind_of(head: bytes) -> str:
    """A key of KINDS for a file that begins with `head` (at least HEAD bytes, or the whole)."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\x00" in head[:200] or signature == b"#!"):
            return kind
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    for pattern, kind in _MARKUP:
        if pattern.match(start):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return "" if b"\x00" in head or (not head.isascii() and _undecodable(head)) else "text"


def _undecodable(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:-4].decode(encoding)
        except UnicodeDecodeError:
            continue
        return False
    return True
