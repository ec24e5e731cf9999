"""The demo's plans: drafts of targets out of the lists, with sources, points, parts, leaders and seasonal nodes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from gangmu.base.periods import month_end
from gangmu.demo import catalogue, chance
from gangmu.demo.catalogue import TargetLine
from gangmu.demo.organisation import LEADS, MERGED, City
from gangmu.demo.seasons import digits_of, reached
from gangmu.targets import actions
from gangmu.targets.drafts import AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.models import Plan, Source, Target
from gangmu.targets.states import Accumulation, Category, Direction, Kind, Part, SourceKind

CATEGORIES = {"重点": Category.KEY, "常规": Category.ROUTINE}
KINDS = {"定量": Kind.QUANTITATIVE, "定性": Kind.QUALITATIVE, "项目": Kind.PROJECT}
LEADERS = {
    "经济发展组": "leader",
    "工业商贸组": "leader-industry",
    "城建交通组": "leader-urban",
    "农业生态组": "leader-rural",
    "社会民生组": "leader-people",
    "科教文卫组": "leader-culture",
    "政法监管组": "leader-safety",
    "综合服务组": "leader",
    "中心城区组": "leader-urban",
    "远城区县组": "leader-rural",
}
SOURCES = (
    (SourceKind.PROVINCE, "省政府下达云州市{year}年度目标"),
    (SourceKind.WORK_REPORT, "云州市{year}年政府工作报告"),
    (SourceKind.FIVE_YEAR_PLAN, "云州市国民经济和社会发展五年规划纲要"),
    (SourceKind.CONGRESS, "市人大{year}年会议决议"),
)
STEPS = {
    Kind.QUALITATIVE: ("印发工作方案，明确分工", "完成过半任务，开展中期评估", "完成主要任务", "全面完成并总结"),
    Kind.PROJECT: ("完成前期手续", "主体工程开工", "完成主体工程", "完成年度投资并通过检查"),
}
FISCAL = ("预算", "税收", "支出", "财政", "资金")
GREEN = ("空气", "颗粒物", "断面", "化学需氧量", "水质", "能耗", "透明度")


@dataclass(frozen=True)
class Made:
    """A listed target and its row, in a plan of the demo."""

    line: TargetLine
    target: Target


def make_plan(city: City, year: int, lines: Iterable[TargetLine], *, by: str = "office") -> tuple[Plan, list[Made]]:
    """A draft plan of the year with a target a line."""
    lines = list(lines)
    plan = actions.create_plan(
        unit=city.units[catalogue.CITY], year=year, title=f"云州市{year}年目标体系", by=city.person(by)
    )
    sources = [
        actions.add_source(plan=plan, kind=kind, name=name.format(year=year), by=city.person(by))
        for kind, name in SOURCES
    ]
    rows = [_draft(city, line, year, sources) for line in lines]
    targets = actions.add_targets(plan=plan, rows=rows, by=city.person(by))
    return Plan.objects.get(pk=plan.pk), [Made(*pair) for pair in zip(lines, targets, strict=True)]


def all_lines() -> Iterator[TargetLine]:
    """Municipal targets, those of every district, and two of every group for all its units."""
    yield from catalogue.municipal_targets()
    yield from catalogue.district_targets()
    for group, lead in LEADS.items():
        yield TargetLine(lead, "通用", "定性", f"依法行政与政务公开（{group}）")
        yield TargetLine(lead, "稳定", "定性", f"安全生产与信访稳定（{group}）")


def last_year(line: TargetLine) -> TargetLine:
    """The same target a year before: what it reached is this year's baseline, a little above or below its goal."""
    if line.baseline is None or line.goal is None:
        return line
    dice = chance.dice(f"last year {line.unit} {line.name}")
    growth = line.goal - line.baseline
    missed = growth * Decimal(str(round(dice.uniform(-0.6, 0.9), 2)))
    step = Decimal(1).scaleb(min(int(line.baseline.as_tuple().exponent), 0))
    goal = (line.baseline - missed).quantize(step)
    return replace(
        line, baseline=(line.baseline - growth).quantize(step), goal=goal, stretch=None, actual=line.baseline
    )


