"""The audit chain: any change, gap, reordering or loss shows, and names the first event that does not fit."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import close_old_connections, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base import audit, signing
from gangmu.base.audit import COVERED, START, Entry
from gangmu.base.errors import Refused
from gangmu.base.models import ChainHead, Event, Installation
from gangmu.base.signing import signature

ABOUT = Installation(pk=1, name="云州")


def write(count=1, **values):
    with transaction.atomic():
        return audit.record_all(
            [
                Entry(None, "report.submit", ABOUT, "填报员", {"value": Decimal("1.10")}, {"value": n}, **values)
                for n in range(count)
            ]
        )


@pytest.fixture
def chain(db):
    """Six events, written in three transactions."""
    for _transaction in range(3):
        write(2)
    return audit.verify().head


def recompute(first=1, algorithm=None):
    """Make every hash from `first` on fit again, and the head too: with the server's key, or by another algorithm."""
    previous = Event.objects.get(number=first - 1).digest if first > 1 else START
    for event in Event.objects.filter(number__gte=first).order_by("number"):
        event.previous, event.algorithm = previous, algorithm or event.algorithm
        event.digest = previous = audit.digest(event)
        event.save()
    last = Event.objects.order_by("-number").first()
    head = ChainHead(number=last.number, digest=last.digest)
    ChainHead.objects.update(number=head.number, digest=head.digest, signature=signature(str(head), last.algorithm))


def recompute_without_the_key(settings, first):
    """What somebody with the database alone could do."""
    right = settings.SECRET_KEY
    named = signing.algorithm()
    settings.SECRET_KEY = "guessed"
    algorithm = signing.algorithm()
    recompute(first, algorithm)
    settings.SECRET_KEY = right
    return algorithm, named


def test_an_empty_chain_is_intact(db):
    assert audit.verify() == audit.Verdict(0, f"0:{START}")


def test_a_chain_as_written_is_intact_and_tells_its_head(chain):
    verdict = audit.verify()
    assert verdict.intact
    assert verdict.checked == 6
    assert verdict.head == f"6:{Event.objects.get(number=6).digest}"
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


CHANGES = {
    "at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    "actor_id": 7,
    "actor": "别人",
    "role": "目标办",
    "origin": "10.0.0.1",
    "verb": "report.verify",
    "noun": "org.unit",
    "object_id": "2",
    "object_name": "别处",
    "before": {"value": "1.2"},
    "after": {"value": "1"},
    "reason": "补写的理由",
    "seals": {"org.unit:1": "f" * 64},
    "algorithm": "sm3",
    "previous": "f" * 64,
    "digest": "f" * 64,
}


def test_every_column_is_covered():
    columns = {field.name for field in Event._meta.get_fields()}
    assert set(COVERED) | {"digest"} == columns
    assert set(CHANGES) | {"number"} == columns


@pytest.mark.parametrize("column", CHANGES)
@pytest.mark.parametrize("number", [1, 4, 6])
def test_a_change_of_any_column_of_any_event_shows(chain, column, number):
    Event.objects.filter(number=number).update(**{column: CHANGES[column]})
    verdict = audit.verify()
    assert (verdict.intact, verdict.bad, verdict.checked) == (False, number, number - 1)


def test_a_change_of_one_digit_of_a_value_shows(chain):
    event = Event.objects.get(number=3)
    event.before["value"] = "1.11"
    event.save()
    assert audit.verify().bad == 3


def test_a_missing_event_shows(chain):
    Event.objects.filter(number=3).delete()
    verdict = audit.verify()
    assert (verdict.bad, verdict.reason) == (3, "第 3 条缺失")


def test_a_missing_first_event_shows(chain):
    Event.objects.filter(number=1).delete()
    assert audit.verify().bad == 1


def test_a_gap_closed_by_renumbering_shows(chain):
    Event.objects.filter(number=3).delete()
    for number in (4, 5, 6):
        Event.objects.filter(number=number).update(number=number - 1)
    assert audit.verify().bad == 3


