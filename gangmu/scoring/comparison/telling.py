"""A comparison in words, for people, and as plain data, for JSON and pages."""
# ruff: noqa: E501 (one text, one line)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gangmu.scoring.comparison.changes import Change, Comparison, Detail
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.values.showing import brief

WORDS = {
    "zh": {
        "of year": "{}（{}）",
        "heads": "旧：{}\n新：{}", "same": "两个办法的意思完全相同。", "wording": "意思没有变，只有写法不同：",
        "count": "共 {} 处改动。", "and wording": "另有不影响结果的改动：", "added": "新增", "removed": "删去", "changed": "改动", "renamed": "改名",
        "inlined": "并入", "extracted": "析出", "inlined into": "{}（写进了用它的公式，结果不变）", "extracted from": "{}（从用它的公式里分出来，结果不变）",
        "scheme": "办法", "parameter": "参数", "lookup": "参数表", "scale": "等次", "table": "表", "given": "数据", "computed": "算式",
        "publish": "公布", "components": "总分构成", "full marks": "满分", "headline": "首要的列",
        "total": "总分", "grade": "等次", "rank": "名次", "of": "{table}·{name}", "renamed from": "{old} → {new}（用法不变）",
        "title": "标题", "year": "年度", "source": "来源", "decimals": "小数位数", "percent": "百分数的小数位数", "value": "值", "entries": "内容", "grades": "等次",
        "formula": "公式", "type": "类型", "choices": "可选值", "default": "缺省值", "required": "是否必填", "label": "显示名称", "note": "说明",
        "assumption": "是否假定", "parent": "上级表", "list": "、", "yes": "是", "no": "否", "nothing": "（无）", "arrow": "{aspect}：{old} → {new}",
        "was": "原：{}", "is": "现：{}", "colon": "：",
        "number": "数", "text": "文字", "yes/no": "是或否", "date": "日期", "one of": "选一",
    },
    "en": {
        "of year": "{} ({})",
        "heads": "old: {}\nnew: {}", "same": "Both methods mean the same.", "wording": "The meaning is the same; only the writing differs:",
        "count": "{} changes.", "and wording": "Besides, without effect on results:", "added": "added", "removed": "removed", "changed": "changed", "renamed": "renamed",
        "inlined": "inlined", "extracted": "extracted", "inlined into": "{} (written out in the formulas that used it, results as before)",
        "extracted from": "{} (taken out of the formulas that use it, results as before)",
        "scheme": "method", "parameter": "parameter", "lookup": "parameter table", "scale": "scale", "table": "table", "given": "facts", "computed": "formula",
        "publish": "published", "components": "part of the total", "full marks": "full marks", "headline": "headline",
        "total": "total", "grade": "grade", "rank": "rank", "of": "{table}.{name}", "renamed from": "{old} → {new} (used as before)",
        "title": "title", "year": "year", "source": "source", "decimals": "decimals", "percent": "decimals of per cent", "value": "value", "entries": "content", "grades": "grades",
        "formula": "formula", "type": "type", "choices": "choices", "default": "default", "required": "required", "label": "label", "note": "note",
        "assumption": "assumption", "parent": "parent table", "list": ", ", "yes": "yes", "no": "no", "nothing": "(none)", "arrow": "{aspect}: {old} → {new}",
        "was": "was: {}", "is": "now: {}", "colon": ": ",
        "number": "number", "text": "text", "yes/no": "yes/no", "date": "date", "one of": "one of",
    },
}  # fmt: skip


def comparison_text(comparison: Comparison, language: str = "zh") -> str:
    """Every change in words: what counts first, then what only reads differently."""
    words = WORDS[language]
    counting = [change for change in comparison.changes if not change.wording]
    wording = [change for change in comparison.changes if change.wording]
    lines = [words["heads"].format(_head(comparison.old, words), _head(comparison.new, words)), ""]
    lines += [line for change in counting for line in change_lines(comparison, change, language)]
    if counting:
        lines += ["", words["count"].format(len(counting))]
    if wording:
        lines += [words["and wording"] if counting else words["wording"]]
        lines += [line for change in wording for line in change_lines(comparison, change, language)]
    elif not counting:
        lines.append(words["same"])
    return "\n".join(lines)


def _head(scheme: Scheme, words: dict[str, str]) -> str:
    return words["of year"].format(scheme.title, scheme.year) if scheme.year else scheme.title


