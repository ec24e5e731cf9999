"""Steps of the organisation that only the trail remembers stand in it, with what they changed."""

import datetime as dt

from gangmu.base.models import Event
from gangmu.base.verification import verify_all
from gangmu.org import actions


def test_moving_a_unit_leaves_an_event_and_seals_its_new_place(city):
    actions.seal_rows(reason="the cast was written by the test")
    on = dt.date(2026, 12, 1)
    actions.move_unit(
        by=city.people["system_admin"], unit=city.unit["jyj"], version=1, parent=city.unit["fgw"], on=on, reason="改革"
    )
    event = Event.objects.get(verb="unit.move")
    assert (event.before["parent"], event.after) == (
        "云州市人民政府",
        {"parent": "市发展和改革委员会", "since": "2026-12-01"},
    )
    assert event.reason == "改革"
    assert verify_all().intact


def test_a_merger_seals_units_below_and_groups_too(city):
    actions.seal_rows(reason="the cast was written by the test")
    unit, by = city.unit["jyj"], city.people["system_admin"]
    on = dt.date(2026, 12, 1)
    actions.merge_units(by=by, units=[unit], versions={unit.pk: 1}, into=city.unit["swj"], on=on, reason="改革")
    assert Event.objects.filter(verb="unit.merge").count() == 1
    assert verify_all().intact
