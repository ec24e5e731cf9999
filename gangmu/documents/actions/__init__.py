"""The only writers of papers and registers."""

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

__all__ = [
    "archive_paper",
    "check_paper",
    "draft_paper",
    "edit_paper",
    "issue_paper",
    "number_paper",
    "open_register",
    "return_paper",
    "void_paper",
]
