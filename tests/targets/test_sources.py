"""Where targets come from: a report is read, its candidates are taken, mended or dropped, and what is open is seen."""

import io
import re

import pytest
from openpyxl import load_workbook

from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.targets import actions, queries
from gangmu.targets.drafts import AssignmentDraft, TargetDraft
from gangmu.targets.models import Candidate, Target
from gangmu.targets.proposing import draft_of, leads_before
from gangmu.targets.states import CandidateState, Direction, Kind, Part
from tests.targets.making import make_target

REPORT = """一、2025年工作回顾
地区生产总值增长6.1%。
二、2026年工作安排
今年经济社会发展的主要预期目标是：地区生产总值增长6%以上、力争7%，城镇调查失业率控制在5.5%以内。
（一）办好民生实事。新建、续建中小学24所，改造老旧小区30个。
（二）转变作风。严格落实各项规定。
"""


@pytest.fixture
def read(city, source):
    return actions.read_source(
        source=source, version=source.version, name="报告.txt", data=REPORT.encode(), by=city.people["office"]
    )


@pytest.fixture
def office(as_):
    return as_("office")


def named(name: str) -> Candidate:
    return Candidate.objects.select_related("item__source").get(name=name)


def posted(*rows: Candidate, **changed: str) -> dict[str, str]:
    """The fields of these candidates as the page sends them back."""
    form: dict[str, str] = {"do": "take"}
    for one in rows:
        draft = draft_of(one)
        form |= {
            f"take-{one.pk}": "on",
            f"c{one.pk}-version": str(one.version),
            f"c{one.pk}-name": draft.name,
            f"c{one.pk}-value": str(draft.goal),
            f"c{one.pk}-unit_of_measure": draft.unit_of_measure,
            f"c{one.pk}-deadline": "2026-12-31",
            f"c{one.pk}-lead": "",
        } | {f"c{one.pk}-{name}": value for name, value in changed.items()}
    return form


def test_row_0_2_targets_are_linked_to_where_they_come_from_and_coverage_shows_both_ways(office, plan, source, target):
    answer = office.post(f"/plans/sources/{source.pk}/read/", {"version": 1, "text": REPORT}, follow=True)
    assert "已读入 3 个条目" in answer.content.decode()
    page = office.get(f"/plans/sources/{source.pk}/").content.decode()
    assert "地区生产总值增速" in page
    assert "回顾" not in page
    school, quarter = named("新建、续建中小学"), named("改造老旧小区")
    office.post(f"/plans/sources/{source.pk}/", posted(quarter, lead="市教育局"))
    item = school.item
    office.post(f"/plans/source-items/{item.pk}/", {"version": item.version, "targets": [target.pk]})
    made = Target.objects.get(name="改造老旧小区")
    assert list(made.sources.all()) == [source]
    assert made.assignments.get(part=Part.LEAD).unit.name == "市教育局"
    make_target(plan, "X", name="没有来源的", kind=Kind.QUALITATIVE)
    page = re.sub(r"\s+", " ", office.get(f"/plans/{plan.pk}/coverage/").content.decode())
    assert "来源文件共 3 个条目，2 个还没有目标落实；3 个目标里，1 个没有来源。" in page
    assert "没有来源的" in page
    book = load_workbook(io.BytesIO(office.get(f"/plans/{plan.pk}/coverage/export/").content))
    assert [sheet.title for sheet in book] == ["条目落实情况", "目标来源"]
    texts = [str(cell.value) for row in book["条目落实情况"].iter_rows() for cell in row]
    assert any(str(target) in text for text in texts)


def test_a_candidate_becomes_the_target_that_the_text_states(city, plan, read):
    growth, limit = named("地区生产总值"), named("城镇调查失业率")
    taken = [actions.Taken(one, one.version, draft_of(one)) for one in (growth, limit)]
    first, second = actions.take_candidates(plan=plan, taken=taken, by=city.people["office"])
    said, limited = first.terms.get(), second.terms.get()
    assert (first.name, said.goal, said.stretch, first.unit_of_measure) == ("地区生产总值增速", 6, 7, "%")
    assert (second.direction, limited.goal) == (Direction.LOWER, pytest.approx(5.5))
    growth.refresh_from_db()
    assert (growth.state, growth.target) == (CandidateState.TAKEN, first)
    assert list(growth.item.targets.all()) == [first, second]


def test_all_that_were_ticked_become_targets_or_none(office, city, plan, read):
    rows = list(Candidate.objects.select_related("item__source").order_by("pk"))
    form = posted(*rows) | {f"c{rows[1].pk}-lead": "没有的局", f"c{rows[0].pk}-name": "改过的名称"}
    answer = office.post(f"/plans/sources/{read.pk}/", form)
    assert answer.status_code == 422
    assert "没有这个单位，请从列表里选" in answer.content.decode()
    assert "改过的名称" in answer.content.decode()  # nothing typed is lost
    assert not plan.targets.exists()


