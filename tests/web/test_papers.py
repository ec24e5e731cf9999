"""Pages of papers: from the plan to the issued notice, and what each person sees of it."""

from __future__ import annotations

import io
import shutil

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gangmu.documents import printing
from gangmu.documents.models import Paper
from gangmu.documents.states import PaperState
from gangmu.documents.verbs import PAPERS
from gangmu.targets.models import Terms
from gangmu.typesetting import Picture, text_of
from gangmu.web.acts import pressed
from tests.documents.conftest import checked, drafted, issued, numbered, register
from tests.typesetting.papers import png, table

__all__ = ["checked", "drafted", "issued", "numbered", "register"]


def page_of(response) -> str:
    return response.content.decode()


def at(name: str, paper: Paper) -> str:
    if name in pressed(PAPERS):
        return reverse("documents:act", args=[paper.pk, name])
    return reverse(f"documents:{name}", args=[paper.pk])


def post(client, name: str, paper: Paper, **data):
    return client.post(at(name, paper), {"version": Paper.objects.get(pk=paper.pk).version, **data})


class TestFromThePlan:
    def test_one_click_drafts_the_notice_and_it_goes_its_way(self, as_, city, plan, many, issue, register) -> None:
        many(12)
        issue()
        page = page_of(as_("office").get(reverse("targets:plan", args=[plan.pk])))
        assert "起草下达通知" in page
        answer = as_("office").post(reverse("targets:plan-notice", args=[plan.pk]))
        paper = Paper.objects.get()
        assert answer["Location"] == at("paper", paper)
        assert (paper.state, paper.about) == (PaperState.DRAFT, f"targets.plan:{plan.pk}")
        begins = text_of(paper.sheet.blocks[0].text)
        assert begins.startswith("《2026年度目标体系》已经研究确定，共12项目标，涉及5个单位")
        post(as_("leader"), "check", paper)
        assert "云政发〔2026〕1号" in page_of(as_("office").get(at("number", paper)))
        post(as_("office"), "number", paper, register=register.pk)
        post(as_("office"), "issue", paper)
        paper.refresh_from_db()
        assert (paper.state, paper.number) == (PaperState.ISSUED, "云政发〔2026〕1号")
        file = docx.Document(io.BytesIO(as_("reporter").get(at("word", paper)).content))
        assert len(file.tables[0].rows) > 12
        listed = reverse("documents:list") + f"?about=targets.plan:{plan.pk}"
        assert listed in page_of(as_("reporter").get(reverse("targets:plan", args=[plan.pk])))
        assert "云政发〔2026〕1号" in page_of(as_("reporter").get(listed))
        assert "没有这样的公文" in page_of(as_("reporter").get(listed + "9"))

    def test_a_number_opens_to_its_data_and_tells_when_it_is_no_longer_so(self, as_, city, plan, many, issue) -> None:
        many(3)
        issue()
        as_("office").post(reverse("targets:plan-notice", args=[plan.pk]))
        paper = Paper.objects.get()
        target = Terms.objects.exclude(goal=None).first().target
        page = page_of(as_("office").get(at("paper", paper)))
        assert f'class="paper-figure" href="{reverse("targets:target", args=[target.pk])}"' in page
        assert "与现在的数据不一致" not in page
        Terms.objects.filter(target=target).update(goal=98765)
        assert "现在是 98,765" in page_of(as_("office").get(at("paper", paper)))

    def test_only_who_writes_papers_may_draft_it(self, as_, plan, many, issue) -> None:
        many(1)
        issue()
        assert as_("leader").post(reverse("targets:plan-notice", args=[plan.pk])).status_code == 403
        assert not Paper.objects.exists()


class TestPaper:
    def test_a_draft_is_for_those_who_work_on_it(self, as_, drafted) -> None:
        paper = drafted()
        assert as_("office").get(at("paper", paper)).status_code == 200
        assert as_("leader").get(at("paper", paper)).status_code == 200
        for person in ("reporter", "monitor", "assessor", "third_party", "auditor"):
            assert as_(person).get(at("paper", paper)).status_code == 404, person
            assert as_(person).get(at("word", paper)).status_code == 404, person

    def test_it_is_shown_as_on_paper(self, as_, issued) -> None:
        page = page_of(as_("reporter").get(at("paper", issued())))
        for text in (
            "云州市人民政府文件",
            "云政发〔2026〕1号",
            "一、总体要求",
            "（一）压实责任",
            "抄送：",
            "2026年11月20日",
        ):
            assert text in page

    def test_what_was_typed_into_it_is_text(self, as_, drafted) -> None:
        page = page_of(as_("office").get(at("paper", drafted(title="<script>alert(1)</script>通知"))))
        assert "<script>alert" not in page

    def test_who_drafted_it_sees_the_button_grey_with_the_reason(self, as_, drafted) -> None:
        page = page_of(as_("office").get(at("paper", drafted())))
        assert "您起草或修改过这份公文，要由其他人核稿" in page

    def test_a_refusal_comes_back_on_the_page(self, as_, checked) -> None:
        paper = checked()
        answer = post(as_("principal"), "return", paper, reason=" ")
        assert answer.status_code == 422
        assert "退回要写明理由" in page_of(answer)

    def test_without_a_register_the_page_says_what_to_do(self, as_, checked) -> None:
        page = page_of(as_("office").get(at("number", checked())))
        assert "本年度还没有登记机关代字" in page

    def test_what_is_void_points_to_the_paper_that_made_it_so(self, as_, issued) -> None:
        old, new = issued(), issued()
        assert post(as_("office"), "void", old, other=new.pk, reason="数字有误").status_code == 302
        assert at("paper", new) in page_of(as_("reporter").get(at("paper", old)))

    def test_a_page_costs_the_same_for_three_rows_and_three_hundred(self, as_, drafted) -> None:
        counts = []
        for rows in (3, 300):
            paper = drafted(blocks=(table(rows),), attachments=())
            client = as_("office")
            client.get(at("paper", paper))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(at("paper", paper))
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 14


