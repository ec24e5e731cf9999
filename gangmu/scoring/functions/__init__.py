"""Every function of the language, by name and by Chinese alias."""

from __future__ import annotations

from gangmu.scoring.functions.aggregates import AGGREGATES, HIGHEST, LOWEST
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.functions.forms import FORMS
from gangmu.scoring.functions.operators import OPERATORS
from gangmu.scoring.functions.peers import PEERS
from gangmu.scoring.functions.rowwise import MAXIMUM, MINIMUM, ROWWISE
from gangmu.scoring.functions.shapes import SHAPES

ALL: tuple[Definition, ...] = (*ROWWISE, MINIMUM, MAXIMUM, *FORMS, *AGGREGATES, *PEERS, *SHAPES)

BY_NAME: dict[str, Definition] = {}
for _definition in ALL:
    for _name in (_definition.name, *_definition.aliases):
        if _name in BY_NAME:
            raise ValueError(f"two functions are called {_name}")
        BY_NAME[_name] = _definition

BY_OPERATOR: dict[str, Definition] = {definition.operator: definition for definition in OPERATORS}

# `min` and `max` of a single value are taken over the rows below.
OVER_ROWS: dict[str, Definition] = {"min": LOWEST, "max": HIGHEST}
