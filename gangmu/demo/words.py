"""What reporters of the demo write beside their numbers: by what a target is about, and not the same every month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from gangmu.base.quantities import format_quantity
from gangmu.demo import chance
from gangmu.demo.catalogue import TargetLine
from gangmu.demo.seasons import QUARTERLY

TOPICS: Mapping[str, Sequence[str]] = {
    "投资": ("投资", "项目", "工程", "道路", "枢纽", "园区", "改造", "建设", "基地"),
    "招商": ("招商", "外资", "引进", "签约"),
    "工业": ("生产总值", "工业", "企业", "专精特新", "规上", "产值", "技术合同", "高新"),
    "消费": ("零售", "消费", "旅游", "进出口", "跨境"),
    "财税": ("收入", "预算", "税收", "贷款", "支出", "国有"),
    "农业": ("农", "粮", "田", "林", "湿地", "渔", "水库"),
    "生态": ("空气", "水质", "断面", "能耗", "垃圾", "污", "绿", "湖"),
    "民生": ("就业", "学位", "幼儿", "医", "养老", "救助", "住房", "社保", "参保", "居民"),
}
"""A target is about the first of these of which its name has a word; else about "政务"."""

PROBLEMS: Mapping[str, Sequence[str]] = {
    "投资": (
        "剩余 3 户征迁协议没有签，二标段不能全线进场",
        "用地组卷在省厅排队，先行用地只批了一期",
        "电力迁改方案改过一次，比计划晚了四十天",
        "专项债额度下达晚于预期，施工单位垫资意愿低",
        "上半年雨水偏多，土方和管网施工停了二十来天",
        "设计变更没有批复，主体结构暂缓",
    ),
    "招商": (
        "在谈的两个大项目落户时间推迟到明年一季度",
        "签约项目用地指标没有落实，开工晚于约定",
        "外资企业增资审批环节多，资金到账集中在年底",
    ),
    "工业": (
        "两家骨干企业检修和订单回落，下拉近 3 个百分点",
        "申报企业研发费用归集不规范，首批有三成被退回",
        "新投产项目产能爬坡慢，年内形成的增量有限",
        "原材料价格上行，部分企业压缩开工班次",
    ),
    "消费": (
        "去年同期大宗商品基数高，限上企业增速回落",
        "汽车类消费连续下滑，占限上零售额三成",
        "出口订单向东南亚转移，重点企业交货值下降",
    ),
    "财税": (
        "土地出让收入缺口大，政府性基金支撑不足",
        "一次性收入去年集中入库，今年没有同类收入",
        "留抵退税进度快于上年，同口径减收",
        "两户重点税源企业利润下降，预缴减少",
    ),
    "农业": (
        "秋汛晚播，十天左右的农时没有抢回来",
        "高标准农田两个标段招标流标，重新组织招标",
        "新型经营主体融资难，设施投入到位不足",
    ),
    "生态": (
        "三季度静稳天气多，臭氧超标天数比上年多 5 天",
        "上游来水减少，两个断面生态流量不足",
        "老旧管网混接没有改完，雨天溢流影响水质",
    ),
    "民生": (
        "招聘会签约后实际到岗只有六成",
        "施工许可办理晚于计划，秋季学期前不能交付",
        "村级服务点人手少，信息录入滞后",
        "省级补助资金还没有到账，分批发放",
    ),
    "政务": (
        "牵涉部门多，两项分工任务的口径没有统一",
        "制度文件已过一稿，征求意见时间比计划长",
        "业务骨干抽调专班，台账整理力量不足",
        "个别承办科室材料报送不及时",
    ),
}
NEXT_STEPS: Mapping[str, Sequence[str]] = {
    "投资": (
        "分管领导每周现场调度，{month}月底前完成剩余征迁，二标段进场",
        "派专人驻省厅对接组卷，倒排到旬",
        "抢抓晴好天气，增加两个作业面，赶回滞后工期",
    ),
    "招商": ("由驻外招商分队逐个跟进，力争年内到账两笔", "会同资规部门落实用地，月底前办结开工手续"),
    "工业": ("对 20 家重点企业逐户走访，一企一策稳产增产", "请税务、科技部门上门辅导研发费用归集，补报第二批"),
    "消费": ("办好汽车、家电以旧换新专场", "组织重点商超、餐饮延长促销档期"),
    "财税": ("对前 50 户重点税源按旬监测，清理欠税", "盘活闲置资产，弥补一次性收入缺口"),
    "农业": ("下派农技人员包片指导田间管理", "调整标段重新挂网，两周内定标"),
    "生态": ("对涉 VOCs 企业错峰生产，夜间巡查", "与上游签订补水协议，先改完 6 公里混接管网"),
    "民生": ("跟踪到岗情况，空缺岗位再推介一轮", "与施工单位签订赶工协议，增加夜班"),
    "政务": ("召集承办单位会商，本月内统一口径", "逐项明确责任人和完成日期，每周通报"),
}
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
STAGES: Mapping[str, Sequence[str]] = {
    "项目": (
        "完成可研批复和初步设计",
        "完成施工招标，施工单位进场",
        "基础工程完成过半",
        "主体结构施工",
        "主体封顶，转入安装",
        "设备调试和附属工程收尾",
    ),
    "定性": (
        "工作方案印发，任务分到 {n} 个科室",
        "组织部署会和业务培训，建立台账",
        "开展上半年自查，整改问题 {n} 项",
        "完成中期评估，按意见补短板",
        "重点任务基本完成，进入总结阶段",
        "资料归档，准备年终检查",
    ),
}


def topic(line: TargetLine) -> str:
    return next((name for name, found in TOPICS.items() if any(word in line.name for word in found)), "政务")


def span(month: int) -> str:
    """1月, 1—2月 …: how a cumulative figure is dated."""
    return "1月" if month == 1 else f"1—{month}月"


def progress(line: TargetLine, month: int, value: Decimal | None, wanted: Decimal, *, behind: bool) -> str:
    if value is None:
        return "数据按季发布，一季度数据 4 月公布。" if line.season == QUARTERLY else "1月数据与2月合并发布。"
    if line.goal is None:
        stages = STAGES["项目" if line.kind == "项目" else "定性"]
        stage = stages[min(int(value) * len(stages) // 100, len(stages) - 1)].format(
            n=chance.dice(line.name).randint(3, 9)
        )
        return f"{stage}，总体完成 {value}%。"
    told = format_quantity(value, line.measure)
    if line.latest:
        return f"{month}月末{line.name} {told}，年初以来{'进展偏慢' if behind else '稳中有进'}。"
    share = round(value / line.goal * 100, 1) if line.goal else 0
    pace = "慢于序时" if behind else "快于序时" if value > wanted * Decimal("1.03") else "与序时基本同步"
    if line.season == QUARTERLY and month % 3:
        return f"数据按季发布，{span(month - month % 3)} {told}，占全年目标的 {share}%，{pace}。"
    return f"{span(month)}完成 {told}，占全年目标的 {share}%，{pace}。"


def _told(texts: Sequence[str], line: TargetLine, unit: str, month: int) -> str:
    """One cause lasts some months, then another comes to the fore."""
    first = chance.dice("cause", unit, line.name).randrange(len(texts))
    return texts[(first + (month - 1) // 4) % len(texts)]


def problem(line: TargetLine, unit: str, month: int, dice: Random, *, behind: bool) -> str:
    if not behind and dice.random() >= 0.06:
        return ""
    return _told(PROBLEMS[topic(line)], line, unit, month) + "。"


def next_step(line: TargetLine, unit: str, month: int) -> str:
    return _told(NEXT_STEPS[topic(line)], line, unit, month).format(month=min(month + 1, 12)) + "。"
