"""How names are compared, so that no two look alike to a reader: width, case, signs nobody sees, and signs that are
drawn the same.

Unicode's own list of confusable signs knows no variants of Chinese characters, and most of what it knows no unit's name
contains; the tables here hold the signs of the scripts that stand on Chinese keyboards and in Chinese documents.
"""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Control and format signs (zero width, direction), halves of pairs, private use, breaks of lines and paragraphs.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Letters and marks by their category, and nothing to see: fillers, a blank of Braille, a joiner, variation selectors.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(n) for n in range(0xFE00, 0xFE10)}
_SELECTORS = range(0xE0100, 0xE01F0)
# Radicals as signs of their own (⺠ for 民), left over when text is copied out of some PDF files.
_RADICALS = range(0x2E80, 0x2F00)

# Drawn alike, other script: Cyrillic and Greek beside Latin.
_LATIN = dict(zip("аесорхуіјѕԁԛԝһӏкмтвнгαοινρυχκτ", "aecopxyijsdqwhlkmtbhraoivpuxkt", strict=True))
# Drawn alike, other character: old and new print of the same character, and pairs that differ by a stroke's length.
_VARIANTS = (
    "教敎 户戶戸 内內 册冊 吴吳呉 吕呂 产産產 黄黃 青靑 清淸 真眞 税稅 录錄録彔 说說説 "
    "强強 绝絶 乡鄕鄉郷 卫衞衛 镇鎭鎮 温溫 研硏 虚虛 黑黒 步歩 每毎 增増 德徳 横橫 郎郞 "
    "既旣 尚尙 争爭 净淨浄 静靜 为爲為 叙敍敘 并倂併 己已巳 土士 未末 日曰 干千 人入 口囗 "
    "一ー―—–─ 〇○◯ ·・•‧∙⋅"
)
_HAN = {other: group[0] for group in _VARIANTS.split() for other in group[1:]}
_SAME = str.maketrans(_LATIN | _HAN)


def folded(text: str) -> str:
    """The text without regard to width, case and composition, blanks around it dropped."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def skeleton(text: str) -> str:
    """Equal for texts that a reader takes for one another. Not for showing."""
    return "".join(folded(text).translate(_SAME).split())


def hidden_sign(text: str) -> str:
    """The first sign in the text that nobody sees, or that only looks like a character; empty when there is none."""
    return next((sign for sign in text if _hidden(sign)), "")


def _hidden(sign: str) -> bool:
    code = ord(sign)
    blank = unicodedata.category(sign) == "Zs" and sign not in " \u3000"
    return blank or unicodedata.category(sign) in _HIDDEN or sign in _BLANK or code in _SELECTORS or code in _RADICALS


def visible_signs(value: str) -> None:
    """A validator of names: every sign in them can be seen and typed again."""
    if sign := hidden_sign(value):
        what = _("第 %(place)d 个字是看不见或容易认错的符号（%(code)s），请删去后重新输入")
        raise ValidationError(what % {"place": value.index(sign) + 1, "code": f"U+{ord(sign):04X}"})
