"""Who may sign a paper for which side, and when; and whether what was signed is still what is there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gangmu import typesetting
from gangmu.base.errors import Denied, Problem, Problems
from gangmu.documents.models import Paper, Signature
from gangmu.documents.states import Kind, PaperState
from gangmu.org.models import Unit, User
from gangmu.org.permissions import ROLES, Grant, Permission, access_of
from gangmu.org.separation import check_clean_hands


def sides(paper: Paper) -> list[Unit]:
    """The units that sign: the issuing body, then the other side."""
    return [paper.unit, *([paper.party] if paper.party else [])]


def may_sign(by: User, signature: Signature) -> Grant:
    """Whoever leads that very unit, not one above it; and nobody signs for both sides."""
    access = access_of(by)
    access.check(Permission.SIGN)
    leads = [grant for grant, _reach in access.grants if Permission.SIGN in ROLES[grant.appointment.role].permissions]
    own = next((grant for grant in leads if grant.appointment.unit_id == signature.unit_id), None)
    if own is None:
        raise Denied(_("只能由%(unit)s自己的负责人签署") % {"unit": signature.unit})
    others = signature.paper.signatures.exclude(side=signature.side).values_list("person_id", flat=True)
    check_clean_hands(access, set(others), _("您已经代表另一方签署，两方不能由一个人签"))
    return own


def may_attach(by: User, signature: Signature) -> Grant:
    """Who keeps the papers attaches what was signed by hand."""
    return access_of(by).check(Permission.WRITE_PAPERS, signature.paper.unit_id)


def check_signable(signature: Signature) -> None:
    """A letter whose text is fixed, on a side that has not signed."""
    paper = signature.paper
    if paper.kind != Kind.PLEDGE or paper.party_id is None:
        raise Denied(_("只有责任书要双方签署"))
    if paper.state not in (PaperState.NUMBERED, PaperState.ISSUED):
        state = paper.get_state_display()
        raise Denied(_("责任书编号以后、归档以前才能签署；现在是“%(state)s”") % {"state": state})
    if paper.signatures.filter(side=signature.side).exists():
        raise Denied(_("%(unit)s已经签署") % {"unit": signature.unit})


def check_read(paper: Paper, read: str) -> None:
    """What is signed is the text that was on the screen. Raises Problems."""
    if read != paper.digest:
        todo = _("请重新打开，看过现在的正文再签署")
        raise Problems([Problem(_("正文在您打开之后变了，没有签署"), todo=todo)])


def holds(signature: Signature) -> bool:
    """Whether the text still is the one that was signed: computed anew, not taken from the paper's column."""
    return typesetting.digest(typesetting.from_plain(signature.paper.content)) == signature.digest
