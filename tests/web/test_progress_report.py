"""One report's page, its evidence, and the list under review."""

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gangmu.base.models import Event
from gangmu.org.models import User
from gangmu.progress import actions
from gangmu.progress.models import Evidence, Report
from gangmu.progress.verbs import REPORTS
from gangmu.targets.models import Assignment
from gangmu.targets.states import Part
from gangmu.web.acts import pressed
from tests.progress.conftest import add_target, approve, months, plan, save, submit, target, verify

__all__ = ["add_target", "approve", "months", "plan", "save", "submit", "target", "verify"]

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF"


def file(name: str = "台账.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def upload(as_):
    def send(report: Report, *files, by: str = "reporter"):
        return as_(by).post(reverse("progress:add-evidence", args=[report.pk]), {"file": files})

    return send


class TestPage:
    def test_buttons_are_there_and_grey_ones_say_why(self, as_, submit):
        report = submit(value=80)
        soup = BeautifulSoup(as_("monitor").get(reverse("progress:report", args=[report.pk])).content, "html.parser")
        grey = {one.text.strip(): one["aria-description"] for one in soup.select("[aria-disabled]")}
        assert "责任单位负责人" in grey["审核通过"]
        assert "责任单位填报员" in grey["撤回"]

    def test_the_course_tells_who_did_what_and_whose_turn_it_is(self, as_, submit):
        report = submit(value=80)
        soup = BeautifulSoup(as_("head").get(reverse("progress:report", args=[report.pk])).content, "html.parser")
        course = [one.get_text(" ", strip=True) for one in soup.select(".timeline-list li")]
        assert "累计完成 80 亿元" in course[0]
        assert "迟报 15 天" in course[1]
        assert "责任单位负责人" in course[-1]

    def test_a_draft_is_hidden_from_others_until_it_is_handed_in(self, as_, save):
        path = reverse("progress:report", args=[save(value=80).pk])
        assert as_("reporter").get(path).status_code == 200
        assert as_("office").get(path).status_code == 404
        assert as_("monitor").get(path).status_code == 404

    def test_another_units_report_is_not_found(self, as_, submit):
        report = submit(value=80)
        assert as_("other_reporter").get(reverse("progress:report", args=[report.pk])).status_code == 404

    def test_every_unit_sees_its_own_part_held_against_the_schedule(self, as_, save, target, city):
        Assignment.objects.create(target=target, unit=city.unit["swj"], part=Part.RESPONSIBLE)
        led = reverse("progress:report", args=[save(value=80).pk])
        part = reverse("progress:report", args=[save(value=8, unit="swj", by="other_reporter").pk])
        assert "落后" in as_("reporter").get(led).text
        assert "落后" in as_("other_reporter").get(part).text

    @pytest.mark.parametrize("person", ["system_admin", "security_admin", "auditor"])
    def test_administrators_see_no_reports(self, as_, verify, person):
        assert as_(person).get(reverse("progress:report", args=[verify(value=80).pk])).status_code == 404

    def test_from_submission_to_verification_by_buttons(self, as_, save):
        report = save(value=80)
        for person, verb, typed in (
            ("reporter", "submit", {}),
            ("head", "approve", {}),
            ("monitor", "verify", {"value": "78亿元", "note": "按统计数"}),
        ):
            report.refresh_from_db()
            path = reverse("progress:act", args=[report.pk, verb])
            assert as_(person).post(path, {"version": report.version} | typed).status_code == 302
        report.refresh_from_db()
        assert (report.state, report.verified_value) == ("verified", 78)

    def test_a_refused_act_keeps_what_was_typed(self, as_, approve):
        report = approve(value=80)
        path = reverse("progress:act", args=[report.pk, "verify"])
        response = as_("monitor").post(path, {"version": report.version, "value": "七十", "note": "按统计数"})
        assert response.status_code == 422
        assert 'value="七十"' in response.text
        assert 'value="按统计数"' in response.text

    def test_an_outdated_page_does_not_act(self, as_, submit):
        report = submit(value=80)
        response = as_("head").post(reverse("progress:act", args=[report.pk, "approve"]), {"version": 1})
        assert response.status_code == 409
        assert Report.objects.get().state == "submitted"

    @pytest.mark.parametrize("verb", pressed(REPORTS))
    @pytest.mark.parametrize(
        "sent", [{}, {"by": "1", "report": "1", "row": "1", "self": "1"}, {"note": "", "value": "x"}]
    )
    def test_whatever_a_form_sends_or_leaves_out_is_answered(self, as_, submit, verb, sent):
        report = submit(value=80)
        for person in ("reporter", "head", "monitor"):
            version = {"version": str(Report.objects.get(pk=report.pk).version)}
            answer = as_(person).post(reverse("progress:act", args=[report.pk, verb]), sent | version)
            assert answer.status_code in (302, 403, 422)
        assert {event.actor_id for event in Event.objects.filter(verb__startswith="report.")} <= set(
            User.objects.filter(username__in=("reporter", "head")).values_list("pk", flat=True)
        )

    def test_reading_never_writes(self, as_, submit):
        report = submit(value=80)
        for verb in ("submit", "withdraw", "approve", "verify", "return"):
            assert as_("head").get(reverse("progress:act", args=[report.pk, verb])).status_code == 405


class TestEvidence:
    def test_a_file_goes_up_and_comes_down_as_a_download(self, upload, save, client):
        report = save(value=80)
        assert upload(report, file()).status_code == 302
        evidence = Evidence.objects.get()
        response = client.get(reverse("progress:evidence", args=[evidence.pk]))
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Type"] == "application/pdf"
        assert Event.objects.get(verb="report.add_evidence").after["name"] == "台账.pdf"

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("页面.html", b"<html><script>alert(1)</script></html>"),
            ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("程序.exe", b"MZ\x90\x00"),
            ("伪装.pdf", b"<html><script>alert(1)</script></html>"),
            ("伪装.png", b"MZ\x90\x00"),
            ("空的.pdf", b""),
        ],
    )
    def test_dangerous_files_are_refused_whatever_their_name(self, upload, save, name, content):
        response = upload(save(value=80), file(name, content))
        assert response.status_code == 422
        assert name in response.text
        assert not Evidence.objects.exists()

    def test_good_files_are_kept_when_another_is_refused(self, upload, save):
        assert upload(save(value=80), file(), file("页面.html", b"<html>")).status_code == 422
        assert [one.name for one in Evidence.objects.all()] == ["台账.pdf"]

    def test_the_same_file_twice_is_told(self, upload, save):
        report = save(value=80)
        upload(report, file())
        response = upload(report, file("又一次.pdf"))
        assert response.status_code == 422
        assert "已经上传过" in response.text

    def test_another_units_evidence_is_not_found(self, upload, submit, as_, save, city):
        report = save(value=80)
        upload(report, file())
        actions.submit_report(by=city.people["reporter"], report=report, version=report.version)
        path = reverse("progress:evidence", args=[Evidence.objects.get().pk])
        for person, status in (("head", 200), ("monitor", 200), ("office", 200), ("other_reporter", 404)):
            response = as_(person).get(path)
            assert response.status_code == status, person
            if status == 200:
                assert b"".join(response.streaming_content) == PDF

    def test_others_cannot_add(self, upload, submit):
        report = submit(value=80)
        assert upload(report, file(), by="head").status_code == 403
        assert not Evidence.objects.exists()

    def test_removed_evidence_leaves_a_trace_and_verified_evidence_stays(self, upload, save, client, city):
        report = save(value=80)
        upload(report, file())
        upload(report, file("二.pdf", PDF + b"2"))
        first, second = Evidence.objects.order_by("pk")
        assert client.post(reverse("progress:remove-evidence", args=[first.pk])).status_code == 302
        first.refresh_from_db()
        assert first.removed_at is not None
        assert Event.objects.get(verb="report.remove_evidence").before["name"] == "台账.pdf"
        people = city.people
        report = actions.submit_report(by=people["reporter"], report=report, version=report.version)
        report = actions.approve_report(by=people["head"], report=report, version=report.version)
        actions.verify_report(by=people["monitor"], report=report, version=report.version)
        assert client.post(reverse("progress:remove-evidence", args=[second.pk])).status_code == 403
        second.refresh_from_db()
        assert second.removed_at is None


