"""Everything the engine says to people, in Chinese and English: what is wrong, what would be right, what to do.

Each entry: code → ((what, expected, todo) in Chinese, the same in English). `{near}` entries vanish when there is no near name.
"""
# ruff: noqa: E501 (one text, one line)

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gangmu.scoring.functions.naming import in_sentence
from gangmu.scoring.problems.fact_messages import FACT_MESSAGES
from gangmu.scoring.problems.file_messages import FILE_MESSAGES
from gangmu.scoring.problems.include_messages import INCLUDE_MESSAGES
from gangmu.scoring.problems.slip_messages import SLIP_MESSAGES

Sayings = dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]]

WORDS = {
    "zh": {
        "error": "错误", "warning": "提醒", "colon": "：", "comma": "，", "stop": "。", "open": "“", "close": "”",
        "list": "、", "at least": "至少 {}", "expected": "应为：", "table": "表", "row": "第 {} 行", "key": "编号", "column": "列", "near": "是不是想写“{near}”？",
        "earlier row": "前面的一行", "aside": "（{}）",
        "total": "总分", "grade": "等次", "rank": "名次",
    },
    "en": {
        "error": "error", "warning": "warning", "colon": ": ", "comma": ", ", "stop": ". ", "open": "‘", "close": "’",
        "list": ", ", "at least": "at least {}", "expected": "Expected: ", "table": "table", "row": "row {}", "key": "key", "column": "column", "near": "Did you mean ‘{near}’?",
        "earlier row": "an earlier row", "aside": " ({})",
        "total": "total", "grade": "grade", "rank": "rank",
    },
}  # fmt: skip

