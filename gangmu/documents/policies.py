"""When a verb on a paper is possible, and who may: who wrote a word of it does not check it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gangmu.base.errors import Denied, Problem, Problems
from gangmu.documents.models import Paper, Register
from gangmu.documents.states import OUT
from gangmu.org.models import User
from gangmu.org.permissions import Grant, Permission, access_of
from gangmu.org.queries import today
from gangmu.org.separation import check_clean_hands


def may_write(by: User, paper: Paper) -> Grant:
    return access_of(by).check(Permission.WRITE_PAPERS, paper.unit_id)


def may_check(by: User, paper: Paper) -> Grant:
    """Another pair of eyes than those who drafted or changed it."""
    access = access_of(by)
    grant = access.check(Permission.CHECK_PAPERS, paper.unit_id)
    reason = _("您起草或修改过这份公文，要由其他人核稿")
    check_clean_hands(access, {paper.drafted_by_id, paper.edited_by_id}, reason)
    return grant


def may_keep_register(by: User, register: Register) -> Grant:
    return access_of(by).check(Permission.WRITE_PAPERS, register.unit_id)


def check_register(paper: Paper, register: Register) -> None:
    """A paper takes its number from the issuing body's own register of this year. Raises Problems."""
    if (register.unit_id, register.year) != (paper.unit_id, today().year):
        expected = _("应为%(unit)s %(year)d 年的登记") % {"unit": paper.unit, "year": today().year}
        raise Problems([Problem(_("不能从“%(register)s”取号") % {"register": register}, expected=expected)])


def check_voiding(paper: Paper, other: Paper | None) -> None:
    """Only an issued paper of the same body makes another one void. Raises Problems."""
    if other is None or other.pk == paper.pk or other.state not in OUT or other.unit_id != paper.unit_id:
        expected = _("应为%(unit)s已印发的另一份公文，请先印发它") % {"unit": paper.unit}
        raise Problems([Problem(_("公文只能由另一份公文作废"), expected=expected, column="other")])


def check_has_text(paper: Paper) -> None:
    """An empty paper is not checked."""
    if not paper.sheet.blocks:
        raise Denied(_("正文还是空的，请先写正文"))
