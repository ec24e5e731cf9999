"""Whether this installation is well: one function a question, with its answer and, where it is not well, the cure."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from gangmu.base.files import path_of
from gangmu.base.holding import lives, living
from gangmu.base.models import Event, Installation, StoredFile
from gangmu.keeping import leftovers, modes
from gangmu.keeping.backup import NOTE

OK, WARNING, BAD = "✓", "!", "✗"
LITTLE, FULL = 1024, 100  # MB of free space: soon too little, too little
BACKUP_DAYS = 7
QUEUED_MINUTES, RUNNING_MINUTES = 10, 60
AHEAD = dt.timedelta(minutes=5)
SECRET_LENGTH = 32
SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One answer: a sign, what was found, and what to do about it."""

    sign: str
    what: str
    todo: str = ""


Check = Callable[[], Iterator[Finding]]


def python() -> Iterator[Finding]:
    yield Finding(OK, f"Gangmu {version('gangmu')}, Python {'.'.join(map(str, sys.version_info[:3]))}")


def folder() -> Iterator[Finding]:
    """Tried by writing: what permissions say is not what a disk mounted read-only does."""
    for place in (Path(settings.DATA), Path(settings.MEDIA_ROOT), Path(settings.FILE_UPLOAD_TEMP_DIR)):
        try:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place) as tried:
                tried.write(b"x")
                tried.flush()
        except OSError as error:
            told = {"folder": place, "told": error.strerror}
            todo = _("请确认磁盘没有满、没有以只读方式挂载，文件夹属于运行服务的账号")
            yield Finding(BAD, _("不能写入 %(folder)s：%(told)s") % told, todo)
            return
    yield Finding(OK, _("数据文件夹可写：%(folder)s") % {"folder": settings.DATA})


def closed() -> Iterator[Finding]:
    found = list(modes.open_to_others(*own_places()))
    if found:
        told = {"count": len(found), "first": found[0]}
        yield Finding(
            WARNING,
            _("%(count)d 个文件或文件夹本机其他账号也能打开，如 %(first)s") % told,
            _("gangmu serve 启动时会收紧属于本账号的；其余请用 chmod -R go-rwx"),
        )
    else:
        yield Finding(OK, _("数据只有本账号能读"))


def own_places() -> list[Path]:
    """What is nobody else's; static files are what the pages show to everybody."""
    root, found = Path(settings.DATA), [Path(settings.DATA)]
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        found += [name.with_name(name.name + ending) for ending in ("", "-wal", "-shm")]
    return [one for one in found if one != root] + [root]


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free // 2**20
    sign = BAD if free < FULL else WARNING if free < LITTLE else OK
    todo = _("请清理或扩充磁盘；文件只增不减") if sign != OK else ""
    yield Finding(sign, _("数据所在磁盘剩余 %(free)d MB") % {"free": free}, todo)


def secret() -> Iterator[Finding]:
    if len(settings.SECRET_KEY) < SECRET_LENGTH:
        todo = _("请换成 50 个以上的随机字符；更换后所有人要重新登录")
        yield Finding(BAD, _("密钥太短"), todo)
    else:
        yield Finding(OK, _("密钥齐全"))


def database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        todo = _("请确认 DATABASE_URL 正确、数据库已启动")
        yield Finding(BAD, _("连不上数据库：%(told)s") % {"told": str(error).strip()}, todo)
        return
    if missing:
        yield Finding(BAD, _("数据库还没有准备好，或比程序旧"), _("请运行 ./start --setup，或 gangmu manage migrate"))
        return
    try:
        _write_and_take_back()
    except DatabaseError as error:
        todo = _("请确认数据库文件和所在文件夹属于运行服务的账号、磁盘没有满；PostgreSQL 请确认连的是主库")
        yield Finding(BAD, _("数据库不能写入：%(told)s") % {"told": str(error).strip()}, todo)
        return
    yield Finding(OK, _("数据库可读写，结构是最新的（%(kind)s）") % {"kind": connection.display_name})


def _write_and_take_back() -> None:
    with transaction.atomic():
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz")
        Session.objects.create(session_key=key, session_data="-", expire_date=timezone.now())
        transaction.set_rollback(True)


def static() -> Iterator[Finding]:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield Finding(OK, _("页面文件齐全"))
    else:
        todo = _("请运行 ./start --setup，或 gangmu manage collectstatic --noinput")
        yield Finding(BAD, _("页面文件还没有准备好"), todo)


def workers() -> Iterator[Finding]:
    count = living()
    if count:
        yield Finding(OK, _("后台任务进程 %(count)d 个在运行") % {"count": count})
    else:
        todo = _("系统没有启动时属正常；否则请启动 gangmu serve")
        yield Finding(WARNING, _("没有后台任务进程在运行"), todo)


def tasks() -> Iterator[Finding]:
    now = timezone.now()
    lost = [one for one in DBTaskResult.objects.running() if not lives(one.worker_ids[-1])]
    queued = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - dt.timedelta(minutes=QUEUED_MINUTES)).count()
    long = DBTaskResult.objects.running().filter(started_at__lt=now - dt.timedelta(minutes=RUNNING_MINUTES)).count()
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - dt.timedelta(days=7)).count()
    if lost or queued:
        told = {"count": len(lost) + queued}
        todo = _("请启动 gangmu serve：被打断的任务会自动重做，做不成的会写明")
        yield Finding(WARNING, _("%(count)d 个后台任务停着没有人做") % told, todo)
    if long and not lost:
        todo = _("请看日志；必要时重启 gangmu serve，任务会自动重做")
        yield Finding(WARNING, _("%(count)d 个后台任务已做了一个多小时") % {"count": long}, todo)
    if failed:
        yield Finding(
            WARNING, _("近 7 天有 %(count)d 个后台任务没有做成") % {"count": failed}, _("原因见日志和该项的页面")
        )
    if not (lost or queued or long or failed):
        yield Finding(OK, _("后台任务没有积压"))


