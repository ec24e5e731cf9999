"""The numbered items of a work report or decision: which of its paragraphs say what must be done, under which heading.

Real files carry no heading styles, and headings run into the text (“（一）……。正文接着写”): structure is read from
numbering and punctuation. A report first looks back; its items begin where it turns to the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(
    r"^(?P<label>(?P<part>[一二三四五六七八九十]{1,3}、)|(?P<section>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<point>\d{1,3}(?:[.．、](?!\d)))|(?P<sub>[（(]\d{1,3}[）)]))\s*"
)
_LEVELS = ("part", "section", "point", "sub")
_TURN = r"(?:今年|本年度?|{year}年)"
_WORK = r"(?:工作|任务|目标|安排|部署|打算|总体要求)"
_LONGEST_HEADING = 60
_BACK = re.compile(r"回顾|过去[一五]年|总结")
_FURNITURE = re.compile(
    r"^(?:下载|打印|全屏|收藏|分享|字号|【字号|加大|还原|缩小|首页|关闭|扫一扫|来源[:：]|浏览|发布时间)"
)
_AFTER_THE_END = re.compile(
    r"^(?:名词解释|注释|附件|附录|有关名词|名词说明|相关(?:报道|阅读|链接)|责任编辑|编辑[:：]|上一篇|下一篇|版权所有)"
)
_SPEAKS = re.compile(r"^各位(?:代表|委员|同志)[，！!,：:]?")


@dataclass(frozen=True)
class Item:
    """One paragraph that says what must be done. `label` is its number as printed, "" without one; `path` the headings
    above it, `line` its place among the file's paragraphs, from 1."""

    label: str
    path: tuple[str, ...]
    text: str
    line: int


def items(lines: Sequence[str], *, year: int) -> list[Item]:
    """The items of a text for `year`, from where it turns to that year; of a text that never does, all."""
    begin, end = _begin(lines, year), _end(lines)
    return list(_walk(lines[begin:end], begin + 1))


def _begin(lines: Sequence[str], year: int) -> int:
    turn = _TURN.format(year=year)
    goals = re.compile(rf"(?:{turn}.{{0,30}}预期目标|预期目标(?:是|为|[:：]))")
    heading = re.compile(rf"^(?:[（(]?[一二三四五六七八九十]+[）)、])?\s*(?:关于)?{turn}.{{0,24}}{_WORK}")
    headings = [
        at
        for at, line in enumerate(lines)
        if len(line) <= _LONGEST_HEADING and heading.match(line) and not _BACK.search(line)
        and not line.endswith("政府工作报告")
    ]  # fmt: skip
    at = next((at for at, line in enumerate(lines) if goals.search(line)), None)
    before = [one for one in headings if at is None or one <= at]
    if before:
        return before[-1] if at is not None else before[0]
    return at if at is not None and any(_BACK.search(line) for line in lines[:at]) else 0


def _end(lines: Sequence[str]) -> int:
    for at, line in enumerate(lines):
        if at > len(lines) // 2 and len(line) <= _LONGEST_HEADING and _AFTER_THE_END.match(line):
            return at
    return len(lines)


def _walk(lines: Sequence[str], first: int) -> Iterator[Item]:
    path: dict[int, str] = {}
    for at, line in enumerate(lines, start=first):
        text = _SPEAKS.sub("", line).strip()
        if not text or _FURNITURE.match(text):
            continue
        numbered = _NUMBER.match(text)
        level = _LEVELS.index(next(name for name in _LEVELS if numbered[name])) if numbered else len(_LEVELS)
        label = numbered["label"].strip() if numbered else ""
        heading, body = _heading(text[numbered.end() :] if numbered else text, bool(numbered))
        if heading and level < len(_LEVELS):
            path = {depth: title for depth, title in path.items() if depth < level} | {level: f"{label}{heading}"}
        above = tuple(path[depth] for depth in sorted(path))
        if body:
            yield Item(label, above, body, at)


def _heading(text: str, numbered: bool) -> tuple[str, str]:
    """A heading and the text that runs on behind it; either may be empty."""
    head, stop, rest = text.partition("。")
    if not stop:
        is_heading = numbered and len(text) <= _LONGEST_HEADING and not re.search(r"[，；;\d]", text)
        return (text, "") if is_heading else ("", text)
    if numbered and len(head) <= _LONGEST_HEADING and not re.search(r"\d", head):
        return head, rest.strip()
    return "", text
