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
from .laying import lay_out_target
from .letters import advance_letters, draft_letters
from .negotiation import (
    Offer,
    accept_offer,
    agree_to_offer,
    counter_goal,
    offer_goal,
    open_all,
    open_negotiation,
    propose_goal,
    reopen_negotiation,
)
from .notices import draft_notice
from .plans import (
    add_source,
    approve_plan,
    close_plan,
    consult_on_plan,
    create_plan,
    issue_plan,
    spread_plan,
    take_plan_back,
)
from .sources import Taken, drop_candidates, link_item, read_source, reopen_candidate, set_item_aside, take_candidates
from .targets import create_target, delete_target, update_target

__all__ = [
    "Offer",
    "Taken",
    "accept_offer",
    "add_source",
    "add_targets",
    "advance_letters",
    "agree_to_offer",
    "approve_plan",
    "begin_import",
    "check_import",
    "close_plan",
    "close_unit",
    "consult_on_plan",
    "counter_goal",
    "create_plan",
    "create_target",
    "delete_target",
    "discard_import",
    "draft_letters",
    "draft_notice",
    "drop_candidates",
    "hand_over",
    "import_again",
    "issue_plan",
    "lay_out_target",
    "link_item",
    "map_import",
    "offer_goal",
    "open_all",
    "open_negotiation",
    "propose_goal",
    "read_source",
    "read_upload",
    "reopen_candidate",
    "reopen_negotiation",
    "run_import",
    "set_item_aside",
    "split_unit",
    "spread_plan",
    "start_import",
    "take_candidates",
    "take_plan_back",
    "update_target",
]
