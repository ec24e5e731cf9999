"""A year of the demo's reports: mostly in time and verified, some late, returned, corrected, implausible or missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from django.utils import timezone

from gangmu.base.models import StoredFile
from gangmu.base.periods import is_working_day, month_end
from gangmu.demo import chance, words
from gangmu.demo.history import HistoryRow, Step
from gangmu.demo.organisation import City
from gangmu.demo.plans import Made, planned
from gangmu.demo.values import reported
from gangmu.org.models import Unit, User
from gangmu.org.queries import tree_on
from gangmu.targets.answering import held_parts
from gangmu.targets.models import Assignment, Plan, Target
from gangmu.targets.states import Part

BEHIND = ("nky", "dfz", "gsl", "lczx", "sdzx", "zjzx")
"""Units whose reports of last month are not all in or not all verified: they get no total yet, and are told why."""
SHOWN = "jyj"
"""The unit of the reporter and head shown on the sign-in page: nothing of it is left undone in earlier months."""


@dataclass
class Course:
    """Where the dates of one report come from; `until` is the last moment anything can have happened."""

    opens: dt.date
    due: dt.date
    until: dt.datetime
    dice: Random
    last: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        self.last = _moment(self.opens, self.dice)

    def next(self, day: dt.date) -> dt.datetime:
        """Some time on that day, or the next working day, but after what happened before and before `until`."""
        while not is_working_day(day):
            day += dt.timedelta(days=1)
        at = max(_moment(day, self.dice), self.last + dt.timedelta(minutes=self.dice.randint(7, 50)))
        self.last = at if at < self.until else self.last + (self.until - self.last) / 2
        return self.last


def _moment(day: dt.date, dice: Random) -> dt.datetime:
    clock = dt.time(dice.choice((8, 9, 10, 11, 14, 15, 16, 17)), dice.randint(0, 59), dice.randint(0, 59))
    return timezone.make_aware(dt.datetime.combine(day, clock))


class Reporting:
    """Makes the rows of one plan; people are looked up once."""

    def __init__(
        self,
        city: City,
        plan: Plan,
        made: Sequence[Made],
        today: dt.date,
        files: Sequence[tuple[str, StoredFile]] = (),
    ) -> None:
        """Without files for evidence it is a year long past, of which nothing is missing any more."""
        self.city, self.plan, self.today, self.files = city, plan, today, files
        self.complete = not files
        self.acting: dict[str, str] = {}
        self.lines = {one.target.pk: one.line for one in made}
        self.people = {user.username: user for user in User.objects.order_by("pk")}
        self.now = timezone.make_aware(dt.datetime.combine(today, dt.time(0)))
        rows = Assignment.objects.filter(target__plan=plan, part=Part.MONITORING)
        self.monitors = dict(rows.order_by("pk").values_list("target_id", "unit__code"))

    def staff(self, unit: str, role: str) -> User:
        """Who acts for a unit; for those without accounts two of the target office, so that nobody approves the own."""
        mine = self.city.staff(self.acting.get(unit, unit), role)
        return self.people[mine or ("office-2" if role == "head" else "office")]

    def _reporting(self, on: dt.date) -> list[tuple[Target, Unit]]:
        """Every part with the name it is reported under; for a unit that has ended the staff of its heir acts."""
        held = [(one, one.unit) for one in held_parts(self.plan, tree=tree_on(on)) if one.unit]
        self.acting = {one.filed_as(unit).code: unit.code for one, unit in held}
        return [(one.target, one.filed_as(unit)) for one, unit in held]

    def month(self, month: int, opens: dt.date, due: dt.date) -> Iterator[HistoryRow]:
        """The reports of a past month."""
        last = month_end(self.plan.year, month) + dt.timedelta(days=1) == self.today.replace(day=1)
        for target, unit in self._reporting(month_end(self.plan.year, month)):
            dice = chance.dice(f"report {self.plan.year} {target.code} {unit.code} {month}")
            waiting = last and unit.code in BEHIND and dice.random() < 0.6
            if unit.code != SHOWN and not last and not self.complete and dice.random() < 0.012:
                continue  # never reported
            if waiting and dice.random() < 0.3:
                continue
            course = Course(opens, due, self.now, dice)
            steps = list(self._steps(target.pk, unit, month, course, waiting=waiting))
            yield self._row(target, unit, month, steps, dice)

    def _row(self, target: Target, unit: Unit, month: int, steps: list[Step], dice: Random) -> HistoryRow:
        line = self.lines[target.pk]
        reached = reported(line, unit.code, self.plan.year, month)
        wanted = planned(line, month)
        far = reached is not None and (reached > wanted if line.lower else reached < wanted * Decimal("0.95"))
        behind = far and month > 2
        evidence = []
        if steps and self.files and dice.random() < 0.2:
            name, file = dice.choice(self.files)
            evidence = [(name, file, steps[0].at, steps[0].by)]
        return HistoryRow(
            target=target,
            unit=unit,
            month=dt.date(self.plan.year, month, 1),
            value=reached,
            words=words.progress(line, month, reached, wanted, behind=behind),
            problem=words.problem(line, unit.code, month, dice, behind=behind),
            next_step=words.next_step(line, unit.code, month) if behind else "",
            steps=steps,
            evidence=evidence,
        )

    def _steps(self, pk: int, unit: Unit, month: int, course: Course, *, waiting: bool) -> Iterator[Step]:
        dice, line = course.dice, self.lines[pk]
        reporter, head = self.staff(unit.code, "reporter"), self.staff(unit.code, "head")
        late = dice.random() < 0.04 and unit.code != SHOWN
        day = course.due + dt.timedelta(days=dice.randint(1, 6) if late else -dice.randint(0, 8))
        reached = reported(line, unit.code, self.plan.year, month)
        if dice.random() < 0.02 and line.goal is not None and not line.latest and reached:
            yield Step("submit", reporter, course.next(day), value=reached * 10, text=dice.choice(words.JUMPS))
            yield Step("return", head, course.next(day), words.RETURNS[0])
            day += dt.timedelta(days=1)
        elif dice.random() < 0.03:
            yield Step("submit", reporter, course.next(day), value=reached)
            yield Step("return", head, course.next(day + dt.timedelta(days=1)), dice.choice(words.RETURNS[1:]))
            day += dt.timedelta(days=2)
        jump = dice.choice(words.JUMPS) if dice.random() < 0.01 else ""
        yield Step("submit", reporter, course.next(day), value=reached, text=jump)
        if waiting and dice.random() < 0.4:
            return
        yield Step("approve", head, course.next(day + dt.timedelta(days=dice.randint(0, 2))))
        if not waiting:
            yield self._verified(pk, reached, course, day)

    def _verified(self, pk: int, reached: Decimal | None, course: Course, day: dt.date) -> Step:
        dice = course.dice
        at = course.next(day + dt.timedelta(days=dice.randint(1, 6)))
        official = None
        if self.lines[pk].goal is not None and dice.random() < 0.02 and reached:
            official = reached - abs(reached) * Decimal("0.02")
            official = official.quantize(reached) if reached.as_tuple().exponent else Decimal(round(official))
        text = dice.choice(words.CORRECTIONS) if official is not None else ""
        return Step("verify", self.staff(self.monitors[pk], "monitor"), at, text, official)

    def current(self, month: int, opens: dt.date, due: dt.date) -> Iterator[HistoryRow]:
        """This month's reports: some drafted, some on their way, most not begun."""
        for target, unit in self._reporting(self.today):
            dice = chance.dice(f"now {self.plan.year} {target.code} {unit.code}")
            stage = dice.choices(
                ("", "draft", "submitted", "approved", "verified", "returned"), (50, 20, 12, 10, 4, 4)
            )[0]
            if not stage or (opens >= self.today and stage != "draft"):
                continue
            course = Course(opens, due, self.now, dice)
            steps = list(self._so_far(stage, target.pk, unit, month, course))
            yield self._row(target, unit, month, steps, dice)

    def _so_far(self, stage: str, pk: int, unit: Unit, month: int, course: Course) -> Iterator[Step]:
        if stage == "draft":
            return
        reached = reported(self.lines[pk], unit.code, self.plan.year, month)
        day = course.opens + dt.timedelta(days=1)
        head = self.staff(unit.code, "head")
        yield Step("submit", self.staff(unit.code, "reporter"), course.next(day), value=reached)
        if stage == "returned":
            yield Step("return", head, course.next(day), course.dice.choice(words.RETURNS))
        if stage in ("approved", "verified"):
            yield Step("approve", head, course.next(day))
        if stage == "verified":
            yield self._verified(pk, reached, course, day)
