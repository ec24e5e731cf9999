"""The interface refuses in one form, says so in its description, and takes nothing that it does not understand."""

import json

import pytest
from django.test import Client

from gangmu.api.refusals import STATUSES
from gangmu.api.urls import api

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(city):
    """What makes a unit; `unit(name="…")` with other values."""

    def values(**other):
        own = {"code": "new", "name": "新局", "kind": "other", "parent": city.unit["city"].pk, "since": "2026-01-01"}
        return own | other

    return values


@pytest.fixture
def send(as_):
    def post(body, content_type="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return as_("system_admin").generic("POST", "/api/org/units", data, content_type=content_type)

    return post


def test_every_operation_tells_every_refusal_and_its_body():
    schema = api.get_openapi_schema(path_prefix="/api/")
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    told = [operation["responses"] for path in schema["paths"].values() for operation in path.values()]
    assert told
    for responses in told:
        assert [status for status in STATUSES if responses.get(status, {}).get("content") != body] == []
    assert set(schema["components"]["schemas"]["Refusal"]["properties"]) == {"reason", "problems", "theirs"}


@pytest.mark.parametrize("status", STATUSES)
def test_each_refusal_has_that_body(status, city, as_, send, unit):
    answers = {
        400: lambda: send(b"["),
        401: lambda: Client().get("/api/org/units"),
        403: lambda: as_("reporter").post("/api/org/units", unit(), "application/json"),
        404: lambda: as_("office").get("/api/org/units/999999"),
        409: lambda: as_("office").post(
            f"/api/units/{city.unit['jyj'].pk}/update",
            {"version": 9, "code": "jyj", "name": "市教育局", "short_name": "", "kind": "other", "order": 1},
            "application/json",
        ),
        422: lambda: send(unit(code="city")),
    }
    response = answers[status]()
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/json")
    told = response.json()
    assert told["reason"]
    assert set(told) <= {"reason", "problems", "theirs"}


def test_a_request_without_its_token_is_refused_in_the_same_form(city, unit):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.people["system_admin"], backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post("/api/org/units", unit(), "application/json")
    assert (response.status_code, set(response.json())) == (403, {"reason"})


@pytest.mark.parametrize(
    "address",
    [
        "/api/org/units?on=0",
        "/api/org/units?on=9999-12-31",
        "/api/org/units?on=20261101",
        "/api/org/units?onn=2026-11-01",
        "/api/org/units?limit=0",
        "/api/org/units?limit=1001",
        "/api/org/units?offset=9223372036854775808",
        "/api/org/groups?year=0",
        "/api/org/groups?year=99999999999999999999",
        "/api/org/units/1?fields=name",
        f"/api/org/units?q={'a' * 101}",
    ],
)
def test_what_is_not_understood_in_an_address_is_refused(address, as_):
    response = as_("office").get(address)
    assert response.status_code == 422
    assert response.json()["reason"]


@pytest.mark.parametrize("past", [2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize("address", ["/api/org/people", "/api/targets/plans", "/api/assessment/assessments"])
def test_a_page_beyond_every_database_is_refused(address, past, as_):
    response = as_("security_admin" if "people" in address else "office").get(address, {"offset": past})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "other",
    [
        {"since": 0},
        {"since": "9999-12-31"},
        {"since": "0001-01-01"},
        {"parent": True},
        {"parent": 10**30},
        {"order": -1},
        {"kind": "castle"},
        {"parrent": 1},
    ],
)
def test_a_body_with_wrong_types_or_names_is_refused_at_its_place(other, send, unit):
    response = send(unit(**other))
    assert response.status_code == 422
    assert [one["column"] for one in response.json()["problems"]] == [*other]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/octet-stream"])
@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\udc00\ud800"])
def test_signs_that_no_database_keeps_are_refused_whatever_the_body_is_called(sign, content_type, send, unit):
    assert send(unit(name=f"新{sign}局"), content_type).status_code == 400
    assert send(unit() | {f"a{sign}": 1}, content_type).status_code == 400


def test_a_pair_of_surrogates_is_one_sign_and_taken(send, unit):
    assert send(unit(name="新𠮷局")).status_code == 201


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"[" * 60_000, "application/json"),
        (b'{"parent": ' + b"9" * 50_000 + b"}", "application/json"),
        (b'"' + b"a" * 70_000 + b'"', "application/json"),
        (b'"' + b"a" * 3_000_000 + b'"', "application/json"),
        (b"\xff\xfe{}", "application/json"),
        (b"{}", "application/json; charset=utf-7"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body, content_type, send):
    response = send(body, content_type)
    assert response.status_code == 400
    assert response.json()["reason"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_days_at_the_end_of_time_are_refused_in_the_trail(name, day, as_):
    client = as_("auditor")
    assert client.get("/api/audit/events", {name: day}).status_code == 422
    assert client.get("/audit/", {name: day}).status_code == 200


@pytest.mark.parametrize("noted", ["9" * 50 + ":" + "a" * 64, "9" * 5000 + ":" + "a" * 64, "x" * 100_000])
def test_a_head_that_can_be_none_is_refused(noted, as_):
    client = as_("auditor")
    assert client.post(f"/api/audit/verdict?noted={noted}").status_code == 422
    assert client.post("/audit/verify/", {"noted": noted}).status_code == 422
