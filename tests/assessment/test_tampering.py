"""What somebody does in the database or on the disk, behind the system's back, is found by `gangmu audit verify`."""

import datetime as dt
import os
from decimal import Decimal

import pytest
import time_machine
from click.testing import CliRunner
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from gangmu.assessment.models import Assessment, Scheme, Score, ScoringRun
from gangmu.base import audit, files, seals
from gangmu.base.audit import Entry
from gangmu.base.models import ChainHead, Event, Installation, StoredFile
from gangmu.base.verification import verify_all
from gangmu.cli.main import main
from gangmu.org import actions as org
from gangmu.org.models import Appointment, Group, GroupMember, Place, Substitution, Unit, User
from gangmu.progress.models import Evidence, Report, ReportingPeriod
from gangmu.targets.models import Assignment, Node, Plan, Source, Target, Terms


@pytest.fixture
def standing(city, plan, targets, verified, run, settings, tmp_path):
    """A city in mid-year: targets with nodes and a source, verified reports with evidence, a run with its scores."""
    settings.MEDIA_ROOT = tmp_path
    Node.objects.create(terms=targets["T1"].terms.get(), due=dt.date(2026, 6, 30), planned=Decimal(50))
    targets["T1"].sources.add(Source.objects.create(plan=plan, kind="work_report", name="政府工作报告"))
    verified()
    for content in (b"first", b"second"):
        file = files.store(content, "text/plain")
        Evidence.objects.create(report=Report.objects.first(), file=file, name="证明.txt", added_by=city.people["head"])
    Substitution.objects.create(
        appointment=Appointment.objects.first(),
        substitute=city.people["leader"],
        since=dt.date(2026, 11, 1),
        until=dt.date(2026, 12, 1),
    )
    org.seal_rows(reason="以上是测试直接写入的")
    run()
    assert verify_all().intact
    return city


def update(model, **values):
    return lambda: model.objects.filter(pk=model.objects.order_by("pk").first().pk).update(**values)


def delete(model, **which):
    def act():
        row = model.objects.filter(**which).order_by("pk").first()
        model.objects.filter(pk=row.pk)._raw_delete("default")

    return act


def make_somebody_office():
    city = Unit.objects.get(code="city")
    Appointment.objects.create(
        user=User.objects.get(username="reporter"), unit=city, role="office", since=dt.date.today()
    )


def verify_without_an_event():
    report = Report.objects.order_by("pk").last()
    Report.objects.filter(pk=report.pk).update(state="approved", verified_at=None, verified_by=None)


def other_file():
    Evidence.objects.filter(file__sha256=StoredFile.objects.first().sha256).update(file=StoredFile.objects.last())


def other_digest():
    StoredFile.objects.filter(pk=StoredFile.objects.first().pk).update(sha256="0" * 64)


def on_disk(change):
    def act():
        path = files.path_of(StoredFile.objects.first().sha256)
        os.chmod(path, 0o600)
        change(path)

    return act


def cut_off():
    last = Event.objects.order_by("-number").first().number - 10
    Event.objects.filter(number__gt=last).delete()
    return last


def cut_off_with_the_head():
    last = cut_off()
    ChainHead.objects.update(number=last, digest=Event.objects.get(number=last).digest)


def throw_away():
    Event.objects.all().delete()
    ChainHead.objects.all().delete()


def without_keys():
    """Everything hashed again by the plain algorithm of older systems, which needs no key."""
    previous = audit.START
    for event in Event.objects.order_by("number"):
        event.algorithm, event.previous = "sha256", previous
        event.digest = previous = audit.digest(event)
        event.save()
    ChainHead.objects.update(digest=previous, signature="")


def renumber_seals():
    """As above, and the seals made anew, as far as one can without the key."""
    for event in Event.objects.all():
        event.algorithm = "sha256"
        event.seals = {name: seals.signature(name, "sha256") for name in event.seals}
        event.save()
    without_keys()


