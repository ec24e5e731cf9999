"""Values are given, one or many at a time. What was given stays: a correction is a newer version beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gangmu.base.errors import Conflict, Problem, Problems
from gangmu.base.models import StoredFile
from gangmu.base.rows import clean, problems_of
from gangmu.indicators import policies, queries
from gangmu.indicators.models import Delivery, Indicator, Observation
from gangmu.indicators.states import Origin, Status
from gangmu.indicators.verbs import DELIVERIES
from gangmu.org.models import Unit, User
from gangmu.org.queries import today, tree_on

MOST_VALUES = 50_000


@dataclass(frozen=True)
class Given:
    """A value on its way in; without one the month is taken back. `row` is where it stands in a table."""

    indicator: Indicator
    unit: Unit
    month: dt.date
    value: Decimal | None
    status: str = Status.VERIFIED
    row: int | None = None

    @property
    def status_in_words(self) -> str:
        """The status in words."""
        return str(Status(self.status).label)


@DELIVERIES.does("enter")
def enter_value(*, given: Given, known_since: dt.date | None = None, note: str = "", by: User) -> Delivery:
    """The first value of a month. Raises Problems when there is one already, or when it cannot be."""
    delivery = Delivery(unit=given.indicator.given_by, note=note.strip(), known_since=known_since or today(), by=by)
    with DELIVERIES.creation("enter", by=by, row=delivery) as step:
        made = _write(delivery, [given], expected={}).pop()
        step.tell(
            indicator=given.indicator.name, of=given.unit.name, month=made.month, value=made.value, status=made.status
        )
    return delivery


@DELIVERIES.does("correct")
def correct_value(*, given: Given, number: int, reason: str, known_since: dt.date | None = None, by: User) -> Delivery:
    """A newer version of a month's value. Raises Conflict when `number` is no longer the last version."""
    delivery = Delivery(unit=given.indicator.given_by, note=reason.strip(), known_since=known_since or today(), by=by)
    with DELIVERIES.creation("correct", by=by, row=delivery, reason=reason) as step:
        key = (given.indicator.pk, given.unit.pk, given.month)
        before = queries.last_versions([given.indicator.pk]).get(key)
        made = _write(delivery, [given], expected={key: number}).pop()
        step.before = {"value": before.value, "status": before.status} if before else {}
        step.tell(
            indicator=given.indicator.name, of=given.unit.name, month=made.month, value=made.value, status=made.status
        )
        step.tell(number=made.number)
    return delivery


@DELIVERIES.does("bring")
def bring_values(
    *,
    unit: Unit,
    rows: Sequence[Given],
    origin: str = Origin.TABLE,
    known_since: dt.date | None = None,
    note: str = "",
    file: StoredFile | None = None,
    by: User,
) -> Delivery:
    """All values of a table, new ones and newer versions of old ones, or none; what is stored alike is passed over.

    `unit` is the bureau that gives them all. Raises Problems that name the rows.
    """
    delivery = Delivery(
        unit=unit, origin=origin, note=note.strip(), known_since=known_since or today(), file=file, by=by
    )
    with DELIVERIES.creation("bring", by=by, row=delivery) as step:
        made = _write(delivery, rows, expected=None)
        indicators = sorted({one.indicator.name for one in made})
        step.tell(values=len(made), indicators=_("、").join(indicators)[:200])
    return delivery


def _write(
    delivery: Delivery, rows: Sequence[Given], *, expected: dict[tuple[int, int, dt.date], int] | None
) -> list[Observation]:
    """Check every row against what is stored, then write the delivery with them.

    `expected` is the last version that the person saw, by indicator, unit and month; None where many are brought at
    once, each on top of whatever there is.
    """
    if len(rows) > MOST_VALUES:
        raise Problems([Problem(_("一次最多导入 %(most)d 个数") % {"most": MOST_VALUES})])
    numbers = {one.indicator.pk for one in rows}
    list(Indicator.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))  # two givers one after the other
    last = queries.last_versions(numbers)
    problems: list[Problem] = []
    made: list[Observation] = []
    reach = tree_on().reach(rows[0].indicator.unit_id) if rows else set()
    for one in rows:
        before = last.get((one.indicator.pk, one.unit.pk, one.month))
        row = Observation(
            indicator=one.indicator, unit=one.unit, month=one.month, value=one.value, status=one.status,
            number=before.number + 1 if before else 1,
        )  # fmt: skip
        if expected is None:
            if before is not None and before.value == one.value and one.status in (before.status, ""):
                continue
        else:
            _check_seen(row, before, expected)
        problems += _wrong(delivery, row, before, one.row, reach)
        made.append(row)
    if not problems and not made:
        problems.append(Problem(_("没有新的数，和系统里已有的完全一致")))
    if problems:
        raise Problems(problems)
    clean(delivery)
    delivery.save()
    for row in made:
        row.delivery = delivery
    return Observation.objects.bulk_create(made, batch_size=500)


def _check_seen(row: Observation, before: Observation | None, expected: dict[tuple[int, int, dt.date], int]) -> None:
    seen, there = expected.get((row.indicator_id, row.unit_id, row.month), 0), before.number if before else 0
    if seen == there:
        return
    if not seen:
        raise Problems([Problem(_("这个月已经有数"), where=str(row), todo=_("要改就用“更正”"), column="month")])
    raise Conflict(
        _("“%(name)s”在您打开之后已被别人改过，请对照后再保存") % {"name": row},
        theirs={"value": before.value if before else None, "number": there, "version": there},
        mine={"value": row.value},
    )


def _wrong(
    delivery: Delivery, row: Observation, before: Observation | None, number: int | None, reach: set[int]
) -> list[Problem]:
    where = f"{_('第 %(row)d 行') % {'row': number}} {row}" if number else str(row)
    found = list(policies.wrong_with(row, delivery.known_since, before, where=where))
    if row.indicator.computed or row.indicator.given_by_id != delivery.unit_id:
        words = {"name": row.indicator, "unit": row.indicator.given_by}
        found.append(Problem(_("“%(name)s”由%(unit)s提供") % words, where=where, column="indicator"))
    if row.unit_id not in reach:
        found.append(Problem(_("%(unit)s不在这个政府之下") % {"unit": row.unit}, where=where, column="unit"))
    if row.value is None and before is None:
        found.append(Problem(_("没有填数值"), where=where, column="value"))
    try:
        row.clean_fields(exclude=("delivery", "indicator", "unit"))
    except ValidationError as error:
        found += problems_of(error, row, where)
    return found
