"""The paragraphs of a Word or text file, as a person reads them; nothing in the file is run or followed."""

from __future__ import annotations

import re
from xml.parsers import expat

from django.utils.translation import gettext as _

from .errors import Problem, Problems
from .sheets.containers import UNREADABLE, damaged, refuse_large, unpackable, whole_file
from .sheets.delimited import decode
from .sheets.parts import Attributes, Parts
from .sheets.workbook import Limits
from .signatures import HEAD, kind_of

LIMITS = Limits(size=20 * 1024 * 1024, tags=3_000_000, characters=2_000_000)
"""A report of 200 pages has some 150,000 characters; the tags bound what formatting may cost."""
MOST_PARAGRAPHS = 20_000
_DOCUMENT = "word/document.xml"
_SPACE = re.compile(r"[ \t\u3000\xa0]+")


def read_paragraphs(name: str, data: bytes) -> list[str]:
    """The paragraphs of a .docx or text file in order, with those of tables and text boxes; empty ones are left out.

    Tracked insertions count as text and deletions do not. Raises Problems for anything else than such a file.
    """
    refuse_large(name, len(data), LIMITS)
    kind = kind_of(data[:HEAD])
    if kind == "package":
        return _of_word(name, data)
    if kind in ("text", "") and data.strip():
        return _bounded(name, decode(name, data).splitlines())
    if not data.strip():
        raise whole_file(name, _("文件是空的"), todo=_("请检查选的是不是这个文件"))
    todo = _("旧版 .doc、WPS 文字和 PDF 请打开后“另存为”Word 文档（*.docx），或把正文粘贴到下面的框里")
    raise whole_file(name, _("这不是 Word 文档或纯文本"), expected=_("应为 .docx 或 .txt"), todo=todo)


def _of_word(name: str, data: bytes) -> list[str]:
    package = unpackable(name, data, LIMITS)
    if _DOCUMENT not in package.namelist():
        raise whole_file(name, _("这不是 Word 文档"), expected=_("应为 .docx 或 .txt"), todo=_("请选择正确的文件"))
    listener = _Paragraphs(name)
    try:
        Parts(name, package, LIMITS).read(_DOCUMENT, listener)
    except (*UNREADABLE, expat.ExpatError) as error:
        raise damaged(name) from error
    return _bounded(name, listener.lines)


def _bounded(name: str, lines: list[str]) -> list[str]:
    kept = [line for line in (_SPACE.sub(" ", line).strip() for line in lines) if line]
    if not kept:
        raise whole_file(name, _("文件里没有文字"), todo=_("如果是扫描件，请先转成文字"))
    if len(kept) > MOST_PARAGRAPHS or sum(map(len, kept)) > LIMITS.characters:
        raise Problems(
            [
                Problem(
                    _("文件有 %(count)d 段，超过上限 %(most)d 段") % {"count": len(kept), "most": MOST_PARAGRAPHS},
                    where=_("文件“%(name)s”") % {"name": name},
                    todo=_("请只留下要读的部分"),
                )
            ]
        )
    return kept


class _Paragraphs:
    """Hears document.xml. A text box stands inside a paragraph: its own paragraphs come out before that one."""

    def __init__(self, name: str) -> None:
        self.lines: list[str] = []
        self._name, self._hearing, self._aside = name, False, 0
        self._open: list[list[str]] = [[]]

    def start(self, name: str, attributes: Attributes) -> None:
        # Fallback repeats a text box for old programs; deleted and moved-away text is no longer said.
        if name in ("del", "moveFrom", "Fallback"):
            self._aside += 1
        elif name == "p":
            self._open.append([])
        elif name in ("tab", "br", "cr") and not self._aside:
            self._open[-1].append(" ")
        self._hearing = name == "t" and not self._aside

    def end(self, name: str) -> None:
        self._hearing = False
        if name in ("del", "moveFrom", "Fallback"):
            self._aside -= 1
        elif name == "p":
            pieces = self._open.pop()
            if not self._aside:
                self.lines.append("".join(pieces))

    def text(self, piece: str) -> None:
        if self._hearing:
            self._open[-1].append(piece)
