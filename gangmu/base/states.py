"""The shape every stage gives its states: MOVES = {state: {verb: next}}."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from gangmu.base.errors import Denied


def next_state(moves: Mapping[str, Mapping[str, str]], states: type[TextChoices], state: str, verb: str) -> str:
    """The state after `verb`, or Denied saying, by the labels of `states`, in which the verb is possible."""
    allowed = moves.get(state, {})
    if verb in allowed:
        return allowed[verb]
    possible = _("、").join(str(states(origin).label) for origin, verbs in moves.items() if verb in verbs)
    raise Denied(
        _("现在是“%(state)s”，只有“%(possible)s”时才能这样做") % {"state": states(state).label, "possible": possible}
    )
