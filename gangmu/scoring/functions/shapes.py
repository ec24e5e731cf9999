"""Shapes so common that they have a name, each written in the language itself, so that a reader can open it."""

from __future__ import annotations

from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.kinds import NUMBER, YES_NO


def _shape(
    name: str, alias: str, arguments: str, body: str, zh: str, en: str, refuses: tuple[str, str] = ("", "")
) -> Definition:
    names = tuple(Argument(argument, YES_NO if argument == "reached" else NUMBER) for argument in arguments.split())
    return Definition(name, (alias,), "shape", names, NUMBER, body=body, doc=(zh, en), refuses=refuses)


_NO_STEP = ("“每多少”为零", "`every` is zero")
_NO_SPAN = ("上下两个标准相同，无从相除", "both values are the same, so that nothing can be divided by their distance")

SHAPES = (
    _shape(
        "proportional",
        "按比例得分",
        "points rate",
        "points * clamp(rate, 0, 1)",
        "按完成率计分，满分封顶，最低为零。",
        "Points in proportion to the rate, at most all of them, at least none.",
    ),
    _shape(
        "proportional_above",
        "达线按比例得分",
        "points rate threshold",
        "if(rate >= threshold, points * clamp(rate, 0, 1), 0)",
        "完成率达到门槛才按比例计分，达不到不得分。",
        "Points in proportion to the rate; none below the threshold.",
    ),
    _shape(
        "over_fulfilment",
        "超额加分",
        "excess every bonus cap",
        "min(cap, max(0, excess) / every * bonus)",
        "超出部分每满一个“每多少”就加一次分，不满的零头按比例加；加到上限为止，没有超出不加。",
        "`bonus` points for every `every` of excess, in proportion, at most `cap`; none without excess.",
        _NO_STEP,
    ),
    _shape(
        "over_fulfilment_steps",
        "超额分段加分",
        "excess every bonus cap",
        "min(cap, floor(max(0, excess) / every) * bonus)",
        "超出部分每满一个“每多少”加一次分，零头不加；加到上限为止，没有超出不加。",
        "`bonus` points for every whole `every` of excess, at most `cap`; none without excess.",
        _NO_STEP,
    ),
    _shape(
        "all_or_nothing",
        "达标得分",
        "points reached",
        "if(reached, points, 0)",
        "达到得满分，否则不得分。",
        "All points when reached, else none.",
    ),
    _shape(
        "scheduled",
        "序时完成率",
        "actual goal part",
        "ratio(actual, goal * part)",
        "到现在应当完成的，完成了几成：实际值 ÷（目标值 × 应完成比例）。匀速的写月数 ÷ 12，按季节的从参数表里查。",
        "The actual value over what should be done by now: goal × the part due, months ÷ 12 or from a table.",
        ("目标值 × 应完成比例不大于零", "goal × part is not positive"),
    ),
    _shape(
        "lower_is_better",
        "逆向比率",
        "actual goal",
        "if(actual <= goal, 1, ratio(goal, actual))",
        "越小越好的指标：不超过目标为 1，超过时为目标与实际之比。目标不小于零时，结果是 0 至 1 的比例。",
        "For what should be small: 1 at or below the goal, else the goal divided by the actual value.",
        ("实际值超过目标而不大于零", "the actual value is above the goal and not positive"),
    ),
    _shape(
        "efficacy",
        "功效系数",
        "x low high",
        "60 + 40 * (x - low) / (high - low)",
        "功效系数法：60 + 40 ×（数 − 下限）÷（上限 − 下限）。下限写不允许值，上限写满意值；超出两端，不封顶也不保底。"
        "越小越好的，把满意值写得比不允许值小，照样可用。",
        "60 + 40 × (x − low) ÷ (high − low); no cap, no floor. Where less is better, high is the smaller one.",
        _NO_SPAN,
    ),
    _shape(
        "graded_efficacy",
        "分档功效系数",
        "weight x lower_value upper_value lower_coefficient upper_coefficient",
        "weight * lower_coefficient"
        " + (x - lower_value) / (upper_value - lower_value) * weight * (upper_coefficient - lower_coefficient)",
        "分档功效系数法：本档基础分（权数 × 本档系数），加上往上一档走了几成的调整分。",
        "Points of the lower grade plus the share of the way to the upper one.",
        _NO_SPAN,
    ),
    _shape(
        "interval_score",
        "区间得分",
        "x low high lowest highest",
        "if(x < low, clamp((x - lowest) / (low - lowest), 0, 1),"
        " if(x > high, clamp((highest - x) / (highest - high), 0, 1), 1))",
        "区间指标：在下限至上限之内为 1；出了区间按直线下降，到允许下界、允许上界为 0。结果是 0 至 1 的比例。",
        "1 from low to high, falling in a line to 0 at lowest and highest.",
        ("数在区间以外，而允许界与区间的端点相同", "x is outside, and the end of the interval is its bound"),
    ),
    _shape(
        "deduct",
        "按次扣分",
        "points times each",
        "max(0, points - times * each)",
        "从分值里每次扣若干分，扣完为止，不计负分。",
        "`each` points less every time, never below zero.",
    ),
)
