"""What the engine says about facts and about missing results, in Chinese and English."""
# ruff: noqa: E501 (one text, one line)

from __future__ import annotations

FACT_MESSAGES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "facts without table": (("办法里没有这张表", "{known}", "{near}"), ("the scheme has no such table", "{known}", "{near}")),
    "table without facts": (
        ("没有这张表的数据", "一张名为 {table} 的表", "如果确实没有，请给一张只有表头的空表"),
        ("there are no facts for this table", "a table called {table}", "Give an empty table with headings if there are none"),
    ),
    "facts without column": (("办法里没有这一列，未使用", "", "{near}"), ("the scheme has no such column; it is not used", "", "{near}")),
    "column without facts": (("表里缺少这一列", "列名 {known}", "请补上这一列"), ("the table lacks this column", "a column called {known}", "Add the column")),
    "heading misspelt": (
        ("表里缺少这一列，却有办法里没有的“{written}”", "列名 {known}", "如果就是它，请改正列名"),
        ("the table lacks this column, but one that the scheme does not know, ‘{written}’", "a column called {known}", "If it is this one, correct its heading"),
    ),
    "no key": (("这一行没有编号，未使用", "每行一个不重复的编号（key）", "请补上编号；如果是汇总或说明，请删去这一行"), ("the row has no key and is not used", "a key of its own in each row", "Add the key; remove the row if it is a sum or a remark")),
    "duplicate key": (("编号重复，与{first}相同，未使用", "不重复的编号", "请改正编号或删去重复的行"), ("the key repeats that of {first}; the row is not used", "keys that differ", "Correct the key or remove the row")),
    "no parent": (
        ("没有写明属于“{parent}”表的哪一行，未使用", "“{parent}”表里的编号", "请补上；合并的单元格只有第一格有内容，请取消合并、逐行填写"),
        ("it is not said which row of table {parent} this one belongs to; it is not used", "a key of table {parent}", "Add it; of merged cells only the first has a content, so fill in each row"),
    ),
    "nothing above": (
        ("上级表“{parent}”没有可用的行，所以这张表的各行都未使用", "", "请先补上“{parent}”表的数据"),
        ("the table above, {parent}, has no usable row, so that no row of this one is used", "", "Give the facts of table {parent} first"),
    ),
    "orphan": (("“{parent}”表里没有这个编号，这一行未使用", "“{parent}”表里的编号", "{near}"), ("table {parent} has no such key; the row is not used", "a key of table {parent}", "{near}")),
    "row of totals": (
        ("像是汇总的一行，却会和别的行一样计算", "", "如果是汇总，请删去这一行"),
        ("looks like a row of totals, but is computed like any other", "", "Remove the row if it is one"),
    ),
    "lonely group": (
        ("这一组只有这一行，写法与“{other}”相近，会自成一组", "", "如果是同一组，请改成一样的写法"),
        ("is a group of this row alone, written almost like ‘{other}’", "", "If it is the same group, write it alike"),
    ),
    "not a number": (("不是数", "如 1234.5 或 12%", "请只填数字，单位写在表头"), ("not a number", "such as 1234.5 or 12%", "Write digits only")),
    "shares and numbers": (
        ("有的带百分号（如 {share}），有的不带（如 {bare}）：95% 是 0.95，95 就是 95，相差一百倍", "整列一种写法", "请看看是不是漏了百分号"),
        ("some have a per cent sign ({share}), some have none ({bare}): 95% is 0.95, 95 is 95, a hundred times as much", "one way of writing in the whole column", "See whether a per cent sign was left out"),
    ),
    "share beside number": (
        ("同一行里有的带百分号（{share}），这一格不带：95% 是 0.95，95 就是 95，相差一百倍", "同一行一种写法", "请看看是不是漏了百分号"),
        ("another cell of the row has a per cent sign ({share}), this one has none: 95% is 0.95, 95 is 95, a hundred times as much", "one way of writing in a row", "See whether a per cent sign was left out"),
    ),
    "number beside per cent": (
        ("这一列在办法里与百分数比较（{limit}），填的却都远大于 1：95% 是 0.95，95 就是 95，相差一百倍", "如 95% 或 0.95", "请看看是不是漏了百分号"),
        ("the scheme compares this column with {limit}, and all of it is far above 1: 95% is 0.95, 95 is 95, a hundred times as much", "such as 95% or 0.95", "See whether a per cent sign was left out"),
    ),
    "per cent beside number": (
        ("这一列在办法里与 {limit} 比较，填的却都不超过 1：0.95 就是 95%，与 95 相差一百倍", "与办法同一种写法", "请看看办法里是不是漏了百分号，或者这一列要乘以 100"),
        ("the scheme compares this column with {limit}, and none of it is above 1: 0.95 is 95%, a hundredth of 95", "both written alike", "See whether the scheme lacks a per cent sign, or the column is to be multiplied by 100"),
    ),
    "sheet error": (
        ("是表格软件的出错值", "", "请改正这一格的公式，或者直接填值"),
        ("is what a spreadsheet shows where it could not compute", "", "Correct the formula of the cell, or write the value"),
    ),
    "formula without value": (
        ("是公式，文件里没有存它的结果", "", "请用 Excel 或 WPS 打开，保存一次再算；或者直接填值"),
        ("is a formula whose result is not stored in the file", "", "Open the file in a spreadsheet, save it and try again; or write the value"),
    ),
    "digits lost": (
        ("是超过 15 位的数，后面的位数表格软件没有存", "文本", "请先把单元格格式改为“文本”，再重新填写"),
        ("is a number of more than 15 digits, of which a spreadsheet loses the last", "a text", "Format the cell as text and write it anew"),
    ),
    "number with unit": (("数字后面带了别的字", "只填数字", "请换算成表头的单位，只留数字"), ("something follows the number", "digits only", "Convert to the heading's unit and keep the number")),
    "not finite": (("不是有限的数", "一个有限的数", "请改正"), ("not a finite number", "a finite number", "Correct it")),
    "number too long": (("数字太长或太大", "不超过 60 位", "请检查是否粘贴错了"), ("the number is too long or too large", "at most 60 digits", "See whether it was pasted wrongly")),
    "not a choice": (("不在可选的值里", "{known}", "{near}"), ("not one of the choices", "{known}", "{near}")),
    "not yes or no": (("不是“是”或“否”", "是 或 否", "请改正"), ("neither yes nor no", "yes or no", "Correct it")),
    "not a date": (("不是日期", "如 2013-01-31", "请改正"), ("not a date", "such as 2013-01-31", "Correct it")),
    "blank number": (
        ("空白，因此{whose}的“{result}”没有结果", "一个数（没有就填 0，空白表示未报）", "请补上后重新计算"),
        ("is blank, so that ‘{result}’ of {whose} has no result", "a number (0 if it is zero; a blank means not reported)", "Fill it in and compute again"),
    ),
    "blank fact": (
        ("空白，因此{whose}的“{result}”没有结果", "一个值（合并的单元格只有第一格有内容）", "请补上后重新计算"),
        ("is blank, so that ‘{result}’ of {whose} has no result", "a value (of merged cells only the first has one)", "Fill it in and compute again"),
    ),
    "unusable fact": (("填的不能用，因此{whose}的“{result}”没有结果", "", "请照这一格的提示改正"), ("holds nothing usable, so that ‘{result}’ of {whose} has no result", "", "Correct it as its own message says")),
    "no result": (("无法计算（{why}），因此{whose}的“{result}”没有结果", "", "请检查这一行的数据，或在办法里写明这种情况怎么算"), ("cannot be computed ({why}), so that ‘{result}’ of {whose} has no result", "", "Check the facts of this row, or let the scheme say what counts then")),
}  # fmt: skip
