"""A new verb is a line in a table and its action: everything else that tells of it comes from the table."""

from __future__ import annotations

from types import ModuleType

import pytest
from django.urls import clear_url_caches, include, path, reverse

from gangmu.api import verbs
from gangmu.api.refusals import Interface, tell_refusals
from gangmu.base.models import Event
from gangmu.base.verbs import Verb
from gangmu.cli.states import page as diagrams
from gangmu.config import urls
from gangmu.progress import policies
from gangmu.progress.states import ReportState
from gangmu.progress.verbs import REPORTS
from gangmu.web.audit.words import verb_in_words
from gangmu.web.progress.course import course
from tests.access import matrix

NOT_NOW = "现在是“编制中”，只有“待核验”时才能这样做"


@pytest.fixture
def question(monkeypatch):
    """质疑: the monitor asks the head about an approved report, which goes back to the head."""
    verb = Verb(
        "question",
        "质疑",
        policies.may_verify,
        {ReportState.APPROVED: ReportState.SUBMITTED},
        policies.check_runs,
        reason="请写明疑问",
        done="已转负责人说明。",
        alarm=True,
    )

    def question_report(*, by, report, version: int, reason: str):
        with REPORTS.step("question", by=by, row=report, version=version, reason=reason) as step:
            step.row.approved_at = step.row.approved_by = None
        return step.row

    # as `from __future__ import annotations` leaves them in the actions
    question_report.__annotations__ = {"version": "int", "reason": "str"}
    monkeypatch.setitem(REPORTS.by_name, "question", verb)
    monkeypatch.setitem(REPORTS.actions, "question", question_report)
    return verb


@pytest.fixture
def address(question, settings):
    """The addresses of the interface as they are built with the new verb in the table."""
    api = Interface(urls_namespace="trial", docs_url=None)
    api.add_router("", verbs.routes([REPORTS]))
    tell_refusals(api)
    trial = ModuleType("trial")
    trial.urlpatterns = [path("trial/", api.urls), *urls.urlpatterns]
    trial.include = include
    settings.ROOT_URLCONF = trial
    clear_url_caches()
    yield lambda report: reverse("trial:report.question", args=[report.pk])
    clear_url_caches()


def act(report) -> str:
    return reverse("progress:act", args=[report.pk, "question"])


def test_its_button_stands_on_the_page_for_whose_turn_it_is_and_is_grey_with_the_reason_for_others(
    question, approve, as_
):
    report = approve(value=80)
    page = as_("monitor").get(reverse("progress:report", args=[report.pk])).content.decode()
    assert act(report) in page
    assert "质疑" in page
    refusal = REPORTS.refusal(report.approved_by, report, "question")
    assert refusal
    assert refusal in as_("head").get(reverse("progress:report", args=[report.pk])).content.decode()


def test_the_page_does_it_says_so_and_leaves_one_event(question, approve, as_):
    report = approve(value=80)
    before = Event.objects.count()
    answer = as_("monitor").post(act(report), {"version": report.version, "reason": "与统计月报不一致"}, follow=True)
    assert "已转负责人说明。" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    event = Event.objects.order_by("number")[before:].get()
    assert (event.verb, event.reason) == ("report.question", "与统计月报不一致")
    assert event.after == {"state": "submitted"}


def test_without_its_reason_it_comes_back_with_what_to_do(question, approve, as_):
    report = approve(value=80)
    answer = as_("monitor").post(act(report), {"version": report.version})
    assert answer.status_code == 422
    assert "请写明疑问" in answer.content.decode()


def test_it_is_refused_in_another_state(question, submit, city):
    report = submit(value=80)
    assert "只有“" in REPORTS.refusal(city.people["monitor"], report, "question")


def test_programs_find_it_with_its_body_and_its_refusals(address, approve, as_):
    report = approve(value=80)
    body = {"version": report.version, "reason": "与统计月报不一致"}
    refused = as_("reporter").post(address(report), body, content_type="application/json")
    assert (refused.status_code, bool(refused.json()["reason"])) == (403, True)
    assert as_("other_reporter").post(address(report), body, content_type="application/json").status_code == 404
    told = as_("monitor").post(address(report), body, content_type="application/json")
    assert told.json() == {"id": report.pk, "state": "submitted", "version": report.version + 1}
    older = as_("monitor").post(address(report), body, content_type="application/json")
    assert (older.status_code, older.json()["theirs"]["version"]) == (409, str(report.version + 1))


def test_a_program_that_leaves_out_what_it_asks_for_is_told_what(address, approve, as_):
    report = approve(value=80)
    told = as_("monitor").post(address(report), {"version": report.version}, content_type="application/json")
    assert told.status_code == 422
    assert told.json()["problems"][0]["column"] == "reason"


def test_trail_and_timeline_tell_it_in_its_words(question, approve, as_):
    report = approve(value=80)
    as_("monitor").post(act(report), {"version": report.version, "reason": "不一致"})
    assert verb_in_words("report.question") == "质疑"
    report.refresh_from_db()
    lines = course(Event.objects.filter(verb="report.question"), report)
    assert (lines[0]["what"], lines[0]["state"], lines[0]["detail"]) == ("质疑", "alarm", "不一致")


def test_diagram_and_access_matrix_have_it(question):
    assert "approved --> submitted: question" in diagrams()
    assert "progress:act/question" in set(matrix.names())
