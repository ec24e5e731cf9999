"""The only writers of plans and targets, one function a verb, split by what they write."""

from .bulk import add_targets
from .plans import add_source, create_plan, issue_plan
from .targets import create_target, delete_target, set_assignments, set_nodes, update_target

__all__ = [
    "add_source",
    "add_targets",
    "create_plan",
    "create_target",
    "delete_target",
    "issue_plan",
    "set_assignments",
    "set_nodes",
    "update_target",
]
