"""No page leads to one that is refused: whatever is linked may be opened by whoever sees the link."""

import pytest
from bs4 import BeautifulSoup

from gangmu.targets.models import Assignment
from gangmu.targets.states import Part

pytestmark = pytest.mark.django_db
DEEPEST, MOST = 3, 120


def links(page: bytes) -> list[str]:
    found = (a["href"].split("#")[0] for a in BeautifulSoup(page, "html.parser").select("a[href]"))
    return [href for href in dict.fromkeys(found) if href.startswith("/") and not href.startswith("/static/")]


@pytest.mark.parametrize("who", ["reporter", "head", "monitor", "other_reporter", "third_party", "auditor"])
def test_every_link_may_be_followed(who, as_, city, target, issue):
    for code, part in (("swj", Part.COOPERATING), ("tjj", Part.MONITORING), ("donghu", Part.RESPONSIBLE)):
        Assignment.objects.get_or_create(target=target, unit=city.unit[code], defaults={"part": part})
    issue()
    client, seen, wrong = as_(who), {"/"}, []
    waiting = [("/", "", 0)]
    while waiting and len(seen) < MOST:
        address, origin, depth = waiting.pop(0)
        response = client.get(address)
        if response.status_code >= 400:
            wrong.append((address, origin, response.status_code))
        elif depth < DEEPEST and response.headers["Content-Type"].startswith("text/html"):
            new = [href for href in links(response.content) if href not in seen]
            seen |= set(new)
            waiting += [(href, address, depth + 1) for href in new]
    assert wrong == []
