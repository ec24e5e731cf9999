"""Secrets at rest: encrypted with a key derived from SECRET_KEY, so that a copy of the database alone opens none."""

from __future__ import annotations

import base64
import logging
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)
MARK = "encrypted:"
"""Before encrypted text; without it a text is from a version that did not encrypt."""


def encrypted(text: str) -> str:
    return MARK + _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """The secret. When it was encrypted under another SECRET_KEY or tampered with, one made up now, which fits no code:
    an empty one would fit codes that everybody can compute."""
    if not text.startswith(MARK):
        return text
    try:
        return _box(settings.SECRET_KEY).decrypt(text.removeprefix(MARK)).decode()
    except InvalidToken:
        log.warning("an encrypted secret does not open: was the secret key changed?")
        return base64.b32encode(secrets.token_bytes(20)).decode()


@lru_cache(maxsize=2)
def _box(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gangmu secrets at rest").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
