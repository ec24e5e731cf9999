"""The reference of all functions and messages as Markdown, in Chinese or English, made from themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.arguments import told
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.functions.naming import CLAUSES, in_formula, in_sentence, signature
from gangmu.scoring.manual.examples import EXAMPLES
from gangmu.scoring.manual.sample import TABLES, in_chinese
from gangmu.scoring.problems.fact_messages import FACT_MESSAGES
from gangmu.scoring.problems.file_messages import FILE_MESSAGES
from gangmu.scoring.problems.messages import FORMULA_MESSAGES, Sayings
from gangmu.scoring.problems.slip_messages import SLIP_MESSAGES
from gangmu.scoring.values.kinds import ANY, NAMES, NUMBER, Kind

# style of a function → heading in English, in Chinese
SECTIONS = (
    ("strict", "Values of one row", "一行里的计算"),
    ("lenient", "Choices and missing values", "选择与缺数"),
    ("form", "Grades, steps, lines, tables of parameters", "等次、阶梯、插值、查表"),
    ("aggregate", "Aggregates over the rows below", "对下级各行汇总"),
    ("peer", "Among peers", "与同级比较"),
    ("shape", "Named shapes, written in the language itself", "成形函数（用本语言写成）"),
)
# What holds for every function of a style.
HOLDS = {
    "strict": ("A missing argument leaves no result.", "有一个参数缺数，就没有结果。"),
    "lenient": ("These see whether something is missing.", "缺数的，由这几个函数来处理。"),
    "form": ("A missing argument leaves no result.", "有一个参数缺数，就没有结果。"),
    "aggregate": (
        "Over the rows that belong to this one, in the table whose columns are named. A blank among the rows that "
        "count leaves no result; leave such rows out with `where not missing(…)`.",
        "算的是下级表里属于本行的各行；写了哪张表的列，就是哪张表。要算的行里有空白，就没有结果；"
        "不想算空白的，写 `where not missing(列)`。",
    ),
    "peer": (
        "Over the rows of the same table. A row without a value takes no part and gets no place.",
        "算的是同一张表的各行。没有值的行不参加，也没有名次。",
    ),
    "shape": ("A missing argument leaves no result.", "有一个参数缺数，就没有结果。每个都写明了它代表的公式。"),
}
# clause word → what it says, in English, in Chinese; and a function that shows it
CLAUSE_WORDS = {
    "where": ("only rows that fulfil it", "只算符合条件的行", "sum_best"),
    "otherwise": ("what counts when no row fits", "一行都没有时取什么", "sum"),
    "of": ("whose sum is divided by", "除以哪一列之和", "share"),
    "by": ("the weight of a mean; what decides between equals, highest first (with a minus: smallest first)",
           "加权平均的权数；排名时同分的再比什么，大者在前（小者在前的，前面加负号）", "rank"),
    "per": ("what counts once only, at its highest", "同一个什么只计一次，计最高的", "sum_best"),
    "drop": ("how many of the highest and of the lowest are left out", "最高的、最低的各去掉几个", "trimmed_mean"),
    "within": ("the group in which rows are compared", "在哪一组里比", "rank"),
    "among": ("who takes part", "哪些行参加比较", "rank"),
    "ties": ("how equals are counted", "并列的怎么算", "rank"),
    "rounding": ("how a broken quota is rounded", "名额不足一个的部分怎么取", "top"),
}  # fmt: skip
MESSAGES: tuple[tuple[Sayings, str, str], ...] = (
    (FILE_MESSAGES, "About the file", "文件的写法"),
    (FORMULA_MESSAGES, "About formulas", "公式"),
    (SLIP_MESSAGES, "About other ways of writing", "别处的写法"),
    (FACT_MESSAGES, "About facts", "数据"),
)
WORDS = {
    "en": {
        "aliases": "Also", "clauses": "Clause words", "refuses": "No result", "body": "Stands for", "gives": "gives",
        "arguments": "Arguments", "result": "Result", "same": "of the kind that is given", "whole": "a whole number",
        "sample": "The tables of the examples", "clause words": "Clause words",
        "clause table": "| word | also | what it says | example |",
        "told": "Examples are computed over these tables; they show one value, or one for each unit, “—” for none. "
        "Every row of `task` belongs to unit A, for which aggregates are shown. Grades: `excellent`, `good`, `fair`, "
        "`poor`. Table of parameters `coefficients`: lead 1, cooperating 0.5. Arguments are numbers where nothing else "
        "is said; `[…]` may be left out.",
        "list": ", ", "colon": ": ", "index": "| function | also | what it gives |", "messages": "Messages",
        "table": "| message | expected | what to do |", "near": "(the nearest name, where there is one)",
    },
    "zh": {
        "aliases": "也可写", "clauses": "子句", "refuses": "没有结果", "body": "即", "gives": "得",
        "arguments": "参数", "result": "结果", "same": "给什么，得什么", "whole": "整数",
        "sample": "例子用的数据", "clause words": "子句",
        "clause table": "| 词 | 也可写 | 说什么 | 例 |",
        "told": "下面的例子都用这两张表算：写一个数的，就是结果；每个单位各有结果的，逐个列出；“—”是没有结果。"
        "`目标` 表的各行都属于单位 A，汇总的例子写的是 A 的结果。等次从好到差：优秀、良好、一般、较差。"
        "参数表 `系数`：牵头 1，配合 0.5。没有注明的参数都是数；方括号里的参数可以不写。",
        "list": "、",
        "colon": "：", "index": "| 函数 | 也可写 | 给出什么 |", "messages": "提示",
        "table": "| 提示 | 应为 | 怎么办 |", "near": "（有相近的名称时会指出）",
    },
}  # fmt: skip


def reference(language: str = "zh") -> str:
    """An index, the tables of the examples, the clause words, one section a style of function, one entry a function;
    then every message with the way out."""
    words, which = WORDS[language], language == "zh"
    parts = ["\n".join(_index(language)) + "\n", _sample(language), _clause_words(language)]
    for style, *headings in SECTIONS:
        parts.append(f"### {headings[which]}\n\n{in_sentence(HOLDS[style][which], language)}\n")
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
                link = f"[`{definition.called(language)}`](#{_anchor(signature(definition, language))})"
                others = words["list"].join(definition.others(language))
                lines.append(f"| {link} | {others} | {_brief(definition, language)} |")
    return lines


def _brief(definition: Definition, language: str) -> str:
    """The first sentence."""
    said = in_formula(in_sentence(definition.doc[0 if language == "zh" else 1], language), language)
    return re.split("[。；：;:]" if language == "zh" else r"[.;:](?:\s|$)", said)[0]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _sample(language: str) -> str:
    words = WORDS[language]
    lines = [f"### {words['sample']}\n", words["told"]]
    for table, (columns, rows) in TABLES.items():
        lines += ["", _line([table, *columns], language), _line(["---"] * (len(columns) + 1), language)]
        lines += [_line(row, language) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str], language: str) -> str:
    return f"| {' | '.join(_told(cell, language) for cell in cells)} |"


def _told(text: str, language: str) -> str:
    return in_chinese(text) if language == "zh" else text


def _clause_words(language: str) -> str:
    words = WORDS[language]
    lines = [f"### {words['clause words']}\n", words["clause table"], "| --- | --- | --- | --- |"]
    for word, (*said, shows) in CLAUSE_WORDS.items():
        own = in_formula(word, language)
        twins = words["list"].join(twin for twin, plain in CLAUSES.items() if plain == word and twin != own)
        example = [each for each in EXAMPLES[shows] if f" {word} " in each[0]][-1]
        lines.append(f"| `{own}` | {twins} | {said[language == 'zh']} | {_example(*example, language)} |")
    return "\n".join(lines) + "\n"


def _entry(definition: Definition, language: str) -> str:
    words, which = WORDS[language], 0 if language == "zh" else 1
    lines = [
        f"#### `{signature(definition, language)}`\n",
        in_formula(in_sentence(definition.doc[which], language), language),
        "",
    ]
    points = {"aliases": words["list"].join(definition.others(language)), "arguments": _arguments(definition, language)}
    points["result"] = _result(definition, language)
    points["clauses"] = words["list"].join(_clause(definition, word, language) for word in definition.clauses)
    points["refuses"] = in_sentence(definition.refuses[which], language)
    body = in_formula(told(definition.body) if language == "zh" else definition.body, language)
    points["body"] = f"`{body}`" if body else ""
    lines += [f"- {words[name]}{words['colon']}{text}" for name, text in points.items() if text]
    lines += [f"- {_example(formula, shown, language)}" for formula, shown in EXAMPLES[definition.name]]
    return "\n".join(lines) + "\n"


def _arguments(definition: Definition, language: str) -> str:
    """What the arguments take that are not just numbers or anything."""
    takes = []
    for argument in definition.arguments:
        name = told(argument.name) if language == "zh" else argument.name
        choices = [f'"{choice}"' for choice in argument.choices]
        kinds = [NAMES[language][argument.kind.name]] if argument.kind not in (NUMBER, ANY) else []
        if choices or kinds:
            takes.append(f"{name} {' / '.join(choices or kinds)}")
    return WORDS[language]["list"].join(takes)


def _result(definition: Definition, language: str) -> str:
    if not isinstance(definition.result, Kind):
        return WORDS[language]["same"]
    return WORDS[language]["whole"] if definition.result.whole else NAMES[language][definition.result.name]


def _example(formula: str, shown: str, language: str) -> str:
    values = _told(shown, language).split()
    keys = [row[0] for row in TABLES["unit"][1]]
    if len(values) > 1:
        values = [f"{key} {value}" for key, value in zip(keys, values, strict=True)]
    words, written = WORDS[language], in_formula(_told(formula, language), language)
    return f"`{written}` {words['gives']} {words['list'].join(values)}"


def _clause(definition: Definition, word: str, language: str) -> str:
    choices = definition.clauses[word].choices
    return f"`{in_formula(word, language)}`" + (f" ({', '.join(choices)})" if choices else "")


def _messages(sayings: Sayings, english: str, chinese: str, language: str) -> str:
    words = WORDS[language]
    lines = [f"### {chinese if language == 'zh' else english}\n", words["table"], "| --- | --- | --- |"]
    for said in sayings.values():
        cells = [
            _without_values(in_sentence(part, language), words["near"]) for part in said[0 if language == "zh" else 1]
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _without_values(text: str, near: str) -> str:
    """A message with dots in place of what it quotes."""
    dotted = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", lambda found: near if found[1] == "near" else "…", text)
    return dotted.replace("{{", "{").replace("}}", "}").replace("|", "\\|")
