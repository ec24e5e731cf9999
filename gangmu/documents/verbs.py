"""The verbs of a paper and of a register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gangmu.base.verbs import Verb, Verbs
from gangmu.documents import editing, policies, queries
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import PaperState
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

TABLES = (PAPERS, REGISTERS)
