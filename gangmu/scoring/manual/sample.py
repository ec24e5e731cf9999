"""The small tables that the examples of all functions are computed from, and how their names read in Chinese.

Examples are written in English names; `in_chinese` gives their Chinese twins.
"""

from __future__ import annotations

from gangmu.scoring.functions.arguments import told

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


def in_chinese(formula: str) -> str:
    return told(formula, CHINESE)
