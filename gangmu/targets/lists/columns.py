"""The columns of a list of targets: those of our own template, and what lists of governments call them.

Published forms: 项目/分值/目标任务/监考单位 (旌阳 2016), 序号/名称/任务/责任单位 (苏州 2011, 常熟 2018),
截止/牵头单位/任务/数量
(呼和浩特 2021); 指标/单位/2026年完成/2027年目标/一季度…四季度/责任部门/分管市领导/计分标准 is every county's own.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from gangmu.base.sheets import Column, as_choice, as_code, as_number, as_text, write_template
from gangmu.targets.lists.deadlines import as_due
from gangmu.targets.months import read as read_months
from gangmu.targets.states import Accumulation, Category, Direction, Kind

NODE_MONTHS = {f"m{month}": month for month in range(1, 13)} | {f"q{quarter}": quarter * 3 for quarter in range(1, 5)}
"""Columns that hold what must be reached by the end of a month."""
NUMBER = "number"
_NOT_IN_TEMPLATE = {NUMBER, *(f"m{month}" for month in range(1, 13))}


def columns_of(year: int) -> tuple[Column, ...]:
    """Every column an import understands; deadlines without a year and headings such as 2027年目标 are of `year`."""
    return (*_what(), *_how_much(year), *_when(year), *_who(), *_whence(), *_by_month())


def _what() -> tuple[Column, ...]:
    return (
        Column("code", _("编号"), _NAMES["code"], parse=as_code(30), help=_("不填由系统编号"), example="MB-2026-001"),
        Column(
            "name",
            _("目标名称"),
            _NAMES["name"],
            parse=as_text(200),
            width=36,
            help=_("不填则取自目标任务"),
            example=_("新建、续建中小学"),
        ),
        Column(
            "task",
            _("目标任务"),
            _NAMES["task"],
            parse=as_text(4000),
            width=50,
            help=_("原文照填；里面的数会读出来作为目标值，请您确认"),
            example=_("新建、续建中小学 23 所"),
        ),
        _choice("kind", _("类型"), _words(Kind), ("目标类型",), _("不填：读得出数的为定量，其余为定性")),
        _choice("category", _("类别"), _words(Category), ("目标类别",), _("不填为重点")),
        Column("area", _("领域"), ("战线", "系统", "板块"), parse=as_text(60), example=_("教育")),
        Column("points", _("分值"), ("分数", "权重", "points"), parse=as_number("分"), example="3"),
        Column("standard", _("完成标准"), _NAMES["standard"], parse=as_text(4000), width=40),
    )


def _how_much(year: int) -> tuple[Column, ...]:
    goals = _of_year(year, _PLANNED)
    results = _of_year(year - 1, _REACHED)
    return (
        Column("unit_of_measure", _("计量单位"), ("度量单位",), parse=as_text(20), example=_("所")),
        Column(
            "goal",
            _("目标值"),
            (*_NAMES["goal"], *goals),
            help=_("可以带单位，如 12亿元、≥186、低于4.1"),
            example="23",
        ),
        Column("stretch", _("争取目标"), ("奋斗目标", "力争目标", "挑战目标", "力争值"), example="25"),
        Column("baseline", _("上年实绩"), (*_NAMES["baseline"], *results), example="20"),
        _choice("direction", _("方向"), _words(Direction), (), _("不填为越大越好；“低于”“≤”读作越小越好")),
        _choice("accumulation", _("口径"), _words(Accumulation), (), _("不填为累计数；增幅和比重读作时点数")),
    )


def _of_year(year: int, words: tuple[str, ...]) -> tuple[str, ...]:
    """2027年目标, 2027年度目标, 2027目标."""
    return tuple(f"{year}{link}{word}" for link in ("年", "年度", "") for word in words if link or word)


def _when(year: int) -> tuple[Column, ...]:
    quarters = (("q1", _("一季度")), ("q2", _("二季度")), ("q3", _("三季度")), ("q4", _("四季度")))
    return (
        Column(
            "deadline",
            _("完成时限"),
            _NAMES["deadline"],
            parse=as_due(year),
            help=_("日期，或 8月底、6月下旬、二季度末、年底"),
            example=_("11月底"),
        ),
        Column(
            "months_due",
            _("报数月份"),
            _NAMES["months_due"],
            parse=read_months,
            help=_("不填为每月；每季度、每半年、每年、1-2月合并，或写明哪几个月"),
            example=_("每季度"),
        ),
        *(Column(key, title, _NAMES[key], help=_("到季末的累计计划值，或节点内容")) for key, title in quarters),
    )


def _by_month() -> tuple[Column, ...]:
    return tuple(
        Column(
            f"m{month}",
            _("%(month)d月") % {"month": month},
            tuple(
                f"{written}{end}" for written in (f"{month}月", f"{month:02d}月", f"1-{month}月") for end in _MONTH_END
            ),
        )
        for month in range(1, 13)
    )


def _who() -> tuple[Column, ...]:
    several = _("几个单位用顿号隔开")
    return (
        Column("lead", _("牵头单位"), _NAMES["lead"], width=20, example=_("市教育局")),
        Column(
            "responsible",
            _("责任单位"),
            _NAMES["responsible"],
            width=24,
            help=_("没有牵头单位这一列时，第一个作为牵头单位；") + several,
        ),
        Column("cooperating", _("配合单位"), _NAMES["cooperating"], width=24, help=several),
        Column("monitoring", _("监控单位"), _NAMES["monitoring"], width=20, help=several),
        Column("leader", _("分管领导"), _NAMES["leader"], help=_("写姓名"), example=_("陈岩")),
    )


def _whence() -> tuple[Column, ...]:
    return (
        Column("source", _("来源"), _NAMES["source"], parse=as_text(200), width=24),
        Column("source_note", _("来源条目"), ("条目", "来源条款"), parse=as_text(200), example=_("第 12 条")),
        Column(NUMBER, _("序号（不写入）"), ("序号", "顺序号", "no", "no.")),
    )


_PLANNED = (
    "目标",
    "目标值",
    "计划",
    "计划数",
    "计划值",
    "任务",
    "任务数",
    "目标任务",
    "预期目标",
    "计划投资",
    "计划完成",
)
_REACHED = ("完成", "完成数", "完成值", "实绩", "实际", "实际完成", "实际数", "实际值", "基数", "预计完成", "预计", "")
_MONTH_END = ("", "份", "末", "底", "计划", "目标", "累计")
_NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "code": "目标编号 code",
        "name": """项目 名称 指标 指标名称 目标项目 项目名称 任务名称 工作名称 事项 工作事项 考核指标 考核项目 主要指标
            item name""",
        "task": """任务 工作任务 目标内容 任务内容 主要任务 重点任务 重点工作 工作目标 年度目标 工作内容 具体任务
            任务要求 建设内容 主要建设内容 建设内容及规模 建设规模及内容 建设规模 目标要求 工作要求 主要内容
            task target""",
        "standard": """评分标准 考核标准 验收标准 计分标准 计分办法 计分方法 评分办法 评分细则 考核办法 考核评分标准""",
        "goal": """数量 目标 指标值 目标数 全年目标 全年目标值 年度目标值 全年计划 全年任务 年度计划 年度任务 年度任务数
            本年目标 今年目标 预期目标 计划数 任务数 年度投资 年度计划投资 全年 quantity""",
        "baseline": """基数 上年完成 上年实际 上年完成数 上年完成值 上年实际完成 上年基数 上年数 上年 去年完成 去年实绩
            去年实际""",
        "deadline": """截止 截止时间 时限 完成时间 完成时限要求 完成期限 完成日期 时间要求 时限要求 时间节点 完成节点
            计划完成时间 办结时限 deadline""",
        "months_due": """报送频次 报送频率 报送周期 填报频次 填报频率 填报周期 报告频次 调度频次 调度频率 数据频次
            统计频次 统计周期 考核频次 发布频次 频次 频率 报送时间""",
        "q1": "一季度末 一季度计划 一季度节点 一季度目标 第一季度 1季度",
        "q2": "二季度末 二季度计划 二季度节点 二季度目标 第二季度 2季度 上半年 上半年目标 上半年计划",
        "q3": "三季度末 三季度计划 三季度节点 三季度目标 第三季度 3季度 前三季度",
        "q4": """四季度末 四季度计划 四季度节点 四季度目标 第四季度 4季度 形象进度全年 工程进度全年 年度形象进度""",
        "lead": "牵头部门 主办单位 牵头责任单位 牵头责任部门 第一责任单位 lead_unit",
        "responsible": """责任部门 承办单位 承担单位 主要责任单位 主要责任部门 责任主体 实施单位 建设单位
            responsible_unit""",
        "cooperating": "协办单位 配合部门 参加单位 参与单位 协同单位 协作单位 配合责任单位",
        "monitoring": """监考单位 监测单位 考核单位 监控部门 考核部门 数据来源单位 数据提供单位 核验单位
            monitoring_unit""",
        "leader": """责任领导 市领导 牵头领导 分管市领导 分管副市长 牵头市领导 责任市领导 市级领导 市级责任领导
            分管县领导 县领导 分管区领导 区领导 包抓领导""",
        "source": "文件 依据 来源文件 目标来源 任务来源 doc",
    }.items()
}


def _choice(field: str, title: str, names: dict[str, str], aliases: tuple[str, ...], help_text: str) -> Column:
    return Column(
        field, title, (*aliases, field), parse=as_choice(names), choices=tuple(names.values()), help=help_text
    )


def _words(choices: type[TextChoices]) -> dict[str, str]:
    return {str(one): str(one.label) for one in choices}


FIELDS = tuple(column.field for column in columns_of(2000))


def template(year: int) -> bytes:
    """An empty list with every column, drop-downs and instructions."""
    columns = [column for column in columns_of(year) if column.field not in _NOT_IN_TEMPLATE]
    return write_template(_("目标"), columns)
