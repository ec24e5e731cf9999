"""Reports over the interface for other programs: the same that the pages show."""

from django.urls import reverse


def address(name: str, *args: object, **query: object) -> str:
    return reverse(f"api:{name}", args=args, query=query)


def test_reports_of_a_plan_by_month(as_, plan, submit):
    submit(9, value=70)
    submit(10, value=80)
    client = as_("office")
    found = client.get(address("reports", plan.pk, month="2026-10-01")).json()["items"]
    assert [(one["unit"], one["month"], one["state"], float(one["value"]), one["days_late"]) for one in found] == [
        ("jyj", "2026-10-01", "submitted", 80.0, 15)
    ]
    assert client.get(address("reports", plan.pk)).json()["count"] == 2
    assert len(client.get(address("reports", plan.pk, limit=1)).json()["items"]) == 1
    assert client.get(address("reports", plan.pk, offset=2)).json() == {"items": [], "count": 2}


def test_one_report_with_its_words(as_, submit):
    report = submit(value=80, words="按计划推进")
    assert as_("office").get(address("report", report.pk)).json()["words"] == "按计划推进"
    assert as_("other_reporter").get(address("report", report.pk)).status_code == 404


def test_drafts_of_others_are_not_there(as_, plan, save):
    save(value=80)
    assert as_("office").get(address("reports", plan.pk)).json()["items"] == []
    assert len(as_("reporter").get(address("reports", plan.pk)).json()["items"]) == 1


def test_the_lamp_with_its_reason(as_, target, submit):
    submit(value=80)
    found = as_("leader").get(address("status", target.pk)).json()
    assert found["color"] == "red"
    assert "落后" in found["reason"]


def test_coverage_is_for_the_office(as_, months, target):
    path = address("coverage", months[10].pk)
    assert [one["missing"] for one in as_("office").get(path).json()["items"]] == [["MB-1"]]
    assert as_("head").get(path).status_code == 403


def test_nobody_reads_without_bound(as_, plan):
    assert as_("office").get(address("reports", plan.pk, limit=1001)).status_code == 422
