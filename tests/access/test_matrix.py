"""Who may open and send what: every address and API operation × every role × own or other unit, in `matrix.txt`."""

import pytest

from gangmu.org.models import Unit
from tests.access.matrix import ROLES, Row, ask, names, operations, read, signed_in, writes

MATRIX = read()


def line(row: Row, found: list[str]) -> str:
    return " ".join([*row.key, *found])


def test_every_address_has_a_row():
    assert set(names()) - {row.name for row in MATRIX} == set()


def test_every_api_operation_has_a_row():
    assert operations() - {(row.name, row.method) for row in MATRIX} == set()


def test_no_row_is_about_an_address_that_is_gone_or_written_twice():
    assert {row.name for row in MATRIX} - set(names()) == set()
    assert len({row.key for row in MATRIX}) == len(MATRIX)


def test_every_row_is_complete_and_what_belongs_to_a_unit_is_asked_for_own_and_other():
    halves: dict[tuple[str, str, str], set[str]] = {}
    for row in MATRIX:
        assert len(row.expected) == len(ROLES), row.key
        assert "500" not in row.expected, row.key
        halves.setdefault(row.key[:3], set()).add(row.whose)
    assert [key for key, whose in halves.items() if whose not in ({"-"}, {"own", "other"})] == []


def test_nobody_gets_in_without_signing_in():
    doors = {"account_login", "account_logout", "account_inactive", "home:health", "set_language", "documents:verify"}
    for row in MATRIX:
        if row.name not in doors:
            assert row.expected[-1] in ("401" if row.name.startswith("api:") else "302", "302", "405"), row.key


def test_a_write_is_seen(city):
    """Of a GET it would stand beside the status, which no row of the table has."""
    with writes() as found:
        Unit.objects.filter(code="jyj").update(order=9)
    assert found == {"org_unit"}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(role, city, things):
    client = signed_in(role, city.people)
    column = ROLES.index(role)
    wrong = [
        f"{' '.join(row.key)}: {role} should get {row.expected[column]}, gets {found}"
        for row in MATRIX
        if (found := ask(client, row, things)) != row.expected[column]
    ]
    assert wrong == []


def test_a_method_without_a_row_is_not_there(city, things):
    """Of a page that is only read or only sent to, the other method is refused; or nothing is there to begin with."""
    client = signed_in("office", city.people)
    told = {(row.name, row.method) for row in MATRIX}
    other = {"GET": "POST", "POST": "GET"}
    for row in MATRIX:
        if row.name.startswith("api:") or (row.name, other[row.method]) in told:
            continue
        asked = Row(row.name, other[row.method], row.thing, row.whose, ())
        assert ask(client, asked, things) in ("405", "404"), asked.key
