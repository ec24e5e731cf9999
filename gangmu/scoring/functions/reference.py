"""The reference of all functions and messages as Markdown, in Chinese or English, made from themselves."""

from __future__ import annotations

import re

from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.problems.fact_messages import FACT_MESSAGES
from gangmu.scoring.problems.file_messages import FILE_MESSAGES
from gangmu.scoring.problems.messages import FORMULA_MESSAGES, Sayings
from gangmu.scoring.problems.slip_messages import SLIP_MESSAGES

# style of a function → heading in English, in Chinese
SECTIONS = (
    ("strict", "Values of one row", "一行里的计算"),
    ("lenient", "Choices and missing values", "选择与缺数"),
    ("form", "Grades, steps, lines, tables of parameters", "等次、阶梯、插值、查表"),
    ("aggregate", "Aggregates over the rows below", "对下级各行汇总"),
    ("peer", "Among peers", "与同级比较"),
    ("shape", "Named shapes, written in the language itself", "成形函数（用本语言写成）"),
)
MESSAGES: tuple[tuple[Sayings, str, str], ...] = (
    (FILE_MESSAGES, "About the file", "文件的写法"),
    (FORMULA_MESSAGES, "About formulas", "公式"),
    (SLIP_MESSAGES, "About other ways of writing", "别处的写法"),
    (FACT_MESSAGES, "About facts", "数据"),
)
WORDS = {
    "en": {
        "aliases": "Also", "clauses": "Clause words", "refuses": "No result", "body": "Stands for", "gives": "gives",
        "list": ", ", "colon": ": ", "index": "| function | also | what it gives |", "messages": "Messages",
        "table": "| message | expected | what to do |", "near": "(the nearest name, where there is one)",
    },
    "zh": {
        "aliases": "也可写", "clauses": "子句", "refuses": "没有结果", "body": "即", "gives": "得", "list": "、",
        "colon": "：", "index": "| 函数 | 也可写 | 给出什么 |", "messages": "提示",
        "table": "| 提示 | 应为 | 怎么办 |", "near": "（有相近的名称时会指出）",
    },
}  # fmt: skip


def reference(language: str = "zh") -> str:
    """An index, one section a style of function, one entry a function; then every message with the way out."""
    words = WORDS[language]
    parts = ["\n".join(_index(language)) + "\n"]
    for style, english, chinese in SECTIONS:
        parts.append(f"### {chinese if language == 'zh' else english}\n")
        parts += [_entry(definition, language) for definition in ALL if definition.style == style]
    parts.append(f"## {words['messages']}\n")
    parts += [_messages(*section, language) for section in MESSAGES]
    return "\n".join(parts)


def _index(language: str) -> list[str]:
    words = WORDS[language]
    lines = [words["index"], "| --- | --- | --- |"]
    for style, *_headings in SECTIONS:
        for definition in ALL:
            if definition.style == style:
                link = f"[`{definition.name}`](#{_anchor(definition.signature)})"
                lines.append(f"| {link} | {words['list'].join(definition.aliases)} | {_brief(definition, language)} |")
    return lines


def _brief(definition: Definition, language: str) -> str:
    """The first sentence."""
    said = definition.doc[0 if language == "zh" else 1]
    return re.split("[。；：;:]" if language == "zh" else r"[.;:](?:\s|$)", said)[0]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _entry(definition: Definition, language: str) -> str:
    words, which = WORDS[language], 0 if language == "zh" else 1
    lines = [f"#### `{definition.signature}`\n", definition.doc[which]]
    lines.append(f"\n{words['aliases']}{words['colon']}{words['list'].join(definition.aliases)}")
    if definition.clauses:
        clauses = words["list"].join(_clause(definition, word) for word in definition.clauses)
        lines.append(f"\n{words['clauses']}{words['colon']}{clauses}")
    if definition.refuses[1]:
        lines.append(f"\n{words['refuses']}{words['colon']}{definition.refuses[which]}")
    if definition.body:
        lines.append(f"\n{words['body']}{words['colon']}`{definition.body}`")
    lines += [f"\n`{formula}` {words['gives']} `{shown}`" for formula, shown in definition.examples]
    return "\n".join(lines) + "\n"


def _clause(definition: Definition, word: str) -> str:
    choices = definition.clauses[word].choices
    return f"`{word}`" + (f" ({', '.join(choices)})" if choices else "")


def _messages(sayings: Sayings, english: str, chinese: str, language: str) -> str:
    words = WORDS[language]
    lines = [f"### {chinese if language == 'zh' else english}\n", words["table"], "| --- | --- | --- |"]
    for said in sayings.values():
        cells = [_without_values(part, words["near"]) for part in said[0 if language == "zh" else 1]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _without_values(text: str, near: str) -> str:
    """A message with dots in place of what it quotes."""
    dotted = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", lambda found: near if found[1] == "near" else "…", text)
    return dotted.replace("{{", "{").replace("}}", "}").replace("|", "\\|")
