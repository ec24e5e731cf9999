"""What a candidate of a work report proposes as a target, and who is proposed to lead it.

No report names a unit. Who led the target of nearly the same name last year is proposed; the clerk decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gangmu.base.quantities import plain
from gangmu.org.models import Unit
from gangmu.org.queries import today, tree_on
from gangmu.targets.drafts import AssignmentDraft, TargetDraft
from gangmu.targets.models import Assignment, Candidate, Plan
from gangmu.targets.states import Accumulation, Direction, Kind, Part, Sense

ALIKE = 0.6
"""Share of the shorter name's pairs of neighbouring signs that the other has too; below, names mean other things."""
_DOWN = ("≤", "<")


@dataclass(frozen=True)
class Lead:
    """A unit proposed to lead, and the target of last year that says so."""

    unit: Unit
    because: str


def draft_of(one: Candidate, *, lead: int | None = None) -> TargetDraft:
    """The target that a candidate states: growth as a rate in per cent, what has no number as a qualitative target."""
    said = one.item.text[one.start : one.end].strip(" ，；。")
    common = {
        "task": said,
        "source_note": f"{one.item.source.name} {one.item.label or one.item.number}"[:200],
        "deadline": one.deadline,
        "assignments": (AssignmentDraft(lead, Part.LEAD),) if lead else (),
    }
    if one.value is None:
        return TargetDraft(name=one.name, kind=Kind.QUALITATIVE, standard=said, **common)  # type: ignore[arg-type]
    return TargetDraft(
        name=name_of(one),
        kind=Kind.QUANTITATIVE,
        unit_of_measure=one.unit_of_measure,
        goal=abs(one.value),
        stretch=None if one.stretch is None else abs(one.stretch),
        direction=Direction.LOWER if one.relation in _DOWN or one.sense == Sense.LIMIT else Direction.HIGHER,
        accumulation=Accumulation.CUMULATIVE if one.sense == Sense.COUNT else Accumulation.LATEST,
        standard=standard_of(one),
        **common,  # type: ignore[arg-type]
    )


def name_of(one: Candidate) -> str:
    """地区生产总值 that grows is 地区生产总值增速, energy that falls is 能耗降幅: the rate is what is reported."""
    if one.sense != Sense.GROWTH or one.name.endswith(("增速", "增幅", "涨幅", "降幅", "增长率")):
        return one.name
    return one.name + ("降幅" if one.value is not None and one.value < 0 else "增速")


def standard_of(one: Candidate) -> str:
    """The goal as the text has it, where one number does not say it all."""
    if one.upper is not None and one.value is not None:
        words = _("目标区间 %(low)s—%(high)s%(unit)s")
        return words % {"low": plain(one.value), "high": plain(one.upper), "unit": one.unit_of_measure}
    if one.relation == "≈" and one.value is not None:
        return _("%(value)s%(unit)s左右") % {"value": plain(abs(one.value)), "unit": one.unit_of_measure}
    return ""


def leads_before(plan: Plan, names: Iterable[str]) -> Mapping[str, Lead]:
    """For each name that last year's plan of the same government had nearly alike: who led it, if still there."""
    tree = tree_on(today())
    led = Assignment.objects.filter(
        part=Part.LEAD, target__plan__unit=plan.unit_id, target__plan__year=plan.year - 1
    ).select_related("target", "unit")
    known = [(_pairs(one.target.name), one) for one in led if one.unit_id in tree]
    found: dict[str, Lead] = {}
    for name in dict.fromkeys(names):
        pairs = _pairs(name)
        best = max(known, key=lambda entry: _alike(pairs, entry[0]), default=None)
        if best and _alike(pairs, best[0]) >= ALIKE:
            found[name] = Lead(best[1].unit, best[1].target.name)
    return found


def likeness(name: str, text: str) -> float:
    """How much of a name a text says: 0 to 1."""
    pairs = _pairs(name)
    return len(pairs & _pairs(text)) / max(1, len(pairs))


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
