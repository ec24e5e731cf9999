"""A file that a page keeps between its preview and the confirmation."""

from __future__ import annotations

import base64
import binascii

from gangmu.base.sheets import Limits, refuse_large
from gangmu.web.requests import Request


class NoFile(Exception):
    """Nothing was handed in."""


def handed_in(request: Request, limits: Limits) -> tuple[str, bytes]:
    """The file just chosen, or the one of the preview; raises NoFile, and Problems for one that is too large."""
    if file := request.FILES.get("file"):
        refuse_large(file.name or "", file.size or 0, limits)
        return file.name or "", file.read()
    name, kept = request.POST.get("name", ""), request.POST.get("data", "")
    if not name or not kept:
        raise NoFile
    try:
        return name, base64.b64decode(kept, validate=True)
    except binascii.Error as error:
        raise NoFile from error


def kept(data: bytes) -> str:
    """The file as the page keeps it."""
    return base64.b64encode(data).decode()
