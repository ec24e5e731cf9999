"""A plan, its targets and what was agreed, where they come from, how they were negotiated; a list on its way in."""

from .agreed import FULLY_DONE, Assignment, Handover, Node, Plan, Source, Target, Terms
from .imports import TargetImport
from .negotiation import Negotiation, Round
from .sources import PATH, Candidate, SourceItem

__all__ = [
    "FULLY_DONE",
    "PATH",
    "Assignment",
    "Candidate",
    "Handover",
    "Negotiation",
    "Node",
    "Plan",
    "Round",
    "Source",
    "SourceItem",
    "Target",
    "TargetImport",
    "Terms",
]
