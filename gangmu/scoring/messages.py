"""Everything the engine says to people, in Chinese and English: what is wrong, what would be right, what to do.

Each entry: code → ((what, expected, todo) in Chinese, the same in English). `{near}` entries vanish when there is no near name.
"""
# ruff: noqa: E501 (one text, one line)

from __future__ import annotations

from typing import Any

from gangmu.scoring.fact_messages import FACT_MESSAGES
from gangmu.scoring.include_messages import INCLUDE_MESSAGES

Sayings = dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]]

WORDS = {
    "zh": {
        "error": "错误", "warning": "提醒", "colon": "：", "comma": "，", "stop": "。", "open": "“", "close": "”",
        "expected": "应为：", "table": "表", "row": "第 {} 行", "key": "编号", "column": "列", "near": "是不是想写“{near}”？",
    },
    "en": {
        "error": "error", "warning": "warning", "colon": ": ", "comma": ", ", "stop": ". ", "open": "‘", "close": "’ ",
        "expected": "Expected: ", "table": "table", "row": "row {}", "key": "key", "column": "column", "near": "did you mean ‘{near}’?",
    },
}  # fmt: skip

FILE_MESSAGES: Sayings = {
    "file too long": (
        ("文件太大", "不超过 {longest} 个字符", "请拆分或删去无关内容"),
        ("the file is too long", "at most {longest} characters", "Split it or remove what does not belong"),
    ),
    "not yaml": (
        (
            "这里不符合 YAML 的写法（{why}）",
            "每行“名称: 内容”，下一级缩进两格",
            "请检查这一行和上一行的缩进、冒号后的空格和引号",
        ),
        (
            "this is not YAML ({why})",
            "‘name: content’ on each line, two more spaces for each level",
            "Check indentation, the space after colons, and quotes",
        ),
    ),
    "empty file": (
        ("文件是空的", "一份考核办法", "请写上 title 和 tables"),
        ("the file is empty", "a scheme", "Write a title and tables"),
    ),
    "no anchors": (
        ("考核办法里不用 YAML 的锚点和引用", "把内容写全", "请去掉 & 和 * 开头的记号"),
        ("anchors and aliases are not used in schemes", "the content itself", "Remove what starts with & or *"),
    ),
    "nested too deep": (
        ("缩进层次太多", "不超过 {deepest} 层", "请减少层次"),
        ("nested too deep", "at most {deepest} levels", "Use fewer levels"),
    ),
    "unknown section": (("不认识的部分", "{known}", "{near}"), ("unknown section", "{known}", "{near}")),
    "unknown detail": (("不认识的说明项", "{known}", "{near}"), ("unknown entry", "{known}", "{near}")),
    "no title": (
        ("缺少标题", "title: 办法名称", "请补上 title"),
        ("there is no title", "title: name of the scheme", "Add a title"),
    ),
    "no tables": (
        ("没有任何表", "tables 下至少有 unit 表", "请写上被考核单位的表"),
        ("there are no tables", "at least the table unit under tables", "Add the table of assessed units"),
    ),
    "no unit table": (
        ("没有 unit 表", "tables 下有一张名为 unit 的表", "被考核单位的表必须叫 unit"),
        ("there is no table unit", "a table called unit", "The table of assessed units must be called unit"),
    ),
    "mapping wanted": (
        ("{section} 下应是“名称: 内容”的各行", "名称: 内容", "请每项一行并缩进，冒号用半角，后面空一格"),
        ("{section} should hold ‘name: content’ lines", "name: content", "One entry a line, indented, colon and space"),
    ),
    "list wanted": (
        ("这里应是一个列表", "[甲, 乙]", "请用方括号把各项括起来"),
        ("a list is wanted here", "[a, b]", "Put the entries in square brackets"),
    ),
    "name wanted": (
        ("名称是空的或不是文字", "一个名称", "请写上名称"),
        ("the name is empty or not text", "a name", "Write a name"),
    ),
    "duplicate name": (
        ("这个名称用了两次（前一处在第 {line} 行附近）", "每个名称只用一次", "请改名或删去一处"),
        ("this name is used twice (first near line {line})", "each name once", "Rename or remove one"),
    ),
    "parameter like column": (
        ("参数与 {table} 表的一列同名", "不同的名称", "请给其中一个改名"),
        ("the parameter has the name of a column of table {table}", "different names", "Rename one of them"),
    ),
    "bad name": (
        ("这个名称不能用在公式里", "由汉字、字母、数字、下划线组成，不以数字开头", "请改名，原来的叫法可写在 label 里"),
        (
            "this name cannot be used in formulas",
            "letters, Chinese characters, digits and underscores, no digit first",
            "Rename it; label can keep the old wording",
        ),
    ),
    "reserved name": (
        ("这是公式里的保留字", "别的名称", "请改名"),
        ("this word is reserved in formulas", "another name", "Rename it"),
    ),
    "implicit column": (
        ("每张表本来就有 key（编号）和 name（名称）列", "不用再写", "请删去这一行"),
        ("every table has the columns key and name already", "no such line", "Remove this line"),
    ),
    "bad year": (("年度不对", "四位数字，如 2013", "请改正"), ("not a year", "four digits such as 2013", "Correct it")),
    "bad decimals": (
        ("小数位数不对", "0 到 12 的整数", "请改正"),
        ("not a number of decimals", "0 to 12", "Correct it"),
    ),
    "bad parameter": (
        ("参数没有可用的值", "一个数、一个百分数、一段文字，或 {{value: 40, note: 说明}}", "请写上值"),
        (
            "the parameter has no usable value",
            "a number, a percentage, text, or {{value: 40, note: why}}",
            "Write its value",
        ),
    ),
    "number wanted": (
        ("这里应是数", "如 1.35 或 25%", "请改正"),
        ("a number is wanted here", "such as 1.35 or 25%", "Correct it"),
    ),
    "bad scale": (
        ("等次表至少要有两个等次", "[最好, …, 最差]", "请从最好到最差列出"),
        ("a scale needs at least two grades", "[best, …, worst]", "List them from best to worst"),
    ),
    "grade twice": (
        ("等次表里有重复的等次", "每个等次一次", "请删去重复的"),
        ("a grade occurs twice", "each grade once", "Remove one"),
    ),
    "unknown parent": (
        ("{table} 表的上级表不存在", "已有的表名", "{near}"),
        ("the parent of table {table} does not exist", "the name of a table", "{near}"),
    ),
    "parents in a circle": (
        ("表的上下级关系成了圈", "一棵树", "请去掉其中一处 parent"),
        ("tables are each other's parents", "a tree", "Remove one parent"),
    ),
    "no type": (
        ("这一列没有写明类型，或写了两个", "number、text、yes/no、date 或 one of: […]", "请写一个类型"),
        ("the column has no type, or two", "number, text, yes/no, date or one of: […]", "Write one type"),
    ),
    "unknown type": (("不认识的类型", "{known}", "{near}"), ("unknown type", "{known}", "{near}")),
    "bad choices": (
        ("选项是空的或有重复", "one of: [甲, 乙]", "请改正"),
        ("the choices are empty or repeated", "one of: [a, b]", "Correct them"),
    ),
    "bad default": (
        ("缺省值与类型不符", "该类型的值", "请改正缺省值"),
        ("the default does not suit the type", "a value of the type", "Correct the default"),
    ),
    "comma in braces": (
        ("花括号里的公式在逗号处断开了", '{{formula: "…", label: …}}', "请给公式加上引号，或把 formula 另起一行写"),
        (
            "the formula in braces was cut at a comma",
            '{{formula: "…", label: …}}',
            "Quote the formula, or give it a line of its own",
        ),
    ),
    "formula wanted": (
        ("这一列没有公式", "名称: 公式", "请写上公式"),
        ("the column has no formula", "name: formula", "Write the formula"),
    ),
    "unused parameter": (
        ("这个参数没有任何公式用到", "", "请删去，或检查公式里是不是写了别的名称"),
        ("no formula uses this parameter", "", "Remove it, or see whether a formula uses another name"),
    ),
    "unknown table": (("没有名为 {name} 的表", "", "{near}"), ("there is no table {name}", "", "{near}")),
    "unknown column": (("{table} 表没有这一列", "", "{near}"), ("table {table} has no such column", "", "{near}")),
    "full marks wanted": (
        ("满分应是一个数或一个参数", "如 40，或参数名", "{near}"),
        ("full marks are a number or a parameter", "such as 40, or a parameter's name", "{near}"),
    ),
    "component no number": (
        ("组成部分必须是数", "", "请换成得分列"),
        ("a component must be a number", "", "Name a column of points"),
    ),
}

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
        ("方括号只用于区间", "圆括号", "区间请写 x in [0, 30%]"),
        ("square brackets are for intervals only", "round brackets", "Write an interval as x in [0, 30%]"),
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
        ("{name} 要 0 到 1000 的整数", "0 到 1000 的整数", "请改正"),
        ("{name} must be a whole number from 0 to 1000", "0 to 1000", "Correct it"),
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
        ("插值的点要从小到大排", "位置递增", "请调整次序"),
        ("the points must rise", "rising places", "Change their order"),
    ),
    "point outside": (
        ("“甲 at 乙”只用在 interpolate 里", "", "请删去 at"),
        ("‘a at b’ is for interpolate only", "", "Remove at"),
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
        ("没有哪一个等次表恰好包含 {grades}", "scales 里从最好到最差列出", "{near}"),
        ("no single scale holds {grades}", "a list from best to worst under scales", "{near}"),
    ),
    "unknown lookup": (
        ("没有这张参数表", "{known}", "{near}"),
        ("there is no such parameter table", "{known}", "{near}"),
    ),
    "lookup alone": (
        ("{name} 是一张参数表", "lookup({name}, 键)", "请用 lookup 取其中一项"),
        ("{name} is a parameter table", "lookup({name}, key)", "Take an entry with lookup"),
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

MESSAGES: Sayings = {**FILE_MESSAGES, **INCLUDE_MESSAGES, **FORMULA_MESSAGES, **FACT_MESSAGES}


def say(language: str, code: str, **values: Any) -> tuple[str, str, str]:
    """What is wrong, what was expected, what to do."""
    chosen = MESSAGES[code][0 if language == "zh" else 1]
    near = values.get("near", "")
    values["near"] = WORDS[language]["near"].format(near=near) if near else ""
    what, expected, todo = (part.format(**values) for part in chosen)
    return what, expected, todo
