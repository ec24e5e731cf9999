"""A stored run computed again from its own facts and scheme: the same text and rows give the same, years later."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from gangmu.assessment.facts import digest_of
from gangmu.assessment.methods import spoken
from gangmu.assessment.models import ScoringRun
from gangmu.base.errors import Refused
from gangmu.base.verification import changed_since
from gangmu.scoring import Result, Scheme, evaluate, headline, read_facts, read_scheme

KEPT = 8
"""Results kept in memory: the runs people look at now."""


def result_of(run: ScoringRun) -> Result:
    """The run's result with all its steps. Raises Refused when what is stored was tampered with."""
    return _computed(_stored(run))


def method_of(run: ScoringRun) -> Scheme:
    """The method that scored the run, without scoring it again. Raises Refused as `result_of` does."""
    return _method(_stored(run))


def check_scores(run: ScoringRun) -> None:
    """Raises Refused when a score of the run is not as it was when the trail last told of it; three queries."""
    if changed := changed_since(run, list(run.scores.only("run"))):
        names = run.scores.filter(pk__in=[row.pk for row in changed]).values_list("unit__name", flat=True)
        told = {"units": _("、").join(names)}
        raise Refused(_("这次算分的得分在系统之外被改动过（%(units)s），不能再显示；请审计员校验留痕") % told)


def _stored(run: ScoringRun) -> _Stored:
    if digest_of(run.facts) != run.facts_digest:
        raise Refused(_("这次算分保存的事实与当时的摘要值不一致，不能再用来说明得分；请审计员校验留痕"))
    return _Stored(run)


class _Stored:
    """A run as the cache's key: the same digests mean the same result, told in the reader's language."""

    def __init__(self, run: ScoringRun) -> None:
        self.text, self.tables = run.assessment.scheme.text, run.facts["tables"]
        self.language = spoken()
        self.key = (run.scheme_digest, run.facts_digest, self.language)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Stored) and self.key == other.key


@lru_cache(maxsize=KEPT)
def _computed(stored: _Stored) -> Result:
    scheme = _method(stored)
    return evaluate(scheme, read_facts(scheme, stored.tables, language=stored.language))


def _method(stored: _Stored) -> Scheme:
    checked = read_scheme(stored.text, language=stored.language)
    if checked.scheme is None or checked.digest != stored.key[0]:
        raise Refused(_("保存的考核办法与算分时的不一致，不能再用来说明得分；请审计员校验留痕"))
    return checked.scheme


class Shape:
    """Which of a scheme's published unit columns is the total, the grade, the rank and the group; empty when none.

    `others` are published as well: awards, a second rank, what the office wants to be seen.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        head, published = headline(scheme), scheme.publish.get(scheme.unit_table, ())
        self.total, self.grade, self.rank = (
            name if name in published else "" for name in (head.total, head.grade, head.rank)
        )
        self.group = head.group or scheme.tables[scheme.unit_table].parent
        told = {self.total, self.grade, self.rank, self.group, *scheme.components, "key", "name"}
        self.others = tuple(name for name in published if name not in told)

    @property
    def decimals(self) -> int:
        """Digits after the point with which the total is published."""
        return self.scheme.decimals_of(self.scheme.unit_table, self.total)

    @property
    def percent(self) -> bool:
        """Whether the total is published as per cent."""
        return self.scheme.percent_of(self.scheme.unit_table, self.total) is not None
