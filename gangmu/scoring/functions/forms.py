"""Forms: functions whose arguments have a shape of their own, so that the checker puts them together."""

from __future__ import annotations

from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.kinds import ANY, DATE, NOT_SCORED, NUMBER, TEXT, Kind


def _form(
    name: str,
    aliases: tuple[str, ...],
    arguments: tuple[Argument, ...],
    result: Kind,
    doc: tuple[str, str],
) -> Definition:
    return Definition(name, aliases, "form", arguments, result, doc=doc)


_CASES = Argument("cases", ANY, repeat=True)
_GRADES = (Argument("grade", TEXT), Argument("other", TEXT, repeat=True))

FORMS = (
    _form(
        "band",
        ("分档", "定等"),
        (Argument("x"), _CASES),
        TEXT,
        (
            "从左起第一个符合的等次，最后一项是其余的。",
            "The first grade whose threshold is passed; the last one is for the rest.",
        ),
    ),
    _form(
        "ladder",
        ("阶梯", "阶梯得分"),
        (Argument("x"), _CASES),
        NUMBER,
        (
            "从左起第一个符合的得分，最后一项是其余的。区间写 7 in [0, 30%]：方括号含端点，圆括号不含。",
            "The first points whose threshold is passed; the last for the rest. 7 in [0, 30%] states a step's ends.",
        ),
    ),
    _form(
        "interpolate",
        ("插值",),
        (Argument("x"), _CASES),
        NUMBER,
        (
            "折线上的值：60 at 80% 表示在 80% 处得 60；两端以外取端点的值。",
            "The value on a line through points: 60 at 80% gives 60 at 80%; flat beyond the ends.",
        ),
    ),
    _form(
        "progressive",
        ("分段累进",),
        (Argument("x"), _CASES),
        NUMBER,
        (
            "分段累进：1/20 at 0 表示从 0 起每点 1/20，到下一段的起点为止；要几段写几段。最后一段没有尽头，"
            "要封顶就再写一段 0。x 为负数时反方向计算，结果为负。",
            "Bracket by bracket: 1/20 at 0 brings 1/20 for each point from 0 on, up to the start of the next bracket; "
            "any number of brackets. The last has no end; a last bracket of 0 ends it. A negative x brings the same "
            "with a minus.",
        ),
    ),
    _form(
        "step_down",
        ("降等", "降级"),
        (Argument("grade", TEXT), Argument("steps")),
        TEXT,
        (
            "等次下降若干级，降到最低为止。等次的次序写在 scales 里。",
            "The grade that many steps lower, at most to the last of its scale; scales gives their order.",
        ),
    ),
    _form(
        "step_up",
        ("升等", "升级"),
        (Argument("grade", TEXT), Argument("steps")),
        TEXT,
        ("等次上升若干级，升到最高为止。", "The grade that many steps higher, at most to the first of its scale."),
    ),
    _form(
        "worst",
        ("最差等次",),
        _GRADES,
        TEXT,
        ("几个等次中最差的；限定最高评到哪一等，也用它。", "The worst of several grades; caps a grade, too."),
    ),
    _form("best_of", ("最好等次",), _GRADES, TEXT, ("几个等次中最好的。", "The best of several grades.")),
    _form(
        "not_scored",
        ("不计分",),
        (Argument("reason", TEXT, constant=True),),
        NOT_SCORED,
        (
            "不计分，并写明原因；作 if、分档、阶梯的一支，或写在 otherwise 后。它是可以公布的结果，不是缺数，更不是 0："
            "用到它的列也不计分；汇总时不计分的行不算在内，全都不计分的，汇总也不计分；不计分的没有名次，不占名额，"
            "不进组内平均。另有算法的，用 coalesce 或 missing 写明。",
            "Not scored, with the reason; a branch of if, band or ladder, or behind otherwise. It is a result that can "
            "be published, neither a blank nor 0: columns made of it are not scored either; aggregates leave such rows "
            "out, and are not scored when all are; it has no place and no part in quotas and means among peers. Say "
            "with coalesce or missing where something else counts.",
        ),
    ),
    _form(
        "lookup",
        ("查表",),
        (Argument("table", ANY), Argument("key", TEXT)),
        NUMBER,
        (
            "从一张参数表里按名称取数，如各区的难度系数。",
            "A number from a parameter table by its key, such as a coefficient of each district.",
        ),
    ),
    _form(
        "date",
        ("日期",),
        (Argument("text", TEXT, constant=True),),
        DATE,
        (
            "写明的日期：年-月-日。日期可以比先后，可以加减天数。",
            "A date as written; dates can be compared, and days added.",
        ),
    ),
)