TAMPERING = {
    "event changed": update(Event, reason="别的理由"),
    "event deleted": delete(Event),
    "tail cut off": cut_off,
    "tail cut off and the head set back": cut_off_with_the_head,
    "chain thrown away": throw_away,
    "chain hashed again without keys": without_keys,
    "chain and seals hashed again without keys": renumber_seals,
    "verified value": update(Report, verified_value=F("verified_value") + 10),
    "reported value": update(Report, value=Decimal(1)),
    "state": verify_without_an_event,
    "words": update(Report, words="另一番话"),
    "days late": update(Report, days_late=9),
    "when it was handed in": update(Report, first_submitted_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC)),
    "who verified": lambda: Report.objects.update(verified_by=User.objects.get(username="office")),
    "report deleted": lambda: (Evidence.objects.all()._raw_delete("default"), delete(Report)()),
    "evidence to another file": other_file,
    "evidence deleted": delete(Evidence),
    "digest of a file": other_digest,
    "file overwritten": on_disk(lambda path: path.write_bytes(b"forged")),
    "file lost": on_disk(lambda path: path.unlink()),
    "goal": update(Terms, goal=Decimal(1)),
    "terms from another day": update(Terms, since=dt.date(2026, 3, 1)),
    "terms deleted": lambda: (Node.objects.all()._raw_delete("default"), delete(Terms)()),
    "points": update(Target, points=Decimal(99)),
    "accumulation": update(Target, accumulation=""),
    "node": update(Node, planned=Decimal(1)),
    "node deleted": delete(Node),
    "assignment": update(Assignment, part="responsible"),
    "source taken off": delete(Target.sources.through),
    "source": update(Source, name="别的文件"),
    "deadline": update(ReportingPeriod, due=dt.date(2026, 12, 31)),
    "plan": update(Plan, title="别的体系"),
    "scheme's text": lambda: Scheme.objects.update(text="别的办法"),
    "assessment": update(Assessment, title="别的考核"),
    "run's facts": lambda: ScoringRun.objects.update(facts={"tables": {}}),
    "total": update(Score, total=Decimal(100)),
    "rank": update(Score, rank=Decimal(1), grade="优秀"),
    "score deleted": delete(Score),
    "office given": make_somebody_office,
    "role": lambda: Appointment.objects.filter(user__username="reporter").update(role="head"),
    "substitution": update(Substitution, until=dt.date(2027, 12, 1)),
    "password": update(User, password="md5$x$y"),
    "superuser": update(User, is_superuser=True),
    "account switched on": update(User, is_active=False),
    "unit's name": update(Unit, name="别的单位"),
    "place in the tree": lambda: Place.objects.filter(unit__code="jyj").update(parent=Unit.objects.get(code="fgw")),
    "group": update(Group, name="别的组"),
    "group's members": delete(GroupMember),
}


@pytest.mark.parametrize("tampered", TAMPERING)
def test_what_is_changed_behind_the_system_is_found(standing, tampered):
    TAMPERING[tampered]()
    verdict = verify_all()
    assert not verdict.intact
    assert verdict.where or verdict.bad is not None
    assert verdict.reason


def test_the_row_that_differs_is_named_with_the_event_that_last_told_of_it(standing):
    report = Report.objects.get(target__code="T2")
    Report.objects.filter(pk=report.pk).update(verified_value=Decimal(99))
    told = Event.objects.filter(noun="progress.report", object_id=str(report.pk)).order_by("-number").first()
    verdict = verify_all()
    assert (verdict.bad, verdict.differing) == (told.number, 1)
    assert verdict.where == f"填报 {report.pk}“{report}”"
    assert verdict.reason == f"与第 {told.number} 条留痕写下时不同，在系统之外被改动过"


def test_a_row_without_an_event_and_an_event_without_its_row_are_told_apart(standing):
    delete(GroupMember)()
    Group.objects.filter(members__isnull=True)._raw_delete("default")
    assert "没有" not in verify_all().reason
    make_somebody_office()
    reasons = {verify_all().reason}
    assert any("没有留痕说到它" in one or "被改动过" in one or "被删去" in one for one in reasons)


def test_an_old_database_put_back_as_a_whole_needs_a_head_noted_elsewhere(standing):
    """The one row of the table that no key helps against: everything is as it once was."""
    head, events = ChainHead.objects.values().get(), Event.objects.count()
    unit = standing.unit["jyj"]
    fields = {"code": "jyj", "short_name": "教育局", "kind": unit.kind, "order": 4}
    org.update_unit(by=standing.people["office"], unit=unit, version=1, name="市教育体育局", **fields)
    noted = audit.verify().head
    Event.objects.filter(number__gt=events).delete()
    ChainHead.objects.update(**head)
    update_back = {name: getattr(unit, name) for name in (*fields, "name")}
    Unit.objects.filter(pk=unit.pk).update(**update_back)
    assert verify_all().intact
    assert not verify_all(noted=noted).intact


def test_who_has_the_server_s_key_too_is_found_by_a_noted_head_only(standing):
    noted = audit.verify().head
    Event.objects.filter(number=1).update(reason="别的理由")
    previous = audit.START
    for event in Event.objects.order_by("number"):
        event.previous = previous
        event.digest = previous = audit.digest(event)
        event.save()
    head = ChainHead(number=event.number, digest=previous)
    signed = seals.signature(str(head), event.algorithm)
    ChainHead.objects.update(digest=head.digest, signature=signed)
    assert verify_all().intact
    assert not verify_all(noted=noted).intact


def test_a_clock_that_was_set_back_is_told_and_is_no_forgery(standing):
    with time_machine.travel(dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)), transaction.atomic():
        audit.record(by=None, verb="audit.verify", about=Installation(pk=1))
    verdict = verify_all()
    assert verdict.intact
    assert len(verdict.warnings) == 1
    assert "时钟曾被拨回" in verdict.warnings[0]
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert (result.exit_code, "时钟曾被拨回" in result.output) == (0, True)


