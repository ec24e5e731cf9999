"""How much of an input is looked at: its length is known before any pattern runs over it."""

from __future__ import annotations

from django.utils.translation import gettext as _

SHORT = 60
"""Signs of a number with its unit, of a day, of a period: the longest that people write have some thirty."""
_SHOWN = 20


def overlong(text: str, most: int = SHORT) -> str:
    """Why this text is too long to be read as one value; "" when it is not. Costs nothing, however long it is."""
    if len(text) <= most:
        return ""
    return _("“%(start)s…”有 %(count)d 个字，这里最多 %(most)d 个字；请检查是不是填错了格") % {
        "start": text[:_SHOWN],
        "count": len(text),
        "most": most,
    }


def unkeepable(text: str) -> bool:
    """Whether the text holds what no database keeps and nobody types: NUL, or half of a surrogate pair."""
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