def test_dropped_candidates_can_be_reopened(office, read):
    one = named("改造老旧小区")
    office.post(f"/plans/sources/{read.pk}/", {"do": "drop", f"take-{one.pk}": "on"})
    one.refresh_from_db()
    assert one.state == CandidateState.DROPPED
    office.post(f"/plans/candidates/{one.pk}/reopen/", {"version": one.version})
    one.refresh_from_db()
    assert one.state == CandidateState.OPEN


def test_nothing_ticked_is_said(office, read):
    answer = office.post(f"/plans/sources/{read.pk}/", {"do": "take"})
    assert answer.status_code == 422
    assert "还没有勾选" in answer.content.decode()


def test_a_candidate_that_a_colleague_took_is_not_taken_twice(city, plan, read):
    one = named("改造老旧小区")
    taken = [actions.Taken(one, one.version, draft_of(one))]
    actions.take_candidates(plan=plan, taken=taken, by=city.people["office"])
    with pytest.raises(Conflict):
        actions.take_candidates(plan=plan, taken=taken, by=city.people["office"])
    assert plan.targets.count() == 1


def test_a_taken_candidate_is_open_again_only_without_its_target(city, plan, read):
    one, by = named("改造老旧小区"), city.people["office"]
    [target] = actions.take_candidates(plan=plan, taken=[actions.Taken(one, 1, draft_of(one))], by=by)
    one.refresh_from_db()
    with pytest.raises(Denied):
        actions.reopen_candidate(candidate=one, version=one.version, by=by)
    actions.delete_target(target=target, version=target.version, by=by)
    one.refresh_from_db()
    assert actions.reopen_candidate(candidate=one, version=one.version, by=by).state == CandidateState.OPEN


def test_a_text_in_use_is_not_read_again(city, plan, read):
    one, by = named("改造老旧小区"), city.people["office"]
    actions.take_candidates(plan=plan, taken=[actions.Taken(one, 1, draft_of(one))], by=by)
    read.refresh_from_db()
    with pytest.raises(Denied, match="不能重新读入"):
        actions.read_source(source=read, version=read.version, name="b.txt", data=REPORT.encode(), by=by)


def test_an_item_is_set_aside_with_a_reason(city, read):
    item = read.items.get(text__contains="严格落实")
    actions.set_item_aside(item=item, version=1, why="作风要求，不列目标", by=city.people["office"])
    assert queries.coverage_of(read.plan).open_items.count() == 2


def test_targets_of_another_plan_carry_nothing_here(city, read, plan):
    other = actions.create_plan(unit=city.unit["city"], year=2027, title="明年", by=city.people["office"])
    stranger = Target.objects.create(plan=other, code="X", name="别的", kind=Kind.QUALITATIVE)
    with pytest.raises(Problems, match="不属于"):
        actions.link_item(item=read.items.first(), version=1, targets=[stranger], by=city.people["office"])


def test_who_led_last_year_is_proposed(city, plan, read):
    before = actions.create_plan(unit=city.unit["city"], year=plan.year - 1, title="去年", by=city.people["office"])
    lead = (AssignmentDraft(city.unit["swj"].pk, Part.LEAD),)
    draft = TargetDraft(name="改造城镇老旧小区", kind=Kind.QUALITATIVE, assignments=lead)
    actions.create_target(plan=before, draft=draft, by=city.people["office"])
    found = leads_before(plan, ["改造老旧小区", "新建医院"])
    assert set(found) == {"改造老旧小区"}
    assert found["改造老旧小区"].unit == city.unit["swj"]


def test_after_issue_the_sources_stand(office, city, plan, source, target, issue):
    issue()
    answer = office.post(f"/plans/sources/{source.pk}/read/", {"version": 1, "text": REPORT})
    assert answer.status_code == 403
    assert not source.items.exists()


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"%PDF-1.7"), ("空.txt", b" "), ("空行.txt", b"\n\n")])
def test_a_file_that_says_nothing_changes_nothing(office, source, name, data):
    file = io.BytesIO(data)
    file.name = name
    answer = office.post(f"/plans/sources/{source.pk}/read/", {"version": 1, "file": file})
    assert answer.status_code == 422
    assert not source.items.exists()


@pytest.fixture
def at_most(django_assert_max_num_queries):
    return django_assert_max_num_queries


def test_the_page_asks_as_much_for_many_items_as_for_few(office, plan, source, read, city, at_most):
    with at_most(24):
        office.get(f"/plans/sources/{source.pk}/")
    source.refresh_from_db()
    many = "\n".join(f"（{n}）新建学校{n}所。" for n in range(1, 40))
    actions.read_source(
        source=source, version=source.version, name="a.txt", data=many.encode(), by=city.people["office"]
    )
    with at_most(24):
        office.get(f"/plans/sources/{source.pk}/")