def remains() -> Iterator[Finding]:
    found = leftovers.find()
    if found.all:
        told = {"count": len(found.all), "size": found.bytes // 2**20}
        todo = _("gangmu serve 下次启动时自动清理")
        yield Finding(WARNING, _("中断的上传和备份留下 %(count)d 个文件，共 %(size)d MB") % told, todo)
    else:
        yield Finding(OK, _("没有中断的上传留下的文件"))


def files() -> Iterator[Finding]:
    gone = [one.sha256 for one in StoredFile.objects.iterator() if not _whole(one)]
    if gone:
        told = {"count": len(gone), "some": "、".join(one[:12] for one in gone[:SHOWN])}
        todo = _("请从备份中恢复 files 里同名的文件")
        yield Finding(BAD, _("%(count)d 个上传的文件缺失或大小不对（%(some)s）") % told, todo)
    else:
        yield Finding(OK, _("上传的 %(count)d 个文件都在") % {"count": StoredFile.objects.count()})


def _whole(file: StoredFile) -> bool:
    try:
        return path_of(file.sha256).stat().st_size == file.size
    except OSError:
        return False


def clock() -> Iterator[Finding]:
    last = Event.objects.order_by("-number").first()
    if last and last.at > timezone.now() + AHEAD:
        told = {"at": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M")}
        todo = _("请校准本机时间（NTP）；时间不对时，逾期和留痕的时间都不对")
        yield Finding(BAD, _("时钟倒退：最后一条留痕写于 %(at)s，晚于现在") % told, todo)
    else:
        yield Finding(OK, _("时钟 %(now)s") % {"now": timezone.localtime().strftime("%Y-%m-%d %H:%M %Z")})


def last_backup() -> Iterator[Finding]:
    todo = _("请每天运行 gangmu backup 文件夹 --keep 30，并把备份存到另一台机器")
    try:
        told = json.loads((Path(settings.DATA) / NOTE).read_text(encoding="utf-8"))
        at = dt.datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError):
        if not is_demo():
            yield Finding(WARNING, _("还没有用 gangmu backup 备份过"), todo)
        return
    days = (timezone.now() - at).days
    what = _("上次备份：%(at)s，%(file)s") % {
        "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M"),
        "file": told["file"],
    }
    yield Finding(OK, what) if days < BACKUP_DAYS else Finding(WARNING, what, todo)


def is_demo() -> bool:
    return Installation.objects.filter(is_demo=True).exists()


def network() -> Iterator[Finding]:
    local = {"localhost", "127.0.0.1", "[::1]"}
    if settings.DEBUG:
        yield Finding(BAD, _("GANGMU_DEBUG=1 会把内部信息显示给所有人"), _("请去掉这个设置"))
    if set(settings.ALLOWED_HOSTS) <= local:
        yield Finding(OK, _("只在本机使用（GANGMU_HOSTS）"))
    elif not settings.HTTPS:
        todo = _("请在前面设 HTTPS 代理，并设 GANGMU_HTTPS=1、GANGMU_PROXIES=1（docs/how-to/operate.md）")
        yield Finding(WARNING, _("对外提供服务却没有 HTTPS：密码会明文传输"), todo)
    elif not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        todo = _("代理之后请设 GANGMU_PROXIES=1，否则留痕里只有代理的地址")
        yield Finding(WARNING, _("GANGMU_HTTPS=1 而 GANGMU_PROXIES=0"), todo)
    else:
        yield Finding(OK, _("HTTPS 已设置"))


def demo() -> Iterator[Finding]:
    if is_demo():
        todo = _("正式使用请换新的数据文件夹（GANGMU_DATA），再运行 ./start --empty")
        yield Finding(WARNING, _("这是示例城市，数据纯属虚构，密码人人皆知"), todo)


BEFORE: tuple[Check, ...] = (folder, disk, secret, database, static)
"""What must be well before anything is served; none of them needs the tables of the database."""
BESIDES: tuple[Check, ...] = (closed, workers, tasks, remains, files, clock, last_backup, network, demo)


def examined() -> Iterator[Finding]:
    """Every check; those that need the database only where it is well."""
    found = [finding for check in (python, *BEFORE) for finding in check()]
    yield from found
    if not any(one.sign == BAD for one in found):
        for check in BESIDES:
            yield from check()
    else:
        yield Finding(WARNING, _("其余没有检查"), _("先解决上面标 ✗ 的，再运行一次"))


def prepared() -> Iterator[Finding]:
    """What `gangmu serve` does and asks first: modes mended, leftovers removed; only what is not well is told."""
    modes.close_to_others(*own_places())
    found = [finding for check in BEFORE for finding in check()]
    if not any(one.sign == BAD for one in found):
        leftovers.remove(leftovers.find())
    yield from (one for one in found if one.sign != OK)
