"""The XML parts of an .xlsx, each read once from beginning to end; only what a reader listens to becomes an object."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems

from .containers import whole_file
from .workbook import Limits

Attributes = Mapping[str, str]
_CHUNK = 256 * 1024
_LONGEST_TAG = 1024 * 1024
"""Bytes that one tag may take; expat begins anew with each chunk until it has the whole of it."""
_NAMES = 500
"""Element names remembered; a sheet has some thirty."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Listener(Protocol):
    """Hears the elements of a part by their names without prefix; text comes in as many pieces as it likes."""

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, piece: str) -> None: ...


class Parts:
    """The parts of one file. All that is read is counted against its limits; Problems tell which was passed."""

    def __init__(self, file: str, package: zipfile.ZipFile, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self._package, self._names = package, set(package.namelist())
        self._tags = 0

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def read(self, part: str, listener: Listener) -> None:
        """Raises expat.ExpatError or what zipfile raises for a damaged part, Problems for a hostile one."""
        parser, names, fed = expat.ParserCreate(), _Names(), 0
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_definitions
        parser.StartElementHandler = lambda name, attributes: listener.start(names[name], attributes)
        parser.EndElementHandler = lambda name: listener.end(names[name])
        parser.CharacterDataHandler = listener.text
        with self._package.open(part) as source:
            while chunk := source.read(_CHUNK):
                fed += len(chunk)
                self._tags += chunk.count(b"<")
                if self._tags > self.limits.tags:
                    raise self._too_many_tags()
                parser.Parse(chunk)
                if parser.CurrentByteIndex + _LONGEST_TAG < fed:
                    raise ValueError("a tag without end")
        parser.Parse(b"", True)

    def _refuse_definitions(self, *_definition: object) -> None:
        what = _("文件里有不允许的 XML 定义，可能带有恶意内容")
        raise whole_file(self.file, what, todo=_("请把需要的内容复制到新的工作簿后再上传"))

    def _too_many_tags(self) -> Problems:
        what = _("单元格和格式太多，多半是数据下面或右边带格式的空行空列")
        todo = _("请选中数据以外的空行空列，删除整行整列，保存后再上传")
        return Problems([Problem(what, where=_("文件“%(name)s”") % {"name": self.file}, todo=todo)])


class _Names(dict[str, str]):
    """Element names without the prefix that some programs write: x:row → row."""

    def __missing__(self, name: str) -> str:
        short = name.rpartition(":")[2]
        if len(self) < _NAMES:
            self[name] = short
        return short


def beside(part: str, target: str) -> str:
    """The part that a relation of `part` means by this target."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def unescaped(text: str) -> str:
    """_x000D_ as the line end that it is; signs that no text may hold are left out."""
    return _ESCAPED.sub(lambda found: _sign(int(found[1], 16)), text) if "_x" in text else text


def _sign(code: int) -> str:
    return chr(code) if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code < 0xE000) else ""


class Texts:
    """The texts of elements that may hold runs of rich text, told without the reading aids of Asian scripts."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._listening, self._aside = False, 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "rPh":
            self._aside += 1
        self._listening = name == "t" and not self._aside

    def end(self, name: str) -> None:
        if name == "rPh":
            self._aside -= 1
        self._listening = False

    def text(self, piece: str) -> None:
        if self._listening:
            self._pieces.append(piece)

    def taken(self) -> str:
        """What has been heard since the last time."""
        whole = unescaped("".join(self._pieces))
        self._pieces.clear()
        return whole
