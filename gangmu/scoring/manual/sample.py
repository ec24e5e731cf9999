"""The small tables that the examples of all functions are computed from, and how their names read in Chinese.

Examples are written in English names; `in_chinese` gives their Chinese twins.
"""

from __future__ import annotations

import re

SCALE = ("excellent", "good", "fair", "poor")
COEFFICIENTS = {"lead": "1", "cooperating": "0.5"}
# Columns with their kinds, then the rows; the first column is the key. Every row of task belongs to unit A.
TABLES: dict[str, tuple[dict[str, str], tuple[tuple[str, ...], ...]]] = {
    "task": (
        {"kind": "one of: [key, regular, general]", "points": "number", "score": "number", "matter": "text"},
        (
            ("1", "key", "20", "18", "park"),
            ("2", "key", "10", "6", "park"),
            ("3", "regular", "10", "10", "river"),
            ("4", "regular", "5", "3", "school"),
        ),
    ),
    "unit": (
        {"total": "number", "set": "text", "growth": "number"},
        (
            ("A", "90", "town", "3"),
            ("B", "80", "town", "3"),
            ("C", "80", "town", "7"),
            ("D", "60", "country", "7"),
            ("E", "", "country", ""),
        ),
    ),
}
# What an example shows of a unit without a result.
NOTHING = "—"

CHINESE = {
    "task": "目标", "kind": "类别", "points": "分值", "score": "得分", "matter": "事项", "total": "总分", "set": "组别",
    "growth": "增速", "coefficients": "系数", "key": "重点", "regular": "常规", "general": "通用", "park": "公园",
    "river": "治水", "school": "办学", "town": "城区", "country": "郊区", "lead": "牵头", "cooperating": "配合",
    "excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差", "yes": "是", "no": "否",
}  # fmt: skip
# How the arguments of functions are called in Chinese.
ARGUMENTS = {
    "a": "甲", "actual": "实际值", "b": "乙", "base": "基数", "bonus": "每次加分", "cap": "上限", "cases": "各档",
    "condition": "条件", "digits": "位数", "each": "每次扣分", "every": "每多少", "excess": "超出",
    "first": "第一名得分", "from": "起", "goal": "目标值", "grade": "等次", "high": "上限", "highest": "允许上界",
    "key": "键", "last": "末位得分", "low": "下限", "lower_coefficient": "本档系数", "lower_value": "本档标准",
    "lowest": "允许下界", "mode": "方式", "no": "否则取", "other": "另一等次", "part": "应完成比例",
    "points": "分值", "quota": "名额",
    "rate": "完成率", "reached": "达到", "rows": "表", "steps": "级数", "table": "参数表", "text": "文字",
    "threshold": "门槛", "times": "次数", "to": "止", "upper_coefficient": "上档系数", "upper_value": "上档标准",
    "value": "数值", "weight": "权数", "x": "数", "yes": "成立时取",
}  # fmt: skip


def in_chinese(formula: str) -> str:
    return told(formula, CHINESE)


def told(text: str, words: dict[str, str]) -> str:
    """`text` with whole English words replaced."""
    return re.sub(r"[A-Za-z_]+", lambda found: words.get(found[0], found[0]), text)
