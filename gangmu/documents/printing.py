"""A Word file as PDF, by LibreOffice where the machine has it: in a process of its own, one at a time, for a while."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from gangmu.base.errors import Refused
from gangmu.typesetting import Faces, fitting

AT_MOST = 60.0
"""Seconds for one paper; a table of 5,000 rows takes ten."""
WAIT = 15.0
"""Seconds to wait for others who print."""
_LOOK = 0.2


def office() -> str:
    """Where LibreOffice with its Writer is; empty where it is not."""
    found = shutil.which("soffice") or shutil.which("libreoffice") or ""
    return found if found and Path(found).resolve().with_name("libswlo.so").exists() else ""


@cache
def faces() -> Faces:
    """The typefaces of papers as this machine has them."""
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    return fitting({name.strip() for line in listed.splitlines() for name in line.split(",")})


def as_pdf(word: bytes) -> bytes:
    """The file as PDF. Raises Refused, saying what to do, where LibreOffice is missing, busy, or fails."""
    program = office()
    if not program:
        todo = _("请下载 Word 文件后另存为 PDF，或请系统管理员安装 libreoffice-writer")
        raise Refused(_("服务器上没有安装 LibreOffice，不能直接生成 PDF；%(todo)s") % {"todo": todo})
    with _alone(), tempfile.TemporaryDirectory(prefix="paper-") as folder:
        (Path(folder) / "paper.docx").write_bytes(word)
        _convert(program, folder)
        made = Path(folder) / "paper.pdf"
        if not made.exists():
            raise Refused(_("没有转成 PDF，请下载 Word 文件"))
        return made.read_bytes()


def _convert(program: str, folder: str) -> None:
    """It starts another process, so both are ended together when it takes too long."""
    told = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{folder}/office"]
    process = subprocess.Popen(  # noqa: S603
        [program, *told, "--convert-to", "pdf", "--outdir", folder, f"{folder}/paper.docx"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"},
    )
    try:
        process.wait(AT_MOST)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise Refused(_("转成 PDF 用时太长，已停止；请下载 Word 文件")) from late


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time on this machine: each takes some hundred megabytes."""
    lock = Path(settings.DATA) / "printing.lock"
    with lock.open("w") as handle:
        until = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as busy:
                if time.monotonic() > until:
                    raise Refused(_("正在为别人生成 PDF，请过一会儿再试，或下载 Word 文件")) from busy
                time.sleep(_LOOK)
        yield
