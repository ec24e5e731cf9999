"""When a verb is possible: a plan is edited only while it is being drawn up, and issued only when complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from gangmu.base.errors import Denied, Problem, Problems, reason_against
from gangmu.base.periods import format_date
from gangmu.indicators.models import Indicator
from gangmu.indicators.states import Kind as IndicatorKind
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Access, Grant, OnServer, Permission, access_of, served
from gangmu.org.queries import today, tree_on
from gangmu.targets.agreed import READ, terms_on
from gangmu.targets.answering import Held
from gangmu.targets.models import (
    Assignment,
    Candidate,
    Negotiation,
    Plan,
    Source,
    SourceItem,
    Target,
    TargetImport,
    Terms,
)
from gangmu.targets.states import (
    EDITED,
    REPORTING_PARTS,
    TALKED_ABOUT,
    Accumulation,
    CandidateState,
    Kind,
    Part,
    PlanState,
)


def check_edit(plan: Plan) -> None:
    """Targets, sources and imports are written only until the plan is approved."""
    if plan.state == PlanState.APPROVED:
        raise Denied(_("“%(plan)s”已审定，要改目标先退回编制") % _told(plan))
    if plan.state not in EDITED:
        raise Denied(_("“%(plan)s”%(state)s，目标不能再改") % _told(plan))


def check_plan_is_draft(row: Target | Source | TargetImport) -> None:
    check_edit(row.plan)


def check_item_in_draft(row: SourceItem) -> None:
    check_edit(row.source.plan)


def check_candidate_in_draft(row: Candidate) -> None:
    check_edit(row.item.source.plan)


def check_reopened(row: Candidate) -> None:
    """A candidate that was taken is open again only when its target was deleted."""
    check_candidate_in_draft(row)
    if row.target_id is not None:
        raise Denied(_("已经列为目标；要重新考虑，请先删除那个目标"))


def check_readable(row: Source) -> None:
    """A text is read anew only while nothing was made of it."""
    check_plan_is_draft(row)
    used = row.items.filter(Q(targets__isnull=False) | Q(candidates__state=CandidateState.TAKEN) | ~Q(set_aside=""))
    if used.exists():
        raise Denied(_("已有条目对应了目标或说明了理由，不能重新读入；修改过的文件请作为新的来源添加"))


def check_talked_about(row: Negotiation) -> None:
    check_talks(row.assignment.target.plan)


def check_talks(plan: Plan) -> None:
    """Goals are negotiated while units see them and the meeting has not yet approved them."""
    if plan.state not in TALKED_ABOUT:
        raise Denied(_("“%(plan)s”%(state)s，只在征求意见和预分解时协商") % _told(plan))


def may_speak_for_office(by: User, row: Negotiation) -> Grant:
    return may_edit_plan(by, row.assignment.target.plan)


def may_speak_for_unit(by: User, row: Negotiation) -> Grant:
    """The unit's word is its head's."""
    return access_of(by).check(Permission.APPROVE, row.assignment.unit_id)


def wrong_indicator(target: Target, indicator: Indicator, measured: Unit) -> Iterator[Problem]:
    """An indicator measures what the target says: in the same unit of measure, adding up over the year or not."""
    where = str(target)
    adds_up = indicator.kind in (IndicatorKind.CUMULATIVE, IndicatorKind.MONTHLY)
    if target.kind != Kind.QUANTITATIVE:
        yield Problem(_("定性和项目目标没有指标"), where=where, todo=_("有数的请把类型改为定量"))
    if target.unit_of_measure != indicator.unit_of_measure:
        words = {"target": target.unit_of_measure or "—", "indicator": indicator.unit_of_measure}
        what = _("目标按“%(target)s”，指标按“%(indicator)s”") % words
        yield Problem(what, where=where, todo=_("把计量单位改成一致，或换一个指标"), column="indicator")
    if adds_up != (target.accumulation == Accumulation.CUMULATIVE):
        words = {"target": target.get_accumulation_display(), "indicator": indicator.get_kind_display()}
        what = _("目标的口径是“%(target)s”，指标是“%(indicator)s”") % words
        yield Problem(what, where=where, todo=_("把口径改成一致，或换一个指标"), column="indicator")
    if measured.pk not in tree_on().reach(target.plan.unit_id):
        yield Problem(_("%(unit)s不在这个政府之下") % {"unit": measured}, where=where, column="measured")


def check_has_targets(plan: Plan) -> None:
    if not plan.targets.exists():
        raise Denied(_("目标体系里还没有目标，请先录入或导入"))


def check_year_over(plan: Plan) -> None:
    """The last month is reported on in the new year; only then is there nothing more to come."""
    if today() <= dt.date(plan.year, 12, 31):
        raise Denied(_("%(year)d 年还没有过完，年度终了以后才能结束") % {"year": plan.year})


def check_letters(plan: Plan) -> None:
    """Letters are made of what was issued, while it runs."""
    if plan.state != PlanState.ISSUED:
        raise Denied(_("“%(plan)s”%(state)s，只有已下达、还没有结束的目标才签责任书") % _told(plan))


def check_settled(plan: Plan) -> None:
    """The notice of issue tells what the meeting approved."""
    if plan.state in EDITED:
        raise Denied(_("“%(plan)s”%(state)s，审定以后才起草下达通知") % _told(plan))


def check_running(plan: Plan) -> None:
    """Parts are handed over while the plan runs: before, one edits it; afterwards nothing is owed any more."""
    if plan.state != PlanState.ISSUED:
        raise Denied(_("“%(plan)s”%(state)s，只有已下达的目标才办移交") % _told(plan))


def check_plan_runs(target: Target) -> None:
    check_running(target.plan)


def may_edit_plan(by: User, plan: Plan) -> Grant:
    return access_of(by).check(Permission.EDIT_PLAN, plan.unit_id)


def may_edit_part_of_plan(by: User, row: Target | Source | TargetImport) -> Grant:
    return may_edit_plan(by, row.plan)


def may_edit_item(by: User, row: SourceItem) -> Grant:
    return may_edit_plan(by, row.source.plan)


def may_edit_candidate(by: User, row: Candidate) -> Grant:
    return may_edit_plan(by, row.item.source.plan)


def may_fail_import(by: User | None, upload: TargetImport) -> Grant | OnServer:
    """Background work tells of what it could not write, whatever became of who began it."""
    return may_edit_plan(by, upload.plan) if by else OnServer()


def _told(plan: Plan) -> dict[str, object]:
    return {"plan": plan.title, "state": PlanState(plan.state).label}


def hand_over_refusal(plan: Plan, access: Access) -> str:
    """Why this person may not hand over a part of this plan; empty when allowed."""
    return reason_against(access.check, Permission.EDIT_PLAN, plan.unit_id) or reason_against(check_running, plan)


def check_hand_over(held: Held, to: Unit | None, on: dt.date) -> None:
    """To another unit in force below the plan's government, from this month on; what came before stays as it was.

    `held` is the part as of the day of the handover. Raises Denied or Problems.
    """
    plan = held.target.plan
    check_running(plan)
    if held.ended:
        raise Denied(_("这项分工已自 %(since)s 起按决定终止") % {"since": format_date(held.ended.since)})
    first, last = max(today().replace(day=1), dt.date(plan.year, 1, 1)), dt.date(plan.year, 12, 31)
    problems = []
    if not first <= on <= last or on <= held.spans[-1].since:
        expected = _("%(first)s 至 %(last)s 之间，并晚于上一次变动；以前的月份仍由原单位负责")
        expected %= {"first": format_date(first), "last": format_date(last)}
        problems.append(Problem(_("日期不能用"), where=str(held.target), expected=expected, column="on"))
    if to is not None and to.pk not in held.tree.subtree(plan.unit_id):
        what = _("%(unit)s那一天不在组织机构里") % {"unit": to}
        problems.append(Problem(what, where=str(held.target), todo=_("请换一个单位"), column="to"))
    if to is not None and to == held.unit:
        what = _("那一天已经由%(unit)s承担") % {"unit": to}
        problems.append(Problem(what, where=str(held.target), todo=_("请换一个单位"), column="to"))
    if problems:
        raise Problems(problems)


def check_since(last: Terms, since: dt.date) -> None:
    """New terms begin in this month or later, after the last ones: what was judged by then stays judged as it was."""
    year = last.target.plan.year
    first = max(today().replace(day=1), dt.date(year, 1, 1), last.since + dt.timedelta(days=1))
    if not first <= since <= dt.date(year, 12, 31):
        expected = _("%(first)s 至 %(last)s 之间；以前的月份仍按原来的约定")
        expected %= {"first": format_date(first), "last": format_date(dt.date(year, 12, 31))}
        raise Problems([Problem(_("日期不能用"), where=str(last.target), expected=expected, column="since")])


def edit_refusal(plan: Plan, access: Access) -> str:
    """Why this person may not edit this plan now; empty when allowed."""
    return reason_against(access.check, Permission.EDIT_PLAN, plan.unit_id) or reason_against(check_edit, plan)


def before_issue(plan: Plan, on: dt.date) -> list[Problem]:
    """Everything that keeps the plan from being issued (errors) and what should be looked at (warnings)."""
    targets = list(
        plan.targets.prefetch_related(
            READ, "sources", Prefetch("assignments", Assignment.objects.select_related("unit"))
        ).order_by("code")
    )
    tree = tree_on(on)
    reporting, monitoring = served(Permission.REPORT, tree), served(Permission.VERIFY, tree)
    found: list[Problem] = []
    for target in targets:
        assignments = list(target.assignments.all())
        terms = terms_on(target, on)
        found += _gaps(terms, assignments)
        found += _doubts(terms, assignments)
        for one in assignments:
            if one.unit_id not in tree:
                found.append(_error(target, _("%(unit)s现在不在组织机构里") % {"unit": one.unit}, _("改为现在的单位")))
        found += _without_people(target, assignments, reporting, monitoring)
    if plan.state == PlanState.DRAFT:
        what, todo = _("没有经过预分解和会议审定"), _("按规定不必审定的，可以直接下达")
        found.append(Problem(what, where=plan.title, todo=todo, level="warning"))
    return sorted(found, key=lambda problem: problem.level != "error")


def _gaps(terms: Terms, assignments: Iterable[Assignment]) -> Iterator[Problem]:
    target = terms.target
    if not any(one.part == Part.LEAD for one in assignments):
        yield _error(target, _("没有牵头单位"), _("在“责任分工”里选一个牵头单位"))
    if terms.deadline is None:
        yield _error(target, _("没有完成时限"), _("填写完成时限"))
    if target.kind == Kind.QUANTITATIVE and terms.goal is None:
        yield _error(target, _("定量目标没有目标值"), _("填写目标值，或把类型改为定性"))
    if target.kind == Kind.QUANTITATIVE and not target.unit_of_measure:
        yield _error(target, _("定量目标没有计量单位"), _("填写计量单位"))
    if not terms.nodes.all():
        yield _error(target, _("没有节点"), _("填写节点；在修改页上可以按季度或按月平均填"))


def _doubts(terms: Terms, assignments: Iterable[Assignment]) -> Iterator[Problem]:
    target, deadline = terms.target, terms.deadline
    nodes = sorted(terms.nodes.all(), key=lambda node: node.due)
    planned = [node.planned for node in nodes if node.planned is not None]
    if planned and terms.aim is not None and planned[-1] != terms.aim:
        yield _warning(target, _("最后一个节点的计划值与全年目标不一致"), _("核对节点"))
    if nodes and deadline and nodes[-1].due > deadline:
        yield _warning(target, _("有节点晚于完成时限"), _("核对节点或完成时限"))
    if deadline and deadline.year != target.plan.year:
        yield _warning(target, _("完成时限不在 %(year)d 年") % {"year": target.plan.year}, _("核对完成时限"))
    if not target.points:
        yield _warning(target, _("分值是 0，不参加计分"), _("要计分就填写分值"))
    if not target.sources.all():
        yield _warning(target, _("没有写明来源"), _("选择来源文件"))
    if target.leader_id is None:
        yield _warning(target, _("没有分管领导"), _("选择分管领导"))
    if target.kind == Kind.QUANTITATIVE and not any(one.part == Part.MONITORING for one in assignments):
        yield _warning(target, _("没有监控单位，填报无人核验"), _("选择监控单位"))


def _without_people(
    target: Target, assignments: Iterable[Assignment], reporting: set[int], monitoring: set[int]
) -> Iterator[Problem]:
    for one in assignments:
        if one.part in REPORTING_PARTS and one.unit_id not in reporting:
            yield _warning(target, _("%(unit)s还没有填报员") % {"unit": one.unit.label}, _("请安全管理员任命"))
        if one.part == Part.MONITORING and one.unit_id not in monitoring:
            yield _warning(target, _("%(unit)s还没有核验员") % {"unit": one.unit.label}, _("请安全管理员任命"))


def _error(target: Target, what: str, todo: str) -> Problem:
    return Problem(what, where=str(target), todo=todo, row=target.pk)


def _warning(target: Target, what: str, todo: str) -> Problem:
    return Problem(what, where=str(target), todo=todo, level="warning", row=target.pk)
