"""What reporters of the demo write beside their numbers."""

from __future__ import annotations

from random import Random

from gangmu.demo.catalogue import TargetLine

QUANTITATIVE = ("1—{month}月{name}累计 {value} {measure}。", "截至{month}月底，{name}完成 {value} {measure}。")
LEVEL = ("{month}月末{name}为 {value} {measure}。",)
DONE = (
    "已完成总体任务的 {value}%，各项工作按计划推进。",
    "本月召开推进会一次，累计完成 {value}%。",
    "按节点推进，目前完成 {value}%，台账已更新。",
)
PROBLEMS = (
    "部分项目用地手续办理较慢，影响进度。",
    "上级资金尚未全部到位，后续支付压力较大。",
    "受原材料价格上涨影响，企业扩产意愿不强。",
    "基层人手不足，数据采集不够及时。",
    "个别区县推进不平衡，配合有待加强。",
)
NEXT_STEPS = (
    "实行周调度，倒排工期，确保完成全年目标。",
    "会同有关单位上门服务，逐项销号。",
    "加强与省直部门衔接，争取资金早日到位。",
    "对滞后单位开展约谈督促。",
)
JUMPS = (
    "集中竣工投产项目本月一次性入统。",
    "上半年数据按最新口径调整后一并计入。",
    "重大项目本月集中开工，投资额增长较快。",
    "省厅调整统计口径，累计数相应核减。",
)
RETURNS = (
    "请核对计量单位，数值疑似多填一位。",
    "佐证材料与填报数不一致，请补充说明。",
    "请写明存在的问题和下一步措施。",
    "请附加盖公章的证明材料。",
)
CORRECTIONS = ("按统计部门口径核减重复计算部分。", "依据上级反馈数据核定。")


def progress(line: TargetLine, month: int, value: object, dice: Random) -> str:
    texts = DONE if line.goal is None else LEVEL if line.latest else QUANTITATIVE
    return dice.choice(texts).format(month=month, name=line.name, value=value, measure=line.measure)


def problem(dice: Random, *, behind: bool) -> str:
    return dice.choice(PROBLEMS) if behind or dice.random() < 0.1 else ""
