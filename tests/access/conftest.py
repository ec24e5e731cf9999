"""One of everything, twice: `own` is of 教育局 (reporter, head), `other` of 商务局; `-` is the city's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.assessment.models import Assessment, Score
from gangmu.documents import actions as documents
from gangmu.documents import printing
from gangmu.documents.models import Register
from gangmu.documents.subjects import Subject
from gangmu.indicators import actions as indicators
from gangmu.org import actions as org
from gangmu.org.models import Group
from gangmu.progress import actions as progress
from gangmu.targets import actions as targets_actions
from gangmu.targets.drafts import AssignmentDraft, TargetDraft
from gangmu.targets.models import Assignment, Candidate, Target
from gangmu.targets.states import Kind, Part
from tests.assessment.conftest import assessment, october, plan, run, scheme, targets, verified
from tests.targets.making import make_target
from tests.typesetting.papers import paper as composed
from tests.typesetting.papers import pledge

__all__ = ["assessment", "october", "plan", "run", "scheme", "targets", "verified"]

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LIST = "序号,名称,目标任务,责任单位\n1,新建学校,3 所,市教育局\n".encode()


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    """Who may have a PDF is asked here, not how it is made."""
    monkeypatch.setattr(printing, "as_pdf", lambda word: PDF)


@pytest.fixture
def things(city, plan, targets, october, verified, assessment, run) -> dict[tuple[str, str], int]:
    """(object, whose) → id, for the columns of the matrix."""
    verified()
    scored = run()
    city_has = _of_city(city)
    city_has |= _papers(city)
    city_has |= {"plan": plan.pk, "assessment": assessment.pk, "run": scored.pk, "scheme": assessment.scheme_id}
    november = progress.open_period(
        by=city.people["office"],
        plan=plan,
        month=dt.date(2026, 11, 1),
        opens=dt.date(2026, 11, 10),
        due=dt.date(2026, 11, 28),
    )
    made = {(name, "-"): pk for name, pk in (city_has | {"period": november.pk}).items()}
    made["letters", "-"] = plan.pk, "check"
    made["about", "-"] = f"targets.plan:{plan.pk}"
    made |= _comments(city) | _letters(city)
    made["assessment-version", "-"] = Assessment.objects.get(pk=assessment.pk).version
    targets["T5"] = _second_target(city, plan)
    for whose, unit, prefix, codes in (("own", "jyj", "", ("T1", "T2")), ("other", "swj", "other_", ("T3", "T5"))):
        reporter = city.people[f"{prefix}reporter"]
        handed_in, draft = (
            progress.save_report(
                by=reporter,
                period=november,
                target=targets[code],
                unit=city.unit[unit],
                version=0,
                value=Decimal(50),
                words="进展顺利",
            )
            for code in codes
        )
        evidence = progress.add_evidence(by=reporter, report=draft, name="佐证.pdf", content=PDF)
        handed_in = progress.submit_report(
            by=reporter, report=handed_in, version=handed_in.version, jump_reason="补报以前月份"
        )
        draft.refresh_from_db()
        found = _of_unit(city, unit, f"{prefix}head") | {
            "target": targets[codes[0]].pk,
            "part": targets[codes[0]].assignments.get(part=Part.LEAD).pk,
            "report": handed_in.pk,
            "report-version": handed_in.version,
            "draft": draft.pk,
            "draft-version": draft.version,
            "evidence": evidence.pk,
            "score": Score.objects.get(run=scored, unit=city.unit[unit]).pk,
        }
        made |= {(name, whose): pk for name, pk in found.items()}
    return made


def _papers(city) -> dict[str, int]:
    """An issued paper and a draft, with their versions."""
    by, unit = city.people["office"], city.unit["city"]
    register = documents.open_register(unit=unit, sign="云政发", year=2026, by=by)
    drafts = [
        documents.draft_paper(unit=unit, kind="notice", sheet=composed(number="", date=None), by=by) for _ in "12"
    ]
    paper = documents.check_paper(paper=drafts[0], version=1, by=city.people["leader"])
    paper = documents.number_paper(paper=paper, version=paper.version, register=register.pk, by=by)
    paper = documents.issue_paper(paper=paper, version=paper.version, by=by)
    found = {"paper": paper.pk, "paper-version": paper.version}
    return found | {"draft-paper": drafts[1].pk, "draft-paper-version": drafts[1].version}


def _comments(city) -> dict[tuple[str, str], int]:
    """Something of the city's put before 教育局 and 商务局, each of which said something."""
    units = {"own": city.unit["jyj"], "other": city.unit["swj"]}
    asked = documents.open_consultation(
        subject=Subject("targets.plan:1", city.unit["city"], "年度目标", (("1", "投资"),)),
        units=list(units.values()),
        due=dt.date(2026, 12, 1),
        by=city.people["office"],
    )
    heads = {"own": city.people["head"], "other": city.people["other_head"]}
    said = {
        whose: documents.comment_on(consultation=asked, unit=unit, place="1", text="偏高", by=heads[whose])
        for whose, unit in units.items()
    }
    return {("consultation", "-"): asked.pk} | {("comment", whose): one.pk for whose, one in said.items()}


