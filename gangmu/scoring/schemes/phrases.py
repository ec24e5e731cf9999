"""Phrases for every function, in Chinese and English. {0} {1} … are the arguments in words."""

# ruff: noqa: E501 (one phrase, one line)

from __future__ import annotations

WORDS = {
    "zh": {
        "yes": "是", "no": "否", "quote": "“{}”", "parameter": "{}（{}）", "bracket": "（{}）", "comma": "，", "list": "、",
        "where": "（只算{}的）", "rows": "各{table}{where}", "otherwise": "，没有时取{}", "within": "同一{}内", "all": "全部单位中",
        "among": "（只比{}的）", "key": "编号", "name": "名称", "parameters": "参数", "assumption": "假定", "colon": "：", "scale": "{}从好到差",
        "number": "数", "text": "文字", "yes/no": "是或否", "date": "日期", "by": "，同值的再比{}",
        "ties 1224": "，并列的其后名次空出", "ties 1223": "，并列的其后名次不空", "ties average": "，并列的取平均名次",
        "ties include": "，末尾并列的都算", "ties exclude": "，末尾并列的都不算", "rounding down": "，名额不足一个的舍去",
        "rounding up": "，名额不足一个的进为一个", "rounding half-up": "，名额四舍五入", "no rows": "没有符合条件的行",
    },
    "en": {
        "yes": "yes", "no": "no", "quote": "‘{}’", "parameter": "{} ({})", "bracket": "({})", "comma": ", ", "list": ", ",
        "where": " where {}", "rows": "{table} rows{where}", "otherwise": ", {} when there are none", "within": "those of the same {}",
        "all": "all", "among": " where {}", "key": " key", "name": " name", "parameters": "Parameters", "assumption": "assumption", "colon": ": ",
        "scale": "{} from best to worst", "number": "number", "text": "text", "yes/no": "yes or no", "date": "date", "by": ", ties broken by {}", "ties 1224": ", ties leave a gap", "ties 1223": ", ties leave no gap",
        "ties average": ", ties get the mean of their places", "ties include": ", ties at the end are in",
        "ties exclude": ", ties at the end are out", "rounding down": ", the quota rounded down",
        "rounding up": ", the quota rounded up", "rounding half-up": ", the quota rounded, halves up", "no rows": "no row fits",
    },
}  # fmt: skip

_CHINESE = {
    "+": "{0} + {1}", "-": "{0} − {1}", "*": "{0} × {1}", "/": "{0} ÷ {1}", "^": "{0} 的 {1} 次方", "negative": "−{0}",
    "=": "{0}为{1}", "<>": "{0}不为{1}", "<": "{0}低于{1}", "<=": "{0}不超过{1}", ">": "{0}高于{1}", ">=": "{0}不低于{1}",
    "< day": "{0}早于{1}", "<= day": "{0}不晚于{1}", "> day": "{0}晚于{1}", ">= day": "{0}不早于{1}",
    "and": "{0}且{1}", "or": "{0}或{1}", "not": "没有{0}", "in": "{0}属于{members}", "if": "{0}时为{1}，否则为{2}",
    "ratio": "{0}与{1}之比", "clamp": "{0}（最低 {1}，最高 {2}）", "abs": "{0}的绝对值", "round": "{0}舍入到 {digits} 位小数",
    "floor": "{0}舍去小数", "ceil": "{0}进为整数", "sqrt": "{0}的平方根", "ln": "{0}的自然对数", "exp": "e 的 {0} 次方",
    "geomean": "{every}的几何平均", "missing": "{0}没有数据", "not missing": "{0}有数据", "coalesce": "{every}中第一个有数据的", "days": "从{0}到{1}的天数",
    "join": "{every}", "min": "{every}中最小的", "max": "{every}中最大的", "step_down": "{0}降 {1} 等", "step_up": "{0}升 {1} 等",
    "worst": "{every}中最差的", "best_of": "{every}中最好的", "lookup": "按{0}查“{name}”表", "cases": "按{0}：{1}",
    "case": "{0}的为{1}", "rest": "其余为{0}", "interpolate": "按{0}在各点之间连线取值：{1}", "interpolate point": "{0} 处为 {1}",
    "progressive": "{0}分段累进（{1}，负数反方向）", "progressive point": "从 {0} 起每点 {1}",
    "proportional": "按{1}计分（满分 {0}，最低零分）", "all_or_nothing": "{1}得 {0} 分，否则不得分",
    "proportional_above": "按{1}计分（满分 {0}，低于 {2} 不得分）", "deduct": "{0} 分，每次扣 {2} 分（次数为{1}），扣完为止",
    "over_fulfilment": "超出部分（{0}）每 {1} 加 {2}，最高加 {3}，不足部分按比例",
    "over_fulfilment_steps": "超出部分（{0}）每满 {1} 加 {2}，最高加 {3}", "lower_is_better": "{0}不超过{1}为 1，超过的为{1}与{0}之比",
    "scheduled": "{0}与到期应完成数（{1} × {2}）之比",
    "sum of rows": "{rows}的{0}之和", "count of rows": "{rows}的个数", "mean of rows": "{rows}的{0}的平均",
    "min of rows": "{rows}的{0}中最小的", "max of rows": "{rows}的{0}中最大的", "median of rows": "{rows}的{0}的中位数",
    "stdev of rows": "{rows}的{0}的标准差", "share of rows": "{rows}的{0}之和占{1}之和的比例",
    "weighted_mean of rows": "{rows}的{0}按{1}加权的平均",
    "trimmed_mean of rows": "{rows}的{0}去掉最高、最低各 {drop} 个后的平均",
    "sum_best of rows": "{rows}的{0}之和（同一{1}只按最高的计一次）", "any of rows": "{rows}中有{0}的", "all of rows": "{rows}全部{0}",
    "rank": "{field}按{0}从高到低的名次", "rank_ascending": "{field}按{0}从低到高的名次", "top": "{field}按{0}居前 {1}",
    "bottom": "{field}按{0}居末 {1}", "best": "{field}最高的{0}", "lowest": "{field}最低的{0}", "mean_of": "{field}{0}的平均",
    "total_of": "{field}{0}的合计", "count_of": "{field}有{0}的个数", "percentile": "{field}按{0}胜过的比例",
    "zscore": "{field}{0}的标准分", "minmax": "{field}{0}的极差标准化值", "rank_points": "{field}按{0}排位，第一 {1} 分、末位 {2} 分，其间等分",
}  # fmt: skip

