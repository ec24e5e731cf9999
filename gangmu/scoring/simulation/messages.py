"""What a simulation says when it cannot be run: what is wrong, what would be right, what to do."""
# ruff: noqa: E501 (one text, one line)

from __future__ import annotations

from typing import Any

MESSAGES = {
    "nothing varies": ("没有说明什么会变。请写 --vary，如 --vary {parameter}=±10%；数据写 --spread，如 --spread {column}=10%", "nothing varies. Write --vary, as in --vary {parameter}=±10%; for facts --spread, as in --spread {column}=10%"),
    "bad vary": ("“{text}”看不懂。应写成 参数=30..50、参数=±10%、参数表.项=±10% 或 all=±10%；数据写成 表.列=10%", "‘{text}’ is not understood. Write NAME=30..50, NAME=±10%, TABLE.ENTRY=±10% or all=±10%; for facts TABLE.COLUMN=10%"),
    "unknown parameter": ("“{text}”：没有叫“{name}”的参数。{near}能变动的参数有：{known}", "‘{text}’: there is no parameter ‘{name}’. {near}Parameters that can vary: {known}"),
    "not a number": ("“{text}”：参数“{name}”不是数，不能变动", "‘{text}’: parameter ‘{name}’ is not a number and cannot vary"),
    "not in a formula": ("“{text}”：参数“{name}”没有用在公式里，或用在必须是定数的地方，变动它没有作用", "‘{text}’: parameter ‘{name}’ stands in no formula, or where a fixed number is needed; varying it does nothing"),
    "bad width": ("“{text}”：幅度应大于零，如 ±10%（按原值）或 ±5（按数）", "‘{text}’: the width must be above zero, such as ±10% (of the value) or ±5"),
    "falling range": ("“{text}”：左边的数应小于右边的数，如 30..50", "‘{text}’: the first number must be below the second, as in 30..50"),
    "bad spread": ("“{text}”：离散程度应大于零、不超过 1000%，如 表.列=10%", "‘{text}’: the spread must be above zero and at most 1000%, such as TABLE.COLUMN=10%"),
    "two columns": ("“{text}”：有几张表都有“{name}”，请写明是哪一个：{known}", "‘{text}’: several tables have ‘{name}’; say which: {known}"),
    "unknown column": ("“{text}”：没有叫“{name}”的数据列（数）。{near}有：{known}", "‘{text}’: there is no column of facts ‘{name}’ that holds numbers. {near}There are: {known}"),
    "sum of unvaried": ("“{text}”：“{name}”没有变动，不能按总和调整。{near}请同时写 --vary {name}=…", "‘{text}’: ‘{name}’ does not vary, so its sum cannot be kept. {near}Write --vary {name}=… too"),
    "sum of one": ("“{text}”：总和不变至少要两个参数，如 重点,常规,通用", "‘{text}’: keeping a sum takes two parameters at least, such as A,B,C"),
    "beside": ("提示：“{name}”现在是 {value}，不在 {low}..{high} 之内，模拟的不是现在的办法；若无意如此，请把现值包括进去", "Note: ‘{name}’ is {value} now, outside {low}..{high}: this simulates another method than today's; let the range hold the present value unless that is meant"),
    "no draws": ("次数是 {text}，应至少为 2", "{text} draws; at least 2 are needed"),
    "too many draws": ("次数是 {text}，太多；这么多单位最多 {most} 次", "{text} draws are too many; with so many units at most {most}"),
    "no units": ("没有一个单位能得出名次，无法模拟。请先用 gangmu score 看缺什么", "no unit has a place, so there is nothing to simulate. See with gangmu score what is missing"),
    "no total": ("办法里没有总分也没有名次列，无法模拟", "the method has neither a total nor a place to simulate"),
}  # fmt: skip
NEAR = ("是不是想写“{}”？", "Did you mean ‘{}’? ")


def say(language: str, code: str, **values: Any) -> str:
    which = 0 if language == "zh" else 1
    near = values.get("near", "")
    return MESSAGES[code][which].format(**{**values, "near": NEAR[which].format(near) if near else ""})
