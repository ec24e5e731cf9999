"""How the arguments of functions are called in Chinese."""

from __future__ import annotations

import re

ARGUMENTS = {
    "a": "甲", "actual": "实际值", "b": "乙", "base": "基数", "bonus": "每次加分", "cap": "上限", "cases": "各档",
    "condition": "条件", "digits": "位数", "each": "每次扣分", "every": "每多少", "excess": "超出",
    "first": "第一名得分", "from": "起", "goal": "目标值", "grade": "等次", "high": "上限", "highest": "允许上界",
    "key": "键", "last": "末位得分", "low": "下限", "lower_coefficient": "本档系数", "lower_value": "本档标准",
    "lowest": "允许下界", "mode": "方式", "no": "否则取", "other": "另一等次", "part": "应完成比例",
    "points": "分值", "quota": "名额",
    "rate": "完成率", "reason": "原因", "reached": "达到", "rows": "表", "steps": "级数", "table": "参数表",
    "text": "文字", "threshold": "门槛", "times": "次数", "to": "止", "upper_coefficient": "上档系数",
    "upper_value": "上档标准", "value": "数值", "weight": "权数", "x": "数", "yes": "成立时取",
}  # fmt: skip


def told(text: str, words: dict[str, str] = ARGUMENTS) -> str:
    """`text` with whole English words replaced."""
    return re.sub(r"[A-Za-z_]+", lambda found: words.get(found[0], found[0]), text)