_ENGLISH = {
    "+": "{0} + {1}", "-": "{0} − {1}", "*": "{0} × {1}", "/": "{0} ÷ {1}", "^": "{0} to the power of {1}", "negative": "−{0}",
    "=": "{0} is {1}", "<>": "{0} is not {1}", "<": "{0} below {1}", "<=": "{0} at most {1}", ">": "{0} above {1}",
    "< day": "{0} before {1}", "<= day": "{0} not after {1}", "> day": "{0} after {1}", ">= day": "{0} not before {1}",
    ">=": "{0} at least {1}", "and": "{0} and {1}", "or": "{0} or {1}", "not": "not {0}", "in": "{0} one of {members}",
    "if": "{1} if {0}, else {2}", "ratio": "{0} divided by {1}", "clamp": "{0} (at least {1}, at most {2})",
    "abs": "{0} without its sign", "round": "{0} rounded to {digits} decimals", "floor": "{0} rounded down", "ceil": "{0} rounded up",
    "sqrt": "the square root of {0}", "ln": "the natural logarithm of {0}", "exp": "e to the power of {0}",
    "geomean": "the geometric mean of {every}", "missing": "{0} has no value", "not missing": "{0} has a value", "coalesce": "the first with a value of {every}",
    "days": "days from {0} to {1}", "join": "{every}", "min": "the smallest of {every}", "max": "the largest of {every}",
    "step_down": "{0} lowered by {1} grades", "step_up": "{0} raised by {1} grades", "worst": "the worst of {every}",
    "best_of": "the best of {every}", "lookup": "‘{name}’ of {0}", "cases": "by {0}: {1}", "case": "{1} when {0}", "rest": "else {0}",
    "interpolate": "by {0} on a line through {1}", "interpolate point": "{1} at {0}",
    "progressive": "{0} bracket by bracket ({1}; the other way below zero)", "progressive point": "{1} each from {0} on",
    "proportional": "points in proportion to {1}, {0} at most, none at least", "all_or_nothing": "{0} points if {1}, else none",
    "proportional_above": "points in proportion to {1}, {0} at most, none below {2}", "deduct": "{0} points, {2} less for each of {1}, never below 0",
    "over_fulfilment": "{2} for every {1} of {0}, in proportion, at most {3}",
    "over_fulfilment_steps": "{2} for every whole {1} of {0}, at most {3}",
    "lower_is_better": "1 when {0} is at most {1}, else {1} divided by {0}",
    "scheduled": "{0} divided by what is due by now ({1} × {2})",
    "sum of rows": "the sum of {0} over {rows}", "count of rows": "the number of {rows}", "mean of rows": "the mean of {0} over {rows}",
    "min of rows": "the smallest {0} of {rows}", "max of rows": "the largest {0} of {rows}",
    "median of rows": "the median of {0} over {rows}", "stdev of rows": "the standard deviation of {0} over {rows}",
    "share of rows": "the sum of {0} divided by the sum of {1} over {rows}",
    "weighted_mean of rows": "the mean of {0} weighted by {1} over {rows}",
    "trimmed_mean of rows": "the mean of {0} over {rows} without the {drop} highest and lowest",
    "sum_best of rows": "the sum of {0} over {rows}, only the highest of each {1}", "any of rows": "whether {0} in some of {rows}",
    "all of rows": "whether {0} in all {rows}", "rank": "the place by {0}, highest first, among {field}",
    "rank_ascending": "the place by {0}, smallest first, among {field}", "top": "among the first {1} by {0} of {field}",
    "bottom": "among the last {1} by {0} of {field}", "best": "the highest {0} among {field}", "lowest": "the lowest {0} among {field}",
    "mean_of": "the mean of {0} among {field}", "total_of": "the sum of {0} among {field}", "count_of": "how many have {0} among {field}",
    "percentile": "the share of {field} below in {0}", "zscore": "the z-score of {0} among {field}",
    "minmax": "{0} scaled from 0 for the lowest to 1 for the highest of {field}",
    "rank_points": "by place in {0} among {field}: {1} for the first, {2} for the last, equal steps between",
}  # fmt: skip

PHRASES = {"zh": _CHINESE, "en": _ENGLISH}
