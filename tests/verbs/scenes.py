"""For every verb of every table: a thing in a state that allows it, who does it, and how its action is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from gangmu.documents import actions as documents
from gangmu.documents.models import Consultation
from gangmu.documents.subjects import Subject
from gangmu.indicators import actions as indicators
from gangmu.indicators.models import Indicator
from gangmu.progress import actions as progress
from gangmu.targets import actions as targets
from gangmu.targets.drafts import NodeDraft, TargetDraft
from gangmu.targets.models import Candidate, Plan, Source, Target
from gangmu.targets.states import Kind, Part, PlanState
from tests.assessment.conftest import OCTOBER, SCHEME
from tests.typesetting.papers import paper as composed
from tests.typesetting.papers import pledge


@dataclass
class Scene:
    """`row` is None for a verb that makes its row; `called` is the action's name for it, where it asks for it.

    `arguments` are those of the action besides row, version and by; `others` the events of what else it does.
    """

    by: str
    row: models.Model | None = None
    called: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()


SCENES: dict[str, Callable[[pytest.FixtureRequest], Scene]] = {}


def scene(event: str) -> Callable[[Callable[..., Scene]], Callable[..., Scene]]:
    def keep(make: Callable[..., Scene]) -> Callable[..., Scene]:
        SCENES[event] = make
        return make

    return keep


def measured(request) -> Indicator:
    """An indicator that 统计局 gives, with October of 教育局."""
    city = request.getfixturevalue("city")
    values = {"name": "固定资产投资", "unit_of_measure": "亿元", "given_by": city.unit["tjj"]}
    made = indicators.create_indicator(unit=city.unit["city"], values=values, by=city.people["office"])
    given = indicators.Given(made, city.unit["jyj"], OCTOBER, Decimal(5))
    indicators.enter_value(given=given, by=city.people["monitor"])
    return made


@scene("indicator.create")
def _(request):
    city = request.getfixturevalue("city")
    values = {"name": "固定资产投资", "unit_of_measure": "亿元", "given_by": city.unit["tjj"]}
    return Scene("office", arguments={"unit": city.unit["city"], "values": values})


@scene("indicator.update")
def _(request):
    return Scene("office", measured(request), "indicator", {"values": {"definition": "不含农户"}})


@scene("indicator.redefine")
def _(request):
    return Scene("office", measured(request), "indicator", {"since": OCTOBER, "what": "起点提高"})


@scene("delivery.enter")
def _(request):
    unit = request.getfixturevalue("city").unit["swj"]
    return Scene("monitor", arguments={"given": indicators.Given(measured(request), unit, OCTOBER, Decimal(5))})


@scene("delivery.correct")
def _(request):
    unit = request.getfixturevalue("city").unit["jyj"]
    given = indicators.Given(measured(request), unit, OCTOBER, Decimal(4))
    return Scene("monitor", arguments={"given": given, "number": 1, "reason": "剔除重复"})


@scene("delivery.bring")
def _(request):
    city = request.getfixturevalue("city")
    rows = [indicators.Given(measured(request), city.unit["swj"], OCTOBER, Decimal(5))]
    return Scene("monitor", arguments={"unit": city.unit["tjj"], "rows": rows})


@scene("plan.create")
def _(request):
    return Scene(
        "office", arguments={"unit": request.getfixturevalue("city").unit["city"], "year": 2027, "title": "明年"}
    )


def draft(request) -> Target:
    """A complete target of a plan that is not issued yet."""
    target = request.getfixturevalue("add_target")("MB-9", deadline=dt.date(2026, 12, 31))
    Plan.objects.update(state=PlanState.DRAFT, issued_at=None, issued_by=None)
    target.plan.refresh_from_db()
    return target


@scene("plan.consult")
def _(request):
    return Scene("office", draft(request).plan, "plan")


@scene("plan.spread")
def _(request):
    return Scene("office", draft(request).plan, "plan")


def in_state(request, state: PlanState) -> Plan:
    plan = draft(request).plan
    Plan.objects.filter(pk=plan.pk).update(state=state)
    plan.refresh_from_db()
    return plan


@scene("plan.approve")
def _(request):
    return Scene("office", in_state(request, PlanState.SPREAD), "plan", {"reason": "市政府第12次常务会议"})


@scene("plan.take_back")
def _(request):
    return Scene("office", in_state(request, PlanState.APPROVED), "plan", {"reason": "会议要求修改"})


@scene("plan.issue")
def _(request):
    return Scene("office", draft(request).plan, "plan", {"warnings_seen": True})


@scene("plan.close")
def _(request):
    plan = request.getfixturevalue("plan")
    Plan.objects.update(year=2025)
    plan.refresh_from_db()
    return Scene("office", plan, "plan")


@scene("source.add")
def _(request):
    return Scene("office", arguments={"plan": draft(request).plan, "kind": "province", "name": "省定目标"})


def read_source(request) -> Source:
    """A source of a draft plan with one item of two candidates."""
    city, plan = request.getfixturevalue("city"), draft(request).plan
    source = targets.add_source(plan=plan, kind="work_report", name="工作报告", by=city.people["office"])
    text = "新建学校5所，改造老旧小区20个。".encode()
    return targets.read_source(source=source, version=1, name="报告.txt", data=text, by=city.people["office"])


@scene("source.read")
def _(request):
    return Scene("office", read_source(request), "source", {"name": "报告.txt", "data": "新建医院3所。".encode()})


@scene("item.link")
def _(request):
    source = read_source(request)
    return Scene("office", source.items.get(), "item", {"targets": [source.plan.targets.get()]})


@scene("item.set_aside")
def _(request):
    return Scene("office", read_source(request).items.get(), "item", {"why": "已在上年完成"})


@scene("candidate.take")
def _(request):
    one = Candidate.objects.filter(item__source=read_source(request)).first()
    what = {"plan": one.item.source.plan, "taken": [targets.Taken(one, 1, TargetDraft(name="新建学校"))]}
    return Scene("office", one, "", what, others=("target.create",))


@scene("candidate.drop")
def _(request):
    one = Candidate.objects.filter(item__source=read_source(request)).first()
    return Scene("office", one, "", {"candidates": [one]})


@scene("candidate.reopen")
def _(request):
    one = Candidate.objects.filter(item__source=read_source(request)).first()
    targets.drop_candidates(candidates=[one], by=request.getfixturevalue("city").people["office"])
    one.refresh_from_db()
    return Scene("office", one, "candidate")


def talked(request, *verbs: str):
    """A part of the draft that is negotiated: begun by the office, then these verbs."""
    target, city = draft(request), request.getfixturevalue("city")
    Plan.objects.filter(pk=target.plan_id).update(state=PlanState.SPREAD)
    part = target.assignments.select_related("target__plan", "unit").get(part=Part.LEAD)
    talk = targets.open_negotiation(assignment=part, offer=targets.Offer(Decimal(10)), by=city.people["office"])
    for verb in verbs:
        talk.refresh_from_db()
        by = city.people["head"]
        if verb == "counter":
            targets.counter_goal(
                negotiation=talk, version=talk.version, offer=targets.Offer(Decimal(8), argument="做不到"), by=by
            )
        else:
            targets.accept_offer(negotiation=talk, version=talk.version, by=by)
    talk.refresh_from_db()
    return talk


@scene("negotiation.open")
def _(request):
    target = draft(request)
    Plan.objects.filter(pk=target.plan_id).update(state=PlanState.SPREAD)
    part = target.assignments.select_related("target__plan", "unit").get(part=Part.LEAD)
    return Scene("office", arguments={"assignment": part, "offer": targets.Offer(Decimal(10))})


@scene("negotiation.propose")
def _(request):
    target = draft(request)
    Plan.objects.filter(pk=target.plan_id).update(state=PlanState.SPREAD)
    part = target.assignments.select_related("target__plan", "unit").get(part=Part.LEAD)
    return Scene("head", arguments={"assignment": part, "offer": targets.Offer(Decimal(9), argument="能做到")})


@scene("negotiation.offer")
def _(request):
    return Scene("office", talked(request), "negotiation", {"offer": targets.Offer(Decimal(10))})


@scene("negotiation.counter")
def _(request):
    return Scene("head", talked(request), "negotiation", {"offer": targets.Offer(Decimal(8), argument="做不到")})


@scene("negotiation.accept")
def _(request):
    return Scene("head", talked(request), "negotiation")


@scene("negotiation.agree")
def _(request):
    return Scene("office", talked(request, "counter"), "negotiation")


@scene("negotiation.reopen")
def _(request):
    return Scene("office", talked(request, "accept"), "negotiation", {"reason": "省里调整了目标"})


@scene("target.create")
def _(request):
    arguments = {"plan": draft(request).plan, "draft": TargetDraft(name="新目标", kind=Kind.QUALITATIVE)}
    return Scene("office", arguments=arguments)


@scene("target.update")
def _(request):
    return Scene("office", draft(request), "target", {"values": {"name": "改名"}})


@scene("target.lay_out")
def _(request):
    target, city = draft(request), request.getfixturevalue("city")
    Target.objects.filter(pk=target.pk).update(unit_of_measure="亿元", accumulation="cumulative")
    nodes = [NodeDraft(dt.date(2026, 12, 31), Decimal(100))]
    return Scene(
        "office", target, "target", {"indicator": measured(request), "measured": city.unit["city"], "nodes": nodes}
    )


@scene("target.delete")
def _(request):
    return Scene("office", draft(request), "target")


@scene("target.hand_over")
def _(request):
    target, city = request.getfixturevalue("target"), request.getfixturevalue("city")
    lead = target.assignments.get(part=Part.LEAD)
    what = {"part": lead.pk, "to": city.unit["swj"], "on": dt.date(2026, 11, 30), "reason": "职责调整"}
    return Scene("office", target, "target", what)


@scene("target.amend")
def _(request):
    what = {"since": dt.date(2026, 11, 10), "values": {"goal": Decimal(100)}, "basis": "会议纪要", "reason": "政策调整"}
    return Scene("office", request.getfixturevalue("target"), "target", what)


@scene("period.open")
def _(request):
    plan, days = request.getfixturevalue("plan"), {"opens": dt.date(2026, 10, 20), "due": dt.date(2026, 11, 5)}
    return Scene("office", arguments={"plan": plan, "month": OCTOBER} | days)


@scene("period.change")
def _(request):
    period = request.getfixturevalue("months")[10]
    return Scene("office", period, "period", {"opens": period.opens, "due": dt.date(2026, 11, 30)})


@scene("period.remind")
def _(request):
    request.getfixturevalue("target")
    units = [request.getfixturevalue("city").unit["jyj"]]
    return Scene("office", request.getfixturevalue("months")[10], "period", {"units": units})


@scene("report.save")
def _(request):
    report = request.getfixturevalue("save")(value=80)
    what = {"period": report.period, "target": report.target, "unit": report.unit, "value": Decimal(90)}
    return Scene("reporter", report, "", what)


@scene("report.submit")
def _(request):
    return Scene("reporter", request.getfixturevalue("save")(value=80), "report")


@scene("report.withdraw")
def _(request):
    return Scene("reporter", request.getfixturevalue("submit")(value=80), "report")


@scene("report.approve")
def _(request):
    return Scene("head", request.getfixturevalue("submit")(value=80), "report")


@scene("report.verify")
def _(request):
    return Scene("monitor", request.getfixturevalue("approve")(value=80), "report")


@scene("report.return")
def _(request):
    return Scene("monitor", request.getfixturevalue("approve")(value=80), "report", {"reason": "口径不对"})


FILE = {"name": "台账.pdf", "content": b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF"}


@scene("report.add_evidence")
def _(request):
    return Scene("reporter", request.getfixturevalue("save")(value=80), "report", FILE)


@scene("report.remove_evidence")
def _(request):
    report = request.getfixturevalue("save")(value=80)
    kept = progress.add_evidence(by=request.getfixturevalue("city").people["reporter"], report=report, **FILE)
    return Scene("reporter", report, "", {"evidence": kept})


@scene("scheme.add")
def _(request):
    city = request.getfixturevalue("city")
    return Scene("office", arguments={"unit": city.unit["city"], "year": 2026, "text": SCHEME})


@scene("assessment.create")
def _(request):
    plan, scheme = request.getfixturevalue("plan"), request.getfixturevalue("scheme")
    return Scene("assessor", arguments={"plan": plan, "scheme": scheme, "title": "考核"})


@scene("assessment.run")
def _(request):
    request.getfixturevalue("verified")()
    return Scene("assessor", request.getfixturevalue("assessment"), "assessment", {"month": OCTOBER})


@scene("assessment.finalise")
def _(request):
    request.getfixturevalue("verified")()
    request.getfixturevalue("run")()
    assessment = request.getfixturevalue("assessment")
    assessment.refresh_from_db()
    return Scene("assessor", assessment, "assessment")


@scene("register.open")
def _(request):
    what = {"unit": request.getfixturevalue("city").unit["city"], "sign": "云办发", "year": 2026}
    return Scene("office", arguments=what)


@scene("paper.draft")
def _(request):
    return Scene(
        "office",
        arguments={"unit": request.getfixturevalue("city").unit["city"], "kind": "notice", "sheet": composed()},
    )


@scene("paper.edit")
def _(request):
    return Scene("office", request.getfixturevalue("drafted")(), "paper", {"fields": {"note": "此件公开"}})


@scene("paper.check")
def _(request):
    return Scene("leader", request.getfixturevalue("drafted")(), "paper")


@scene("paper.return")
def _(request):
    return Scene("leader", request.getfixturevalue("checked")(), "paper", {"reason": "附件不全"})


@scene("paper.number")
def _(request):
    register = request.getfixturevalue("register")
    return Scene("office", request.getfixturevalue("checked")(), "paper", {"register": register.pk})


@scene("paper.issue")
def _(request):
    return Scene("office", request.getfixturevalue("numbered")(), "paper")


@scene("paper.archive")
def _(request):
    return Scene("office", request.getfixturevalue("issued")(), "paper")


@scene("paper.void")
def _(request):
    old, new = request.getfixturevalue("issued")(), request.getfixturevalue("issued")()
    return Scene("office", old, "paper", {"other": new.pk, "reason": "数字有误"})


def asked(request):
    city = request.getfixturevalue("city")
    subject = Subject("targets.plan:1", city.unit["city"], "2026年度目标", (("MB-1", "投资"),))
    due, units = dt.date(2026, 11, 27), [city.unit["jyj"]]
    return documents.open_consultation(subject=subject, units=units, due=due, by=city.people["office"])


def comment(request):
    city = request.getfixturevalue("city")
    what = {"consultation": asked(request), "unit": city.unit["jyj"], "place": "MB-1", "text": "偏高"}
    return documents.comment_on(by=city.people["head"], **what)


@scene("consultation.open")
def _(request):
    city = request.getfixturevalue("city")
    subject = Subject("targets.plan:1", city.unit["city"], "2026年度目标", (("MB-1", "投资"),))
    what = {"subject": subject, "units": [city.unit["jyj"]], "due": dt.date(2026, 11, 27)}
    return Scene("office", arguments=what)


@scene("consultation.close")
def _(request):
    consultation = asked(request)
    Consultation.objects.update(due=dt.date(2026, 11, 1))
    return Scene("office", consultation, "consultation")


@scene("comment.say")
def _(request):
    unit = request.getfixturevalue("city").unit["jyj"]
    return Scene("head", arguments={"consultation": asked(request), "unit": unit, "place": "MB-1", "text": "偏高"})


@scene("comment.take_back")
def _(request):
    return Scene("head", comment(request), "comment")


@scene("comment.answer")
def _(request):
    return Scene("office", comment(request), "comment", {"outcome": "adopted", "answer": ""})


def letter(request):
    """A letter between the city and 教育局 that has its number."""
    city, register = request.getfixturevalue("city"), request.getfixturevalue("register")
    what = {"unit": city.unit["city"], "kind": "pledge", "party": city.unit["jyj"], "sheet": pledge()}
    paper = documents.draft_paper(by=city.people["office"], **what)
    paper = documents.check_paper(paper=paper, version=1, by=city.people["leader"])
    return documents.number_paper(paper=paper, version=2, register=register.pk, by=city.people["office"])


@scene("signature.sign")
def _(request):
    paper = letter(request)
    return Scene("head", arguments={"paper": paper, "side": 1, "read": paper.digest, "password": "correct horse"})


@scene("signature.attach")
def _(request):
    return Scene("office", arguments={"paper": letter(request), "side": 1, "office": "局长孙立", **FILE})
