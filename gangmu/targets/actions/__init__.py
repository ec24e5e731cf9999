"""The only writers of plans and targets, one function a verb, split by what they write."""

from .bulk import add_targets
from .handovers import close_unit, hand_over, split_unit
from .importing import (
    begin_import,
    check_import,
    discard_import,
    import_again,
    map_import,
    read_upload,
    run_import,
    start_import,
)
from .plans import add_source, close_plan, create_plan, issue_plan
from .targets import create_target, delete_target, update_target

__all__ = [
    "add_source",
    "add_targets",
    "begin_import",
    "check_import",
    "close_plan",
    "close_unit",
    "create_plan",
    "create_target",
    "delete_target",
    "discard_import",
    "hand_over",
    "import_again",
    "issue_plan",
    "map_import",
    "read_upload",
    "run_import",
    "split_unit",
    "start_import",
    "update_target",
]
