"""The verbs of a paper, of a register, of signatures, and of what is out for comments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gangmu.base.verbs import Verb, Verbs
from gangmu.documents import consulting, editing, policies, queries, signing
from gangmu.documents.models import Comment, Consultation, Paper, Register, Signature
from gangmu.documents.states import ConsultationState, PaperState
from gangmu.org.states import Role

PAPERS = Verbs(
    Paper,
    Verb("draft", _("起草"), policies.may_write),
    Verb("edit", _("修改正文"), policies.may_write, {PaperState.DRAFT: PaperState.DRAFT}, icon="edit"),
    Verb(
        "check",
        _("核稿通过"),
        policies.may_check,
        {PaperState.DRAFT: PaperState.CHECKED},
        policies.check_has_text,
        done=_("已核稿，可以编号了。"),
        icon="check",
    ),
    Verb(
        "return",
        _("退回修改"),
        policies.may_check,
        {PaperState.CHECKED: PaperState.DRAFT},
        reason=_("退回要写明理由，请写清哪里要改"),
        done=_("已退回修改。"),
        alarm=True,
        icon="arrow-back-up",
    ),
    Verb(
        "number",
        _("编号"),
        policies.may_write,
        {PaperState.CHECKED: PaperState.NUMBERED},
        binding=True,
        icon="rubber-stamp",
    ),
    Verb(
        "issue",
        _("印发"),
        policies.may_write,
        {PaperState.NUMBERED: PaperState.ISSUED},
        binding=True,
        icon="send",
    ),
    Verb(
        "archive",
        _("归档"),
        policies.may_write,
        {PaperState.ISSUED: PaperState.ARCHIVED},
        done=_("已归档。"),
        icon="archive",
    ),
    Verb(
        "void",
        _("作废"),
        policies.may_write,
        dict.fromkeys((PaperState.NUMBERED, PaperState.ISSUED, PaperState.ARCHIVED), PaperState.VOID),
        reason=_("作废要写明理由"),
        binding=True,
        alarm=True,
        icon="x",
    ),
    get=queries.get_paper,
    owners={
        PaperState.DRAFT: Role.OFFICE,
        PaperState.CHECKED: Role.OFFICE,
        PaperState.NUMBERED: Role.OFFICE,
        PaperState.ISSUED: Role.OFFICE,
        PaperState.ARCHIVED: Role.OFFICE,
    },
    told=("state", "title", "number", "digest"),
    theirs=lambda paper: editing.fields_of(paper.sheet),
)

REGISTERS = Verbs(
    Register,
    Verb("open", _("登记机关代字"), policies.may_keep_register),
    told=("unit", "sign", "year"),
)

CONSULTATIONS = Verbs(
    Consultation,
    Verb("open", _("征求意见"), consulting.may_consult),
    Verb(
        "close",
        _("公布采纳情况"),
        consulting.may_consult,
        {ConsultationState.OPEN: ConsultationState.CLOSED},
        consulting.check_all_answered,
        done=_("采纳情况已公布，征求过意见的单位都能看到。"),
        icon="check",
    ),
    owners={ConsultationState.OPEN: Role.OFFICE},
    told=("title", "due", "state"),
)

COMMENTS = Verbs(
    Comment,
    Verb("say", _("提出意见"), consulting.may_comment, when=consulting.check_still_open),
    Verb("take_back", _("撤回意见"), consulting.may_comment, when=consulting.check_still_open, alarm=True),
    Verb("answer", _("答复意见"), consulting.may_answer, when=consulting.check_not_closed),
    told=("place", "text", "outcome", "answer"),
)

SIGNATURES = Verbs(
    Signature,
    Verb("sign", _("签署"), signing.may_sign, when=signing.check_signable, binding=True, icon="signature"),
    Verb("attach", _("登记手签扫描件"), signing.may_attach, when=signing.check_signable, icon="paperclip"),
    told=("paper", "unit", "office", "how", "digest"),
)

TABLES = (PAPERS, REGISTERS, SIGNATURES, CONSULTATIONS, COMMENTS)
