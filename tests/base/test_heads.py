"""The head of the chain is told to a place outside the database, once a day and every thousand events."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from gangmu.base import audit, heads
from gangmu.base.audit import Entry
from gangmu.base.models import ChainHead, Event, Installation


def write(count=1):
    with transaction.atomic():
        audit.record_all([Entry(None, "report.submit", Installation(pk=1))] * count)


@pytest.fixture
def log(db, settings, tmp_path):
    settings.AUDIT_HEAD_LOG = str(tmp_path / "heads.log")
    return tmp_path / "heads.log"


def numbers():
    return [int(head.partition(":")[0]) for head in heads.noted_heads()]


def test_each_day_and_each_thousandth_event_are_told(log, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write()
        write(3)
        write(1000)
        write()
        with time_machine.travel(dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)):
            write()
    assert numbers() == [1, 1004, 1006]
    assert heads.noted_heads()[-1] == str(ChainHead.objects.get())
    assert log.read_text().startswith("2026-11-20T09:00:0")


def test_an_old_database_put_back_as_a_whole_shows_against_what_was_told(log, django_capture_on_commit_callbacks):
    write(2)
    old = ChainHead.objects.values().get()
    with django_capture_on_commit_callbacks(execute=True):
        write(1000)
    Event.objects.filter(number__gt=2).delete()
    ChainHead.objects.update(**old)
    assert audit.verify().intact
    assert audit.verify(noted=" ".join(heads.noted_heads())).bad == 3


def test_nothing_is_told_when_nobody_asked_or_the_action_failed(db, settings, tmp_path, log):
    settings.AUDIT_HEAD_LOG = ""
    write()
    assert heads.noted_heads() == []
    settings.AUDIT_HEAD_LOG = str(log)
    write()  # the test's own transaction is never committed
    assert heads.noted_heads() == []


@pytest.mark.parametrize("place", ["/dev/null/heads.log", "syslog"])
def test_a_place_that_cannot_be_written_is_an_error_in_the_log_and_no_more(
    settings, db, place, caplog, monkeypatch, django_capture_on_commit_callbacks
):
    settings.AUDIT_HEAD_LOG = place
    monkeypatch.setattr(heads, "DEVICE", "/nowhere/log")
    with django_capture_on_commit_callbacks(execute=True):
        write()
    assert "could not be told" in caplog.text
    assert Event.objects.count() == 1
