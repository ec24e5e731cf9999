"""Values as text that is the same on every database and in every year, and signatures over it.

The key comes from the server's secret key and lies in no database: who can only write there cannot sign.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models

from gangmu.base.quantities import plain as plain_number

HASHES = ("sha256", "sm3")
KEYED = "hmac-"
_PURPOSE = b"gangmu.audit:"


def plain(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Values as every database keeps them: numbers and dates as text, so that nothing is rounded on the way."""
    return {text(str(key)): _plain(value) for key, value in values.items()}


def text(value: str) -> str:
    """Text without what PostgreSQL and UTF-8 cannot hold (NUL, halves of a surrogate pair)."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return text(str(value))
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return text(str(value))


def spell(values: Mapping[str, Any]) -> str:
    """Plain values in one fixed order and spelling."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def algorithm() -> str:
    """What is signed with now: `hmac-sha256:` and the name of the key."""
    return f"{KEYED}{settings.AUDIT_HASH}:{next(iter(_keys()))}"


def algorithms() -> list[str]:
    """All that this server may have signed with."""
    return [f"{KEYED}{name}:{key}" for name in HASHES for key in _keys()]


def is_keyed(algorithm: str) -> bool:
    return algorithm.startswith(KEYED)


def signature(spelled: str, algorithm: str) -> str:
    """Signed with a key, or hashed as trails were before there was one.

    Raises KeyError for a hash that is not one of ours and for a key that this server does not have.
    """
    kind, _colon, key = algorithm.partition(":")
    name = kind.removeprefix(KEYED)
    if name not in HASHES:
        raise KeyError(algorithm)
    data = spelled.encode("utf-8", "surrogatepass")
    if is_keyed(kind):
        return hmac.digest(_keys()[key], data, name).hex()
    return hashlib.new(name, data).hexdigest()


def _keys() -> dict[str, bytes]:
    return _keys_from((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _keys_from(secrets: tuple[str, ...]) -> dict[str, bytes]:
    """The key of today first, then those of earlier secrets, each under the beginning of its own hash."""
    keys = [hashlib.sha256(_PURPOSE + secret.encode()).digest() for secret in secrets]
    return {hashlib.sha256(key).hexdigest()[:8]: key for key in keys}