def test_an_event_that_only_notes_something_seals_nothing(standing):
    person = standing.people["reporter"]
    User.objects.filter(pk=person.pk).update(password="md5$forged$hash")
    person.refresh_from_db()
    for verb in ("person.sign_in", "person.sign_in_failed", "person.sign_in_locked", "person.sign_out"):
        org.note_sign_in(username="reporter", person=person, verb=verb)
    assert "教育局赵云" in verify_all().where


def test_a_right_password_is_never_hashed_again_behind_the_trail(standing, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    person = standing.people["reporter"]
    assert person.check_password("correct horse")
    person.refresh_from_db()
    assert person.password.startswith("md5$")
    assert verify_all().intact


def test_the_trail_holds_no_hash_of_a_password(standing):
    hashes = set(User.objects.values_list("password", flat=True))
    told = "".join(str(event.seals) + str(event.before) + str(event.after) for event in Event.objects.all())
    assert not any(one in told for one in hashes)


def test_what_was_looked_into_can_be_sealed_as_it_stands_with_an_event(standing):
    update(Terms, goal=Decimal(1))()
    refused = CliRunner().invoke(main, ["audit", "verify"])
    assert (refused.exit_code, "目标" in refused.output) == (1, True)
    sealed = CliRunner().invoke(main, ["audit", "seal", "--reason", "查明是误操作，经批准保留"])
    assert (sealed.exit_code, "1 项" in sealed.output) == (0, True)
    event = Event.objects.get(verb="audit.seal", after__rows=1)
    assert event.reason == "查明是误操作，经批准保留"
    assert event.after["named"][0].startswith("目标 ")
    assert CliRunner().invoke(main, ["audit", "verify"]).exit_code == 0


def test_a_broken_chain_is_not_sealed_over(standing):
    update(Event, reason="别的理由")()
    result = CliRunner().invoke(main, ["audit", "seal", "--reason", "试试"])
    assert (result.exit_code, "不能封存" in result.output) == (1, True)


def test_what_is_written_while_rows_are_read_is_no_alarm(standing, monkeypatch):
    original, done = seals.written, []

    def meanwhile(model, pks=None):
        if model is Unit and not done:
            done.append(True)
            fields = {"code": "jyj", "short_name": "教育局", "kind": "department", "order": 4}
            org.update_unit(
                by=standing.people["office"], unit=standing.unit["jyj"], version=1, name="市教育体育局", **fields
            )
        yield from original(model, pks)

    monkeypatch.setattr("gangmu.base.verification.written", meanwhile)
    assert verify_all().intact
    assert done


def test_sealing_many_rows_asks_the_database_no_more_than_sealing_one(standing):
    reports = list(Report.objects.select_related("target", "unit", "period"))
    asked = []
    for count in (1, 300):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            audit.record_all([Entry(None, "report.save", reports[n % len(reports)]) for n in range(count)])
        asked.append(sum("SELECT" in one["sql"][:10] for one in queries.captured_queries))
    assert asked[0] == asked[1] <= 5
    assert verify_all().intact


LEFT_OUT = {"id", "version", "last_login"}


def _ours():
    """Of every room, also one that is built tomorrow."""
    rooms = [app for app in apps.get_app_configs() if app.name.startswith("gangmu.")]
    return [model for app in rooms for model in app.get_models()]


def test_every_model_answers_for_itself_or_with_another_or_says_why_not():
    parts = {seals._owned(model, part)[0] for model in seals.accountable_models() for part in model.ACCOUNTABLE.parts}
    silent = {model._meta.label_lower for model in _ours() if not hasattr(model, "ACCOUNTABLE") and model not in parts}
    assert silent == {
        "base.cacheentry",
        "base.chainhead",
        "base.event",
        "base.installation",
        "base.storedfile",
        "base.tally",
        "org.showncolumns",
        "progress.reminder",
        "progress.standing",
        "targets.candidate",
        "targets.targetimport",
    }


def test_every_column_of_an_accountable_row_is_sealed():
    for model in seals.accountable_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        assert columns - set(model.ACCOUNTABLE.fields) - {"id"} <= LEFT_OUT, model
        for part, names in model.ACCOUNTABLE.parts.items():
            owned, owner = seals._owned(model, part)
            told = {name.replace("__sha256", "_id") for name in names}
            owners = {owner, f"{owner.partition('__')[0]}_id"}
            assert {field.attname for field in owned._meta.concrete_fields} - told - {"id", *owners} == set(), owned


def test_a_sealed_row_names_its_file_by_what_is_in_it():
    """Or the file of another row could be put behind it, by exchanging the two rows that lead to the disk."""
    for model in seals.accountable_models():
        named = [(model, model.ACCOUNTABLE.fields)]
        named += ((seals._owned(model, part)[0], names) for part, names in model.ACCOUNTABLE.parts.items())
        for owned, names in named:
            files = {one.name for one in owned._meta.concrete_fields if one.related_model is StoredFile}
            assert {f"{name}__sha256" for name in files} <= set(names), owned