def _draft(city: City, line: TargetLine, year: int, sources: list[Source]) -> TargetDraft:
    dice = chance.dice(f"target {year} {line.unit} {line.name}")
    of_group = line.category in ("通用", "稳定")
    key = line.category == "重点"
    category = {"通用": Category.SHARED, "稳定": Category.STABILITY} | CATEGORIES
    source = dice.choice(sources[:3] if key else sources[1:])
    nodes = _nodes(line, year, monthly=key)
    return TargetDraft(
        name=line.name,
        kind=KINDS[line.kind],
        task=_task(line, year),
        category=category[line.category],
        area=city.group[line.unit].removesuffix("组"),
        points=Decimal(100 if of_group else dice.choice((10, 12, 15, 20) if key else (4, 5, 6, 8))),
        unit_of_measure=line.measure,
        direction=Direction.LOWER if line.lower else Direction.HIGHER,
        accumulation=Accumulation.LATEST if line.latest else Accumulation.CUMULATIVE,
        baseline=line.baseline,
        goal=line.goal,
        stretch=line.stretch,
        standard="" if line.goal else "按节点完成，以佐证材料为准",
        deadline=dt.date(year, 12, 31),
        leader=city.ids[LEADERS[city.group[line.unit]]],
        source_note=f"第 {dice.randint(1, 40)} 条",
        sources=(source.pk,),
        assignments=tuple(_parts(city, line, dice)),
        nodes=nodes,
    )


def _task(line: TargetLine, year: int) -> str:
    if line.goal is None:
        return f"{year}年按节点完成{line.name}"
    verb = "控制在" if line.lower else "达到"
    stretch = f"，争取 {line.stretch:f} {line.measure}" if line.stretch is not None else ""
    return f"{line.name}{verb} {line.goal:f} {line.measure}{stretch}"


def _parts(city: City, line: TargetLine, dice: Random) -> Iterator[AssignmentDraft]:
    person = city.staff(line.unit, "reporter")
    yield AssignmentDraft(city.units[line.unit].pk, Part.LEAD, city.ids[person] if person else None)
    yield AssignmentDraft(city.units[_monitor(line)].pk, Part.MONITORING)
    for code in _responsible(city, line, dice):
        yield AssignmentDraft(city.units[code].pk, Part.RESPONSIBLE)
    if line.kind == "定量" and line.category == "重点" and not _is_district(line.unit):
        near = [code for code, group in city.group.items() if group == city.group[line.unit] and code != line.unit]
        for code in dice.sample([code for code in near if code != MERGED], dice.choice((0, 1, 2))):
            yield AssignmentDraft(city.units[code].pk, Part.COOPERATING)


def _responsible(city: City, line: TargetLine, dice: Random) -> list[str]:
    """Who else reports: everybody in the group of a shared target, the place where a project is built."""
    if line.category in ("通用", "稳定"):
        group = line.name.partition("（")[2].removesuffix("）")
        return [code for code, of in city.group.items() if of == group and code not in (line.unit, MERGED)]
    if line.kind == "项目" and not _is_district(line.unit):
        return [dice.choice(catalogue.districts()).code]
    return [MERGED] if line.name == "实际使用外资" else []


def _monitor(line: TargetLine) -> str:
    wanted = "fgw" if line.kind == "项目" else "mbb" if line.kind == "定性" else "tjj"
    if line.kind == "定量" and any(word in line.name for word in FISCAL):
        wanted = "czj"
    if line.kind == "定量" and any(word in line.name for word in GREEN):
        wanted = "sthj"
    if wanted != line.unit:
        return wanted
    return "tjj" if line.unit == "mbb" else "mbb"


def _is_district(code: str) -> bool:
    return any(one.code == code for one in catalogue.districts())


def _nodes(line: TargetLine, year: int, *, monthly: bool) -> tuple[NodeDraft, ...]:
    if line.goal is None:
        words = STEPS[KINDS[line.kind]]
        return tuple(
            NodeDraft(month_end(year, 3 * number), Decimal(25 * number), word)
            for number, word in enumerate(words, start=1)
        )
    months = range(1, 13) if monthly and not line.latest else (3, 6, 9, 12)
    return tuple(NodeDraft(month_end(year, month), planned(line, month)) for month in months)


def planned(line: TargetLine, month: int) -> Decimal:
    """What the plan expects at the end of a month: on the seasonal course, or on the way from last year's level."""
    if line.goal is None:
        return Decimal(100) * month / 12
    step = digits_of(line.measure, line.baseline, line.goal)
    start = line.baseline if line.latest and line.baseline is not None else Decimal(0)
    value = start + (line.goal - start) * reached(line.season, month)
    return line.goal if month == 12 else value.quantize(step)
