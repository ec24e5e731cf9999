"""Why a text is not exactly one number, said so that the person who typed it knows what to do."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

_DATE = re.compile(
    r"(?:19|20)\d{2}\s*[-/.]\s*(?:0?[1-9]|1[0-2])\s*[-/.]\s*\d{1,2}(?:[T ].*)?"
    r"|(?:19|20)\d{2}\s*[-/]\s*(?:0?[1-9]|1[0-2])"
    r"|(?:19|20)\d{2}年.*|\d{1,2}月(?!份?额).*|\d{1,2}[日号]\D*|\d{1,2}:\d{2}.*"
)
_RANGE = re.compile(r"\d[^\d/]{0,6}?(?:-|–|—|―|~|至|到)+[^\d/]{0,2}\d")
_TWO_NUMBERS = re.compile(r"(?P<one>.*?\d[^/、,;+和及 ]*)[/、,;+和及 ]+(?P<two>.*\d.*)")
_TWO_SCALES = re.compile(r"\d\s*[百千万亿]+[^\d]*\d")
_FRACTION = re.compile(r"[+-]?[\d.,]+\s*[/:]\s*[\d.,]+")
_THOUSANDS = re.compile(r"\d,\d|\d,$|^,")
_APPROXIMATE = re.compile(r"大约|约|接近|将近|左右|上下|几|\d[万亿千百]*[余多]|^近|^\D{0,4}近(?=\d)|\d\+$")
_CODE = re.compile(r"[+-]?0\d+(?:\.\d+)?")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹₀-₉①-⑳½¼¾⅓⅔Ⅰ-ⅻ]")
_CHINESE_NUMBER = re.compile(r"[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|#[A-Z/0!?]+)", re.IGNORECASE)
_LOOKALIKE = re.compile(r"\d[.,]?[OoIl]|(?<![A-Za-z])[OoIl][.,]?\d")
_PLACEHOLDER = re.compile(r"[-—–/\\*、.]+|无|暂无|没有|空|N/?A", re.IGNORECASE)
_EXCLUSIVE = re.compile(r"以外|之外")


def why_refused(text: str, typed: str) -> str:
    """The reason, or "" when nothing here speaks against `text` (half-width) being one number.

    `typed` is what the person sees on the screen and is quoted in the reason.
    """
    for check in _CHECKS:
        reason = check(text)
        if reason:
            return reason % {"text": typed}
    parts = two_parts(text)
    if parts:
        return _("“%(text)s”里有两个数（“%(one)s”和“%(two)s”），请分成两项填写") % {
            "text": typed,
            "one": parts[0],
            "two": parts[1],
        }
    return _wrapped(text) % {"text": typed}


def _empty(text: str) -> str:
    return "" if text else _("没有填数")


def _no_digits(text: str) -> str:
    if any(char.isascii() and char.isdigit() for char in text):
        return ""
    if _PLACEHOLDER.fullmatch(text):
        return _("“%(text)s”不是数；没有数就请留空，是零就填 0")
    if _NOT_FINITE.fullmatch(text):
        return _("“%(text)s”不是一个数")
    if _SUPERSCRIPT.search(text):
        return _("“%(text)s”请改用普通数字")
    if _CHINESE_NUMBER.match(text) and len(text) <= 8:
        return _("“%(text)s”请用阿拉伯数字填写")
    return _("“%(text)s”是文字说明，没有数字；如果这是定性目标，请填在“目标任务”里")


def _date(text: str) -> str:
    return _("“%(text)s”是日期，这里要填数字") if _DATE.fullmatch(text) else ""


def is_range(text: str) -> bool:
    """12-15, 1.5%至2%; the minus of an exponent is none."""
    return bool(_RANGE.search(_without_exponent(text)))


def _without_exponent(text: str) -> str:
    return re.sub(r"(?<=\d)[eE][+-]?(?=\d)", "", text)


def _range(text: str) -> str:
    return _("“%(text)s”是一个范围，请只填一个数") if is_range(text) else ""


def _approximate(text: str) -> str:
    return _("“%(text)s”是大概的数，请填确定的数") if _APPROXIMATE.search(text) else ""


def _fraction(text: str) -> str:
    return _("“%(text)s”是分数或比例，请填算出来的数") if _FRACTION.fullmatch(text) else ""


def _thousands(text: str) -> str:
    number = re.search(r"[\d,.]*,[\d,.]*", text)
    if not number or re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", number[0]):
        return ""
    return (
        _("“%(text)s”里的千位分隔符位置不对，请写成 1,234.5 这样，或不用分隔符") if _THOUSANDS.search(number[0]) else ""
    )


def _code(text: str) -> str:
    return _("“%(text)s”以 0 开头，像是编号而不是数") if _CODE.fullmatch(text) else ""


def _superscript(text: str) -> str:
    return (
        _("“%(text)s”里有上标、下标或序号数字，请改用普通数字")
        if re.search(rf"\d\s*{_SUPERSCRIPT.pattern}", text)
        else ""
    )


def _letters(text: str) -> str:
    return _("“%(text)s”里有字母，请检查是不是把 0 写成了 O、把 1 写成了 l") if _LOOKALIKE.search(text) else ""


def _excluded(text: str) -> str:
    return _("“%(text)s”里的“以外”看不出是大于还是小于，请写成“超过”或“低于”") if _EXCLUSIVE.search(text) else ""


_CHECKS: tuple[Callable[[str], str], ...] = (
    _empty,
    _no_digits,
    _superscript,
    _letters,
    _date,
    _fraction,
    _range,
    _thousands,
    _code,
    _approximate,
    _excluded,
)


def two_parts(text: str) -> tuple[str, str] | None:
    """The two amounts that one text states (333个/466万平方米), or None."""
    ungrouped = _without_exponent(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text))
    match = _TWO_NUMBERS.fullmatch(ungrouped)
    if match:
        return match["one"].strip(), match["two"].strip()
    if _TWO_SCALES.search(ungrouped):
        numbers = re.findall(r"[\d.]+\D*", ungrouped)
        return numbers[0].strip(), "".join(numbers[1:]).strip()
    return None


def _wrapped(text: str) -> str:
    """Money signs, brackets and words around a number that would otherwise be fine."""
    if re.match(r"[¥￥$€£]", text):
        return _("“%(text)s”请去掉货币符号，把单位写在数字后面，如 12 亿元")
    if re.fullmatch(r"\(\s*[\d.,]+\s*\)", text):
        return _("“%(text)s”用了括号；如果是负数，请在前面写减号")
    return ""
