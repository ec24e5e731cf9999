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
from .notices import draft_notice
from .plans import add_source, close_plan, create_plan, issue_plan
from .sources import Taken, drop_candidates, link_item, read_source, reopen_candidate, set_item_aside, take_candidates
from .targets import create_target, delete_target, update_target

__all__ = [
    "Taken",
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
    "draft_notice",
    "drop_candidates",
    "hand_over",
    "import_again",
    "issue_plan",
    "link_item",
    "map_import",
    "read_source",
    "read_upload",
    "reopen_candidate",
    "run_import",
    "set_item_aside",
    "split_unit",
    "start_import",
    "take_candidates",
    "update_target",
]
