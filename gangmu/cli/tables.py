"""Tables, trees and workbooks that commands give; in the terminal a Chinese character is two columns wide."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from gangmu.base.harmless import harmless
from gangmu.scoring import Neighbour, Step, width

TREE = {
    "zh": {
        "before": "前一名", "tied": "并列", "after": "后一名", "best": "最高", "lowest": "最低",
        "mean": "平均", "spread": "标准差",
        "last in": "入选的最后一名", "first out": "未入选的第一名", "in": "{}（入选）", "out": "{}（未入选）",
        "said": "{}：{}（{}）{}", "level": "{}：{}",
        "more": "，高 {}", "less": "，低 {}", "equal": "，相同", "by": "，再比时相差 {}",
        "above": "（推算见上）", "note": "注：{}",
        "remark": "（{}）", "place": "  〔{} {}{}{}〕", "row": "，第 {} 行", "blank": " 空白",
    },
    "en": {
        "before": "before", "tied": "tied", "after": "after", "best": "best", "lowest": "lowest",
        "mean": "mean", "spread": "standard deviation",
        "last in": "last one in", "first out": "first one out", "in": "{} (in)", "out": "{} (out)",
        "said": "{}: {} ({}) {}", "level": "{}: {}", "more": ", {} higher", "less": ", {} lower", "equal": ", equal",
        "by": ", {} apart in the tie-breaker", "above": " (derived above)",
        "note": "Note: {}", "remark": " ({})", "place": "  [{} {}{}{}]", "row": ", row {}", "blank": " blank",
    },
}  # fmt: skip


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


def as_csv(headings: list[str], rows: list[list[str]]) -> str:
    """Without formulas: names come from whoever filled in the facts."""
    out = io.StringIO()
    lines = ([harmless(cell) for cell in line] for line in (headings, *rows))
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue().rstrip("\n")


def _numeric(cell: str) -> bool:
    return cell == "—" or cell.lstrip("+-").removesuffix("%").replace(".", "", 1).isdigit()


def save_workbook(output: Path, content: Callable[[], bytes]) -> None:
    """Writes a workbook; nothing is left half-written when it cannot be made."""
    if output.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{output}：工作簿的文件名应以 .xlsx 结尾  the name must end in .xlsx")
    made = content()
    try:
        output.write_bytes(made)
    except OSError as error:
        raise click.ClickException(f"{output}：不能写入（{error.strerror}）  cannot be written") from None


def tree_text(step: Step, language: str = "zh", depth: int = 50, columns: int = 0) -> str:
    """A derivation as a tree of so many levels, in lines as wide as the terminal; 100 columns in a file or pipe."""
    terminal = shutil.get_terminal_size().columns if sys.stdout.isatty() else 100
    return "\n".join(Tree(language, max(40, columns or terminal)).lines(step, depth))


class Tree:
    """Draws steps; a value that was derived above is not derived again."""

    def __init__(self, language: str, columns: int) -> None:
        self.words, self.columns = TREE[language], columns
        self.drawn: set[tuple[str, str, str]] = set()

    def lines(self, step: Step, depth: int, lead: str = "", branch: str = "", below: str = "") -> Iterator[str]:
        """`lead` and `branch` stand before the first line, `below` before those that follow."""
        children = step.children if depth else ()
        cell = (step.table, step.key, step.column)
        again = step.kind == "computed" and cell in self.drawn and bool(children)
        if children:
            self.drawn.add(cell)
        bar = below + ("   " if again or not children else "│  ")
        title = f"{step.name} = {step.shown}" if step.shown else step.name
        title += self.aside(step) + (self.words["above"] if again else "")
        yield from self.folded(lead + branch, title, bar + "  ")
        if again:
            return
        for line in self.told(step):
            yield from self.folded(bar, line, bar + "  ")
        for position, child in enumerate(children):
            last = position == len(children) - 1
            yield from self.lines(child, depth - 1, below, "└─ " if last else "├─ ", below + ("   " if last else "│  "))

    def told(self, step: Step) -> Iterator[str]:
        if step.words and step.words not in (step.name, step.shown):
            yield step.words
        if step.substituted and step.substituted not in (step.words, step.shown):
            yield f"= {step.substituted}"
        for neighbour in step.neighbours:
            yield self.neighbour(neighbour)
        if step.note and step.kind == "computed":
            yield self.words["note"].format(step.note)

    def aside(self, step: Step) -> str:
        """Where a fact stands, or what the method notes to a parameter."""
        if step.fact is None:
            return self.words["remark"].format(step.note) if step.note and step.kind == "parameter" else ""
        place = step.fact
        column = "" if place.column in step.name else f" · {place.column}"
        blank = self.words["blank"] if step.value is None else ""
        row = self.words["row"].format(place.row) if place.row else ""
        return self.words["place"].format(place.table, place.key, column, row) + blank

    def neighbour(self, neighbour: Neighbour) -> str:
        told, words = neighbour.as_dict(), self.words
        relation = words[neighbour.relation]
        if neighbour.chosen is not None and neighbour.relation in ("before", "tied", "after"):
            relation = words["in" if neighbour.chosen else "out"].format(relation)
        gap = neighbour.difference
        apart = "" if gap is None else words["equal"] if not gap else words["more" if gap > 0 else "less"]
        said = (told["name"], told["key"], told["value"]) if told["key"] else (told["value"],)
        text = words["said" if told["key"] else "level"].format(relation, *said)
        text += apart.format(told["difference"].lstrip("-"))
        return text + (words["by"].format(told["by"].lstrip("-")) if told["by"] else "")

    def folded(self, first: str, text: str, rest: str) -> Iterator[str]:
        """A text in lines that fit; the bars of the tree go on beside it."""
        lead = first
        for line in wrapped(text, self.columns - width(first), self.columns - width(rest)):
            yield (lead + line).rstrip()
            lead = rest


def wrapped(text: str, first: int, rest: int) -> list[str]:
    """Lines at most so wide; broken at blanks, or between Chinese characters but before no closing mark."""
    lines: list[str] = []
    line = ""
    for piece in re.findall(r"\S*?[\u2e80-\uffef][，。；：、）”〕]*|\s+|[^\s\u2e80-\uffef]+", text):
        room = rest if lines else first
        if line and width((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
