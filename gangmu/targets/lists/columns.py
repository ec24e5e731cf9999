"""The columns of a list of targets: those of our own template, and what published lists call them.

Published forms: 项目/分值/目标任务/监考单位 (旌阳 2016), 序号/名称/任务/责任单位 (苏州 2011, 常熟 2018),
截止/牵头单位/任务/数量
(呼和浩特 2021).
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from gangmu.base.sheets import Column, as_choice, as_code, as_deadline, as_number, as_text, write_template
from gangmu.targets.states import Accumulation, Category, Direction, Kind


def columns_of(year: int) -> tuple[Column, ...]:
    """Every column an import understands; deadlines without a year are of `year`."""
    return (*_what(), *_how_much(), *_when(year), *_who(), *_whence())


def _what() -> tuple[Column, ...]:
    return (
        Column(
            "code", _("编号"), ("目标编号", "code"), parse=as_code(30), help=_("不填由系统编号"), example="MB-2026-001"
        ),
        Column(
            "name",
            _("目标名称"),
            ("项目", "名称", "指标", "指标名称", "目标", "目标项目", "项目名称", "任务名称", "item", "name"),
            parse=as_text(200),
            width=36,
            help=_("不填则取自目标任务"),
            example=_("新建、续建中小学"),
        ),
        Column(
            "task",
            _("目标任务"),
            (
                "任务",
                "工作任务",
                "目标内容",
                "任务内容",
                "主要任务",
                "重点任务",
                "工作目标",
                "年度目标",
                "task",
                "target",
            ),
            parse=as_text(4000),
            width=50,
            help=_("原文照填；里面的数会读出来作为目标值，请您确认"),
            example=_("新建、续建中小学 23 所"),
        ),
        _choice("kind", _("类型"), _words(Kind), ("目标类型",), _("不填：读得出数的为定量，其余为定性")),
        _choice("category", _("类别"), _words(Category), ("目标类别",), _("不填为重点")),
        Column("area", _("领域"), ("战线", "系统", "板块"), parse=as_text(60), example=_("教育")),
        Column("points", _("分值"), ("分数", "权重", "points"), parse=as_number("分"), example="3"),
        Column("standard", _("完成标准"), ("评分标准", "考核标准", "验收标准"), parse=as_text(4000), width=40),
    )


def _how_much() -> tuple[Column, ...]:
    return (
        Column("unit_of_measure", _("计量单位"), ("度量单位",), parse=as_text(20), example=_("所")),
        Column(
            "goal",
            _("目标值"),
            ("数量", "全年目标", "年度目标值", "目标数", "quantity"),
            help=_("可以带单位，如 12亿元、≥186、低于4.1"),
            example="23",
        ),
        Column("stretch", _("争取目标"), ("奋斗目标", "力争目标"), example="25"),
        Column("baseline", _("上年实绩"), ("基数", "上年完成", "上年实际", "上年完成数"), example="20"),
        _choice("direction", _("方向"), _words(Direction), (), _("不填为越大越好；“低于”“≤”读作越小越好")),
        _choice("accumulation", _("口径"), _words(Accumulation), (), _("不填为累计数；增幅和比重读作时点数")),
    )


def _when(year: int) -> tuple[Column, ...]:
    quarters = (("q1", _("一季度")), ("q2", _("二季度")), ("q3", _("三季度")), ("q4", _("四季度")))
    return (
        Column(
            "deadline",
            _("完成时限"),
            ("截止", "截止时间", "时限", "完成时间", "完成时限要求", "deadline"),
            parse=as_deadline(year),
            help=_("日期，或 8月底、6月下旬、二季度末、年底"),
            example=_("11月底"),
        ),
        *(
            Column(key, title, (f"{title}末", f"{title}计划", f"{title}节点"), help=_("到季末的累计计划值，或节点内容"))
            for key, title in quarters
        ),
    )


def _who() -> tuple[Column, ...]:
    several = _("几个单位用顿号隔开")
    return (
        Column("lead", _("牵头单位"), ("牵头部门", "主办单位", "lead_unit"), width=20, example=_("市教育局")),
        Column(
            "responsible",
            _("责任单位"),
            ("责任部门", "承办单位", "承担单位", "responsible_unit"),
            width=24,
            help=_("没有牵头单位这一列时，第一个作为牵头单位；") + several,
        ),
        Column("cooperating", _("配合单位"), ("协办单位", "配合部门", "参加单位"), width=24, help=several),
        Column(
            "monitoring",
            _("监控单位"),
            ("监考单位", "监测单位", "考核单位", "监控部门", "monitoring_unit"),
            width=20,
            help=several,
        ),
        Column("leader", _("分管领导"), ("责任领导", "市领导", "牵头领导"), help=_("写姓名"), example=_("陈岩")),
    )


def _whence() -> tuple[Column, ...]:
    return (
        Column("source", _("来源"), ("文件", "依据", "来源文件", "doc"), parse=as_text(200), width=24),
        Column("source_note", _("来源条目"), ("序号", "条目", "no"), parse=as_text(200), example=_("第 12 条")),
    )


def _choice(field: str, title: str, names: dict[str, str], aliases: tuple[str, ...], help_text: str) -> Column:
    return Column(
        field, title, (*aliases, field), parse=as_choice(names), choices=tuple(names.values()), help=help_text
    )


def _words(choices: type[TextChoices]) -> dict[str, str]:
    return {str(one): str(one.label) for one in choices}


FIELDS = tuple(column.field for column in columns_of(2000))


def template(year: int) -> bytes:
    """An empty list with every column, drop-downs and instructions."""
    return write_template(_("目标"), columns_of(year))
