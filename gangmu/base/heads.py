"""The head of the chain, told to a place outside the database by itself: `GANGMU_HEAD_LOG`, a file or `syslog`.

Each day's first event and every thousandth are told. Who then puts back an old database as a whole is found out by
`gangmu audit verify`, which reads such a file by itself.
"""

from __future__ import annotations

import datetime as dt
import logging
import socket
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SYSLOG = "syslog"
DEVICE = "/dev/log"
AUTH_NOTICE = 4 * 8 + 5  # as RFC 5424 counts facility and severity
EVERY = 1000

_log = logging.getLogger(__name__)


def is_due(number: int, before: int, noted: dt.date | None) -> bool:
    """Whether the head has to be told again, that was event `before` and is `number` now."""
    if not settings.AUDIT_HEAD_LOG:
        return False
    return noted != timezone.localdate() or number // EVERY > before // EVERY


def tell(head: str) -> None:
    """Add a line `time number:digest`. What was done stands even where it cannot be told; the log of errors says so."""
    try:
        if settings.AUDIT_HEAD_LOG == SYSLOG:
            _to_syslog(f"gangmu audit head {head}")
            return
        with Path(settings.AUDIT_HEAD_LOG).open("a", encoding="ascii") as file:
            file.write(f"{timezone.localtime().isoformat(timespec='seconds')} {head}\n")
    except OSError:
        _log.exception("the head of the audit chain could not be told to %s", settings.AUDIT_HEAD_LOG)


def _to_syslog(line: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.sendto(f"<{AUTH_NOTICE}>gangmu: {line}".encode(), DEVICE)


def noted_heads() -> list[str]:
    """The heads told so far, where they went to a file that can be read."""
    if settings.AUDIT_HEAD_LOG in ("", SYSLOG):
        return []
    try:
        lines = Path(settings.AUDIT_HEAD_LOG).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    return [line.split()[-1] for line in lines if line.strip()]
