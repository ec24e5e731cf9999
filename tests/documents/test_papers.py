"""A paper's life, its numbers without gaps, and what nobody may do to it."""

from __future__ import annotations

import datetime as dt
import io
import threading

import docx
import pytest
from django.db import IntegrityError, connection, transaction

from gangmu.base import files
from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.base.verification import verify_all
from gangmu.documents import actions, editing
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import Kind, PaperState
from gangmu.org import actions as org
from gangmu.org.models import Appointment
from gangmu.org.states import Role
from gangmu.typesetting import Figure, Paragraph, digest, from_plain, text_of

pytestmark = pytest.mark.django_db


class TestLife:
    def test_from_draft_to_archive(self, city, issued) -> None:
        paper = issued()
        paper = actions.archive_paper(paper=paper, version=paper.version, by=city.people["office"])
        stored = Paper.objects.get()
        assert stored.state == PaperState.ARCHIVED
        assert (stored.number, stored.dated) == ("云政发〔2026〕1号", dt.date(2026, 11, 20))
        assert (stored.sheet.number, stored.sheet.date) == (stored.number, stored.dated)
        assert stored.digest == digest(from_plain(stored.content))
        verbs = [event.verb for event in Event.objects.filter(noun="documents.paper").order_by("number")]
        assert verbs == ["paper.draft", "paper.check", "paper.number", "paper.issue", "paper.archive"]

    def test_the_word_file_is_kept_as_it_was_issued(self, issued) -> None:
        kept = docx.Document(io.BytesIO(files.read(issued().file)))
        text = "\n".join(one.text for one in kept.paragraphs)
        assert "云政发〔2026〕1号" in text
        assert "2026年11月20日" in text

    def test_who_wrote_a_word_does_not_check(self, city, drafted) -> None:
        """Another person of the office may; who drafted or edited may not, in whatever office."""
        paper = drafted()
        with pytest.raises(Denied, match="要由其他人核稿"):
            actions.check_paper(paper=paper, version=paper.version, by=city.people["office"])
        leader = city.people["leader"]
        Appointment.objects.create(user=leader, unit=city.unit["city"], role=Role.OFFICE, since=dt.date(2026, 1, 1))
        leader.__dict__.pop("_access", None)
        edited = actions.edit_paper(paper=paper, version=paper.version, fields={"note": "此件公开"}, by=leader)
        with pytest.raises(Denied, match="要由其他人核稿"):
            actions.check_paper(paper=edited, version=edited.version, by=leader)
        done = actions.check_paper(paper=edited, version=edited.version, by=city.people["principal"])
        assert done.state == PaperState.CHECKED

    def test_what_was_checked_is_edited_only_after_it_was_returned(self, city, checked) -> None:
        paper = checked()
        with pytest.raises(Denied, match="已核稿"):
            actions.edit_paper(paper=paper, version=paper.version, fields={"note": "x"}, by=city.people["office"])
        back = actions.return_paper(paper=paper, version=paper.version, reason="附件不全", by=city.people["principal"])
        assert (back.state, back.checked_by) == (PaperState.DRAFT, None)

    def test_an_empty_paper_is_not_checked(self, city, drafted) -> None:
        paper = drafted(blocks=(), attachments=())
        with pytest.raises(Denied, match="正文还是空的"):
            actions.check_paper(paper=paper, version=paper.version, by=city.people["leader"])

    @pytest.mark.parametrize("person", ["reporter", "head", "leader", "auditor", "system_admin"])
    def test_only_the_office_drafts_and_numbers(self, city, checked, register, person) -> None:
        paper = checked()
        with pytest.raises(Denied):
            actions.number_paper(paper=paper, version=paper.version, register=register.pk, by=city.people[person])
        assert Register.objects.get().last == 0