class TestReview:
    def test_the_head_sees_last_value_question_answer_and_evidence(self, as_, verify, save, upload, city):
        verify(9, value=80)
        report = save(10, value=70, jump_reason="核减重复统计", words="推进中")
        upload(report, file())
        actions.submit_report(by=city.people["reporter"], report=report, version=report.version)
        text = as_("head").get(reverse("progress:review")).text
        for said in ("少于 9 月的 80 亿元", "核减重复统计", "推进中", "台账.pdf", "迟 15 天"):
            assert said in text

    def test_ticked_rows_are_approved_together(self, as_, submit, add_target):
        reports = [submit(value=80), submit(value=70, of=add_target("MB-2"))]
        data = {f"version-{one.pk}": one.version for one in reports} | {"report": [one.pk for one in reports]}
        assert as_("head").post(reverse("progress:review"), data).status_code == 302
        assert {one.state for one in Report.objects.all()} == {"approved"}

    def test_one_row_is_verified_by_its_button(self, as_, approve):
        report = approve(value=80)
        data = {"kind": "verify", f"version-{report.pk}": report.version, "one": report.pk}
        assert as_("monitor").post(reverse("progress:review"), data).status_code == 302
        report.refresh_from_db()
        assert report.verified_value == 80

    def test_a_row_is_given_back_with_a_reason(self, as_, submit):
        report = submit(value=80)
        data = {f"version-{report.pk}": report.version, "return": report.pk}
        assert as_("head").post(reverse("progress:review"), data).status_code == 422
        response = as_("head").post(reverse("progress:review"), data | {f"reason-{report.pk}": "口径不对"})
        assert response.status_code == 302
        report.refresh_from_db()
        assert report.return_reason == "口径不对"

    def test_nothing_chosen_is_told(self, as_, submit):
        submit(value=80)
        response = as_("head").post(reverse("progress:review"), {})
        assert response.status_code == 422
        assert "没有选任何填报" in response.text

    def test_others_reports_are_not_in_the_list_and_cannot_be_named(self, as_, submit):
        report = submit(value=80)
        client = as_("other_head")
        assert "没有待您审核的填报" in client.get(reverse("progress:review")).text
        data = {f"version-{report.pk}": report.version, "one": report.pk}
        assert client.post(reverse("progress:review"), data).status_code == 404
        report.refresh_from_db()
        assert report.state == "submitted"

    def test_a_row_that_a_colleague_was_faster_with_is_told(self, as_, submit, city):
        report = submit(value=80)
        data = {f"version-{report.pk}": report.version, "one": report.pk}
        actions.approve_report(by=city.people["head"], report=report, version=report.version)
        response = as_("head").post(reverse("progress:review"), data)
        assert response.status_code == 422
        assert "已被别人改过" in response.text

    def test_the_office_verifies_what_nobody_monitors_and_only_that(self, as_, approve, add_target):
        approve(value=80)
        approve(value=70, of=add_target("MB-2", monitor=None))
        text = as_("office").get(reverse("progress:review")).text
        assert "目标MB-2" in text
        assert "教育投入" not in text

    def test_the_head_sees_goal_pace_and_problem_before_approving(self, as_, submit):
        submit(value=80, problem="土地没有交付", next_step="月底前交地")
        page = BeautifulSoup(as_("head").get(reverse("progress:review")).text, "html.parser")
        told = {one["data-label"]: one.text for one in page.select("#review td[data-label]")}
        assert told["全年目标"] == "120 亿元"
        assert told["差距（百分点）"] == "16.8"
        assert told["占全年"] == "66.7%"
        assert "存在问题：土地没有交付" in told["进展与说明"]
        assert "下一步打算：月底前交地" in told["进展与说明"]
        assert "严重滞后" in told["红黄绿"]
        assert "落后 16.8 个百分点" in told["红黄绿"]

    def test_words_and_order_narrow_and_sort_the_list(self, as_, submit, add_target):
        submit(value=80)
        submit(value=30, of=add_target("MB-2", name="别的"))
        client = as_("head")

        def shown(**asked: str) -> list[str]:
            page = BeautifulSoup(client.get(reverse("progress:review"), asked).text, "html.parser")
            return [one.text for one in page.select("#review td.cell-title a")]

        assert shown(sort="-gap") == ["别的", "教育投入"]
        assert shown(sort="gap") == ["教育投入", "别的"]
        assert shown(q="教育局 别的") == ["别的"]
        assert shown(q="教育局 没有") == []

    def test_the_list_goes_to_excel(self, as_, submit):
        submit(value=80)
        response = as_("head").get(reverse("progress:review"), {"export": "xlsx"})
        cells = {cell.value for row in openpyxl.load_workbook(io.BytesIO(response.content)).active for cell in row}
        assert {"MB-1", 80} <= cells

    @pytest.mark.parametrize("rows", [3, 250])
    def test_it_costs_the_same_at_any_length(self, as_, submit, add_target, rows, django_assert_max_num_queries):
        for number in range(rows):
            submit(value=80, of=add_target(f"MB-{number:03}"))
        client = as_("head")
        with django_assert_max_num_queries(15):
            response = client.get(reverse("progress:review"))
        assert response.text.count('name="one"') == min(rows, 50)
