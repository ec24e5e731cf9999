"""What is said about formulas written as one writes elsewhere: in Excel, in a program, or in the office's own words."""

from __future__ import annotations

SLIP_MESSAGES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "other sign": (("公式里不这样写", "", "请改成“{right}”"), ("formulas do not use this", "", "Write ‘{right}’")),
    "leading equals": (
        ("公式前面不写等号", "", "请删去"),
        ("a formula does not begin with an equals sign", "", "Remove it"),
    ),
    "joining sign": (
        ("公式里不用这个符号", "文字相连写 join(甲, 乙)，条件都要成立写“甲 and 乙”", "请改写"),
        ("formulas do not use this sign", "join(a, b) for texts, ‘a and b’ for conditions", "Rewrite"),
    ),
    "comparison alone": (
        (
            "比较符前面没有写拿什么来比",
            "每个比较都写全，如 得分 >= 80 and 得分 < 90，或 80 <= 得分 < 90",
            "请补上",
        ),
        (
            "it is not said what is compared",
            "each comparison in full, as points >= 80 and points < 90, or 80 <= points < 90",
            "Add it",
        ),
    ),
    "argument missing": (
        ("逗号前面少了一项", "每一项都要写，不能空着", "请补上，如 0；逗号多了就删去"),
        (
            "something is missing before the comma",
            "every argument, none left empty",
            "Add it, such as 0, or remove the comma",
        ),
    ),
    "operand wanted": (
        ("它前面少了一个数、名称或条件", "", "请补上；符号多了就删去"),
        ("a number, name or condition is missing before this", "", "Add it, or remove the sign"),
    ),
    "if in words": (
        ("条件不写成句子", "if(条件, 成立时取的值, 否则取的值)", "请照这个写法改写"),
        (
            "a condition is not written as a sentence",
            "if(condition, value when it holds, value otherwise)",
            "Rewrite it like this",
        ),
    ),
    "cell reference": (
        ("公式里不用单元格的地址", "列名；要整列的合计写 sum(列)", "请改成列名"),
        (
            "formulas do not use addresses of cells",
            "a column’s name; sum(column) for all its rows",
            "Write the column’s name",
        ),
    ),
    "blank as value": (
        ("空白不是一个值，不能拿来比较", "是空白写 missing(列)，不是空白写 not missing(列)", "请改写"),
        ("a blank is no value and cannot be compared", "missing(column), or not missing(column)", "Rewrite"),
    ),
    "yes/no compared": (
        ("“{right}”本身就是条件，不用和{other}比较", "{right}，或 not {right}", "请去掉比较"),
        (
            "‘{right}’ is a condition by itself and is not compared with {other}",
            "{right}, or not {right}",
            "Remove the comparison",
        ),
    ),
    "function in capitals": (
        ("函数名用小写字母", "{right}(…)", "请改成 {right}"),
        ("functions are written in small letters", "{right}(…)", "Write {right}"),
    ),
    "function nowhere": (
        (
            "{name} 是表格软件的函数，这里没有",
            "已有的函数（见“考核办法语言”的函数一览）",
            "请改用已有的函数，或先算好，作为数据的一列填进来",
        ),
        (
            "{name} is a function of spreadsheets that does not exist here",
            "one of the functions in the reference",
            "Use another one, or fill the value in as a column of the facts",
        ),
    ),
    "place nowhere": (
        (
            "{name} 是表格软件的函数，这里不取第几大、第几小的数",
            "最大、最小的写 best(…)、lowest(…)（本表各行）或 max(…)、min(…)（下级各行）；"
            "是不是前几名、后几名写 top(…, …)、bottom(…, …)",
            "请改用这些，或先算好，作为数据的一列填进来",
        ),
        (
            "{name} is a function of spreadsheets; nothing here gives the value at a place",
            "best(…) and lowest(…) over this table, max(…) and min(…) over the rows below; "
            "top(…, …) and bottom(…, …) say who is among the first or last",
            "Use one of these, or fill the value in as a column of the facts",
        ),
    ),
    "column called": (
        ("“{name}”是一列或一个参数，不是函数", "{name} * (…)", "相乘要写乘号"),
        ("‘{name}’ is a column or a parameter, not a function", "{name} * (…)", "Write the multiplication sign"),
    ),
    "other word inside": (
        ("没有这个名称；里面的“{word}”在公式里写作 {right}", "甲 {right} 乙", "请把“{word}”改成 {right}，两边空一格"),
        (
            "there is no such name; ‘{word}’ in it is written {right} in formulas",
            "a {right} b",
            "Write {right} for ‘{word}’, with spaces",
        ),
    ),
    "sign at end": (
        ("公式末尾多了这个符号", "", "请删去"),
        ("this sign at the end of the formula is one too many", "", "Remove it"),
    ),
    "other clause": (
        ("{function} 里不用“{word}”", "{right} …", "请把“{word}”换成“{right}”"),
        ("{function} does not know ‘{word}’", "{right} …", "Write ‘{right}’ in place of ‘{word}’"),
    ),
    "quote open": (
        ("引号没有成对", '文字两边各一个引号，如 "重点"', "请补上另一个引号"),
        ("a quote is not closed", 'a text between two quotes, such as "key"', "Add the other quote"),
    ),
    "percent after name": (
        ("百分号只跟在数后面", "如 25%；一列要除以一百写“列 / 100”", "请改写"),
        (
            "a per cent sign follows numbers only",
            "such as 25%; a column divided by a hundred is ‘column / 100’",
            "Rewrite",
        ),
    ),
    "comma outside": (
        ("逗号只用来隔开函数括号里的各项", "数里不写千分位，如 12000", "请去掉逗号，或检查括号"),
        (
            "commas stand between the arguments of a function only",
            "numbers without thousands separators, such as 12000",
            "Remove the comma, or check the brackets",
        ),
    ),
    "leading zero": (
        ("数的前面有多余的 0", "数里不写千分位，如 12000", "请去掉多余的 0 和千分位的逗号"),
        (
            "the number begins with needless zeros",
            "numbers without thousands separators, such as 12000",
            "Remove zeros and separators",
        ),
    ),
    "unit after number": (
        ("数后面紧跟着文字", "公式里的数不写单位；相乘写“2 * 列”", "请删去单位，或补上运算符"),
        (
            "a word follows the number",
            "numbers without units; a product is ‘2 * column’",
            "Remove the unit, or add an operator",
        ),
    ),
    "function without brackets": (
        ("函数后面要有括号", "{text}(…)", "请把各项放进括号，用逗号隔开"),
        ("a function needs brackets", "{text}(…)", "Put its arguments in brackets, with commas between"),
    ),
    "clause outside": (
        (
            "这个词只用在函数的括号里，跟在各项后面",
            '如 sum(得分 where 类别 = "重点")',
            "请检查它在不在括号里，前面有没有写完",
        ),
        (
            "this word is used inside a function's brackets only, after the arguments",
            'as in sum(points where kind = "key")',
            "See whether it is inside the brackets, and what is before it complete",
        ),
    ),
    "word unknown": (
        ("不认识这个词", "运算符、逗号，或 where、within 等", "{near}"),
        ("this word is not known here", "an operator, a comma, or where, within …", "{near}"),
    ),
    "spreadsheet function": (
        ("这里没有 {name}(…) 这样的函数", "{right}", "请照这个写法改写"),
        ("there is no function {name}(…) here", "{right}", "Rewrite it like this"),
    ),
    "clause word wanted": (
        ("前面少了一个词“{word}”", "{right}", "请把逗号换成 {word}"),
        ("the word ‘{word}’ is missing before this", "{right}", "Write {word} in place of the comma"),
    ),
    "condition counted": (
        ("count 数的是行，条件要写在 where 后面", "{right}", "请补上 where"),
        ("count counts rows; a condition follows where", "{right}", "Add where"),
    ),
    "own column": (
        ("{function} 汇总的是下级表的行，“{written}”是本表的列", "{right}", "要把本表各行的数放在一起算，请写 {right}"),
        (
            "{function} is taken over the rows below; ‘{written}’ is a column of this table",
            "{right}",
            "Over the rows of this table, write {right}",
        ),
    ),
    "own column alone": (
        (
            "{function} 只写一列时，取的是下级各行中的；“{written}”是本表的列",
            "{right}，或 {function}({written}, 0)",
            "要本表各行中的，请写 {right}；要比较几个数，请逐个写上",
        ),
        (
            "{function} of a single column is taken over the rows below; ‘{written}’ is a column of this table",
            "{right}, or {function}({written}, 0)",
            "Over the rows of this table, write {right}; to compare several numbers, write them all",
        ),
    ),
    "unquoted text": (
        ("这是一段文字，不是名称，要加引号", '"{name}"', "请加上引号"),
        ("this is a text, not a name; texts need quotes", '"{name}"', "Add quotes"),
    ),
    "label not name": (
        ("这是显示用的名称，公式里另有写法", "{right}", "请改成 {right}"),
        ("this is how it is shown; formulas call it otherwise", "{right}", "Write {right}"),
    ),
    "table not column": (
        ("这是一张表，不是一列", "{example}", "请写明是哪一列；只数行数用 count({name})"),
        ("this is a table, not a column", "{example}", "Say which column; count({name}) counts rows"),
    ),
}
