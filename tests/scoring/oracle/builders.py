"""For every function of the language a builder: random parts, the text, and the plain meaning from `naive`."""

from __future__ import annotations

import math
from fractions import Fraction

from tests.scoring.oracle import naive
from tests.scoring.oracle.below import aggregate, counting
from tests.scoring.oracle.beside import alone, contest, ranking, selecting, together
from tests.scoring.oracle.generating import BELOW, Author, Builder, Formula, strictly
from tests.scoring.oracle.row import (
    LIMITS,
    cases,
    chain,
    choosing,
    coalesce,
    comparing,
    day,
    interval,
    later,
    lenient_shape,
    logic,
    lookup,
    member,
    missing,
    negation,
    picking,
    plain,
    points,
    power,
    rounding,
    stepping,
    steps,
)

NUMBER: dict[str, Builder] = {
    "+": plain("+", lambda a, b: a + b, "number", "number"),
    "-": plain("-", lambda a, b: a - b, "number", "number"),
    "*": plain("*", lambda a, b: a * b, "number", "number"),
    "×": plain("×", lambda a, b: a * b, "number", "number"),
    "/": plain("/", lambda a, b: a / b if b else None, "number", "number", smooth=False),
    "^": power(("2", "3", "-1", "0", "-2", "65"), True),
    "negative": lambda author, table, depth: strictly(
        f"-({(part := author.formula(table, 'number', depth)).text})", lambda a: -a, part
    ),
    "ratio": plain("ratio", lambda a, b: a / b if b > 0 else None, "number", "number", smooth=False),
    "clamp": plain("clamp", naive.clamp, "number", "number", "number", smooth=False),
    "abs": plain("abs", abs, "number"),
    "round": rounding,
    "floor": plain("floor", lambda a: Fraction(math.floor(a)), "number", smooth=False),
    "ceil": plain("ceil", lambda a: Fraction(math.ceil(a)), "number", smooth=False),
    "if": choosing("number"),
    "coalesce": coalesce("number"),
    "days": plain("days", lambda a, b: Fraction(b - a), "date", "date"),
    "min": plain("min", min, "number", "number", "number"),
    "max": plain("max", max, "number", "number"),
    "ladder": cases("ladder", "number"),
    "ladder of steps": steps("ladder", "number"),
    "interpolate": points("interpolate", naive.interpolated, LIMITS),
    "progressive": points("progressive", naive.progressive, ("0", "0.5", "1", "2", "7.25")),
    "lookup": lookup,
    "rank": contest("rank", ranking(1), tied=True),
    "rank_ascending": contest("rank_ascending", ranking(-1), tied=True),
    "best": contest("best", together(max), spread=True),
    "lowest": contest("lowest", together(min), spread=True),
    "mean_of": contest("mean_of", together(naive.mean), spread=True),
    "total_of": contest("total_of", together(naive.total), spread=True),
    "count_of": contest("count_of", together(lambda values: Fraction(len(values))), spread=True, nobody=Fraction(0)),
    "percentile": contest("percentile", alone(naive.percentile)),
    "minmax": contest("minmax", alone(naive.minmax)),
    "rank_points": contest("rank_points", alone(naive.rank_points), extra=2),
    "proportional": plain("proportional", lambda p, r: p * naive.unit_share(r), "number", "number"),
    "over_fulfilment": plain(
        "over_fulfilment", lambda *v: naive.per_excess(*v, False), "number", "number", "number", "number", smooth=False
    ),
    "over_fulfilment_steps": plain(
        "over_fulfilment_steps", lambda *v: naive.per_excess(*v, True), "number", "number", "number", "number",
        smooth=False,
    ),
    "scheduled": plain(
        "scheduled", lambda a, g, p: a / (g * p) if g * p > 0 else None, "number", "number", "number", smooth=False
    ),
    "efficacy": plain("efficacy", naive.efficacy, *["number"] * 3, smooth=False),
    "graded_efficacy": plain(
        "graded_efficacy", lambda w, *v: naive.strict(lambda points: w * points)(naive.efficacy(*v)),
        *["number"] * 6, smooth=False,
    ),
    "deduct": plain("deduct", lambda p, n, e: max(Fraction(0), p - n * e), "number", "number", "number"),
    "proportional_above": lenient_shape("proportional_above", naive.proportional_above, *["number"] * 3),
    "all_or_nothing": lenient_shape("all_or_nothing", naive.all_or_nothing, "number", "yes/no"),
    "lower_is_better": lenient_shape("lower_is_better", naive.lower_is_better, *["number"] * 2),
    "interval_score": lenient_shape("interval_score", naive.interval_score, *["number"] * 5),
}  # fmt: skip
IRRATIONAL: dict[str, Builder] = {
    "sqrt": plain("sqrt", lambda a: naive.root(a, 2) if a >= 0 else None, "number", smooth=False, rational=False),
    "ln": plain(
        "ln", lambda a: naive.precise(lambda d: d.ln(), a) if a > 0 else None, "number", smooth=False, rational=False
    ),
    "exp": plain(
        "exp", lambda a: naive.precise(lambda d: d.exp(), a) if abs(a) <= 100 else None, "number",
        smooth=False, rational=False,
    ),
    "broken power": power(("0.5", "(1/3)", "1.5", "0.25", "-0.5"), False),
    "geomean": plain("geomean", naive.geomean, "number", "number", "number", smooth=False, rational=False),
    "zscore": contest("zscore", alone(naive.zscore), rational=False),
}  # fmt: skip
AGGREGATES: dict[str, Builder] = {
    "sum": aggregate("sum", naive.total),
    "mean": aggregate("mean", naive.mean),
    "min": aggregate("min", lambda values: min(values, default=None)),
    "max": aggregate("max", lambda values: max(values, default=None)),
    "median": aggregate("median", naive.median),
    "trimmed_mean": aggregate("trimmed_mean", naive.trimmed, drop=True),
    "share": aggregate("share", naive.share, more="of", smooth=False),
    "weighted_mean": aggregate("weighted_mean", naive.weighted, more="by", smooth=False),
    "sum_best": aggregate("sum_best", naive.sum_of_best, more="per", smooth=False, otherwise=False),
    "count": counting,
}
TRUTHS_BELOW: dict[str, Builder] = {
    "any": aggregate("any", any, "yes/no", smooth=False, otherwise=False),
    "all": aggregate("all", all, "yes/no", smooth=False, otherwise=False),
}
DEVIATION = aggregate("stdev", naive.deviation, smooth=False, rational=False)
TRUTH: dict[str, Builder] = {
    "compare": comparing, "chain": chain, "logic": logic, "not": negation, "interval": interval, "member": member,
    "missing": missing, "if": choosing("yes/no"), "coalesce": coalesce("yes/no"),
    "top": contest("top", selecting(1), tied=True, cut=True, kind="yes/no"),
    "bottom": contest("bottom", selecting(-1), tied=True, cut=True, kind="yes/no"),
}  # fmt: skip
TEXT: dict[str, Builder] = {
    "join": plain("join", naive.joined, "text", "text", kind="text"),
    "if": choosing("text"),
    "coalesce": coalesce("text"),
}
GRADE: dict[str, Builder] = {
    "band": cases("band", "grade"),
    "band of steps": steps("band", "grade"),
    "step_down": stepping("step_down", 1),
    "step_up": stepping("step_up", -1),
    "worst": picking("worst", max),
    "best_of": picking("best_of", min),
    "if": choosing("grade"),
    "coalesce": coalesce("grade"),
}
DATE: dict[str, Builder] = {"date": day, "later": later, "if": choosing("date"), "coalesce": coalesce("date")}


