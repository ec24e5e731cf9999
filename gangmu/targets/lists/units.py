"""Which unit of the tree in force a list means: 市发改委, 发展改革委, 区发改局 are all written for one office."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gangmu.org.models import Unit

SEPARATORS = re.compile(r"[、，,；;/|\s]+|(?<=[局委办厅]) ?(?:和|及|与) ?")
_LEVEL = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}[省市区县](?=[\u4e00-\u9fff]{2})|[省市区县州](?=[\u4e00-\u9fff]{2}))")
_GOVERNMENT = re.compile(r"(?<=[\u4e00-\u9fff][省市区县州镇乡])(?:人民)?政府$")
_SUFFIX = re.compile(r"(?:人民政府|管理委员会|委员会|管委会|政府|办公室|局|委|办|厅|处)$")
_SHORT = {
    "发改": "发展和改革",
    "发展改革": "发展和改革",
    "经信": "经济和信息化",
    "工信": "工业和信息化",
    "人社": "人力资源和社会保障",
    "住建": "住房和城乡建设",
    "卫健": "卫生健康",
    "文旅": "文化和旅游",
    "文广旅": "文化广电和旅游",
    "科技": "科学技术",
    "交通": "交通运输",
    "应急": "应急管理",
    "市监": "市场监督管理",
    "市场监管": "市场监督管理",
    "自规": "自然资源和规划",
    "城管": "城市管理",
    "投促": "投资促进",
    "国资": "国有资产监督管理",
    "环保": "生态环境",
    "农业": "农业农村",
    "退役军人": "退役军人事务",
    "医保": "医疗保障",
    "金融": "金融工作",
}

MOST_GUESSED = 500
"""Names for which the nearest unit is looked for: each is compared with every unit, and a list may hold any number."""


@dataclass(frozen=True)
class Match:
    """`unit` is None when nothing fits; `sure` is False where another spelling or level was taken for it.

    `ended` says what became of a unit of that name, whose successor is the nearest.
    """

    text: str
    unit: Unit | None
    sure: bool = True
    nearest: Unit | None = None
    ended: str = ""


@dataclass(frozen=True)
class Former:
    """A unit that is no more: how it was called, what became of it, and who took over (None: nobody did)."""

    names: tuple[str, ...]
    ended: str
    heir: Unit | None


class UnitMatcher:
    """Built once for an import from the units in force; asking costs no query."""

    def __init__(self, units: Iterable[Unit], chosen: dict[str, int | None], former: Iterable[Former] = ()) -> None:
        """`chosen` is what the person decided: text → unit number, or None to leave it out."""
        self.units = list(units)
        self.by_id = {unit.pk: unit for unit in self.units}
        self.chosen = chosen
        self.found: dict[str, Match] = {}
        self.cells: dict[str, list[Match]] = {}
        self.exact: dict[str, Unit] = {}
        self.loose: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            for name in filter(None, (unit.name, unit.short_name, unit.code)):
                self.exact.setdefault(name, unit)
            for key in {plain(unit.name), plain(unit.short_name), _stem(unit.name)} - {""}:
                self.loose[key].append(unit)
        self.former = {spelling: one for one in former for name in one.names for spelling in (plain(name), name)}

    def split(self, text: str) -> list[Match]:
        """Every unit named in a cell, in order, once each; units the person left out are gone."""
        if text not in self.cells:
            self.cells[text] = self._split(text)
        return self.cells[text]

    def _split(self, text: str) -> list[Match]:
        whole = self._known(text.strip())
        if whole and whole.sure:
            return [whole]
        found: dict[str, Match] = {}
        for part in SEPARATORS.split(text.strip()):
            if part and not (part in self.chosen and self.chosen[part] is None):
                found.setdefault(part, self.find(part))
        return list(found.values())

    def find(self, text: str) -> Match:
        """One unit by name, short name or code; then by the usual abbreviations without 市/区; else the nearest."""
        if text not in self.found:
            self.found[text] = self._known(text) or self._ended(text) or Match(text, None, nearest=self._nearest(text))
        return self.found[text]

    def _known(self, text: str) -> Match | None:
        picked = self.by_id.get(self.chosen.get(text) or 0)
        if picked:
            return Match(text, picked)
        if text in self.exact:
            return Match(text, self.exact[text])
        same = self._only(plain(text))
        if same:
            return Match(text, same, sure=_level(text) in ("", _level(same.name), _level(same.short_name)))
        other = self._only(_stem(text))
        if other and text not in self.former:
            return Match(text, other, sure=False)
        return None

    def _ended(self, text: str) -> Match | None:
        found = self.former.get(text) or self.former.get(plain(text))
        return Match(text, None, nearest=found.heir, ended=found.ended) if found else None

    def _only(self, key: str) -> Unit | None:
        found = {unit.pk: unit for unit in self.loose.get(key, [])}
        return next(iter(found.values())) if len(found) == 1 else None

    def _nearest(self, text: str) -> Unit | None:
        if len(self.found) >= MOST_GUESSED:
            return None
        close = difflib.get_close_matches(_stem(text) or text, list(self.loose), n=1, cutoff=0.5)
        return self.loose[close[0]][0] if close else None


def plain(name: str) -> str:
    """Without the level in front, abbreviations written out: 市发改委 → 发展和改革委."""
    name = name.strip()
    if _GOVERNMENT.search(name):
        return _GOVERNMENT.sub("", name)
    bare = _LEVEL.sub("", name)
    for short, whole in _SHORT.items():
        if bare.startswith(short) and not bare.startswith(whole):
            bare = whole + bare[len(short) :]
            break
    return bare.replace("委员会", "委")


def _stem(name: str) -> str:
    """What the office does, without 局, 委, 办: 发展和改革."""
    bare = plain(name)
    stem = _SUFFIX.sub("", bare)
    return stem if len(stem) >= 2 else bare


def _level(name: str) -> str:
    """The level a name begins with: 市, 区, 县, or none."""
    match = _LEVEL.match(name)
    return match[0][-1] if match else ""
