"""The engine as pages and the interface see it: a scheme's text checked in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.scoring import (
    Chapter,
    Checked,
    Neighbour,
    SchemeProblem,
    Step,
    included_name,
    method_words,
    read_scheme,
    whole_text,
)
from gangmu.scoring import Scheme as Method

__all__ = ["Checked", "Method", "Neighbour", "SchemeProblem", "Step", "check_text", "in_words", "joined", "spoken"]


def spoken() -> str:
    """The engine's language that the reader of this page reads."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def check_text(text: str, *, file: str = "") -> Checked:
    """The scheme, or everything wrong with its text."""
    return read_scheme(text, file=file, language=spoken())


def joined(texts: Mapping[str, str]) -> str:
    """The one scheme among files that no other of them includes, with what it includes, as one text.

    Raises Problems when there is not exactly one such file, or what it includes is not among them. A single file is
    taken as it is.
    """
    if len(texts) == 1:
        return next(iter(texts.values()))
    named = {included_name(text) for text in texts.values()}
    tops = [name for name in texts if name not in named]
    if len(tops) != 1:
        what = _("选了 %(n)d 个文件，看不出哪一份是办法") % {"n": len(texts)}
        expected = _("一份办法，和它用 include 引用的文件")
        raise Problems([Problem(what, where=_("办法文件"), expected=expected, column="file")])
    text, problems = whole_text(texts[tops[0]], file=tops[0], language=spoken(), included=texts.get)
    if problems:
        raise Problems([Problem(str(one), where=_("办法文件"), column="file") for one in problems])
    return text


def in_words(method: Method) -> list[Chapter]:
    """The method as an issued document would tell it, in the reader's language."""
    return list(method_words(method, spoken()))
