"""`gangmu backup` and `gangmu restore`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gangmu.cli.manage import prepare_database, prepare_django

FILE = click.Path(path_type=Path)
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("place", type=FILE, metavar="FILE_OR_FOLDER")
@click.option("--keep", type=click.IntRange(1), help="文件夹里只留最新的几份  how many archives stay in the folder")
@click.option("--recipient", default="", metavar="AGE1…", help="用这把 age 公钥加密  seal for this public key of age")
@click.option("--passphrase-file", type=EXISTING, help="用此文件里的口令加密  seal with the passphrase in this file")
def backup(place: Path, keep: int | None, recipient: str, passphrase_file: Path | None) -> None:
    """备份：数据库、文件、密钥成一个文件，可在运行时做，做完当场检查  One checked archive of everything."""
    if recipient and passphrase_file:
        raise click.UsageError("--recipient 与 --passphrase-file 只能用一个  one of the two, not both")
    if keep and not place.is_dir():
        raise click.UsageError("--keep 要配文件夹用  --keep goes with a folder that exists")
    prepare_database()
    from gangmu.base.errors import Refused
    from gangmu.base.sheets.containers import in_words
    from gangmu.keeping.archive import Seal
    from gangmu.keeping.backup import backup as make

    try:
        file, manifest = make(place, seal=Seal(recipient, passphrase(passphrase_file)), keep=keep or 0)
    except Refused as refusal:
        raise click.ClickException(f"没有备份成功：{refusal.reason}\nThere is no backup.") from refusal
    count, size = len(manifest.files), in_words(file.stat().st_size)
    click.echo(f"已备份并检查：{file}（{size}，{count} 个文件）")
    click.echo(f"Backed up and checked: {file} ({size}, {count} files)")
    click.echo(f"链头 head: {manifest.head}")


@click.command()
@click.argument("file", type=EXISTING, metavar="FILE")
@click.option("--identity", type=EXISTING, help="age 私钥文件  the file with the private key of age")
@click.option("--passphrase-file", type=EXISTING, help="口令所在的文件  the file with the passphrase")
def restore(file: Path, identity: Path | None, passphrase_file: Path | None) -> None:
    """恢复：把备份放进空的数据文件夹（GANGMU_DATA）和空的数据库  An archive back into an empty place."""
    prepare_django()
    from django.conf import settings

    from gangmu.base.errors import Refused
    from gangmu.keeping.archive import Key
    from gangmu.keeping.restoring import restore as put_back
    from gangmu.keeping.restoring import verify

    key, url = Key(identity, passphrase(passphrase_file)), os.environ.get("DATABASE_URL", "")
    try:
        manifest = put_back(file, settings.DATA, url, key)
    except Refused as refusal:
        raise click.ClickException(f"没有恢复：{refusal.reason}\nNothing was restored.") from refusal
    try:
        verify(settings.DATA, url, manifest)
    except Refused as refusal:
        raise click.ClickException(
            f"已经放回，但请不要使用：{refusal.reason}\nRestored, but not to be used."
        ) from refusal
    click.echo(f"已恢复并核对：{manifest.government or '—'}，{manifest.made_at} 的备份，{len(manifest.files)} 个文件。")
    click.echo(f"Restored and verified: the backup of {manifest.made_at}, {len(manifest.files)} files.")
    click.echo("下一步 next: ./start --empty --setup")


def passphrase(file: Path | None) -> str:
    """The first line of a file."""
    if file is None:
        return ""
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].strip():
        raise click.ClickException(f"{file} 里没有口令  no passphrase in {file}")
    return lines[0].strip()
