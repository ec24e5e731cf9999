"""The auditor's pages: who did what, before and after in words, and the verdict on the chain."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

import gangmu
from gangmu.base import audit
from gangmu.base.audit import Entry
from gangmu.base.models import Event
from gangmu.base.queries import search_events
from gangmu.base.sheets import read_workbook
from gangmu.org import actions
from gangmu.org.models import Appointment, Unit
from gangmu.org.permissions import ROLES
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.targets.models import Plan, Target
from gangmu.web.audit.words import changes_in_words, verbs_in_use

LIST = "audit:list"


def text(response):
    return response.content.decode()


@pytest.fixture
def happened(city):
    """A rename, a move and an office, by three people."""
    unit = city.unit["jyj"]
    fields = {"code": "jyj", "short_name": "教育局", "kind": "other", "order": 4}
    actions.update_unit(by=city.people["office"], unit=unit, version=1, name="市教育体育局", **fields)
    on = dt.date(2026, 7, 1)
    actions.move_unit(
        by=city.people["system_admin"], unit=unit, version=2, parent=city.unit["fgw"], on=on, reason="<b>改革</b>"
    )
    actions.appoint(by=city.people["security_admin"], user=city.people["head"], unit=unit, role="reporter", since=on)
    return city


def test_only_the_auditor_of_the_whole_reads_the_chain(as_, happened):
    assert as_("auditor").get(reverse(LIST)).status_code == 200
    for person in ("office", "system_admin", "security_admin", "principal"):
        assert as_(person).get(reverse(LIST)).status_code == 403
    Appointment.objects.filter(user=happened.people["auditor"]).update(unit=happened.unit["donghu"])
    assert as_("auditor").get(reverse(LIST)).status_code == 403


def test_the_list_is_narrowed_by_person_verb_object_and_days(as_, happened):
    browser = as_("auditor")

    def numbers(**asked):
        return [line[0].number for line in browser.get(reverse(LIST), asked).context["lines"]]

    assert numbers() == [3, 2, 1]
    assert numbers(who="李敏") == [1]
    assert numbers(verb="unit.move") == [2]
    assert numbers(noun="org.unit", object_id=happened.unit["jyj"].pk) == [2, 1]
    assert numbers(words="改革") == [2]
    assert numbers(since="2026-11-20", until="2026-11-20") == [3, 2, 1]
    assert numbers(until="2026-11-19") == []
    assert numbers(since="2026-13-01") == [3, 2, 1]


def test_one_event_stands_before_and_after_in_words(as_, happened):
    page = text(as_("auditor").get(reverse("audit:event", args=[1])))
    for words in (
        "目标办李敏：修改单位",
        "单位名称",
        "市教育局",
        "市教育体育局",
        "市直部门",
        "其他单位",
        "内容与校验值相符",
    ):
        assert words in page
    moved = text(as_("auditor").get(reverse("audit:event", args=[2])))
    assert "2026年7月1日" in moved
    assert "&lt;b&gt;改革" in moved
    assert reverse("audit:event", args=[1]) in moved
    assert as_("auditor").get(reverse("audit:event", args=[99])).status_code == 404


def test_a_changed_event_says_so_on_its_page(as_, happened):
    Event.objects.filter(number=1).update(actor="别人")
    assert "内容与校验值不符" in text(as_("auditor").get(reverse("audit:event", args=[1])))


def test_the_verdict_names_the_first_bad_event_and_is_itself_recorded(as_, happened):
    browser, url = as_("auditor"), reverse("audit:verify")
    actions.seal_rows(reason="the cast was written by the test")
    sound = browser.post(url)
    assert "留痕完整：4 条" in text(sound)
    assert Event.objects.get(number=5).verb == "audit.verify"
    Event.objects.filter(number=2).update(reason="另一个理由")
    page = text(browser.post(url))
    assert "从第 2 条起不可信：写入之后被改动过" in page
    assert reverse("audit:event", args=[2]) in page


def test_the_verdict_names_the_first_row_that_differs(as_, happened):
    browser, url = as_("auditor"), reverse("audit:verify")
    page = text(browser.post(url))
    assert "没有留痕说到它" in page
    actions.seal_rows(reason="the cast was written by the test")
    Unit.objects.filter(code="jyj").update(name="别的局")
    page = text(browser.post(url))
    assert "“别的局”：与第 2 条留痕写下时不同" in page
    assert reverse("audit:event", args=[2]) in page
    assert Event.objects.order_by("number").last().after["where"].endswith("“别的局”")


def test_a_noted_head_is_compared(as_, happened):
    actions.seal_rows(reason="the cast was written by the test")
    head = audit.verify().head
    assert "留痕完整" in text(as_("auditor").post(reverse("audit:verify"), {"noted": head}))
    assert "不可信" in text(as_("auditor").post(reverse("audit:verify"), {"noted": "2:" + "0" * 64}))
    wrong = as_("auditor").post(reverse("audit:verify"), {"noted": "nonsense"})
    assert wrong.status_code == 422
    assert "不是链头" in text(wrong)


def test_the_export_holds_what_is_seen(as_, happened):
    data = as_("auditor").get(reverse("audit:export"), {"verb": "unit.update"}).content
    rows = read_workbook("留痕.xlsx", data).first.rows
    assert len(rows) == 2
    cells = [cell.value for cell in rows[1].cells]
    assert cells[5:8] == ["修改单位", "单位", "市教育体育局"]
    assert "单位名称：市教育局 → 市教育体育局" in cells[8]


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_a_fixed_number_of_queries(as_, city, count, django_assert_max_num_queries):
    with transaction.atomic():
        audit.record_all([Entry(city.people["office"], "unit.update", city.unit["jyj"]) for _n in range(count)])
    browser = as_("auditor")
    with django_assert_max_num_queries(12):
        page = browser.get(reverse(LIST))
    assert len(page.content) < 100_000


def test_lists_and_nested_values_are_told_in_words(city):
    with transaction.atomic():
        event = audit.record(
            by=None,
            verb="unit.split",
            about=city.unit["jyj"],
            after={
                "units_below": [city.unit["swj"], city.unit["fgw"]],
                "keep": True,
                "reason": None,
                "on": dt.date(2026, 7, 1),
            },
        )
    assert [(line.label, line.after) for line in changes_in_words(event)] == [
        ("下级单位", "市商务局、市发展和改革委员会"),
        ("原单位保留", "是"),
        ("理由", "空"),
        ("日期", "2026年7月1日"),
    ]


def spoken_verbs():
    """Every verb of an event that stands in no table: `noun.verb` given to record, Entry or note_sign_in."""
    found = set()
    for file in Path(gangmu.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                given = [*call.args, *(word.value for word in call.keywords if word.arg == "verb")]
                if name in ("record", "Entry", "note_sign_in"):
                    found |= {(file.name, one.value) for one in given if _is_verb(one)}
    return found


def _is_verb(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") == 1


def test_every_verb_has_words():
    spoken = spoken_verbs()
    assert len(spoken) > 8
    assert {(file, verb) for file, verb in spoken if verb not in verbs_in_use()} == set()


def test_what_a_change_does_not_tell_of_afterwards_stayed_as_it_was(city):
    with transaction.atomic():
        verified, taken_off = audit.record_all(
            [
                Entry(None, "report.verify", city.unit["jyj"], "", {"state": "a", "value": 258.1}, {"state": "b"}),
                Entry(None, "report.remove_evidence", city.unit["jyj"], "", {"name": "证明.pdf"}),
            ]
        )
    lines = changes_in_words(verified)
    assert [(line.before, line.after, line.same) for line in lines] == [("a", "b", False), ("258.1", "258.1", True)]
    assert [(line.before, line.after) for line in changes_in_words(taken_off)] == [("证明.pdf", "")]


def test_drafts_are_veiled_until_they_are_handed_in_or_issued(as_, city):
    plan = Plan.objects.create(unit=city.unit["city"], year=2026, title="草案中的体系")
    target = Target.objects.create(plan=plan, code="T1", name="秘密目标", kind="quantitative")
    gone = Target(pk=target.pk + 1, plan=plan, code="T2", name="删去的目标")
    with transaction.atomic():
        audit.record_all(
            [
                Entry(city.people["office"], "target.create", target, after={"goal": "777"}, changed=()),
                Entry(city.people["office"], "target.delete", gone, before={"goal": "777"}, reason="秘密", changed=()),
                Entry(city.people["office"], "plan.create", plan, after={"title": "草案中的体系"}, changed=()),
            ]
        )
    browser = as_("auditor")
    addresses = [reverse(LIST), *(reverse("audit:event", args=[n]) for n in (1, 2, 3))]
    addresses += ["/api/audit/events", "/api/audit/events/1", "/api/audit/events/2"]
    shown = "".join(text(browser.get(address)) for address in addresses)
    rows = read_workbook("留痕.xlsx", browser.get(reverse("audit:export")).content).first.rows
    shown += "".join(str(cell.value) for row in rows for cell in row.cells)
    assert not any(word in shown for word in ("777", "秘密", "删去的", "草案中的体系"))
    assert "起草中" in shown
    assert "内容与校验值相符" in text(browser.get(reverse("audit:event", args=[1])))
    Plan.objects.filter(pk=plan.pk).update(state="issued", issued_at=timezone.now(), issued_by=city.people["office"])
    assert "777" in text(browser.get(reverse("audit:event", args=[1])))
    assert "秘密目标" in text(browser.get(reverse(LIST)))


def test_a_report_s_words_are_veiled_while_the_unit_has_it_in_hand(as_, city):
    plan = Plan.objects.create(
        unit=city.unit["city"], year=2026, title="体系", state="issued", issued_at=timezone.now(),
        issued_by=city.people["office"],
    )  # fmt: skip
    target = Target.objects.create(plan=plan, code="T1", name="教育投入", kind="quantitative")
    day = dt.date(2026, 10, 1)
    period = ReportingPeriod.objects.create(plan=plan, month=day, opens=day, due=day)
    report = Report.objects.create(target=target, unit=city.unit["jyj"], period=period)
    with transaction.atomic():
        audit.record_all(
            [Entry(None, verb, report, after={"words": verb}) for verb in ("report.save", "report.submit")]
        )
    browser = as_("auditor")

    def shown():
        return [bool(event.after) for event in search_events()[:]]

    assert shown() == [True, False]
    assert "report.save" not in text(browser.get(reverse("audit:event", args=[1])))
    Report.objects.update(state="submitted")
    assert shown() == [True, True]


def test_the_auditor_is_told_what_the_trail_shows():
    told = str(ROLES["auditor"].does)
    assert "已提交、已下达内容" in told
    assert "看不到业务数据" not in told
