"""What is said about the file of a scheme: its YAML, its sections and its columns."""

from __future__ import annotations

FILE_MESSAGES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "file too long": (
        ("文件太大", "不超过 {longest} 个字符", "请拆分或删去无关内容"),
        ("the file is too long", "at most {longest} characters", "Split it or remove what does not belong"),
    ),
    "not yaml": (
        (
            "看不懂这一行",
            "一行一个“名称: 内容”，下一级缩进两格",
            "请检查这一行和上一行的缩进、冒号、引号和括号",
        ),
        (
            "this line cannot be read",
            "one ‘name: content’ on a line, two more spaces for each level",
            "Check indentation, colon, quotes and brackets here and on the line before",
        ),
    ),
    "full-width colon": (
        ("这是全角冒号", "半角冒号加一个空格，如“满分: 400”", "请改用半角冒号，后面空一格"),
        ("this is a full-width colon", "a plain colon and a space, such as ‘points: 400’", "Type : and a space"),
    ),
    "full-width comma": (
        ("这是全角逗号", "半角逗号加一个空格，如“{{value: 400, note: 说明}}”", "请改用半角逗号，后面空一格"),
        (
            "this is a full-width comma",
            "a plain comma and a space, such as ‘{{value: 400, note: why}}’",
            "Type , and a space",
        ),
    ),
    "full-width hash": (
        ("这是全角的井号，后面的注释会被当成内容", "#", "请改用半角的 #"),
        ("this is a full-width number sign; the comment behind it counts as content", "#", "Type #"),
    ),
    "curly quotes": (
        ("弯引号会成为文字的一部分", '半角引号，如 "…"，或不加引号', "请改用半角引号，或去掉引号"),
        ("curly quotes become a part of the text", 'plain quotes, such as "…", or none', "Type plain quotes, or none"),
    ),
    "full-width bracket": (
        ("这是全角括号", "半角的 [ ] 或 {{ }}", "请改用半角括号"),
        ("this is a full-width bracket", "plain [ ] or {{ }}", "Type plain brackets"),
    ),
    "tab": (
        ("这里有制表符（Tab）", "用空格缩进，每级两格", "请把制表符改成空格"),
        ("there is a tab here", "spaces, two for each level", "Replace the tab with spaces"),
    ),
    "wide space": (
        ("行首的空格不是普通空格（全角空格或不换行空格）", "普通的半角空格", "请改成半角空格"),
        ("the blanks in front are not plain spaces", "plain spaces", "Replace them with plain spaces"),
    ),
    "no space after colon": (
        ("冒号后面要空一格", "名称: 内容", "请在冒号后面加一个空格"),
        ("a colon is followed by a space", "name: content", "Add a space after the colon"),
    ),
    "no colon": (
        ("名称后面少了冒号", "名称: 内容", "请补上半角冒号，后面空一格"),
        ("there is no colon after the name", "name: content", "Add a colon and a space"),
    ),
    "bad indent": (
        ("缩进了 {spaces} 格，与同级的行对不齐", "缩进 {wanted} 格", "请与同级的行对齐"),
        ("indented by {spaces}, out of line with others of its level", "{wanted} spaces", "Align it with them"),
    ),
    "text not closed": (
        ("引号没有关上", "一对引号", "请补上另一个引号；文字里要用引号的，外面换一种引号"),
        ("the quote is not closed", "a pair of quotes", "Add the other quote; inside a text use the other kind"),
    ),
    "text after quotes": (
        ("引号关上以后又有内容", "整段内容在一对引号里，或都不加引号", "请用单引号把整段内容括起来，里面可用双引号"),
        (
            "something follows the closing quote",
            "the whole content in one pair of quotes, or none",
            "Put all of it in single quotes; inside it double ones can be used",
        ),
    ),
    "bracket not closed": (
        ("括号里的内容不完整", "左右括号成对，各项用半角逗号隔开", "请补上括号或逗号；若是一段文字，请给整段加引号"),
        (
            "what stands in brackets is not complete",
            "brackets in pairs, commas between entries",
            "Add the bracket or comma; if it is a text, put it in quotes",
        ),
    ),
    "special start": (
        ("内容不能以这个符号开头", "整段内容放在引号里", "请给整段内容加上引号，或去掉这个符号"),
        (
            "content cannot begin with this sign",
            "the whole content in quotes",
            "Put the content in quotes, or remove the sign",
        ),
    ),
    "colon in text": (
        ("文字里又有一个冒号", '含冒号的文字放在引号里，如 title: "考核: 办法"', "请给整段文字加上引号"),
        (
            "there is another colon inside the text",
            'text with a colon in quotes, such as title: "A: b"',
            "Put the whole text in quotes",
        ),
    ),
    "no scheme": (
        ("这不是一份考核办法", "title、tables 等各部分，每行“名称: 内容”", "请选择考核办法的文件，或从 title: 写起"),
        ("this is no scheme", "sections such as title and tables, ‘name: content’ on each line", "Begin with title:"),
    ),
    "empty file": (
        ("文件是空的", "一份考核办法", "请写上 title 和 tables"),
        ("the file is empty", "a scheme", "Write a title and tables"),
    ),
    "one document": (
        ("一个文件只写一份办法", "没有 --- 的分隔行", "请删去这一行"),
        ("one file holds one scheme", "no --- between documents", "Remove this line"),
    ),
    "no anchors": (
        ("考核办法里不用 YAML 的锚点和引用", "把内容写全", "请去掉 & 和 * 开头的记号"),
        ("anchors and aliases are not used in schemes", "the content itself", "Remove what starts with & or *"),
    ),
    "nested too deep": (
        ("缩进层次太多", "不超过 {deepest} 层", "请减少层次"),
        ("nested too deep", "at most {deepest} levels", "Use fewer levels"),
    ),
    "too many tables": (
        ("表太多", "不超过 {most} 张", "请合并一些表"),
        ("too many tables", "at most {most}", "Join some of them"),
    ),
    "more problems": (
        ("另有 {count} 处问题没有一一列出，这里是其中第一处", "", "请先改正已列出的各处，再检查一遍"),
        ("{count} more problems are not listed, the first of them here", "", "Correct those listed and check again"),
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
    "out of place": (
        (
            "{text} 不属于 {section}，从这里起的缩进不对",
            "given、computed 在表名下一级，表名在 tables 下一级",
            "请调整缩进",
        ),
        (
            "{text} does not belong to {section}; indents are wrong from here on",
            "given and computed one level below a table's name, tables one level below tables",
            "Set the lines in as far as they belong",
        ),
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
    "bad show": (
        ("百分数的写法不对", "1%、0.1%、0.01% 等，写到要公布的那一位，不再写 decimals", "请改正"),
        (
            "not how per cent are shown",
            "1%, 0.1%, 0.01% …: the last published digit; no decimals beside",
            "Correct it",
        ),
    ),
    "show no number": (
        ("不是数的列不能按百分数公布", "数", "请去掉 show"),
        ("only numbers can be shown as per cent", "a number", "Remove show"),
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
    "unused given": (
        ("这一列没有任何公式用到，也不公布", "", "请删去，或检查公式里是不是写了别的名称"),
        ("no formula uses this column, and it is not published", "", "Remove it, or see whether a formula means it"),
    ),
    "unused step": (
        ("这一步算出来没有用到，也不公布", "", "请删去，或在后面的公式、publish 里用上"),
        ("nothing uses this step, and it is not published", "", "Remove it, or use it in a formula or publish"),
    ),
    "full marks differ": (
        ("满分写的是 {stated}，公式最多能得 {most}", "两者一致", "请核对满分或公式"),
        ("its full marks are {stated}, its formula gives {most} at most", "the same", "Check marks and formula"),
    ),
    "unknown table": (("没有名为 {name} 的表", "{known}", "{near}"), ("there is no table {name}", "{known}", "{near}")),
    "unknown column": (("{table} 表没有这一列", "", "{near}"), ("table {table} has no such column", "", "{near}")),
    "full marks wanted": (
        ("满分应是一个数或一个参数", "如 40，或参数名", "{near}"),
        ("full marks are a number or a parameter", "such as 40, or a parameter's name", "{near}"),
    ),
    "component no number": (
        ("组成部分必须是数", "", "请换成得分列"),
        ("a component must be a number", "", "Name a column of points"),
    ),
    "headline column": (
        ("不能把它当作{called}：{called}应是 unit 表公布的一列{kind}", "{known}", "{near}"),
        ("this cannot be the {called}, which is a published column of unit: {kind}", "{known}", "{near}"),
    ),
    "headline unclear": (
        (
            "各处把它当作{called}显示，可是“{others}”也像{called}",
            "",
            "请在办法里加一行写明：headline: {{{role}: {text}}}；如果不是它，换成该用的那一列",
        ),
        (
            "pages show this column as the {called}, but {others} could be it as well",
            "",
            "Add a line that says which: headline: {{{role}: {text}}}, or another column in its place",
        ),
    ),
}
