"""Shapes so common that they have a name, each written in the language itself, so that a reader can open it."""

from __future__ import annotations

from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.kinds import ANY, NUMBER


def _shape(
    name: str, alias: str, arguments: str, body: str, zh: str, en: str, *examples: tuple[str, str]
) -> Definition:
    names = tuple(Argument(argument, ANY) for argument in arguments.split())
    return Definition(name, (alias,), "shape", names, NUMBER, body=body, doc=(zh, en), examples=examples)


SHAPES = (
    _shape(
        "proportional",
        "按比例得分",
        "points rate",
        "points * clamp(rate, 0, 1)",
        "按完成率计分，满分封顶，最低为零。",
        "Points in proportion to the rate, at most all of them, at least none.",
        ("proportional(20, 95%)", "19"),
        ("proportional(20, 120%)", "20"),
    ),
    _shape(
        "proportional_above",
        "达线按比例得分",
        "points rate threshold",
        "if(rate >= threshold, points * clamp(rate, 0, 1), 0)",
        "完成率达到门槛才按比例计分，达不到不得分。",
        "Points in proportion to the rate; none below the threshold.",
        ("proportional_above(10, 59%, 60%)", "0"),
        ("proportional_above(10, 60%, 60%)", "6"),
    ),
    _shape(
        "over_fulfilment",
        "超额加分",
        "excess every bonus cap",
        "min(cap, max(0, excess) / every * bonus)",
        "每超 every 加 bonus 分（不足部分按比例），加分封顶 cap。",
        "`bonus` points for every `every` of excess, in proportion, at most `cap`.",
        ("over_fulfilment(5%, 1%, 0.5, 10)", "2.5"),
    ),
    _shape(
        "over_fulfilment_steps",
        "超额分段加分",
        "excess every bonus cap",
        "min(cap, floor(max(0, excess) / every) * bonus)",
        "每满 every 加 bonus 分（不满一段不加），加分封顶 cap。",
        "`bonus` points for every whole `every` of excess, at most `cap`.",
        ("over_fulfilment_steps(2.9%, 1%, 0.5, 10)", "1"),
    ),
    _shape(
        "all_or_nothing",
        "达标得分",
        "points reached",
        "if(reached, points, 0)",
        "达到得满分，否则不得分。",
        "All points when reached, else none.",
        ("all_or_nothing(4, 100% >= 100%)", "4"),
    ),
    _shape(
        "lower_is_better",
        "逆向比率",
        "actual goal",
        "if(actual <= goal, 1, ratio(goal, actual))",
        "越小越好的指标：不超过目标为 1，超过时为目标与实际之比。",
        "For what should be small: 1 at or below the goal, else the goal divided by the actual value.",
        ("lower_is_better(8, 10)", "1"),
        ("lower_is_better(12.5, 10)", "0.8"),
    ),
    _shape(
        "efficacy",
        "功效系数",
        "x low high",
        "60 + 40 * (x - low) / (high - low)",
        "功效系数法：60 + 40 ×（实际 − 不允许值）÷（满意值 − 不允许值）。",
        "60 + 40 × (x − low) ÷ (high − low).",
        ("efficacy(7.5, 5, 10)", "80"),
    ),
    _shape(
        "graded_efficacy",
        "分档功效系数",
        "weight x lower_value upper_value lower_coefficient upper_coefficient",
        "weight * lower_coefficient"
        " + (x - lower_value) / (upper_value - lower_value) * weight * (upper_coefficient - lower_coefficient)",
        "分档功效系数法：本档基础分加调整分。",
        "Points of the lower grade plus the share of the way to the upper one.",
    ),
    _shape(
        "interval_score",
        "区间得分",
        "x low high lowest highest",
        "if(x < low, clamp((x - lowest) / (low - lowest), 0, 1),"
        " if(x > high, clamp((highest - x) / (highest - high), 0, 1), 1))",
        "区间指标：在 low 至 high 之内为 1，向允许下界 lowest、上界 highest 线性降到 0。",
        "1 from low to high, falling in a line to 0 at lowest and highest.",
        ("interval_score(5, 3, 6, 1, 10)", "1"),
        ("interval_score(8, 3, 6, 1, 10)", "0.5"),
    ),
    _shape(
        "deduct",
        "按次扣分",
        "points times each",
        "max(0, points - times * each)",
        "每次扣 each 分，扣完为止，不计负分。",
        "`each` points less every time, never below zero.",
        ("deduct(5, 3, 0.5)", "3.5"),
        ("deduct(5, 20, 0.5)", "0"),
    ),
)
