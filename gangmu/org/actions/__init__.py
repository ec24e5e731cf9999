"""The only writers of the organisation, one function a verb."""

from .appointments import appoint, end_appointment, end_substitution, substitute, update_appointment
from .chain import seal_rows, verify_chain
from .columns import show_columns
from .founding import Administrator, found, keep_empty
from .groups import create_group, set_group_members, update_group
from .noting import note_download, note_refusal
from .people import (
    activate,
    change_password,
    create_person,
    deactivate,
    end_own_sessions,
    note_second_factor,
    note_sign_in,
    remove_second_factor,
    reset_password,
    update_person,
)
from .reforms import NewUnit, close_unit, merge_units, split_unit
from .transfers import import_appointments, import_people, import_units
from .units import create_unit, move_unit, update_unit

__all__ = [
    "Administrator",
    "NewUnit",
    "activate",
    "appoint",
    "change_password",
    "close_unit",
    "create_group",
    "create_person",
    "create_unit",
    "deactivate",
    "end_appointment",
    "end_own_sessions",
    "end_substitution",
    "found",
    "import_appointments",
    "import_people",
    "import_units",
    "keep_empty",
    "merge_units",
    "move_unit",
    "note_download",
    "note_refusal",
    "note_second_factor",
    "note_sign_in",
    "remove_second_factor",
    "reset_password",
    "seal_rows",
    "set_group_members",
    "show_columns",
    "split_unit",
    "substitute",
    "update_appointment",
    "update_group",
    "update_person",
    "update_unit",
    "verify_chain",
]