def test_two_events_that_changed_places_show(chain):
    Event.objects.filter(number=2).update(number=100)
    Event.objects.filter(number=3).update(number=2)
    Event.objects.filter(number=100).update(number=3)
    assert audit.verify().bad == 2


@pytest.mark.parametrize("kept", [0, 3, 5])
def test_events_cut_off_at_the_end_show(chain, kept):
    Event.objects.filter(number__gt=kept).delete()
    verdict = audit.verify()
    assert (verdict.bad, verdict.checked, verdict.reason) == (kept + 1, kept, "末尾的留痕缺失")


def test_an_event_slipped_in_past_the_head_shows(chain):
    event = Event.objects.get(number=6)
    event.number, event.previous = 7, event.digest
    event.digest = audit.digest(event)
    event.save(force_insert=True)
    verdict = audit.verify()
    assert (verdict.bad, verdict.reason) == (7, "不是由系统写入的")


def test_an_event_before_the_first_shows(chain):
    event = Event.objects.get(number=1)
    event.number = 0
    event.save(force_insert=True)
    assert not audit.verify().intact


def test_a_turned_back_head_shows(chain):
    ChainHead.objects.update(number=5, digest=Event.objects.get(number=5).digest)
    assert audit.verify().bad == 6


def test_a_head_set_back_together_with_the_events_after_it_shows(chain):
    Event.objects.filter(number__gt=4).delete()
    ChainHead.objects.update(number=4, digest=Event.objects.get(number=4).digest)
    verdict = audit.verify()
    assert (verdict.intact, "链头的签名" in verdict.reason) == (False, True)


@pytest.mark.parametrize("first", [1, 2, 6])
def test_a_chain_recomputed_without_the_server_s_key_shows(chain, settings, first):
    Event.objects.filter(number=first).update(actor="别人")
    recompute_without_the_key(settings, first)
    verdict = audit.verify()
    assert (verdict.bad, "这台服务器没有" in verdict.reason) == (first, True)


def test_the_name_of_the_right_key_does_not_help_without_the_key(chain, settings):
    Event.objects.filter(number=2).update(actor="别人")
    _forged, right = recompute_without_the_key(settings, 2)
    Event.objects.update(algorithm=right)
    assert audit.verify().bad == 2


def test_events_that_stop_being_signed_show(chain):
    recompute(4, "sha256")
    verdict = audit.verify()
    assert (verdict.bad, verdict.reason) == (4, "没有签名，而前面的都有")


def test_a_chain_from_before_there_were_keys_still_fits(chain):
    recompute(1, "sha256")
    assert audit.verify().intact
    write()
    assert audit.verify().intact


