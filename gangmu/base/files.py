"""Files people hand in, each kept once below MEDIA_ROOT under its SHA-256, and never changed.

Check what a file is before storing it (`uploads.check_upload`, `sheets.read_workbook`); serve it as a download only.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems, Refused
from gangmu.base.models import StoredFile

_CHUNK = 1024 * 1024
KEPT_FREE = 200 * 1024 * 1024
"""Bytes of the disk that files leave free, so that whoever uploads without end stops nobody's work."""


def store(source: bytes | BinaryIO, content_type: str) -> StoredFile:
    """Keep the content and return its row; the same content again gives the same row.

    Raises Problems when the disk would be too full afterwards: reports and their trail are kept there too.
    The file is complete on disk before the row exists; a row rolled back leaves a file that nobody names.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    _check_room(stream.seek(0, os.SEEK_END))
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=incoming(), delete=False) as copy:
        try:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
            copy.close()
            place = path_of(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            os.chmod(copy.name, 0o400)
            os.replace(copy.name, place)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    kept, _made = StoredFile.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "content_type": content_type}
    )
    return kept


def _check_room(size: int) -> None:
    if shutil.disk_usage(incoming()).free - size < KEPT_FREE:
        todo = _("请系统管理员腾出空间后再上传")
        raise Problems([Problem(_("服务器的磁盘快满了，文件没有收下"), where=_("上传"), todo=todo)])


def incoming() -> Path:
    """Where copies grow that are not whole yet, beside those that are, so that one becomes the other in one step."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def path_of(sha256: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def open_file(file: StoredFile) -> BinaryIO:
    """The content for reading, exactly as handed in. Raises Refused when it is gone or no longer the same."""
    try:
        stream = path_of(file.sha256).open("rb")
    except OSError as error:
        raise Refused(_("服务器上找不到这个文件，请系统管理员从备份中恢复")) from error
    if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
        stream.close()
        raise Refused(_("服务器上的文件与上传时不一致，请系统管理员从备份中恢复"))
    stream.seek(0)
    return stream


def read(file: StoredFile) -> bytes:
    """The whole content, as `open_file` gives it."""
    with open_file(file) as stream:
        return stream.read()


def wrong_on_disk(file: StoredFile) -> str:
    """Why the file cannot be given out; empty when it is as it was handed in."""
    try:
        open_file(file).close()
    except Refused as refused:
        return refused.reason
    return ""
