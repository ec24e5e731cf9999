"""What the workbook itself says, in Chinese and English."""

# ruff: noqa: E501 (one sentence, one line)

from __future__ import annotations

WORDS = {
    "zh": {
        "results": "结果", "parameters": "参数", "method": "办法", "check": "核对", "yes": "是", "no": "否", "none": "—", "font": "宋体",
        "key": "编号", "name": "名称", "table": "表", "column": "列", "group": "组别", "list": "、", "colon": "：", "gap": "　",
        "year": "{}年度", "of units": "{}：{} 个", "source": "来源", "digest": "办法摘要（SHA-256）", "page": "第 &P 页　共 &N 页", "printed": "打印于 &D",
        "given heading": "数据", "computed heading": "公式", "missing cell": "未报", "edited cell": "改动过",
        "results note": "本页各格都是公式，取自后面各表。“—”：有数据未报，没有结果。",
        "problems": "计算时发现的数据问题", "more problems": "另有 {} 个，见 gangmu score 的输出。",
        "edit": "改蓝字的数据，结果随之重算。公式格、行的顺序和所属关系已锁定（没有密码）；要增减行、改归属，请改数据文件后重新计分。",
        "parameter": "参数", "value": "值", "note": "说明", "assumption": "假定", "assumed": "假定",
        "parameters note": "在这里改参数，本工作簿随之重算；正式的参数写在考核办法里。标“假定”的，所依据的文件没有写明。",
        "kind": "性质", "given": "给定", "computed": "计算", "in words": "算法", "formula": "公式", "number": "数", "text": "文字", "yes/no": "是或否", "date": "日期",
        "comment": "{words}\n公式：{formula}", "comparing": "为不受二进制误差影响，公式在比较、取整和排名前先舍入到约第 9 位小数。缺数据的格子是 #N/A（灰字），它使依赖它的格子也没有结果。",
        "again": "重新计算", "official": "正式结果", "verdict": "结论", "same": "一致", "same digits": "一致（前 15 位）", "different": "不一致", "number of": "序号",
        "checked": "核对的公布值", "differing": "其中不一致", "edited": "改动过的数据和参数",
        "all agree": "全部一致：用本工作簿的公式重新计算，{} 个公布值都与正式结果相同。",
        "wrong": "有公布值与正式结果不一致，而数据没有改动过：请不要据此公布，把本文件交给系统管理员核查。不一致的个数：",
        "changed": "改动了数据或参数，下列公布值因此与正式结果不同，这是正常的；要得到新的正式结果，请用改动后的数据重新计分。不同的个数：",
        "no effect": "改动了数据或参数，但公布值没有变化，仍与正式结果一致。",
        "how": "正式结果由系统用精确分数算出，表格软件用二进制浮点数重算；两者都舍入到公布的小数位数再比较，超过 15 位有效数字的只比较前 15 位。",
        "long facts": "有 {} 个数据超过 15 位有效数字，表格软件存不下，只保留了前 15 位左右。",
        "differences": "不一致的公布值", "more differences": "不止 {} 处，其余见下表“结论”一列。", "everything": "全部公布值",
        "choose": "请从列表中选择", "bad number": "这里要填数，不带单位；没有数据就留空", "bad date": "这里要填日期，如 2026-12-31", "bad value": "不合要求",
    },
    "en": {
        "results": "Results", "parameters": "Parameters", "method": "Method", "check": "Check", "yes": "yes", "no": "no", "none": "—", "font": "Calibri",
        "key": "key", "name": "name", "table": "table", "column": "column", "group": "group", "list": ", ", "colon": ": ", "gap": "   ",
        "year": "{}", "of units": "{}: {}", "source": "Source", "digest": "Digest of the method (SHA-256)", "page": "Page &P of &N", "printed": "Printed &D",
        "given heading": "fact", "computed heading": "formula", "missing cell": "not reported", "edited cell": "edited",
        "results note": "Every cell here is a formula that shows a cell of the sheets behind. “—”: facts are missing, so there is no result. ",
        "problems": "Problems of the facts, at the time of scoring", "more problems": "and {} more, printed by gangmu score.",
        "edit": "Edit a fact in blue and the results follow. Formulas, the order of rows and what belongs to what are locked (no password); to add or move rows, edit the fact files and score again.",
        "parameter": "parameter", "value": "value", "note": "note", "assumption": "assumption", "assumed": "assumed",
        "parameters note": "Edit a parameter and this workbook follows; the official ones stand in the method. What is marked as assumed is not stated by the source.",
        "kind": "kind", "given": "given", "computed": "computed", "in words": "in words", "formula": "formula", "number": "number", "text": "text", "yes/no": "yes or no", "date": "date",
        "comment": "{words}\nFormula: {formula}", "comparing": "So that binary errors do not count, formulas round to about the ninth decimal before they compare, cut or rank. A cell without its facts is #N/A (grey), and so is what depends on it.",
        "again": "recomputed", "official": "official", "verdict": "verdict", "same": "same", "same digits": "same (15 digits)", "different": "different", "number of": "no.",
        "checked": "published values checked", "differing": "of these different", "edited": "facts and parameters edited",
        "all agree": "All agree: recomputed by the formulas of this workbook, {} published values are the same as the official ones.",
        "wrong": "Published values differ from the official ones although nothing was edited: do not publish from this file, have it examined. Values that differ: ",
        "changed": "Facts or parameters were edited, and the published values below changed with them, as expected; score the edited facts again to get new official results. Values that differ: ",
        "no effect": "Facts or parameters were edited, but the published values did not change and still agree with the official ones.",
        "how": "Official results are computed in exact fractions, a spreadsheet recomputes in binary floats; both are rounded to the published decimals and compared, numbers of more than 15 digits to 15 digits.",
        "long facts": "{} facts have more than 15 digits; a spreadsheet keeps about the first 15 only.",
        "differences": "Published values that differ", "more differences": "More than {}: see the last column below for the others.", "everything": "All published values",
        "choose": "Choose from the list", "bad number": "A number is wanted, without a unit; leave it blank if there is none", "bad date": "A date is wanted, such as 2026-12-31", "bad value": "Not as wanted",
    },
}  # fmt: skip