def _letters(city) -> dict[tuple[str, str], tuple[int, int] | int]:
    """An issued letter of each unit, which the city's side signed by hand."""
    by, found = city.people["office"], {}
    for whose, unit in (("own", city.unit["jyj"]), ("other", city.unit["swj"])):
        what = {"unit": city.unit["city"], "kind": "pledge", "party": unit, "sheet": pledge()}
        paper = documents.draft_paper(by=by, **what)
        paper = documents.check_paper(paper=paper, version=1, by=city.people["leader"])
        paper = documents.number_paper(paper=paper, version=2, register=Register.objects.get().pk, by=by)
        paper = documents.issue_paper(paper=paper, version=3, by=by)
        scan = documents.attach_scan(paper=paper, side=0, office="市长", name="手签.pdf", content=PDF, by=by)
        found |= {("letter", whose): (paper.pk, 1), ("scan", whose): scan.pk}
    return found


def _second_target(city, plan) -> Target:
    """One more of 商务局, after the scores were made."""
    target = make_target(plan, "T5", name="目标T5", goal=Decimal(100), unit_of_measure="亿元")
    Assignment.objects.create(target=target, unit=city.unit["swj"], part=Part.LEAD)
    Assignment.objects.create(target=target, unit=city.unit["tjj"], part=Part.MONITORING)
    return target


def _of_city(city) -> dict[str, int]:
    """A plan in draft with a target and a list on its way in, a group, and the first event."""
    by = city.people["office"]
    draft = targets_actions.create_plan(unit=city.unit["city"], year=2027, title="2027年度目标体系", by=by)
    row = TargetDraft(
        name="新建学校", kind=Kind.QUALITATIVE, assignments=(AssignmentDraft(city.unit["jyj"].pk, Part.LEAD),)
    )
    target = targets_actions.create_target(plan=draft, draft=row, by=by)
    source = targets_actions.add_source(plan=draft, kind="work_report", name="工作报告", by=by)
    text = "改造老旧小区20个。".encode()
    source = targets_actions.read_source(source=source, version=1, name="报告.txt", data=text, by=by)
    candidate = Candidate.objects.get()
    targets_actions.drop_candidates(candidates=[candidate], by=by)
    upload = targets_actions.start_import(plan=draft, name="目标.csv", data=LIST, by=by)
    measured = {"name": "固定资产投资", "unit_of_measure": "亿元", "given_by": city.unit["tjj"]}
    indicator = indicators.create_indicator(unit=city.unit["city"], values=measured, by=by)
    given = indicators.Given(indicator, city.unit["jyj"], dt.date(2026, 10, 1), Decimal(5))
    indicators.enter_value(given=given, by=city.people["monitor"])
    return {
        "indicator": indicator.pk,
        "indicator-version": indicator.version,
        "draft-plan": draft.pk,
        "draft-target": target.pk,
        "source": source.pk,
        "source-item": candidate.item_id,
        "candidate": candidate.pk,
        "import": upload.pk,
        "group": Group.objects.get(name="市直部门").pk,
        "event": 1,
    }


def _of_unit(city, unit: str, head: str) -> dict[str, int]:
    """The unit, its head, the head's office, and a substitute for it in December."""
    office = city.people[head].appointments.get()
    substitution = org.substitute(
        by=city.people["security_admin"],
        appointment=office,
        substitute=city.people["principal"],
        since=dt.date(2026, 12, 1),
        until=dt.date(2026, 12, 8),
    )
    return {
        "unit": city.unit[unit].pk,
        "person": city.people[head].pk,
        "office": office.pk,
        "substitution": substitution.pk,
    }
