"""The reference of all functions as Markdown, made from the functions themselves."""

from __future__ import annotations

from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.definition import Argument, Definition

SECTIONS = (
    ("strict", "Values of one row", "一行里的计算"),
    ("lenient", "Choices and missing values", "选择与缺数"),
    ("form", "Grades, steps, lines, tables of parameters", "等次、阶梯、插值、查表"),
    ("aggregate", "Aggregates over the rows below", "对下级各行汇总"),
    ("peer", "Among peers", "与同级比较"),
    ("shape", "Named shapes, written in the language itself", "成形函数（用本语言写成）"),
)


def reference() -> str:
    """One section a style of function, one entry a function."""
    parts = []
    for style, english, chinese in SECTIONS:
        parts.append(f"### {english} · {chinese}\n")
        parts += [_entry(definition) for definition in ALL if definition.style == style]
    return "\n".join(parts)


def _entry(definition: Definition) -> str:
    lines = [f"#### `{_signature(definition)}`\n", f"别名 aliases: {'、'.join(definition.aliases)}\n", *definition.doc]
    if definition.clauses:
        lines.append(f"\nClause words 子句: {'、'.join(_clause(definition, word) for word in definition.clauses)}")
    if definition.refuses[1]:
        lines.append(f"\nNo result 没有结果: {definition.refuses[0]} · {definition.refuses[1]}")
    if definition.body:
        lines.append(f"\nStands for 即: `{definition.body}`")
    lines += [f"\n`{formula}` gives `{shown}`" for formula, shown in definition.examples]
    return "\n".join(lines) + "\n"


def _signature(definition: Definition) -> str:
    needed = "".join(f" {word} …" for word in definition.needs)
    return f"{definition.name}({', '.join(map(_argument, definition.arguments))}{needed})"


def _argument(argument: Argument) -> str:
    text = f"{argument.name} …" if argument.repeat else argument.name
    return f"[{text}]" if argument.optional else text


def _clause(definition: Definition, word: str) -> str:
    choices = definition.clauses[word].choices
    return f"`{word}`" + (f" ({', '.join(choices)})" if choices else "")
