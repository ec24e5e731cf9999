"""The only writers of papers and registers."""

from gangmu.documents.actions.consultations import (
    answer_comment,
    close_consultation,
    comment_on,
    open_consultation,
    take_back_comment,
)
from gangmu.documents.actions.papers import (
    archive_paper,
    check_paper,
    draft_paper,
    edit_paper,
    issue_paper,
    number_paper,
    return_paper,
    void_paper,
)
from gangmu.documents.actions.registers import open_register
from gangmu.documents.actions.signatures import attach_scan, sign_paper

__all__ = [
    "answer_comment",
    "archive_paper",
    "attach_scan",
    "check_paper",
    "close_consultation",
    "comment_on",
    "draft_paper",
    "edit_paper",
    "issue_paper",
    "number_paper",
    "open_consultation",
    "open_register",
    "return_paper",
    "sign_paper",
    "take_back_comment",
    "void_paper",
]
