"""Asking a virus scanner, when the installation has one: ClamAV's clamd, at the socket that GANGMU_CLAMD names."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import Problem, Problems

_CHUNK = 64 * 1024
_SECONDS = 30


def check(name: str, data: bytes) -> None:
    """Raises Problems for a file that clamd finds something in, and when clamd cannot be asked; nothing is let through
    unchecked once a scanner is set."""
    address = settings.CLAMD
    if not address:
        return
    where = _("文件“%(name)s”") % {"name": name}
    try:
        answer = _ask(address, data)
    except OSError as error:
        todo = _("请稍后再试；仍不行请系统管理员检查 GANGMU_CLAMD 所指的服务")
        raise Problems([Problem(_("查毒服务没有应答，文件没有收下"), where=where, todo=todo)]) from error
    if answer.endswith("FOUND"):
        found = answer.removeprefix("stream: ").removesuffix(" FOUND")
        what = _("查毒发现 %(found)s") % {"found": found[:80]}
        raise Problems([Problem(what, where=where, todo=_("请先在自己的电脑上杀毒，再上传干净的文件"))])
    if answer != "stream: OK":
        what = _("查毒服务没有查成：%(answer)s") % {"answer": answer[:80]}
        raise Problems([Problem(what, where=where, todo=_("请系统管理员检查查毒服务允许的文件大小"))])


def _ask(address: str, data: bytes) -> str:
    with _connected(address) as connection:
        connection.settimeout(_SECONDS)
        connection.sendall(b"zINSTREAM\0")
        for piece in _pieces(data):
            connection.sendall(piece)
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096 and (more := connection.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connected(address: str) -> socket.socket:
    """`/run/clamav/clamd.ctl`, or host:port."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Each piece after its length, and an empty one at the end."""
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        yield struct.pack(">I", len(piece)) + piece
    yield struct.pack(">I", 0)
