"""What is put out for comments: asked, said, answered one by one, refused after the day, summed up."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gangmu.assessment import actions as assessment
from gangmu.base.errors import Denied, Problems
from gangmu.base.models import Event
from gangmu.documents import actions, opinions
from gangmu.documents.models import Comment, Consultation
from gangmu.documents.subjects import Subject
from gangmu.org.permissions import access_of
from tests.assessment.conftest import SCHEME
from tests.documents.conftest import drafted

__all__ = ["drafted"]

DUE = dt.date(2026, 11, 27)


def page_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def asked(city) -> Consultation:
    """Three units are asked about two parts until Friday."""
    subject = Subject("targets.plan:1", city.unit["city"], "2026年度目标", (("MB-1", "投资"), ("MB-2", "学校")))
    units = [city.unit[code] for code in ("jyj", "swj", "tjj")]
    return actions.open_consultation(subject=subject, units=units, due=DUE, by=city.people["office"])


@pytest.fixture
def say(city, asked):
    def comment(person: str = "head", code: str = "jyj", place: str = "MB-1", text: str = "偏高") -> Comment:
        return actions.comment_on(
            consultation=asked, unit=city.unit[code], place=place, text=text, by=city.people[person]
        )

    return comment


def pass_the_day() -> None:
    Consultation.objects.update(due=dt.date(2026, 11, 19))


def test_row_2_11_the_method_goes_out_for_comments_and_each_is_answered(as_, city) -> None:
    """From the scheme's page to the summary; every step on a page."""
    scheme = assessment.add_scheme(unit=city.unit["city"], year=2026, text=SCHEME, by=city.people["office"])
    page = page_of(as_("office").get(reverse("assessment:scheme", args=[scheme.pk])))
    put_out = reverse("documents:consult", args=[f"assessment.scheme:{scheme.pk}"])
    assert put_out in page
    units = [city.unit[code].pk for code in ("jyj", "swj")]
    answer = as_("office").post(put_out, {"due": "2026-11-27", "units": units})
    here = answer["Location"]
    asked = Consultation.objects.get()
    assert len(asked.items) > 3
    key, text = asked.items[0]["key"], asked.items[0]["text"]
    assert text in page_of(as_("head").get(here))
    as_("head").post(here + "say/", {"place": key, "text": "满分应当提高"})
    as_("other_head").post(here + "say/", {"place": "", "text": "整体同意"})
    first, second = Comment.objects.order_by("pk")
    for comment, outcome, reason in ((first, "rejected", "与去年一致"), (second, "adopted", "")):
        sent = {"version": 1, "outcome": outcome, "answer": reason}
        as_("office").post(reverse("documents:comment-answer", args=[comment.pk]), sent)
    pass_the_day()
    as_("office").post(here + "close/", {"version": 1})
    page = page_of(as_("reporter").get(here))
    for said in ("满分应当提高", "不采纳", "与去年一致", "整体同意", "已答复"):
        assert said in page
    book = openpyxl.load_workbook(io.BytesIO(as_("head").get(here + "export/").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert ("市教育局", "满分应当提高", "不采纳", "与去年一致") in [row[2:6] for row in rows]


class TestSaying:
    def test_until_the_day_and_not_after(self, city, say) -> None:
        say()
        pass_the_day()
        with pytest.raises(Denied, match="逾期视为无意见"):
            say()
        with pytest.raises(Denied, match="逾期视为无意见"):
            actions.take_back_comment(comment=Comment.objects.get(), version=1, by=city.people["head"])
        assert Comment.objects.count() == 1

    def test_on_the_last_day_itself(self, say) -> None:
        Consultation.objects.update(due=dt.date(2026, 11, 20))
        assert say().pk

    def test_for_ones_own_unit_only(self, say) -> None:
        with pytest.raises(Denied):
            say("other_head", "jyj")

    def test_for_a_unit_that_was_asked(self, say) -> None:
        with pytest.raises(Denied, match="没有向市教育局基础教育科征求意见"):
            say("head", "jyj-jc")

    def test_on_a_part_that_there_is(self, say) -> None:
        with pytest.raises(Problems, match="没有这一条"):
            say(place="MB-9")

    def test_saying_nothing_is_refused(self, say) -> None:
        with pytest.raises(Problems):
            say(text="  ")

    def test_one_taken_back_stays_in_the_trail(self, city, say) -> None:
        actions.take_back_comment(comment=say(text="写错了"), version=1, by=city.people["head"])
        assert not Comment.objects.exists()
        assert Event.objects.get(verb="comment.take_back").before["text"] == "写错了"


class TestSeeing:
    def test_until_it_is_closed_a_unit_sees_its_own(self, as_, city, asked, say) -> None:
        say()
        say("other_head", "swj", text="偏低")
        here = reverse("documents:consultation", args=[asked.pk])
        assert "偏低" not in page_of(as_("head").get(here))
        assert "偏低" in page_of(as_("office").get(here))
        other = Comment.objects.get(text="偏低")
        assert as_("head").post(reverse("documents:comment-take-back", args=[other.pk])).status_code == 404

    def test_who_was_not_asked_sees_nothing(self, as_, asked, city) -> None:
        asked.units.remove(city.unit["swj"])
        here = reverse("documents:consultation", args=[asked.pk])
        assert as_("other_head").get(here).status_code == 404
        assert as_("auditor").get(here).status_code == 404

    def test_a_unit_that_said_nothing_stands_in_the_summary(self, city, asked, say) -> None:
        say()
        pass_the_day()
        asked.refresh_from_db()
        silent = [one.unit.code for one in opinions.summary(access_of(city.people["office"]), asked) if not one.comment]
        assert silent == ["tjj", "swj"]


class TestAnswering:
    @pytest.mark.parametrize("outcome", ["partly", "rejected"])
    def test_not_adopted_needs_a_reason(self, city, say, outcome) -> None:
        with pytest.raises(Problems, match="要写明理由"):
            actions.answer_comment(comment=say(), version=1, outcome=outcome, answer=" ", by=city.people["office"])

    def test_it_is_closed_after_the_day_with_an_answer_to_each(self, city, asked, say) -> None:
        comment = say()
        with pytest.raises(Denied, match="才截止"):
            actions.close_consultation(consultation=asked, version=1, by=city.people["office"])
        pass_the_day()
        with pytest.raises(Denied, match="还有 1 条意见没有答复"):
            actions.close_consultation(consultation=asked, version=1, by=city.people["office"])
        actions.answer_comment(comment=comment, version=1, outcome="adopted", answer="", by=city.people["office"])
        actions.close_consultation(consultation=asked, version=1, by=city.people["office"])
        with pytest.raises(Denied, match="不能再改"):
            actions.answer_comment(comment=comment, version=2, outcome="partly", answer="x", by=city.people["office"])


class TestOpening:
    def test_a_day_that_is_past_nobody_and_nothing_are_all_told_at_once(self, city) -> None:
        with pytest.raises(Problems) as refused:
            actions.open_consultation(
                subject=Subject("targets.plan:1", city.unit["city"], "目标", ()),
                units=[],
                due=dt.date(2026, 11, 1),
                by=city.people["office"],
            )
        assert len(refused.value.problems) == 3
        assert not Consultation.objects.exists()

    def test_the_parts_stay_as_they_were_put_out(self, as_, city, drafted) -> None:
        paper = drafted()
        put_out = reverse("documents:consult", args=[f"documents.paper:{paper.pk}"])
        assert put_out in page_of(as_("office").get(reverse("documents:paper", args=[paper.pk])))
        as_("office").post(put_out, {"due": "2026-11-27", "units": [city.unit["jyj"].pk]})
        before = Consultation.objects.get().items
        assert {"key": "2", "text": "一、总体要求"} in before
        actions.edit_paper(paper=paper, version=1, fields={"text_0": "别的"}, by=city.people["office"])
        assert Consultation.objects.get().items == before

    def test_a_draft_plan_goes_out_target_by_target(self, as_, plan, many, city) -> None:
        many(3)
        put_out = reverse("documents:consult", args=[f"targets.plan:{plan.pk}"])
        assert put_out in page_of(as_("office").get(reverse("targets:plan", args=[plan.pk])))
        as_("office").post(put_out, {"due": "2026-11-27", "units": [city.unit["jyj"].pk]})
        assert len(Consultation.objects.get().items) == 3

    def test_what_is_nothing_of_ours_is_not_there(self, as_) -> None:
        for about in ("org.user:1", "targets.plan:99", "x", "targets.plan:"):
            assert as_("office").get(reverse("documents:consult", args=[about])).status_code == 404


@pytest.mark.parametrize("rows", [3, 300])
def test_the_page_costs_the_same_for_three_parts_and_three_hundred(as_, city, rows) -> None:
    subject = Subject("documents.paper:1", city.unit["city"], "表", tuple((str(n), f"第{n}项") for n in range(rows)))
    asked = actions.open_consultation(subject=subject, units=[city.unit["jyj"]], due=DUE, by=city.people["office"])
    for number in range(3):
        actions.comment_on(
            consultation=asked, unit=city.unit["jyj"], place=str(number), text="偏高", by=city.people["head"]
        )
    client = as_("office")
    client.get(reverse("documents:consultation", args=[asked.pk]))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("documents:consultation", args=[asked.pk]))
    assert len(queries) <= 11