def test_events_signed_with_an_earlier_key_fit_while_the_server_still_has_it(chain, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert audit.verify().intact
    write()
    assert audit.verify().intact
    settings.SECRET_KEY_FALLBACKS = []
    assert audit.verify().bad == 1


def test_a_lost_head_shows(chain):
    ChainHead.objects.all().delete()
    assert not audit.verify().intact


def test_a_chain_recomputed_as_a_whole_shows_against_a_head_noted_elsewhere(chain):
    Event.objects.filter(number=2).update(actor="别人")
    recompute(2)
    assert audit.verify().intact
    verdict = audit.verify(noted=chain)
    assert (verdict.bad, verdict.intact) == (6, False)


def test_a_chain_cut_off_with_its_head_shows_against_a_noted_one(chain):
    Event.objects.filter(number__gt=4).delete()
    recompute()
    assert audit.verify().intact
    assert audit.verify(noted=chain).bad == 5


def test_a_chain_thrown_away_altogether_shows_against_a_noted_head(chain):
    Event.objects.all().delete()
    ChainHead.objects.all().delete()
    assert audit.verify().intact
    assert audit.verify(noted=chain).bad == 1


def test_a_noted_head_stays_good_as_the_chain_grows(chain):
    write(3)
    assert audit.verify(noted=chain).intact
    assert audit.verify(noted=chain.upper()).intact


@pytest.mark.parametrize("noted", ["6", "six:" + START, "6:abc", ":" + START, "-1:" + START])
def test_what_is_not_a_head_is_refused(chain, noted):
    with pytest.raises(Refused, match="不是链头"):
        audit.verify(noted=noted)


def test_sm3_and_sha256_follow_one_another(db, settings):
    for algorithm in ("sha256", "sm3", "sm3", "sha256"):
        settings.AUDIT_HASH = algorithm
        write()
    assert audit.verify().intact
    kinds = [one.partition(":")[0] for one in Event.objects.order_by("number").values_list("algorithm", flat=True)]
    assert kinds == ["hmac-sha256", "hmac-sm3", "hmac-sm3", "hmac-sha256"]
    Event.objects.filter(number=3).update(reason="x")
    assert audit.verify().bad == 3


def test_sm3_is_the_national_standard():
    """GB/T 32905-2016, example A.1."""
    import hashlib

    assert hashlib.new("sm3", b"abc").hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_an_event_without_a_known_hash_does_not_pass(chain):
    Event.objects.filter(number=6).update(algorithm="none", digest="")
    ChainHead.objects.update(digest="")
    verdict = audit.verify()
    assert (verdict.bad, "不认识" in verdict.reason) == (6, True)


def write_and_fail():
    with transaction.atomic():
        write(2)
        raise RuntimeError("the change itself failed")


def test_a_transaction_that_fails_leaves_no_event_and_no_gap(chain):
    with pytest.raises(RuntimeError, match="failed"):
        write_and_fail()
    with transaction.atomic():
        with pytest.raises(RuntimeError, match="failed"):
            write_and_fail()
        write()
    assert audit.verify().checked == 7
    assert audit.verify().intact


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(by=None, verb="report.submit", about=ABOUT)
    assert not Event.objects.exists()


def test_events_written_during_verification_are_no_alarm(chain, monkeypatch):
    checked = audit._misfit

    def meanwhile(event, expected, previous):
        if event.number == 6:
            write()
        return checked(event, expected, previous)

    monkeypatch.setattr(audit, "_misfit", meanwhile)
    assert audit.verify().intact


def test_values_come_back_as_they_were_written(db):
    with transaction.atomic():
        audit.record(
            by=None,
            verb="report.submit",
            about=ABOUT,
            before={10: "x", 2: "y"},
            after={
                "value": Decimal("1860.50"),
                "on": dt.date(2026, 11, 20),
                "parts": [Decimal("0E+2"), None, True, 3, {"在": ABOUT}],
                "text": "两行\n“引号” \x00 \ud800",
            },
            reason="\x00理由",
        )
    event = Event.objects.get()
    assert event.after["value"] == "1860.5"
    assert event.after["parts"] == ["0", None, True, 3, {"在": "云州"}]
    assert event.reason == "理由"
    assert audit.verify().intact


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=6,
)


@given(values=st.dictionaries(st.text(max_size=8), json_values, max_size=4), reason=st.text())
def test_whatever_is_recorded_verifies_after_a_turn_through_json(values, reason):
    import json

    head = ChainHead(number=0, digest=START)
    event = audit._event(
        Entry(None, "report.submit", ABOUT, before=values, after=values, reason=reason), head, {}, signing.algorithm()
    )
    event.before, event.after = json.loads(json.dumps(event.before)), json.loads(json.dumps(event.after))
    assert audit.digest(event) == event.digest


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain_without_gaps():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time by itself; this needs PostgreSQL")
    start, failures = threading.Barrier(4), []

    def writer():
        try:
            start.wait()
            for _round in range(10):
                write(3)
        except Exception as error:
            failures.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=writer) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert audit.verify() == audit.Verdict(120, audit.verify().head)


def test_the_chain_is_read_in_a_fixed_number_of_queries(chain, django_assert_num_queries):
    with django_assert_num_queries(3):
        audit.verify()
