"""A stored run computed again from its own facts and scheme: the same text and rows give the same, years later."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from gangmu.assessment.facts import digest_of
from gangmu.assessment.methods import spoken
from gangmu.assessment.models import ScoringRun
from gangmu.base.errors import Refused
from gangmu.scoring import Computed, Result, Scheme, evaluate, read_facts, read_scheme

TOTALS = ("总分", "总得分", "综合得分", "得分", "total", "score")
GRADES = ("等次", "等级", "grade")
RANKS = ("名次", "组内名次", "排名", "rank")
GROUPS = ("group", "front", "system", "战线", "系统", "组别", "考核组")
KEPT = 8
"""Results kept in memory: the runs people look at now."""


def result_of(run: ScoringRun) -> Result:
    """The run's result with all its steps. Raises Refused when what is stored was tampered with."""
    if digest_of(run.facts) != run.facts_digest:
        raise Refused(_("这次算分保存的事实与当时的摘要值不一致，不能再用来说明得分；请审计员校验留痕"))
    return _computed(_Stored(run))


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
    checked = read_scheme(stored.text, language=stored.language)
    if checked.scheme is None or checked.digest != stored.key[0]:
        raise Refused(_("保存的考核办法与算分时的不一致，不能再用来说明得分；请审计员校验留痕"))
    return evaluate(checked.scheme, read_facts(checked.scheme, stored.tables, language=stored.language))


class Shape:
    """Which of a scheme's published unit columns is the total, the grade, the rank and the group; empty when none."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        table = scheme.tables[scheme.unit_table]
        published = [table.computed[name] for name in scheme.publish.get(table.name, ()) if name in table.computed]
        self.total = self._named(published, TOTALS) or self._first(published, "number", whole=False)
        self.rank = self._named(published, RANKS) or self._first(published, "number", whole=True)
        self.grade = self._named(published, GRADES) or self._first(published, "text", whole=False)
        self.group = next((name for name in GROUPS if name in table.given), table.parent)

    @property
    def decimals(self) -> int:
        """Digits after the point with which the total is published."""
        total = self.scheme.tables[self.scheme.unit_table].computed.get(self.total)
        return self.scheme.decimals if total is None or total.decimals is None else total.decimals

    @staticmethod
    def _named(columns: list[Computed], names: tuple[str, ...]) -> str:
        found = [one.name for name in names for one in columns if name in (one.name.lower(), one.label)]
        return found[0] if found else ""

    @staticmethod
    def _first(columns: list[Computed], kind: str, *, whole: bool) -> str:
        return next((one.name for one in columns if one.kind.name == kind and one.kind.whole == whole), "")
