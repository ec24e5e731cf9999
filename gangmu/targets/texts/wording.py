"""The words that official texts count, compare and promise with. What is said of a word is said here once."""

from __future__ import annotations

import re


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEASURES = _words(
    "m2 ㎡ 平米 m² km 个百分点 百分点 亩次 人次 人月 平方米 平方公里 平方千米 立方米 千瓦时 度电 "
    "千瓦 兆瓦 吨标准煤 吨标煤 标准煤 标准箱 标箱 公里 千米 公顷 公斤 千克 美元 欧元 架次 班次 列次 "
    "场次 户次 床位 学位 车位 泊位 公里次 标台 元 米 亩 吨 斤 户 人 家 个 所 条 项 件 套 辆 台 "
    "处 座 名 张 床 株 宗 起 场 只 头 村 间 支 对 艘 架 列 款 部 篇 口 孔 栋 幢 片 批 种 "
    "门 枚 盏 桩 箱 立方 标方 天 小时 倍 分 位"
)
SCALES = ("万亿", "千亿", "百亿", "十亿", "亿", "千万", "百万", "十万", "万", "千", "百")

NOT_COUNTED = re.compile(
    r"(?:个|条|项|件)?(?:方面|维度|环节|字|层面|关键词|不|必须|一律|月|小时|工作日|专题|坚持|统筹|确保|更加|度)"
)
"""What follows a number in “八个方面”, “3个月内”: counted, and no target."""
ABOUT, AT_LEAST, AT_MOST, OVER, UNDER, EXACTLY, LIKE = "≈", "≥", "≤", ">", "<", "=", "~"
AFTER = {
    "左右": ABOUT, "上下": ABOUT, "以上": AT_LEAST, "及以上": AT_LEAST,
    "以内": AT_MOST, "之内": AT_MOST, "以下": AT_MOST, "内": AT_MOST,
}  # fmt: skip
BEFORE = {
    "不低于": AT_LEAST, "不少于": AT_LEAST, "不小于": AT_LEAST, "至少": AT_LEAST, "达到": AT_LEAST, "达": AT_LEAST,
    "不高于": AT_MOST, "不超过": AT_MOST, "不大于": AT_MOST, "控制在": AT_MOST,
    "突破": OVER, "超过": OVER, "高于": OVER, "超": OVER, "低于": UNDER,
    "约": ABOUT, "近": ABOUT, "接近": ABOUT,
}  # fmt: skip

GROWS = ("同比增长", "年均增长", "实际增长", "增长", "增幅", "增速", "提高", "提升", "上升", "上涨", "增加", "递增")
FALLS = ("同比下降", "累计下降", "下降", "降低", "减少", "压减", "压缩", "削减", "缩短")
LIMITS = ("控制在", "不超过", "不高于", "降至", "降到", "压减到", "压减至", "下降到", "降低到")
REACHES = _words(
    "保持在 保持 在 稳定在 提高到 提升到 提高至 提升至 增加到 增加至 达到 达 完成 实现 突破 超过 超 "
    "总数达 总量达 不低于 不少于 高于 为 通过 至"
)
STRETCH = re.compile(r"(?:力争|争取|奋斗目标|挑战目标)")

LEADING = re.compile(
    r"^(?:全年|基本|大力|年内|今年|年底前|其中|到年底|力争|争取|确保|努力|实现|完成|继续|全面|加快|推动|推进|支持|预期目标是|主要预期目标是"
    r"|目标是|是|即|再|也|并|将|要|力促|持续|稳步|深入|扎实|有序|同时|对|使|让|把|，|：|:|\s)+"
)
TRAILING = re.compile(r"(?:同比|比上年)?(?:要|将|力争|争取|确保|预期|目标|分别|年均|持续|再|各|的)*$")
ACTS = re.compile(
    r"^(?:组织|协同|谋划|布局|新?培育|培养|创建|打造|建设|建成?|实施|引进|招引|选树|开展|(?:开展|办|建)好|认定|落实|落地|投运|安排|发放|组建"
    r"|举办|完善|建立|引育|遴选|评选|选派|储备|开工|投产|投用|建成交付|交付|提供|发展|壮大|增设|设立|制定|出台|推出|抓好)+$"
)
ACTING = re.compile(r"(?:培育|引进|招引|打造|创建|选树|引育|遴选|实施|建设|组建|认定|推出)$")
WISHES = re.compile(r"(?:支持|鼓励|引导|指导|帮助)$")
"""What somebody else is helped to do is no target of one's own."""
NO_NOUN = re.compile(r"^(?:并|以(?!上)|用于|左右|等|确保|实现|完成|占|且|全部|[（(])")
"""What stands behind a number and does not name what was counted."""
MEANT = re.compile(
    r"^(?:新增|净增|新建|改造|改建|扩建|新改扩建|减少|压减|修复|治理|筹集|建成|新开工|新开通|开通|整治)+$"
)
"""What is done to the counted things and belongs to a target's name."""
MEANT_TAIL = re.compile(r"(?:新增|净增|新改扩建|新开工|改造|修复)$")
BARE = re.compile(r"^(?:总?投资|资金|年度投资|规模|总量|总数|总额|数量|面积|产值|长度|里程|比例|占比|增速|增幅)?$")
"""Names that say nothing without what stands before them."""

STOCK = re.compile(
    r"(?:产值|总产|产量|总量|规模|总额|额|投资|收入|支出|产能|吞吐量|存量|保有量|能力|人口|资金|贷款|余额)$"
)
ECONOMY = re.compile(r"(?:消费)?价格")

RESULT = re.compile(
    r"同比|比上年|较上年|预计|上年|去年|过去(?:一|的|五|几)|以来|年均|五年来|来之不易|位居(?:全|第)|居全[国省市]|跃升(?:到|至|了|为)|荣获|超额完成"
    r"|累计(?:下降|完成|建成|实现|新增|投入|发放)|已(?:经)?(?:完成|建成|达|实现|有|连续)|(?:完成|实现|达到|突破|新增|建成|增加|增长)了"
    r"|“十[一二三四]五”以来"
)
"""What shows that a sentence tells what was, not what is to be."""
LONG_TERM = re.compile(
    r"到(?P<year>20[2-9]\d)年|“十(?P<plan>[四五六])五”(?:期间|时期|末)|未来[三五3-5]年|[五三5]年(?:累计|内)|今后[五三]年"
)
PLAN_ENDS = {"四": 2025, "五": 2030, "六": 2035}
"""The last year of each five-year plan."""
AGAINST = re.compile(
    r"(?P<how>高于|快于|好于|优于|不低于|低于|与|和|同)(?P<ref>[^，。；、]{0,14}?(?:平均水平|平均增速|平均|经济增长|经济增速|经济发展"
    r"|全国|全省|全市|计划|规划))(?P<like>[^，。；]{0,6}?(?:同步|持平|一致|相当))?"
)
