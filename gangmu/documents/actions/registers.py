"""A register is opened; its numbers are given with the papers."""

from __future__ import annotations

from gangmu.documents.models import Register
from gangmu.documents.verbs import REGISTERS
from gangmu.org.models import Unit, User


@REGISTERS.does("open")
def open_register(*, unit: Unit, sign: str, year: int, by: User) -> Register:
    """登记机关代字: from now on the body gives numbers under this sign, from 1 on."""
    register = Register(unit=unit, sign=sign.strip(), year=year)
    with REGISTERS.creation("open", by=by, row=register):
        pass
    return register
