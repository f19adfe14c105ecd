"""Requests that nobody sends in good faith: each is answered, soon, and none is a fault of the service."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest

from posgraph_api.http.parameters import FAULTS, PARAMETERS
from posgraph_api.links.addresses import CUTS, pair
from posgraph_api.pages.page import Page
from posgraph_api.pages.registry import PAGES
from posgraph_api.views.timeline.span import Span
from tests.pages.addresses import VIEWS

HTML = {"accept": "text/html"}
NONSENSE = (
    "%00", "%ed%a0%80", "%ff", "%", "%zz", "~", "~~~", "a~b~c", "-1", "NaN", "inf", "1e400", "9" * 5000, "0001-01-01",
    "9999-12-31", "2025-13-01", "%3Cscript%3Ealert(1)%3C/script%3E", "%0d%0aset-cookie:%20a=b", "x" * 20_000, "%F0%9F%95%8A",
    "..%2f..%2f",
)  # fmt: skip
FORMATS = [f"{page.file}.{suffix}" for page in PAGES for suffix in page.suffixes]


@pytest.mark.parametrize("page", PAGES, ids=VIEWS)
def test_no_nonsense_in_any_parameter_is_a_fault_of_the_service(client: httpx.Client, page: Page) -> None:
    path, names = page.path, page.query.names()
    for name in names:
        for text in NONSENSE:
            answer = client.get(f"{path}?{name}={text}", headers=HTML)
            assert answer.status_code in (200, 302, 400, 404), (name, text[:50])
            assert "<script>alert(1)" not in answer.text
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", FORMATS)
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_every_format_has_an_answer_for_the_first_and_for_the_last_day(client: httpx.Client, path: str, day: str) -> None:
    answer = client.get(path, params={"asof": day})
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "address",
    [
        "/timeline?from=9999-12-31", "/timeline?from=9999-12-01&to=9999-12-31", "/timeline?from=0001-01-01&to=9999-12-31",
        "/timeline?asof=0001-01-01", "/matrix?actor=dmitry-peskov", "/matrix.svg?actor=dmitry-peskov",
    ],
)  # fmt: skip
def test_what_is_empty_or_at_the_end_of_the_calendar_is_shown(client: httpx.Client, address: str) -> None:
    assert client.get(address, headers=HTML).status_code == 200


def test_ticks_stay_in_the_span() -> None:
    for days in (0, 13, 14, 15, 30, 61, 62, 400, 3_000_000):
        last = date.max
        span = Span(date.min if days > 1_000_000 else last - timedelta(days=days), last)
        assert all(span.first <= day <= span.last for day, _ in span.ticks())


def test_two_ids_are_looked_for_in_a_text_of_tildes_so_often_and_no_more() -> None:
    asked = 0

    class Known:
        def __contains__(self, _id: object) -> bool:
            nonlocal asked
            asked += 1
            return False

    assert pair("~" * 60_000, Known(), Known()) is None
    assert asked == CUTS


@pytest.mark.parametrize("path", ["/settlements?accept=", "/conflicts?actor=", "/orders?without=", "/v1/whatif?drop="])
def test_of_many_faults_so_many_are_told(client: httpx.Client, path: str) -> None:
    path, _, name = path.rstrip("=").partition("?")
    answer = client.get(path, params=[(name, f"nobody-{n}") for n in range(PARAMETERS)])
    assert (answer.status_code, len(answer.json()["errors"])) == (400, FAULTS)


def test_an_address_has_so_many_parameters(client: httpx.Client) -> None:
    answer = client.get("/conflicts", params=[("actor", "russia")] * (PARAMETERS + 1), headers=HTML)
    assert answer.status_code == 400
    assert f"at most {PARAMETERS}" in answer.text


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_is_only_to_be_looked_at(client: httpx.Client, name: str) -> None:
    path = "/" if name == "home" else f"/{name}"
    assert client.head(path, headers=HTML).content == b""
    assert client.get(path, headers=HTML | {"range": "bytes=0-5"}).status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, path, headers=HTML).status_code in (401, 405)