def inner(builders: dict[str, Builder], below: dict[str, Builder]) -> dict[str, Builder]:
    """Builders for parts of formulas: over rows below only where a table has some."""

    def choose(author: Author, table: str, depth: int) -> Formula:
        if table not in BELOW:
            return author.leaf(table, "yes/no" if below is TRUTHS_BELOW else "number")
        return below[author.random.choice(sorted(below))](author, table, min(1, depth))

    return {**builders, "below": choose, "below again": choose}


EVERYTHING: dict[str, dict[str, Builder]] = {
    "number": inner(NUMBER, AGGREGATES), "yes/no": inner(TRUTH, TRUTHS_BELOW), "text": TEXT, "grade": GRADE,
    "date": DATE,
}  # fmt: skip
# What stands at the top of a formula in a test of its own: name → builder, and whether it needs rows below.
TOPS: dict[str, tuple[Builder, bool]] = {
    **{name: (builder, False) for name, builder in {**NUMBER, **IRRATIONAL}.items()},
    **{f"truth {name}": (builder, False) for name, builder in TRUTH.items()},
    **{f"text {name}": (builder, False) for name, builder in TEXT.items()},
    **{f"grade {name}": (builder, False) for name, builder in GRADE.items()},
    **{f"date {name}": (builder, False) for name, builder in DATE.items()},
    **{
        f"{name} below": (builder, True) for name, builder in {**AGGREGATES, **TRUTHS_BELOW, "stdev": DEVIATION}.items()
    },
}
