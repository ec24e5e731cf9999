"""Has anybody changed what was written down? The chain, every row that the trail answers for, and every stored file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.audit import Verdict
from gangmu.base.files import wrong_on_disk
from gangmu.base.models import ChainHead, Event, StoredFile
from gangmu.base.seals import GONE, accountable_models, name_of, names_of, row_of, written
from gangmu.base.signing import is_keyed, signature

JITTER = dt.timedelta(minutes=1)
"""Clocks of several servers may differ by so much without a word."""


def verify_all(*, noted: str = "", with_files: bool = True) -> Verdict:
    """The chain first (see `audit.verify`), then rows against the events that last told of them, then files.

    The first that differs is named. Others may write meanwhile: a row that seems to differ is looked at again while
    nobody can. Raises Refused when `noted` is no head.
    """
    last = LastSeals()
    verdict = replace(audit.verify(noted=noted, told=last.hear), warnings=tuple(last.warnings))
    if not verdict.intact:
        return verdict
    differing = differing_rows(last)
    verdict = replace(verdict, rows=last.rows, differing=len(differing))
    if differing:
        name = differing[0]
        return replace(verdict, bad=last.event_of(name), where=row_in_words(name), reason=last.reason(name))
    return _files_checked(verdict) if with_files else verdict


@dataclass
class LastSeals:
    """By row the seal that holds now, with its algorithm and event; heard from one event after the other."""

    known: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    number: int = 0
    rows: int = 0
    present: set[str] = field(default_factory=set)
    latest: dt.datetime | None = None

    def hear(self, event: Event) -> None:
        self.number = event.number
        for name, seal in event.seals.items():
            self.known[name] = (seal, event.algorithm, event.number)
        if event.origin == audit.TAKEN_OVER:
            return
        if self.latest and event.at < self.latest - JITTER:
            told = {"number": event.number, "at": event.at.astimezone().strftime("%Y-%m-%d %H:%M")}
            self.warnings.append(_("第 %(number)d 条的时间（%(at)s）早于前面的：服务器的时钟曾被拨回") % told)
        self.latest = event.at

    def fits(self, name: str, spelled: str) -> bool:
        if name not in self.known:
            return False
        seal, algorithm, _number = self.known[name]
        try:
            return is_keyed(algorithm) and seal == signature(spelled, algorithm)
        except KeyError:
            return False

    def gone(self) -> Iterator[str]:
        """Rows that should be there and are not."""
        return (name for name, (seal, *_rest) in self.known.items() if seal != GONE and name not in self.present)

    def event_of(self, name: str) -> int | None:
        return self.known[name][2] if name in self.known else None

    def reason(self, name: str) -> str:
        if name not in self.known or self.known[name][0] == GONE:
            return _("没有留痕说到它：不是由系统写入的（旧系统升级后，先运行一次 gangmu audit seal）")
        number = {"number": self.known[name][2]}
        if name not in self.present:
            return _("第 %(number)d 条留痕之后在系统之外被删去") % number
        return _("与第 %(number)d 条留痕写下时不同，在系统之外被改动过") % number


def changed_since(about: Model, rows: Collection[Model]) -> list[Model]:
    """Which of these rows are not as events on `about` left them; two queries whatever their number.

    What older systems wrote without seals cannot be told and passes; `verify_all` names it.
    """
    told = Q(noun=about._meta.label_lower, object_id=str(about.pk)) | Q(verb="audit.seal")
    last, unsealed = LastSeals(), False
    for event in Event.objects.filter(told).order_by("number"):
        if not audit.misfit(event):
            last.hear(event)
            unsealed |= not is_keyed(event.algorithm)
    now = {
        name: text for model in {type(row) for row in rows} for name, text in written(model, [row.pk for row in rows])
    }
    return [row for row, name in zip(rows, names_of(rows), strict=True) if not _holds(last, now, name, unsealed)]


def _holds(last: LastSeals, now: Mapping[str, str], name: str, unsealed: bool) -> bool:
    return last.fits(name, now[name]) if name in last.known else unsealed


def differing_rows(last: LastSeals) -> list[str]:
    """The names of rows that differ from their last seal, have none, or are gone without a word."""
    seeming: list[str] = []
    for model in accountable_models():
        for name, spelled in written(model):
            last.rows += 1
            last.present.add(name)
            if not last.fits(name, spelled):
                seeming.append(name)
    seeming += last.gone()
    return _looked_at_again(last, seeming) if seeming else []


def _looked_at_again(last: LastSeals, names: Iterable[str]) -> list[str]:
    """The head is locked, so no action can be half done; what was written since the chain was read is heard first."""
    with transaction.atomic():
        ChainHead.objects.select_for_update().filter(pk=1).first()
        for event in Event.objects.filter(number__gt=last.number).order_by("number"):
            last.hear(event)
        still = []
        for model, pks in _by_model(names):
            now = dict(written(model, pks))
            for name in (name_of(model, pk) for pk in pks):
                if name in now:
                    last.present.add(name)
                    wrong = not last.fits(name, now[name])
                else:
                    last.present.discard(name)
                    wrong = last.known.get(name, (GONE,))[0] != GONE
                still += [name] * wrong
        return still


def _by_model(names: Iterable[str]) -> Iterator[tuple[type[Model], list[Any]]]:
    wanted: dict[str, list[str]] = {}
    for name in names:
        label, _colon, pk = name.partition(":")
        wanted.setdefault(label, []).append(pk)
    for model in accountable_models():
        if pks := wanted.get(model._meta.label_lower):
            yield model, [model._meta.pk.to_python(pk) for pk in pks]


def row_in_words(name: str) -> str:
    label, _colon, pk = name.partition(":")
    row = row_of(name)
    models = {model._meta.label_lower: str(model._meta.verbose_name) for model in accountable_models()}
    told = {"noun": models.get(label, label), "pk": pk, "name": row or ""}
    return (_("%(noun)s %(pk)s“%(name)s”") if row else _("%(noun)s %(pk)s")) % told


def _files_checked(verdict: Verdict) -> Verdict:
    count = 0
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        if reason := wrong_on_disk(file):
            where = _("文件 %(name)s") % {"name": file.sha256}
            return replace(verdict, files=count, differing=1, where=where, reason=reason)
        count += 1
    return replace(verdict, files=count)