FORMULA_MESSAGES: Sayings = {
    "formula empty": (("公式是空的", "一个公式", "请写上公式"), ("the formula is empty", "a formula", "Write it")),
    "formula too long": (
        ("公式太长", "不超过 {longest} 个字符", "请拆成几列"),
        ("the formula is too long", "at most {longest} characters", "Split it into several columns"),
    ),
    "formula too deep": (
        ("公式层次太多", "不超过 {deepest} 层", "请拆成几列"),
        ("the formula is nested too deep", "at most {deepest} levels", "Split it into several columns"),
    ),
    "formula ends early": (
        ("公式没有写完", "后面还有数、名称或括号", "请补全"),
        ("the formula ends too early", "something more", "Complete it"),
    ),
    "bracket open": (("括号没有关上", "）", "请补上右括号"), ("a bracket is not closed", ")", "Close it")),
    "bracket too many": (
        ("多了一个右括号", "左右括号成对", "请删去或补上左括号"),
        ("one closing bracket too many", "brackets in pairs", "Remove it or open one"),
    ),
    "square bracket": (
        ("方括号只用于区间", "圆括号", "区间写 x in [0, 30%]，一张表的列写“表.列”，参数表的一项写 lookup(表, 键)"),
        (
            "square brackets are for intervals only",
            "round brackets",
            "An interval is x in [0, 30%], a column ‘table.column’, an entry lookup(table, key)",
        ),
    ),
    "strange character": (
        ("公式里不能有这个字符", "", "请删去或改写；文字要用成对的引号"),
        ("this character cannot stand in a formula", "", "Remove it; texts need a pair of quotes"),
    ),
    "operator wanted": (
        ("两项之间缺少运算符", "+ - × ÷、比较符、逗号或 且/或", "请补上"),
        ("an operator is missing between two things", "+ - * /, a comparison, a comma, and/or", "Add it"),
    ),
    "unexpected": (
        ("这里不该出现它", "", "请检查前后的符号"),
        ("this cannot stand here", "", "Check what is before and after it"),
    ),
    "unknown name": (
        ("{table} 表及其上级里没有这个名称，参数里也没有", "已有的列或参数", "{near}"),
        (
            "neither table {table} and those above it nor the parameters have this name",
            "a column or parameter",
            "{near}",
        ),
    ),
    "glued name": (
        ("没有这个名称；里面的“{word}”若是运算，两边要有空格", "", "请写成“甲 {word} 乙”"),
        ("there is no such name; if ‘{word}’ in it is an operator it needs spaces", "", "Write ‘a {word} b’"),
    ),
    "glued word": (
        ("里面的“{word}”若是单独的一个词，两边要有空格", "… {word} …", "请在“{word}”两边各空一格"),
        ("‘{word}’ needs spaces if it is a word of its own", "… {word} …", "Put a space on either side of ‘{word}’"),
    ),
    "column below": (
        (
            "这是下级表 {table} 的列，每个单位有许多行",
            "先汇总成一个数",
            "请用 sum、count、mean、share 等，如 sum({table}.列)",
        ),
        (
            "this is a column of table {table} below, which has many rows",
            "one value made of them",
            "Use sum, count, mean, share …, as in sum({table}.column)",
        ),
    ),
    "unknown function": (("没有名为 {name} 的函数", "", "{near}"), ("there is no function {name}", "", "{near}")),
    "nothing below": (
        ("{table} 表没有下级表，无从汇总", "在上级表里汇总", "请把它写到上级表，或用 mean_of、rank 等同级函数"),
        (
            "table {table} has no table below to aggregate",
            "an aggregate in a table above",
            "Move it up, or use mean_of, rank and the like",
        ),
    ),
    "aggregate of nothing": (
        ("没有写明汇总什么", "下级表的列或表名：{known}", "如 count(target) 或 sum(得分)"),
        ("it is not said what to aggregate", "a column or table below: {known}", "As in count(target) or sum(score)"),
    ),
    "not below": (
        ("汇总里用到的都是本表的列", "下级表的列：{known}", "请写下级表的列"),
        (
            "the aggregate uses only columns of this table",
            "columns of a table below: {known}",
            "Use a column of the table below",
        ),
    ),
    "ambiguous table": (
        ("分不清汇总哪张表：{tables} 都有这些列", "表名.列名", "请写成如 {example}"),
        ("the tables {tables} all have these columns", "table.column", "Write it as {example}"),
    ),
    "shapes too deep": (
        ("成形函数套了太多层", "不超过 {deepest} 层", "请把里层另立一列"),
        ("named shapes are nested too deep", "at most {deepest} levels", "Put the inner one into a column of its own"),
    ),
    "wrong number": (
        ("{function} 要 {wanted} 个参数，这里有 {found} 个", "{names}", "请增减参数"),
        ("{function} takes {wanted} arguments, here are {found}", "{names}", "Add or remove arguments"),
    ),
    "unknown clause": (
        ("{function} 不用 {word}", "{known}", "请删去这一句"),
        ("{function} does not know {word}", "{known}", "Remove it"),
    ),
    "clause twice": (
        ("{word} 写了两次", "一次", "请合并，条件用“且”连接"),
        ("{word} stands twice", "once", "Join the conditions with ‘and’"),
    ),
    "clause wanted": (
        ("{function} 少了 {word}", "{word} …", "请补上 {word}"),
        ("{function} needs {word}", "{word} …", "Add {word}"),
    ),
    "wrong kind": (
        ("{function} 这里要的是{wanted}，给的是{found}", "{wanted}", "请改用合适的列或函数"),
        ("{function} wants {wanted} here, this is {found}", "{wanted}", "Use another column or function"),
    ),
    "text not number": (
        ("{function} 这里要的是{wanted}，给的是{found}", "{wanted}", "数不要加引号"),
        ("{function} wants {wanted} here, this is {found}", "{wanted}", "Do not quote numbers"),
    ),
    "parameter no number": (
        ("这个参数当数用，写的却是“{written}”", "一个数，如 {number}", "请只写数：不加引号，单位写在 note 里"),
        (
            "this parameter is used as a number, and it is ‘{written}’",
            "a number, such as {number}",
            "Write the number alone: no quotes, its unit in the note",
        ),
    ),
    "kinds differ": (
        ("几种结果类型不同（{kinds}）", "同一种类型", "请让各项都是数或都是文字"),
        ("the results are of different kinds ({kinds})", "one kind", "Let all be numbers or all texts"),
    ),
    "compare kinds": (
        ("不能拿{left}和{right}比较", "同一种类型", "文字要加引号，数不加引号"),
        ("{left} cannot be compared with {right}", "one kind", "Quote texts, do not quote numbers"),
    ),
    "no order": (
        ("{kind}没有大小先后", "= 或 <>", "等次高低请用 scales 和 worst、step_down"),
        ("{kind} has no order", "= or <>", "For grades use scales with worst, step_down"),
    ),
    "never equal": (("不可能出现这个值", "{known}", "{near}"), ("this value can never occur", "{known}", "{near}")),
    "bad interval": (
        ("区间要有两个端点", "x in [0, 30%)", "请改正"),
        ("an interval has two ends", "x in [0, 30%)", "Correct it"),
    ),
    "empty interval": (
        ("区间的下端大于上端", "[小, 大]", "请调换两端"),
        ("the interval's low end is above its high end", "[low, high]", "Swap them"),
    ),
    "constant wanted": (
        ("{name} 必须事先定好，不能随数据变", "一个数、文字或参数", "请写定值"),
        ("{name} must be known beforehand", "a number, text or parameter", "Write a fixed value"),
    ),
    "unknown option": (("不认识的写法", "{known}", "{near}"), ("unknown option", "{known}", "{near}")),
    "small number wanted": (
        ("{name} 要 0 到 {largest} 的整数", "0 到 {largest} 的整数", "请改正"),
        ("{name} must be a whole number from 0 to {largest}", "0 to {largest}", "Correct it"),
    ),
    "quota unclear": (
        ("名额既不是整数，也不是百分数", "几名写整数，如 3；按比例写百分数，如 30%", "请改正"),
        (
            "the quota is neither a whole number nor a percentage",
            "a count such as 3, or a share such as 30%",
            "Correct it",
        ),
    ),
    "no rest": (
        ("{function} 的最后一项应是其余情况的结果", "不带比较的一项", "请补上其余情况"),
        ("the last argument of {function} is for the rest", "a plain value", "Add what the rest gets"),
    ),
    "no cases": (
        ("{function} 没有任何档", '"优秀" >= 90', "请写上各档"),
        ("{function} has no cases", '"excellent" >= 90', "Write its cases"),
    ),
    "bad case": (
        ("{function} 的一档应写成“结果 比较 界限”", '"优秀" >= 90，或 7 in [0, 30%]', "请改正"),
        ("a case of {function} is ‘result comparison limit’", '"excellent" >= 90, or 7 in [0, 30%]', "Correct it"),
    ),
    "mixed cases": (
        ("{function} 的各档写法不一：有的写界限，有的写区间", "与“{first}”同一种写法", "请全部写界限，或全部写区间"),
        (
            "{function} mixes limits and intervals",
            "all like ‘{first}’",
            "Write limits everywhere, or intervals everywhere",
        ),
    ),
    "gap": (
        (
            "{low} 与 {high} 之间没有一档，落在这里的按“其余”算（{rest}）",
            "前后相接的区间",
            "请核对端点；确实如此就不用改",
        ),
        (
            "no step between {low} and {high}: there the rest applies ({rest})",
            "steps that meet",
            "Check the ends; leave them if it is meant",
        ),
    ),
    "unreachable": (
        ("永远轮不到这一档，前面的“{before}”已经包括了它", "界限依次降低（或升高）", "请调整次序或界限"),
        (
            "this case is never reached: ‘{before}’ before it takes all",
            "limits that fall (or rise)",
            "Change order or limits",
        ),
    ),
    "overlap": (
        ("这一档与前面的档重叠", "互不重叠的区间", "请用 [ ] 含端点、( ) 不含端点写明"),
        ("this step overlaps one before it", "intervals apart", "Say with [ ] and ( ) which ends belong"),
    ),
    "points wanted": (
        ("插值至少要两个点", "60 at 80%, 100 at 100%", "请写成“得分 at 位置”"),
        ("interpolate needs at least two points", "60 at 80%, 100 at 100%", "Write ‘points at place’"),
    ),
    "points fall": (
        ("at 后面的数要从小到大排", "位置递增", "请调整次序"),
        ("the places after at must rise", "rising places", "Change their order"),
    ),
    "brackets wanted": (
        ("分段累进的各段写法不对", "1/20 at 0, 1/40 at 10", "请写成“每点几分 at 从几点起”"),
        ("brackets are written otherwise", "1/20 at 0, 1/40 at 10", "Write ‘rate at start’"),
    ),
    "bracket below zero": (
        ("分段的起点小于零", "0 或更大的数", "起点只写正数；x 为负数时自动反方向计算"),
        (
            "a bracket starts below zero",
            "0 or more",
            "Write positive starts; a negative x counts the other way by itself",
        ),
    ),
    "point outside": (
        ("“甲 at 乙”只用在 interpolate 和 progressive 里", "", "请删去 at"),
        ("‘a at b’ is for interpolate and progressive only", "", "Remove at"),
    ),
    "open grades": (
        ("不知道这里会出现哪些等次", "band 的结果或 one of 列", "请用 band 定等次，或把列的类型写成 one of"),
        (
            "it is not known which grades can occur",
            "a result of band, or a one of column",
            "Use band, or make the column one of",
        ),
    ),
    "no scale": (
        ("没有哪一个等次表包含 {grades}", "scales 里从最好到最差列出", "{near}"),
        ("no scale holds {grades}", "a list from best to worst under scales", "{near}"),
    ),
    "several scales": (
        (
            "几个等次表都包含 {grades}：{scales}，不知道用哪一个",
            "用与这一列同名的等次表",
            "请把该用的等次表与这一列起成同一个名称，或删去多余的",
        ),
        (
            "several scales hold {grades}: {scales}",
            "the scale with the name of this column",
            "Give the scale and the column one name, or remove the other scales",
        ),
    ),
    "unknown lookup": (
        ("没有这张参数表", "{known}", "{near}"),
        ("there is no such parameter table", "{known}", "{near}"),
    ),
    "lookup alone": (
        ("{name} 是一张参数表", "lookup({name}, 键)", "请用 lookup 取其中一项"),
        ("{name} is a parameter table", "lookup({name}, key)", "Take an entry with lookup"),
    ),
    "never scored": (
        (
            "{text} 的公式只会得出“不计分”",
            "不计分(…) 只作 if、分档、阶梯的一支，或写在 otherwise 后",
            "请写上计分时怎么算",
        ),
        (
            "{text} can only be ‘not scored’",
            "not_scored(…) as one branch of if, band or ladder, or behind otherwise",
            "Say what counts else",
        ),
    ),
    "bad reason": (
        ("不计分要写明原因", '1 至 {longest} 个字符的文字，如 不计分("没有这项任务")', "请写明原因"),
        (
            "say why it is not scored",
            'a text of 1 to {longest} characters, such as not_scored("no such task")',
            "Give the reason",
        ),
    ),
    "bad date": (("日期写法不对", 'date("2013-01-31")', "请改正"), ("not a date", 'date("2013-01-31")', "Correct it")),
    "circle": (
        ("公式成了圈：{circle}", "一列不能最终依赖自己", "请改写其中一列"),
        ("formulas run in a circle: {circle}", "a column must not depend on itself", "Rewrite one of them"),
    ),
    "chain too long": (
        ("一列接一列的公式超过 {longest} 层", "不超过 {longest} 层", "请合并一些列"),
        ("more than {longest} columns build on each other", "at most {longest}", "Join some of them"),
    ),
}

MESSAGES: Sayings = {**FILE_MESSAGES, **INCLUDE_MESSAGES, **FORMULA_MESSAGES, **SLIP_MESSAGES, **FACT_MESSAGES}


def say(language: str, code: str, **values: Any) -> tuple[str, str, str]:
    """What is wrong, what was expected, what to do."""
    chosen = MESSAGES[code][0 if language == "zh" else 1]
    near = values.get("near", "")
    values["near"] = WORDS[language]["near"].format(near=near) if near else ""
    for name, value in values.items():
        if isinstance(value, (list, tuple)):
            values[name] = listed(language, value)
    what, expected, todo = (in_sentence(part, language).format(**values) for part in chosen)
    return what, expected, todo


def listed(language: str, names: Iterable[str], most: int = 20) -> str:
    """Names one after another as the language does it; of a long list the first ones."""
    known = list(names)
    return WORDS[language]["list"].join(known[:most]) + ("…" if len(known) > most else "")