class TestEditing:
    def form(self, client, paper) -> dict[str, str]:
        form = client.get(at("edit", paper)).context["form"]
        return {name: form[name].value() or "" for name in form.fields}

    def test_a_text_is_edited_block_by_block(self, as_, drafted) -> None:
        paper, client = drafted(), as_("office")
        typed = self.form(client, paper) | {"text_0": "改过的第一段", "note": "此件不公开"}
        assert client.post(at("edit", paper), typed).status_code == 302
        page = page_of(client.get(at("paper", paper)))
        assert "改过的第一段" in page
        assert "（此件不公开）" in page

    def test_who_was_slower_sees_both_and_loses_nothing(self, as_, drafted) -> None:
        paper, client = drafted(), as_("office")
        mine = self.form(client, paper) | {"text_0": "慢的人写的", "text_new": "末段"}
        client.post(at("edit", paper), mine | {"text_0": "快的人写的"})
        answer = client.post(at("edit", paper), mine)
        page = page_of(answer)
        assert answer.status_code == 409
        assert "快的人写的" in page
        assert "慢的人写的" in page
        again = mine | {"version": answer.context["form"].data["version"]}
        assert client.post(at("edit", paper), again).status_code == 302
        assert "慢的人写的" in str(Paper.objects.get().content)

    def test_a_table_is_kept_or_left_out(self, as_, drafted) -> None:
        paper, client = drafted(blocks=(table(),), attachments=()), as_("office")
        typed = self.form(client, paper)
        assert "表格：5 列 4 行" in page_of(client.get(at("edit", paper)))
        client.post(at("edit", paper), typed | {"text_new": "只剩这段", "kind_0": "drop"})
        assert [one["is"] for one in Paper.objects.get().content["blocks"]] == ["paragraph"]


class TestRegister:
    def test_it_is_searched_and_filtered(self, as_, issued, drafted) -> None:
        issued(title="关于甲事的通知")
        drafted(title="关于乙事的通知")
        client = as_("office")
        for query, shown in (
            ({"q": "甲事"}, "甲"),
            ({"q": "〔2026〕1号"}, "甲"),
            ({"state": "draft"}, "乙"),
            ({"year": "2026"}, "甲"),
        ):
            page = page_of(client.get(reverse("documents:list"), query))
            assert ("甲事" in page, "乙事" in page) == (shown == "甲", shown == "乙"), query
        assert "没有这样的公文" in page_of(client.get(reverse("documents:list"), {"kind": "letter"}))
        assert "乙事" not in page_of(as_("reporter").get(reverse("documents:list")))

    def test_a_list_costs_the_same_for_three_rows_and_three_hundred(self, as_, drafted, city) -> None:
        drafted()
        counts = []
        for more in (2, 297):
            row = Paper.objects.first()
            Paper.objects.bulk_create(
                Paper(unit=row.unit, kind=row.kind, title=f"{n}", content={}, digest="") for n in range(more)
            )
            client = as_("office")
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("documents:list"), {"print": 1})
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 9

    def test_signs_are_registered_once_a_year(self, as_, city, register) -> None:
        sent = {"unit": city.unit["city"].pk, "sign": "云政发", "year": 2026}
        answer = as_("office").post(reverse("documents:registers"), sent)
        assert answer.status_code == 422
        assert "已经登记过" in page_of(answer)

    def test_a_new_paper_begins_with_its_title(self, as_, city) -> None:
        sent = {"unit": city.unit["city"].pk, "kind": "letter", "title": "关于商请支持的函"}
        answer = as_("office").post(reverse("documents:new"), sent)
        assert answer["Location"] == at("edit", Paper.objects.get())


class TestPdf:
    @pytest.mark.skipif(not printing.office(), reason="needs LibreOffice Writer")
    def test_it_is_made_by_libreoffice(self, as_, issued) -> None:
        answer = as_("reporter").get(at("pdf", issued()))
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment")

    def test_without_it_the_page_says_what_to_do(self, as_, issued, monkeypatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda name: None)
        paper = issued()
        answer = as_("reporter").get(at("pdf", paper))
        assert answer.status_code == 503
        assert "服务器上没有安装 LibreOffice" in page_of(answer)
        assert "请下载 Word 文件后另存为 PDF" in page_of(as_("reporter").get(at("paper", paper)))

    def test_a_program_that_never_ends_is_ended(self, issued, monkeypatch, tmp_path) -> None:
        slow = tmp_path / "soffice"
        slow.write_text("#!/bin/sh\nsleep 600\n")
        slow.chmod(0o700)
        monkeypatch.setattr(printing, "office", lambda: str(slow))
        monkeypatch.setattr(printing, "AT_MOST", 0.2)
        with pytest.raises(printing.Refused, match="用时太长"):
            printing.as_pdf(b"")


def test_a_picture_is_shown(as_, drafted) -> None:
    page = page_of(as_("office").get(at("paper", drafted(blocks=(Picture(png(), "进度图"),), attachments=()))))
    assert 'src="data:image/png;base64,' in page
