"""Tables and trees for the terminal, where a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from gangmu.scoring import Step

NEIGHBOURS = {
    "zh": {
        "before": "前一名",
        "tied": "并列",
        "after": "后一名",
        "best": "最高",
        "lowest": "最低",
        "said": "{relation}：{name}（{key}）{value}，相差 {difference}",
        "by": "，同分再比相差 {by}",
    },
    "en": {
        "before": "before",
        "tied": "tied",
        "after": "after",
        "best": "best",
        "lowest": "lowest",
        "said": "{relation}: {name} ({key}) {value}, {difference} apart",
        "by": ", {by} apart in the tie-breaker",
    },
}


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def as_table(headings: list[str], rows: list[list[str]]) -> str:
    """Columns in line; those that hold numbers are set to the right."""
    widths = [max(width(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    numeric = [all(_numeric(cell) for cell in column) for column in zip(*rows, strict=True)] or [False] * len(headings)

    def line(cells: list[str]) -> str:
        padded = []
        for cell, wide, right in zip(cells, widths, numeric, strict=True):
            gap = " " * (wide - width(cell))
            padded.append(gap + cell if right else cell + gap)
        return "  ".join(padded).rstrip()

    return "\n".join([line(headings), "  ".join("─" * wide for wide in widths), *(line(row) for row in rows)])


def _numeric(cell: str) -> bool:
    return cell == "—" or cell.lstrip("-").replace(".", "", 1).isdigit()


def tree_lines(step: Step, language: str = "zh", lead: str = "", last: bool = True, top: bool = True) -> Iterator[str]:
    """A derivation as lines of a tree."""
    branch = "" if top else "└─ " if last else "├─ "
    yield f"{lead}{branch}{step.name} = {step.shown}{_place(step)}"
    below = lead if top else lead + ("   " if last else "│  ")
    bar = "│  " if step.children else "   "
    if step.formula and step.formula != step.name:
        yield f"{below}{bar}{step.formula}"
    if step.substituted and step.substituted not in (step.formula, step.shown):
        yield f"{below}{bar}= {step.substituted}"
    for neighbour in step.neighbours:
        words, told = NEIGHBOURS[language], neighbour.as_dict()
        said = words["said"] + (words["by"] if told["by"] else "")
        yield f"{below}{bar}{said.format(**{**told, 'relation': words[told['relation']]})}"
    for position, child in enumerate(step.children):
        yield from tree_lines(child, language, below, position == len(step.children) - 1, top=False)


def _place(step: Step) -> str:
    return f"  〔{step.fact.table} {step.fact.key} · {step.fact.column}〕" if step.fact else ""
