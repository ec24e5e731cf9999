"""A backup as one file: a tar of manifest, database, secret key and every file that the database names, maybe sealed.

Sealed for a key it is an age file (age-encryption.org), which needs the key's other half to be opened; with a
passphrase it is a tar of such a file and of the other half, sealed with the passphrase. The program `age` opens both.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.utils.translation import gettext as _

from gangmu.base.errors import Refused

FORMAT = 1
MANIFEST, DATABASE, SECRET = "manifest.json", "database", "secret_key"
SEALED_KEY, SEALED = "key.age", "backup.tar.gz.age"
ENDINGS = (".tar.gz", ".tar.gz.age", ".sealed.tar")
_AGE = b"age-encryption.org/"
_CHUNK = 1024 * 1024
_OURS = re.compile(rf"{re.escape(MANIFEST)}|{DATABASE}|{SECRET}|files/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")


@dataclass(frozen=True)
class Manifest:
    """What is in the archive. `files` are digest and size; `head` is that of the audit chain."""

    made_at: str
    version: str
    database: str
    database_sha256: str
    head: str
    government: str
    files: tuple[tuple[str, int], ...]
    format: int = FORMAT


@dataclass(frozen=True)
class Seal:
    """How an archive is closed: for a public key (`age1…`), with a passphrase, or not."""

    recipient: str = ""
    passphrase: str = ""

    @property
    def ending(self) -> str:
        plain, for_key, with_passphrase = ENDINGS
        return for_key if self.recipient else with_passphrase if self.passphrase else plain


@dataclass(frozen=True)
class Key:
    """How a sealed archive is opened: the file of the private key, or the passphrase."""

    identity: Path | None = None
    passphrase: str = ""


def digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(to: Path, manifest: Manifest, database: Path, secret: str, files: Path) -> None:
    """Pack everything. Files are content that never changes, so they may be read while others go on adding some."""
    (database.parent / MANIFEST).write_text(
        json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    (database.parent / SECRET).write_text(secret, encoding="utf-8")
    with tarfile.open(to, "w:gz", compresslevel=3) as archive:
        archive.add(database.parent / MANIFEST, MANIFEST)
        archive.add(database.parent / SECRET, SECRET)
        archive.add(database, DATABASE)
        for sha256, _size in manifest.files:
            try:
                archive.add(files / sha256[:2] / sha256, f"files/{sha256[:2]}/{sha256}")
            except OSError as error:
                raise Refused(_missing(sha256)) from error


def _missing(sha256: str) -> str:
    told = _("文件 %(sha256)s 缺失或已损坏，备份不完整：请先从以前的备份中恢复它（gangmu doctor 列出全部）")
    return told % {"sha256": sha256}


def seal(archive: Path, to: BinaryIO, how: Seal) -> None:
    """Close a packed archive into a stream."""
    if how.passphrase:
        identity = pyrage.x25519.Identity.generate()
        inner = archive.with_suffix(".inner")
        with archive.open("rb") as plain, inner.open("wb") as closed:
            pyrage.encrypt_io(plain, closed, [identity.to_public()])
        key = archive.with_suffix(".key")
        key.write_bytes(pyrage.passphrase.encrypt(str(identity).encode(), how.passphrase))
        with tarfile.open(fileobj=to, mode="w") as outer:
            outer.add(key, SEALED_KEY)
            outer.add(inner, SEALED)
        return
    with archive.open("rb") as plain:
        if how.recipient:
            pyrage.encrypt_io(plain, to, [_recipient(how.recipient)])
        else:
            while chunk := plain.read(_CHUNK):
                to.write(chunk)


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Refused(_("“%(text)s”不是 age 公钥，应以 age1 开头") % {"text": text}) from error


def unpack(archive: Path, into: Path, key: Key) -> Manifest:
    """Lay everything out in an empty folder, each digest checked. Raises Refused when it cannot be opened, when
    something is missing, more than the manifest says or other, or when it was made by a version newer than this."""
    plain = _opened(archive, into, key)
    try:
        with tarfile.open(plain, "r:*") as packed:
            names = _laid_out(packed, into)
        manifest = _manifest(into)
        if not (into / SECRET).read_text(encoding="utf-8").strip():
            raise ValueError("no secret key")
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(_("“%(name)s”不是完整的备份：%(told)s") % {"name": archive.name, "told": error}) from error
    if plain != archive:
        plain.unlink()
    expected = dict(_expected(manifest))
    for place, wanted in expected.items():
        if not (into / place).is_file() or digest_of(into / place) != wanted:
            raise Refused(_("备份里的 %(place)s 缺失或已损坏，请用另一份备份") % {"place": place})
    if strange := sorted(names - expected.keys() - {MANIFEST, SECRET}):
        raise Refused(_("备份里多出了 %(place)s，不是本系统做的备份") % {"place": strange[0]})
    return manifest


def _laid_out(packed: tarfile.TarFile, into: Path) -> set[str]:
    """The names of what was unpacked: files alone, and none that a backup never has. Raises ValueError for others."""
    names = set()
    for one in packed:
        if not one.isreg() or not _OURS.fullmatch(one.name):
            raise ValueError(ascii(one.name))
        packed.extract(one, into, filter="data")
        names.add(one.name)
    return names


def _manifest(folder: Path) -> Manifest:
    """Raises ValueError, KeyError or TypeError for what is none."""
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if told["format"] > FORMAT:
        raise Refused(_("这份备份是更新的版本（%(version)s）做的，请先升级程序") % {"version": ascii(told["version"])})
    manifest = Manifest(**{**told, "files": tuple((sha256, int(size)) for sha256, size in told["files"])})
    words = (manifest.made_at, manifest.version, manifest.database, manifest.head, manifest.government)
    if not all(isinstance(word, str) and word.isprintable() for word in words):
        raise ValueError("a manifest that cannot be read")
    if not all(_OURS.fullmatch(place) for place, _wanted in _expected(manifest)):
        raise ValueError("files without names")
    return manifest


def _expected(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield DATABASE, manifest.database_sha256
    for sha256, _size in manifest.files:
        yield f"files/{sha256[:2]}/{sha256}", sha256


def _opened(archive: Path, scratch: Path, key: Key) -> Path:
    """The archive itself when it is not sealed, else a copy without its seal."""
    with archive.open("rb") as stream:
        if stream.read(len(_AGE)) == _AGE:
            return _unsealed(archive, scratch, _identity(key))
    try:
        with tarfile.open(archive, "r:") as outer:
            if SEALED_KEY not in outer.getnames():
                return archive
            if not key.passphrase:
                raise Refused(_("这份备份用口令加密，请用 --passphrase-file 指明口令所在的文件"))
            for name in (SEALED_KEY, SEALED):
                if not outer.getmember(name).isreg():
                    raise KeyError(name)
                outer.extract(name, scratch, filter="data")
    except KeyError as error:
        raise Refused(_("“%(name)s”不是完整的备份：%(told)s") % {"name": archive.name, "told": error}) from error
    except tarfile.TarError:
        return archive  # compressed, not sealed
    try:
        told = pyrage.passphrase.decrypt((scratch / SEALED_KEY).read_bytes(), key.passphrase).decode()
        identity = pyrage.x25519.Identity.from_str(told)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise Refused(_("口令不对，打不开这份备份")) from error
    opened = _unsealed(scratch / SEALED, scratch, identity)
    (scratch / SEALED).unlink()
    (scratch / SEALED_KEY).unlink()
    return opened


def _identity(key: Key) -> pyrage.x25519.Identity:
    if key.identity is None:
        raise Refused(_("这份备份用公钥加密，请用 --identity 指明私钥文件"))
    lines = key.identity.read_text(encoding="utf-8").split()
    try:
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (StopIteration, pyrage.IdentityError) as error:
        raise Refused(_("“%(file)s”里没有 age 私钥（AGE-SECRET-KEY-…）") % {"file": key.identity}) from error


def _unsealed(archive: Path, scratch: Path, identity: pyrage.x25519.Identity) -> Path:
    plain = scratch / "opened.tar.gz"
    try:
        with archive.open("rb") as closed, plain.open("wb") as opened:
            pyrage.decrypt_io(closed, opened, [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise Refused(_("这把钥匙打不开这份备份，或备份已损坏")) from error
    return plain


def secured(file: Path) -> BinaryIO:
    """A new file that its owner alone may read. Raises Refused when there is one already."""
    try:
        return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError as error:
        raise Refused(_("“%(file)s”已经存在，不会覆盖") % {"file": file}) from error
    except OSError as error:
        told = {"file": file, "told": error.strerror}
        raise Refused(_("不能写入“%(file)s”：%(told)s") % told) from error
