"""A plan and its targets are written: by the right people, completely, once, and never after issue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from gangmu.base.audit import verify
from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.org.models import Appointment
from gangmu.org.states import Role
from gangmu.targets import actions, policies
from gangmu.targets.drafts import AssignmentDraft, NodeDraft, from_json, to_json
from gangmu.targets.models import Source, Target
from gangmu.targets.snapshots import snapshot
from gangmu.targets.states import Kind, Part, PlanState
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db
NEW_YEARS_EVE = dt.date(YEAR, 12, 31)


@pytest.fixture
def office(city):
    return city.people["office"]


def last_event() -> Event:
    return Event.objects.order_by("-number").first()


def test_a_plan_is_made_once_a_year(plan, city, office):
    with pytest.raises(Problems, match="这一年度的目标体系已经建立"):
        actions.create_plan(unit=city.unit["city"], year=YEAR, title="又一个", by=office)


@pytest.mark.parametrize("person", ["reporter", "leader", "assessor", "system_admin", "auditor"])
def test_only_the_office_writes(plan, city, draft, target, person):
    by = city.people[person]
    acts = [
        lambda: actions.create_plan(unit=city.unit["city"], year=YEAR + 1, title="x", by=by),
        lambda: actions.add_source(plan=plan, kind="other", name="x", by=by),
        lambda: actions.create_target(plan=plan, draft=draft(), by=by),
        lambda: actions.update_target(target=target, version=1, values={"name": "x"}, by=by),
        lambda: actions.delete_target(target=target, version=1, by=by),
        lambda: actions.issue_plan(plan=plan, version=plan.version, by=by),
    ]
    for act in acts:
        with pytest.raises(Denied, match="有权限的是：目标办"):
            act()


def test_codes_continue_where_they_ended(plan, draft, office):
    made = actions.add_targets(plan=plan, rows=[draft(), draft(code="JY-1"), draft()], by=office)
    assert [one.code for one in made] == ["MB-2026-001", "JY-1", "MB-2026-002"]
    assert actions.create_target(plan=plan, draft=draft(), by=office).code == "MB-2026-003"


def test_many_rows_are_written_all_or_none_and_all_is_told(plan, draft, office):
    rows = [
        draft(),
        draft(name=""),
        draft(points=Decimal(-1)),
        draft(stretch=Decimal(1)),
        draft(code="A"),
        draft(code="A"),
        draft(nodes=(NodeDraft(NEW_YEARS_EVE), NodeDraft(NEW_YEARS_EVE, Decimal(1)))),
    ]
    with pytest.raises(Problems) as refused:
        actions.add_targets(plan=plan, rows=rows, by=office)
    told = str(refused.value)
    for words in (
        "第 2 个目标",
        "分值不能是负数",
        "争取目标应当",
        "编号重复",
        "同一天只能有一个节点",
        "写明计划值或内容",
    ):
        assert words in told
    assert not Target.objects.exists()


def test_units_people_and_sources_must_exist(plan, draft, office):
    wrong = draft(assignments=(AssignmentDraft(999_999, Part.LEAD, 999_999),), sources=(999_999,))
    with pytest.raises(Problems) as refused:
        actions.create_target(plan=plan, draft=wrong, by=office)
    assert {problem.what for problem in refused.value.problems} == {
        "有的单位已经不存在，或不归这个政府管理",
        "有的人员已经不存在",
        "有的来源不属于这个目标体系",
    }


def test_every_new_target_has_its_event(plan, draft, office):
    actions.add_targets(plan=plan, rows=[draft(), draft()], by=office)
    events = Event.objects.filter(verb="target.create").order_by("number")
    assert [event.object_name[:11] for event in events] == ["MB-2026-001", "MB-2026-002"]
    assert "牵头：市教育局" in events[0].after["assignments"]
    assert events[0].role == "目标办 · 云州市人民政府"
    assert verify().intact


def test_a_change_tells_before_and_after(target, office):
    actions.update_target(target=target, version=1, values={"goal": Decimal(30), "name": target.name}, by=office)
    assert (last_event().before, last_event().after) == ({"goal": "24"}, {"goal": "30"})


def test_assignments_and_nodes_are_replaced_as_a_whole(target, city, office):
    parts = (AssignmentDraft(city.unit["swj"].pk, Part.LEAD), AssignmentDraft(city.unit["jyj"].pk, Part.COOPERATING))
    changed = actions.update_target(target=target, version=1, values={}, assignments=parts, by=office)
    nodes = (NodeDraft(NEW_YEARS_EVE, Decimal(24), "全部建成"),)
    actions.update_target(target=target, version=changed.version, values={}, nodes=nodes, by=office)
    now = snapshot(Target.objects.get(pk=target.pk))
    assert now["assignments"] == ["配合：市教育局", "牵头：市商务局"]
    assert now["nodes"] == ["2026-12-31 24 全部建成"]


def test_a_district_gives_no_target_to_a_unit_of_the_city(city, draft):
    clerk = city.people["supervisor"]
    Appointment.objects.create(user=clerk, unit=city.unit["donghu"], role=Role.OFFICE, since=dt.date(2026, 1, 1))
    plan = actions.create_plan(unit=city.unit["donghu"], year=2026, title="东湖区目标体系", by=clerk)
    own = (AssignmentDraft(city.unit["xishan"].pk, Part.LEAD),)
    others = (AssignmentDraft(city.unit["jyj"].pk, Part.LEAD),)
    with pytest.raises(Problems, match="不归这个政府管理"):
        actions.create_target(plan=plan, draft=draft(assignments=others, sources=()), by=clerk)
    made = actions.create_target(plan=plan, draft=draft(assignments=own, sources=()), by=clerk)
    with pytest.raises(Problems, match="不归这个政府管理"):
        actions.update_target(target=made, version=1, values={}, assignments=others, by=clerk)


def test_two_leads_leave_everything_as_it_was(target, city, office):
    before = snapshot(target)
    parts = tuple(AssignmentDraft(city.unit[code].pk, Part.LEAD) for code in ("jyj", "swj"))
    with pytest.raises(Problems, match="只能有一个牵头单位"):
        actions.update_target(target=target, version=1, values={"name": "x"}, assignments=parts, by=office)
    assert snapshot(Target.objects.get(pk=target.pk)) == before


def test_the_second_to_save_gets_both_versions(target, office):
    actions.update_target(target=target, version=1, values={"name": "先存的"}, by=office)
    with pytest.raises(Conflict) as conflict:
        actions.update_target(target=target, version=1, values={"name": "后存的"}, by=office)
    assert conflict.value.theirs["name"] == "先存的"
    assert conflict.value.mine == {"name": "后存的"}


def test_saving_what_was_deleted_is_a_conflict_too(target, office):
    actions.delete_target(target=target, version=1, by=office)
    with pytest.raises(Conflict, match="刚刚被别人删除"):
        actions.update_target(target=target, version=1, values={"name": "x"}, by=office)


def test_deleting_keeps_the_last_state_in_the_event(target, office):
    actions.delete_target(target=target, version=1, by=office)
    assert last_event().before["name"] == "新建、续建中小学"


def test_issue_needs_everything_and_says_all_at_once(plan, city, draft, office):
    rows = [
        draft(assignments=(), nodes=()),
        draft(deadline=None),
        draft(goal=None, unit_of_measure="", nodes=(NodeDraft(NEW_YEARS_EVE, Decimal(1)),)),
    ]
    actions.add_targets(plan=plan, rows=rows, by=office)
    plan.refresh_from_db()
    with pytest.raises(Problems) as refused:
        actions.issue_plan(plan=plan, version=plan.version, by=office, warnings_seen=True)
    errors = [(one.where[:11], one.what) for one in refused.value.problems if one.level == "error"]
    assert errors == [
        ("MB-2026-001", "没有牵头单位"),
        ("MB-2026-001", "没有节点"),
        ("MB-2026-002", "没有完成时限"),
        ("MB-2026-003", "定量目标没有目标值"),
        ("MB-2026-003", "定量目标没有计量单位"),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": Decimal(0)}, "分值是 0"),
        ({"sources": ()}, "没有写明来源"),
        ({"leader": None}, "没有分管领导"),
        ({"nodes": (NodeDraft(NEW_YEARS_EVE, Decimal(20)),)}, "最后一个节点的计划值与全年目标不一致"),
        ({"deadline": dt.date(YEAR, 11, 30)}, "有节点晚于完成时限"),
    ],
)
def test_warnings_must_be_seen_but_do_not_block(plan, draft, issue, office, changes, words):
    actions.create_target(plan=plan, draft=draft(**changes), by=office)
    plan.refresh_from_db()
    with pytest.raises(Problems, match=words):
        actions.issue_plan(plan=plan, version=plan.version, by=office)
    assert issue().state == PlanState.ISSUED


def test_a_unit_that_has_ended_blocks_the_issue(plan, city, target, office):
    city.unit["tjj"].places.update(until=dt.date(YEAR, 6, 1))
    found = policies.before_issue(plan, dt.date(YEAR, 11, 20))
    assert "市统计局现在不在组织机构里" in [one.what for one in found if one.level == "error"]


def test_an_empty_plan_is_not_issued(plan, office):
    with pytest.raises(Denied, match="还没有目标"):
        actions.issue_plan(plan=plan, version=plan.version, by=office)


def test_issue_refuses_when_a_target_changed_since_the_page_was_read(plan, target, office):
    plan.refresh_from_db()
    actions.update_target(target=target, version=1, values={"name": "改"}, by=office)
    with pytest.raises(Conflict):
        actions.issue_plan(plan=plan, version=plan.version, by=office, warnings_seen=True)


def test_after_issue_every_verb_is_refused(plan, target, draft, issue, office):
    issued = issue()
    assert (issued.issued_by, last_event().verb) == (office, "plan.issue")
    assert last_event().after["targets"] == 1
    acts = [
        lambda: actions.create_target(plan=issued, draft=draft(), by=office),
        lambda: actions.update_target(target=target, version=1, values={"name": "x"}, by=office),
        lambda: actions.update_target(target=target, version=1, values={}, assignments=(), by=office),
        lambda: actions.update_target(target=target, version=1, values={}, nodes=(), by=office),
        lambda: actions.delete_target(target=target, version=1, by=office),
        lambda: actions.add_source(plan=issued, kind="other", name="x", by=office),
    ]
    before = snapshot(target)
    for act in acts:
        with pytest.raises(Denied, match="已下达"):
            act()
    with pytest.raises(Denied, match="只有“编制中、已审定”时才能这样做"):
        actions.issue_plan(plan=issued, version=issued.version, by=office)
    assert snapshot(Target.objects.get(pk=target.pk)) == before
    assert Source.objects.count() == 1


def test_a_draft_waits_as_json_unchanged(draft):
    whole = draft(stretch=Decimal("25.50"), kind=Kind.QUANTITATIVE, sources=(1, 2))
    assert from_json(to_json(whole)) == replace(whole)
