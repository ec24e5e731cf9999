"""The typefaces that the standard names, each with what may stand for it where it is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

Faces = Mapping[str, str]
"""For each typeface of the standard the name that is written into the file."""

# GB/T 9704 names kinds of type, not products; the first name is the one that offices have under Windows and WPS.
STANDING_IN: Mapping[str, tuple[str, ...]] = {
    "小标宋": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "宋体", "Noto Serif CJK SC"),
    "仿宋": ("仿宋_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "华文仿宋", "FandolFang", "Noto Serif CJK SC"),
    "黑体": ("黑体", "SimHei", "方正黑体_GBK", "FandolHei", "Noto Sans CJK SC"),
    "楷体": ("楷体_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FandolKai", "AR PL UKai CN", "Noto Serif CJK SC"),
    "宋体": ("宋体", "SimSun", "方正书宋_GBK", "FandolSong", "Noto Serif CJK SC"),
}

FACES: Faces = {kind: names[0] for kind, names in STANDING_IN.items()}


def fitting(installed: Collection[str]) -> dict[str, str]:
    """For each typeface the first name that a machine has, so that a file converted there falls to none by chance.

    Of one that it has in no form the name stays as it is.
    """
    return {kind: next((name for name in names if name in installed), names[0]) for kind, names in STANDING_IN.items()}
