"""A paper as JSON and back, and the digest over its one canonical spelling.

What a field holds by default is left out, so that a field added later leaves the digests of older papers as they are.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from gangmu.typesetting import paper as nouns
from gangmu.typesetting.paper import Paper

DEEPEST = 12
"""Levels of nesting that a paper can have, and more than any has."""

_KINDS: Mapping[str, type] = {
    one.__name__.lower(): one for one in vars(nouns).values() if isinstance(one, type) and dataclasses.is_dataclass(one)
}


class Unreadable(ValueError):
    """What was given is no paper; says where in it."""


def as_plain(value: Any) -> Any:
    """Values of JSON that say all of it; each noun tells under `is` what it is."""
    if dataclasses.is_dataclass(value):
        told = {
            one.name: as_plain(getattr(value, one.name))
            for one in dataclasses.fields(value)
            if getattr(value, one.name) != one.default
        }
        return {"is": type(value).__name__.lower(), **told}
    if isinstance(value, tuple):
        return [as_plain(one) for one in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def canonical(paper: Paper) -> str:
    """The one spelling of this paper."""
    return json.dumps(as_plain(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(paper: Paper) -> str:
    """SHA-256 over the canonical spelling: of two papers the same only where every word is."""
    return hashlib.sha256(canonical(paper).encode()).hexdigest()


def from_plain(value: Any) -> Paper:
    """The paper that was spelled. Raises Unreadable."""
    return _taken(Paper, value, "paper", DEEPEST)


def _taken(hint: Any, value: Any, where: str, depth: int) -> Any:
    if depth < 0:
        raise Unreadable(f"{where}: nested too deep")
    if isinstance(hint, UnionType):
        return _one_of(get_args(hint), value, where, depth)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise Unreadable(f"{where}: a list was expected")
        return tuple(_taken(get_args(hint)[0], one, f"{where}[{at}]", depth - 1) for at, one in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return _noun(hint, value, where, depth - 1)
    return _leaf(hint, value, where)


def _one_of(hints: tuple[Any, ...], value: Any, where: str, depth: int) -> Any:
    if value is None and type(None) in hints:
        return None
    if isinstance(value, dict):
        kind = _KINDS.get(str(value.get("is")))
        if kind not in hints:
            raise Unreadable(f"{where}: no {value.get('is')!r} can stand here")
        return _taken(kind, value, where, depth)
    plain = [hint for hint in hints if not dataclasses.is_dataclass(hint) and hint is not type(None)]
    if not plain:
        raise Unreadable(f"{where}: {type(value).__name__} cannot stand here")
    return _leaf(plain[0], value, where)


def _noun(kind: Any, value: Any, where: str, depth: int) -> Any:
    if not isinstance(value, dict) or value.get("is") != kind.__name__.lower():
        raise Unreadable(f"{where}: a {kind.__name__.lower()} was expected")
    hints = _hints(kind)
    if unknown := set(value) - set(hints) - {"is"}:
        raise Unreadable(f"{where}: unknown {', '.join(sorted(unknown))}")
    taken = {name: _taken(hints[name], one, f"{where}.{name}", depth) for name, one in value.items() if name != "is"}
    try:
        return kind(**taken)
    except (TypeError, ValueError) as error:
        raise Unreadable(f"{where}: {error}") from error


def _leaf(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is dt.date and isinstance(value, str):
            return dt.date.fromisoformat(value)
        if hint is bytes and isinstance(value, str):
            return base64.b64decode(value, validate=True)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return hint(value)
    except (ValueError, binascii.Error) as error:
        raise Unreadable(f"{where}: {error}") from error
    if type(value) is not hint:
        raise Unreadable(f"{where}: {hint.__name__} was expected, not {type(value).__name__}")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
