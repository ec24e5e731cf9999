"""The shape every stage gives its states: MOVES = {state: {verb: next}}."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gangmu.base.errors import Denied


def next_state(moves: Mapping[str, Mapping[str, str]], state: str, verb: str, *, labels: Mapping[str, str]) -> str:
    """The state after `verb`, or Denied saying in which states the verb is possible."""
    allowed = moves.get(state, {})
    if verb in allowed:
        return allowed[verb]
    possible = _("、").join(labels[origin] for origin, verbs in moves.items() if verb in verbs)
    raise Denied(
        _("现在是“%(state)s”，只有“%(possible)s”时才能这样做") % {"state": labels[state], "possible": possible}
    )
