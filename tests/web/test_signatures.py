"""Letters signed by both sides over an exact text, and verified by anybody with the code."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from gangmu.base.errors import Denied, Problems
from gangmu.base.models import Event
from gangmu.documents import actions
from gangmu.documents.models import Paper, Signature
from gangmu.org.models import Appointment
from gangmu.org.states import Role
from gangmu.web.documents import signing
from tests.typesetting.papers import pledge

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PASSWORD = "correct horse"
CITY, UNIT = 0, 1


def page_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def letter(city) -> Paper:
    """An issued letter between the city and 教育局."""
    office = city.people["office"]
    register = actions.open_register(unit=city.unit["city"], sign="云责", year=2026, by=office)
    what = {"unit": city.unit["city"], "kind": "pledge", "party": city.unit["jyj"]}
    paper = actions.draft_paper(sheet=pledge(), by=office, **what)
    paper = actions.check_paper(paper=paper, version=1, by=city.people["leader"])
    paper = actions.number_paper(paper=paper, version=2, register=register.pk, by=office)
    return actions.issue_paper(paper=paper, version=3, by=office)


@pytest.fixture
def sign(city, letter):
    def act(person: str = "head", side: int = UNIT, **changes) -> Signature:
        given = {"read": letter.digest, "password": PASSWORD} | changes
        return actions.sign_paper(paper=letter, side=side, by=city.people[person], **given)

    return act


def address(letter: Paper, side: int, name: str = "sign") -> str:
    return reverse(f"documents:{name}", args=[letter.pk, side])


class TestSigning:
    def test_both_sides_sign_on_their_pages_and_the_text_is_kept_with_it(self, as_, letter) -> None:
        here = reverse("documents:paper", args=[letter.pk])
        assert address(letter, UNIT) in page_of(as_("head").get(here))
        for person, side in (("head", UNIT), ("principal", CITY)):
            assert "再输入一次您的登录密码" in page_of(as_(person).get(address(letter, side)))
            sent = {"read": letter.digest, "password": PASSWORD}
            assert as_(person).post(address(letter, side), sent)["Location"] == here
        assert set(Signature.objects.values_list("side", "digest")) == {(0, letter.digest), (1, letter.digest)}
        told = Event.objects.filter(verb="signature.sign").first().after
        assert told["digest"] == letter.digest
        assert page_of(as_("head").get(here)).count("正文与签署时一致") == 2

    @pytest.mark.parametrize(
        ("person", "side"),
        [
            ("reporter", UNIT),
            ("other_head", UNIT),
            ("office", UNIT),
            ("principal", UNIT),
            ("head", CITY),
            ("auditor", CITY),
        ],
    )
    def test_only_who_leads_that_very_unit(self, sign, person, side) -> None:
        """The mayor, above every unit, signs for the city and not for the bureau."""
        with pytest.raises(Denied):
            sign(person, side)

    def test_nobody_signs_for_both_sides(self, city, sign) -> None:
        head = city.people["head"]
        Appointment.objects.create(user=head, unit=city.unit["city"], role=Role.LEADER, since=dt.date(2026, 1, 1))
        head.__dict__.pop("_access", None)
        sign()
        with pytest.raises(Denied, match="两方不能由一个人签"):
            sign(side=CITY)

    def test_not_twice(self, sign) -> None:
        sign()
        with pytest.raises(Denied, match="市教育局已经签署"):
            sign()

    def test_not_with_a_wrong_password(self, as_, letter) -> None:
        answer = as_("head").post(address(letter, UNIT), {"read": letter.digest, "password": "wrong"})
        assert answer.status_code == 422
        assert "密码不对" in page_of(answer)
        assert not Signature.objects.exists()

    def test_not_a_text_that_changed_since_it_was_read(self, sign) -> None:
        with pytest.raises(Problems, match="正文在您打开之后变了"):
            sign(read="0" * 64)

    def test_not_before_it_is_numbered(self, city) -> None:
        what = {"unit": city.unit["city"], "kind": "pledge", "party": city.unit["jyj"]}
        paper = actions.draft_paper(sheet=pledge(), by=city.people["office"], **what)
        with pytest.raises(Denied, match="编号以后"):
            actions.sign_paper(paper=paper, side=0, read=paper.digest, password=PASSWORD, by=city.people["principal"])

    def test_only_letters(self, city, letter, sign) -> None:
        Paper.objects.filter(pk=letter.pk).update(kind="notice")
        letter.refresh_from_db()
        with pytest.raises(Denied, match="只有责任书"):
            sign()

    def test_the_database_refuses_a_side_signed_twice_and_a_scan_without_file(self, sign) -> None:
        made = sign()
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(paper=made.paper, side=UNIT, unit=made.unit, how="password", digest="", office="")
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.filter(pk=made.pk).update(how="scan")


class TestByHand:
    def attach(self, client, letter: Paper, content: bytes = PDF, name: str = "手签.pdf", office: str = "局长孙立"):
        sent = {"office": office, "file": SimpleUploadedFile(name, content)}
        return client.post(address(letter, UNIT, "attach"), sent)

    def test_the_scan_is_kept_and_opened_again(self, as_, letter, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        assert self.attach(as_("office"), letter).status_code == 302
        made = Signature.objects.get()
        assert (made.how, made.office, made.digest, made.person) == ("scan", "局长孙立", letter.digest, None)
        answer = as_("head").get(reverse("documents:scan", args=[made.pk]))
        assert b"".join(answer.streaming_content) == PDF
        assert as_("other_head").get(reverse("documents:scan", args=[made.pk])).status_code == 404

    @pytest.mark.parametrize(
        ("content", "name", "office", "said"),
        [
            (b"MZ", "手签.exe", "局长", "手签.exe"),
            (PDF, "手签.pdf", " ", "请写明签署人"),
            (b"text", "手签.pdf", "局长", "手签.pdf"),
        ],
    )
    def test_what_is_no_scan_is_refused(self, as_, letter, content, name, office, said) -> None:
        answer = self.attach(as_("office"), letter, content, name, office)
        assert answer.status_code == 422
        assert said in page_of(answer)
        assert not Signature.objects.exists()

    def test_only_who_keeps_the_papers(self, as_, letter) -> None:
        assert self.attach(as_("head"), letter).status_code == 403


class TestVerifying:
    def ask(self, code: str):
        return Client().get(reverse("documents:verify"), {"code": code})

    def test_anybody_with_the_code_sees_the_sides_and_no_names(self, letter, sign) -> None:
        sign()
        page = page_of(self.ask(letter.code.lower()))
        for said in ("云责〔2026〕1号", "市教育局", "正文与签署时一致", "系统内签署"):
            assert said in page
        for hidden in ("孙立", "对目标完成负总责", letter.digest):
            assert hidden not in page

    def test_a_text_changed_since_is_told(self, letter, sign) -> None:
        sign()
        Paper.objects.filter(pk=letter.pk).update(content=letter.content | {"title": "别的责任书"})
        page = page_of(self.ask(letter.code))
        assert "签署失效" in page
        assert "正文与签署时一致" not in page

    def test_a_code_that_there_is_not(self, letter) -> None:
        answer = self.ask("ABCDEFGHJKLM")
        assert answer.status_code == 404
        assert "没有这个查验码" in page_of(answer)

    def test_without_a_code_it_asks_for_one(self, letter) -> None:
        assert "责任书上的查验码" in page_of(self.ask(""))

    def test_codes_are_not_guessed_by_trying(self, letter, monkeypatch) -> None:
        monkeypatch.setattr(signing, "MOST_TRIES", 3)
        answers = [self.ask("X").status_code for _try in range(5)]
        assert answers == [404, 404, 404, 429, 429]
        assert self.ask(letter.code).status_code == 429

    def test_other_papers_have_no_such_page(self, letter) -> None:
        Paper.objects.filter(pk=letter.pk).update(kind="notice")
        assert self.ask(letter.code).status_code == 404
