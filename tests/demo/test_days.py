"""The city stands on any day: at a year's beginning, on the first and on the last day of a month."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from gangmu.assessment.models import Assessment
from gangmu.base import audit
from gangmu.demo.load import load
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.targets.models import Plan

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.parametrize("day", [dt.date(2027, 1, 1), dt.date(2026, 3, 31), dt.date(2028, 2, 29)])
def test_it_loads_on_that_day(day):
    with time_machine.travel(dt.datetime.combine(day, dt.time(0, 30), ZoneInfo("Asia/Shanghai"))):
        load(today=day)
        last = day.replace(day=1) - dt.timedelta(days=1)
        assert Plan.objects.filter(year=last.year, state="issued").exists()
        assert ReportingPeriod.objects.filter(month=last.replace(day=1)).exists()
        assert Assessment.objects.filter(plan__year=last.year).exists()
        assert not Report.objects.filter(submitted_at__date__gt=day).exists()
        assert audit.verify().intact