class TestNumbers:
    def test_they_follow_one_another(self, numbered) -> None:
        assert [numbered().number for _paper in range(3)] == [
            "云政发〔2026〕1号",
            "云政发〔2026〕2号",
            "云政发〔2026〕3号",
        ]

    def test_what_is_refused_takes_none(self, city, checked, register) -> None:
        paper = checked()
        with pytest.raises(Conflict):
            actions.number_paper(paper=paper, version=0, register=register.pk, by=city.people["office"])
        assert Register.objects.get().last == 0
        with pytest.raises(Problems, match="没有这个发文登记"):
            actions.number_paper(paper=paper, version=paper.version, register=0, by=city.people["office"])

    @pytest.mark.parametrize(("unit", "year"), [("city", 2025), ("donghu", 2026)])
    def test_a_register_of_another_body_or_year_is_refused(self, city, checked, unit, year) -> None:
        other = Register.objects.create(unit=city.unit[unit], sign="东政发", year=year)
        paper = checked()
        with pytest.raises(Problems, match="不能从“东政发"):
            actions.number_paper(paper=paper, version=paper.version, register=other.pk, by=city.people["office"])

    def test_a_sign_is_registered_once_a_year(self, city, register) -> None:
        with pytest.raises(Problems, match="已经登记过"):
            actions.open_register(unit=city.unit["city"], sign="云政发", year=2026, by=city.people["office"])

    def test_the_database_refuses_a_number_given_twice(self, numbered) -> None:
        first, second = numbered(), numbered()
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=second.pk).update(serial=first.serial)

    def test_the_database_refuses_a_draft_with_a_number_and_a_number_lost(self, drafted, numbered) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=drafted().pk).update(number="云政发〔2026〕9号")
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=numbered().pk).update(number="")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_number_at_once_get_two_numbers_that_follow(city, checked, register) -> None:
    """Two connections: the second waits for the register's row, and finds the first one's number taken."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time by itself; this needs PostgreSQL")
    papers = [checked() for _paper in range(4)]
    start, failures = threading.Barrier(len(papers)), []

    def give(paper: Paper) -> None:
        try:
            start.wait()
            actions.number_paper(paper=paper, version=paper.version, register=register.pk, by=city.people["office"])
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[paper]) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(Paper.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    assert Register.objects.get().last == 4


class TestVoid:
    def test_only_by_another_issued_paper_of_the_same_body(self, city, issued, numbered) -> None:
        old, unissued = issued(), numbered()
        for other in (old.pk, unissued.pk, 0):
            with pytest.raises(Problems, match="只能由另一份公文作废"):
                actions.void_paper(paper=old, version=old.version, other=other, reason="有误", by=city.people["office"])
        new = issued()
        done = actions.void_paper(
            paper=old, version=old.version, other=new.pk, reason="数字有误", by=city.people["office"]
        )
        assert (done.state, done.voided_by, done.number) == (PaperState.VOID, new, "云政发〔2026〕1号")
        assert Register.objects.get().last == 3

    def test_the_database_refuses_void_without_another(self, issued) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=issued().pk).update(state=PaperState.VOID)


class TestEditing:
    def test_a_number_keeps_its_source_while_its_text_stands(self, city, drafted) -> None:
        paper = drafted(blocks=(Paragraph(("共", Figure("135", "plan.targets", "7"), "项")),), attachments=())
        fields = {"text_0": "今年共135项目标\n分两批下达", "kind_0": "paragraph"}
        edited = actions.edit_paper(paper=paper, version=paper.version, fields=fields, by=city.people["office"])
        first, second = edited.sheet.blocks
        assert first.text == ("今年共", Figure("135", "plan.targets", "7"), "项目标")
        assert text_of(second.text) == "分两批下达"

    def test_a_number_that_was_overwritten_is_plain_text(self, city, drafted) -> None:
        paper = drafted(blocks=(Paragraph(("共", Figure("135", "plan.targets", "7"), "项")),), attachments=())
        edited = actions.edit_paper(
            paper=paper, version=paper.version, fields={"text_0": "共136项"}, by=city.people["office"]
        )
        assert edited.sheet.blocks[0].text == ("共136项",)

    def test_the_form_gives_back_what_it_was_given(self, drafted) -> None:
        sheet = drafted().sheet
        assert editing.with_fields(sheet, editing.fields_of(sheet)) == sheet

    def test_blocks_are_added_left_out_and_made_headings(self, city, drafted) -> None:
        paper = drafted(blocks=(Paragraph("一段"), Paragraph("二段")), attachments=())
        fields = {"text_0": "", "kind_1": "heading2", "text_new": "末段\n又一段", "note": "此件公开发布"}
        edited = actions.edit_paper(paper=paper, version=paper.version, fields=fields, by=city.people["office"])
        assert [type(one).__name__ for one in edited.sheet.blocks] == ["Heading", "Paragraph", "Paragraph"]
        assert edited.sheet.blocks[0].level == 2

    def test_who_was_slower_gets_both_texts(self, city, drafted) -> None:
        paper = drafted(blocks=(Paragraph("一段"),), attachments=())
        actions.edit_paper(paper=paper, version=1, fields={"text_0": "我的"}, by=city.people["office"])
        with pytest.raises(Conflict) as refused:
            actions.edit_paper(paper=paper, version=1, fields={"text_0": "你的"}, by=city.people["office"])
        assert refused.value.theirs["text_0"] == "我的"
        assert refused.value.mine["text_0"] == "你的"

    def test_a_title_is_needed(self, city, drafted) -> None:
        paper = drafted()
        with pytest.raises(Problems, match="标题空缺或太长"):
            actions.edit_paper(paper=paper, version=1, fields={"title": " "}, by=city.people["office"])


def test_a_text_changed_by_hand_in_the_database_is_found(issued) -> None:
    paper = issued()
    org.seal_rows(reason="以上是测试直接写入的")
    assert verify_all(with_files=False).intact
    content = paper.content | {"title": "关于另一件事的通知"}
    Paper.objects.filter(pk=paper.pk).update(content=content)
    assert not verify_all(with_files=False).intact


def test_every_kind_has_a_format() -> None:
    from gangmu.documents.states import FORMS

    assert set(FORMS) == set(Kind.values)
