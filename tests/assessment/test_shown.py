"""What was tampered with is never shown without a word, and what is final is known by its run."""

import io
import os

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gangmu.assessment import actions
from gangmu.assessment.models import Assessment, Score, ScoringRun
from gangmu.base import files
from gangmu.org import actions as org
from gangmu.progress.models import Evidence, Report

ADDRESSES = ("assessment:run", "assessment:run-workbook", "assessment:run-export")


@pytest.fixture
def scored(verified, run):
    verified()
    run()
    return ScoringRun.objects.get()


def test_scores_as_they_were_computed_are_shown(as_, scored):
    for name in ADDRESSES:
        assert as_("office").get(reverse(name, args=[scored.pk])).status_code == 200
    score = scored.scores.first()
    assert as_("office").get(reverse("assessment:score", args=[score.pk])).status_code == 200


@pytest.mark.parametrize("change", [{"total": 100}, {"rank": 1, "grade": "优秀"}, {"exact": "1/3"}, {"published": {}}])
def test_a_changed_score_is_refused_with_its_unit_wherever_the_run_is_shown(as_, scored, change):
    score = scored.scores.get(unit__code="jyj")
    Score.objects.filter(pk=score.pk).update(**change)
    addresses = [*(reverse(name, args=[scored.pk]) for name in ADDRESSES), reverse("assessment:score", args=[score.pk])]
    for address in addresses:
        response = as_("office").get(address)
        assert response.status_code == 422, address
        assert "在系统之外被改动过（市教育局）" in response.content.decode()


def test_what_was_looked_into_and_sealed_is_shown_again(as_, scored):
    Score.objects.filter(run=scored, unit__code="jyj").update(grade="优秀")
    org.seal_rows(reason="查明情况，经批准保留")
    assert as_("office").get(reverse("assessment:run", args=[scored.pk])).status_code == 200


def test_a_changed_file_is_not_given_out(as_, city, scored, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = files.store(io.BytesIO(b"as handed in"), "text/plain")
    row = Evidence.objects.create(
        report=Report.objects.first(), file=file, name="证明.txt", added_by=city.people["head"]
    )
    url = reverse("progress:evidence", args=[row.pk])
    given = as_("office").get(url)
    assert b"".join(given.streaming_content) == b"as handed in"
    path = files.path_of(file.sha256)
    os.chmod(path, 0o600)
    path.write_bytes(b"forged")
    refused = as_("office").get(url)
    assert refused.status_code == 422
    assert "与上传时不一致" in refused.content.decode()


def test_the_latest_run_becomes_final_and_is_kept_as_such(city, assessment, scored, run):
    second = run()
    assessment.refresh_from_db()
    actions.finalise(assessment=assessment, version=assessment.version, by=city.people["office"])
    assessment.refresh_from_db()
    assert assessment.final == second
    assert second.number == 2


def test_the_database_knows_no_final_result_without_its_run(assessment, scored):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(state="final")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(final=scored)
