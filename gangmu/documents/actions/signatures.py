"""Signing in the system, with the password asked again, or on paper with the scan attached."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from gangmu.base import files
from gangmu.base.errors import Problem, Problems
from gangmu.base.uploads import check_upload
from gangmu.documents import signing
from gangmu.documents.models import Paper, Signature
from gangmu.documents.states import How
from gangmu.documents.verbs import SIGNATURES
from gangmu.org.models import User

SCANS = ("pdf", "jpg", "jpeg", "png")


def side_of(paper: Paper, side: int) -> Signature:
    """An empty signature of this side, to be asked about or made. Raises Problems when there is no such side."""
    units = signing.sides(paper)
    if not 0 <= side < len(units):
        raise Problems([Problem(_("没有这一方"), where=str(paper))])
    return Signature(paper=paper, side=side, unit=units[side])


@SIGNATURES.does("sign")
def sign_paper(*, paper: Paper, side: int, read: str, password: str, by: User) -> Signature:
    """签署: for one side, the text with the digest `read`, by whoever knows the password of the account.

    Raises Denied, or Problems when the text changed since it was read or the password is wrong.
    """
    signature = side_of(paper, side)
    with SIGNATURES.creation("sign", by=by, row=signature) as step:
        # Locked, so that nothing of it is changed, and nobody else signs for this side, meanwhile.
        signature.paper = Paper.objects.select_for_update(of=("self",)).select_related("party").get(pk=paper.pk)
        signing.check_signable(signature)
        signing.check_read(signature.paper, read)
        if not by.check_password(password):
            raise Problems([Problem(_("密码不对，没有签署"), where=_("密码"), column="password")])
        signature.person, signature.how, signature.digest = by, How.PASSWORD, signature.paper.digest
        signature.office = step.grant.role
    return signature


@SIGNATURES.does("attach")
def attach_scan(*, paper: Paper, side: int, office: str, name: str, content: bytes | BinaryIO, by: User) -> Signature:
    """登记手签扫描件: who signed by hand, in which office, and the scan of it. Raises Denied or Problems."""
    signature = side_of(paper, side)
    SIGNATURES.check(by, signature, "attach")
    checked = check_upload(name, content, allowed=SCANS)
    with SIGNATURES.creation("attach", by=by, row=signature) as step:
        signature.paper = Paper.objects.select_for_update(of=("self",)).select_related("party").get(pk=paper.pk)
        signing.check_signable(signature)
        if not office.strip():
            raise Problems([Problem(_("请写明签署人的职务和姓名"), where=_("签署人"), column="office")])
        signature.how, signature.digest = How.SCAN, signature.paper.digest
        signature.office, signature.file = office.strip()[:120], files.store(content, checked.content_type)
        step.tell(name=checked.name, sha256=signature.file.sha256)
    return signature