def change_name(comparison: Comparison, change: Change, language: str = "zh") -> str:
    """A changed definition as a reader knows it: parameter 重点, 单位·总分."""
    words = WORDS[language]
    scheme = comparison.old if change.action in ("removed", "inlined") else comparison.new
    if change.part in ("given", "computed", "publish", "components", "full marks"):
        table = scheme.tables.get(change.table)
        label = table.label_of(change.name) if table and change.name in (*table.given, *table.computed) else change.name
        shown = f"{change.name}（{label}）" if label != change.name else label
        return words["of"].format(table=(table.label if table else "") or change.table, name=shown)
    return words.get(change.name, change.name) if change.part in ("scheme", "headline") else change.name


def change_lines(comparison: Comparison, change: Change, language: str) -> Iterator[str]:
    """What changed, and below it, set in, what was and what is."""
    words = WORDS[language]
    name = change_name(comparison, change, language)
    if change.action in ("inlined", "extracted"):
        name = words[{"inlined": "inlined into", "extracted": "extracted from"}[change.action]].format(name)
    if change.action == "renamed":
        name = words["renamed from"].format(old=change.old_name, new=name)
    yield f"{words[change.action]} {words[change.part]} {name}"
    for detail in change.details:
        yield from _detail(comparison, change, detail, language)


def _detail(comparison: Comparison, change: Change, detail: Detail, language: str) -> Iterator[str]:
    words = WORDS[language]
    if detail.aspect == "formula":
        old, new = formula_words(comparison, change, language)
        yield from [f"    {words[which].format(text)}" for which, text in (("was", old), ("is", new)) if text]
    elif detail.aspect == "entries" and change.action == "changed":
        yield from _entries(detail.old, detail.new, words)
    elif change.action in ("added", "removed"):
        value = detail.new if change.action == "added" else detail.old
        yield f"    {words[detail.aspect]}{words['colon']}{_shown(value, words)}"
    else:
        old, new = _shown(detail.old, words), _shown(detail.new, words)
        yield "    " + words["arrow"].format(aspect=words[detail.aspect], old=old, new=new)


def _entries(old: Mapping[str, str], new: Mapping[str, str], words: dict[str, str]) -> Iterator[str]:
    """Entries of a parameter table that are not what they were."""
    for name in dict.fromkeys((*new, *old)):
        before, after = (each.get(name, words["nothing"]) for each in (old, new))
        if before != after:
            yield "    " + words["arrow"].format(aspect=name, old=before, new=after)


def formula_words(comparison: Comparison, change: Change, language: str) -> tuple[str, str]:
    """The old and the new formula in words, as written where the words would be the same; '' where there is none."""
    texts, written = [], []
    for scheme, name in ((comparison.old, change.old_name), (comparison.new, change.name)):
        table = scheme.tables.get(change.table)
        column = table.computed.get(name) if table else None
        texts.append(Speaker(scheme, language).say(column.node) if column else "")
        written.append(column.formula if column else "")
    if change.action in ("added", "extracted"):
        return "", texts[1]
    if change.action in ("removed", "inlined"):
        return texts[0], ""
    return (texts[0], texts[1]) if texts[0] != texts[1] else (written[0], written[1])


def _shown(value: Any, words: dict[str, str]) -> str:
    if value is None or value in ("", ()):
        return words["nothing"]
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, dict):
        return words["list"].join(f"{name} {text}" for name, text in value.items())
    if isinstance(value, tuple):
        return words["list"].join(map(str, value))
    if isinstance(value, str):
        return words.get(value, value)
    return str(value) if isinstance(value, int) else brief(value)


def comparison_data(comparison: Comparison, language: str = "zh") -> dict[str, Any]:
    """Plain data: both schemes, whether they mean the same, and every change with its parts before and after."""
    schemes = {
        side: {"title": scheme.title, "year": scheme.year, "digest": scheme.digest}
        for side, scheme in (("old", comparison.old), ("new", comparison.new))
    }
    return {
        **schemes,
        "same": comparison.same,
        "changes": [_data(comparison, each, language) for each in comparison.changes],
    }


def _data(comparison: Comparison, change: Change, language: str) -> dict[str, Any]:
    details: list[dict[str, Any]] = [
        {"aspect": each.aspect, "old": _plain(each.old), "new": _plain(each.new)} for each in change.details
    ]
    for detail in details:
        if detail["aspect"] == "formula":
            detail["old_words"], detail["new_words"] = (
                text or None for text in formula_words(comparison, change, language)
            )
    return {
        "part": change.part, "action": change.action, "table": change.table, "name": change.name, "old_name": change.old_name,
        "wording": change.wording, "details": details,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, (str, bool, int, dict)) else str(value)
