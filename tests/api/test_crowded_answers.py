"""Findings that are very many: pages and downloads hold what they would, were all made."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import partial
from itertools import product
from json import dumps, loads

import pytest
from starlette.requests import Request

from posgraph.analysis import lines, many
from posgraph.recording import Author, Recorder
from posgraph.recording.editing import Step
from posgraph_api.findings import answers, findings
from posgraph_api.findings.findings import ConflictsQuery
from posgraph_api.service import Service
from posgraph_api.serving.settings import Settings
from tests.api.asking import Client
from tests.pages.datasets import large
from tests.pages.visiting import graph_of

DAY = "as_of=2025-12-29"


@pytest.fixture(scope="module")
def dataset():
    return large(actors=8, issues=12, positions=150)


@pytest.fixture(scope="module")
def graph(dataset):
    return graph_of(dataset)


@pytest.fixture(scope="module")
def plain(graph) -> Client:
    return Client(graph)


@pytest.fixture(scope="module")
def crowd(graph) -> Client:
    return Client(graph)


@pytest.fixture
def few(monkeypatch):
    """A switch: whether a few findings count as very many."""

    def switch(crowded: bool) -> None:
        monkeypatch.setattr(many, "CROWD", -1 if crowded else 20_000)
        monkeypatch.setattr(many, "FEW", -1 if crowded else 10_000)
        monkeypatch.setattr(answers, "AT_ONCE", 40)

    return switch


@pytest.mark.parametrize(
    "asked",
    [
        f"/v1/{question}?{when}{more}"
        for question, when in product(("conflicts", "overlaps"), (DAY, "ever=true"))
        for more in ("", "&actor=a1&actor=a2&actor=a3&self=true", "&issue=i1&issue=i2&without=p60&without=o1")
    ]
    + [f"/v1/conflicts?{DAY}&rule={rule}" for rule in ("R1", "order", "R4&rule=R7")]
    + [f"/v1/overlaps?{DAY}&kind={kind}" for kind in ("shared", "order")],
)
def test_pages_and_downloads_are_those_of_all_findings(plain, crowd, few, asked) -> None:
    def both(address: str):
        few(False)
        wanted = plain.get(address)
        few(True)
        found = crowd.get(address)
        assert (found.status_code, found.text) == (200, wanted.text)
        assert {**found.headers, "x-request-id": ""} == {**wanted.headers, "x-request-id": ""}
        return found

    both(f"{asked}&format=csv")
    both(f"{asked}&format=ndjson&fields=issue,a.position,b")
    following = both(f"{asked}&limit=17").json()["next"]
    while following:
        following = both(f"{asked}&limit=1000&cursor={following}").json()["next"]


def test_what_has_to_be_searched_for_is_searched_for_once_in_a_download(dataset, few, monkeypatch) -> None:
    few(True)
    monkeypatch.setattr(answers, "AT_ONCE", 5)
    searches = []

    def find(data, query, limit, after):
        searches.append({"order", "scale", "deadlock", "refused-order"} & {*(query.rule or ("order",))})
        return findings.conflicts(data, query, limit, after, seconds=10.0)

    query = ConflictsQuery.model_validate({"as_of": "2025-12-29"})
    found, items = answers._every(dataset, query, "conflicts", find, findings.conflict_key)
    assert len(list(items)) == found["total"] == findings.conflicts(dataset, query, seconds=10.0)["total"]
    assert sum(map(bool, searches)) == 1


def test_a_cursor_with_numbers_that_no_finding_has_is_refused(crowd, few) -> None:
    few(True)
    good = crowd.get(f"/v1/conflicts?{DAY}&limit=1").json()["next"]
    digest = loads(urlsafe_b64decode(good + "=="))[0]
    for weight in (10**400, float("nan"), float("inf"), -float("inf"), True):
        bad = urlsafe_b64encode(dumps([digest, weight, 0, "p1", "p2"], separators=(",", ":")).encode()).decode().rstrip("=")
        answer = crowd.get(f"/v1/conflicts?{DAY}&limit=1&cursor={bad}")
        assert (answer.status_code, answer.json()["title"]) == (400, "The cursor cannot be used")


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.parametrize("format", ["csv", "json"])
def test_what_was_found_before_a_write_is_not_kept_as_what_is_found_after_it(dataset, few, crowded, format) -> None:
    few(crowded)
    graph = graph_of(dataset)
    service, recorder = Service.of(graph, Settings()), Recorder(graph.store)
    first = findings.conflicts(dataset, ConflictsQuery.model_validate({"as_of": "2025-12-29"}), 1, seconds=10.0)
    revised = first["items"][0]["a"]["position"]

    def find(data, query, limit, after):
        found = findings.conflicts(data, query, limit, after, seconds=10.0)
        if len(graph.values(dataset.id).positions) == len(dataset.positions):  # a write comes while the search goes on
            recorder.edit(data, [Step("retract", "positions", revised)], Author("test"))
        return found

    def answer(service=service):
        request = Request({"type": "http", "method": "GET", "path": "/v1/conflicts", "headers": [], "query_string": b""})
        query = ConflictsQuery.model_validate({"as_of": "2025-12-29", "format": format, "limit": 1000})
        ask = partial(answers.ranked, service, request, query, "conflicts", find, findings.conflict_key)
        return ask((lines.CONFLICT, lines.pair)).body

    answer()
    assert answer() == answer(Service.of(graph, Settings()))
