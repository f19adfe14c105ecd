"""GET /v1/networks: what the library says, with faults listed at once, and files for other programs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import networkx as nx
import numpy as np
import pytest

import posgraph
from posgraph.analysis.network import between
from posgraph.errors import UsageError
from posgraph.graph import Graph
from posgraph.networks import Network
from posgraph_api.findings.networking import bounded
from tests.api.serving import serving
from tests.api.test_findings import printed

DAY = "2025-12-29"
PAIR = ("russia", "ukraine")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return posgraph.open()


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving("--query-seconds", "300") as service, httpx.Client(base_url=service.url, timeout=60) as client:
        yield client


def told(result: Any) -> Any:
    return json.loads(json.dumps(result if isinstance(result, dict) else result.to_dict()))


def whole(network: Any) -> dict[str, Any]:
    return network.to_dict() | {"structure": network.structure().to_dict()}


LIBRARY: dict[str, Callable[[Graph], Any]] = {
    f"as_of={DAY}": lambda g: g.network(as_of=DAY),
    "ever=true&kind=conflict&by=meaning": lambda g: g.network("conflict", by="meaning", ever=True),
    f"as_of={DAY}&kind=subtract&by=meaning&norm=shared&weight=severity": lambda g: g.network(
        "subtract", by="meaning", norm="shared", weight="severity", as_of=DAY
    ),
    f"as_of={DAY}&mode=two&norm=activity&actor=russia&actor=ukraine&issue=army-size": lambda g: g.network(
        mode="two", norm="activity", actors=PAIR, issues="army-size", as_of=DAY
    ),
    f"as_of={DAY}&kind=ignore&duplicates=document&isolates=true": lambda g: g.network(
        "ignore", duplicates="document", isolates=True, as_of=DAY
    ),
    f"as_of={DAY}&kind=subtract&by=meaning&structure=true": lambda g: whole(g.network("subtract", by="meaning", as_of=DAY)),
    f"as_of={DAY}&kind=conflict&by=meaning&between=ukraine&between=russia": lambda g: between(
        g.network("conflict", by="meaning", as_of=DAY), "ukraine", "russia"
    ),
    f"as_of={DAY}&mode=two&between=russia&between=army-800000": lambda g: between(
        g.network(mode="two", as_of=DAY), "russia", "army-800000"
    ),
    f"as_of={DAY}&kind=conflict&window=months:3&step=months:2&since=2025-06-01": lambda g: g.networks(
        "months:3", "conflict", step="months:2", since="2025-06-01", as_of=DAY
    ),
    "ever=true&window=years:1&step=years:1&until=2025-06-01&by=meaning": lambda g: g.networks(
        "years:1", step="years:1", until="2025-06-01", by="meaning", ever=True
    ),
}


@pytest.mark.parametrize("query", LIBRARY)
def test_the_answer_is_what_the_library_says(client: httpx.Client, graph: Graph, query: str) -> None:
    answer = client.get(f"/v1/networks?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json() == told(LIBRARY[query](graph))


def test_with_windows_each_has_its_structure(client: httpx.Client, graph: Graph) -> None:
    answer = client.get(f"/v1/networks?as_of={DAY}&window=months:6&since=2025-11-01&by=meaning&structure=true").json()
    found = graph.networks("months:6", since="2025-11-01", by="meaning", as_of=DAY)
    assert answer == told({"items": [whole(network) for network in found], "next": None})


def test_a_conflict_leads_to_both_positions(client: httpx.Client) -> None:
    answer = client.get(f"/v1/networks?as_of={DAY}&kind=conflict&by=meaning&between=russia&between=germany").json()
    (pair,) = answer["pairs"]
    conflicts = client.get(f"/v1/conflicts?as_of={DAY}&actor=russia&actor=germany").json()["items"]
    assert {(item["a"]["position"], item["b"]["position"]) for item in conflicts} & {
        (pair["a"], pair["b"]),
        (pair["b"], pair["a"]),
    }
    assert all(position["quote"] and position["source"]["url"] for position in answer["positions"])
    assert {said["id"] for said in answer["statements"]} == {pair["a"], pair["b"]}


@pytest.mark.parametrize(
    ("form", "media", "read"),
    [
        ("graph", "application/json", lambda data: nx.node_link_graph(json.loads(data), edges="edges")),
        ("graphml", "application/graphml+xml", lambda data: nx.read_graphml(io.BytesIO(data))),
        ("gexf", "application/gexf+xml", lambda data: nx.read_gexf(io.BytesIO(data))),
    ],
)
def test_a_file_holds_the_network(
    client: httpx.Client, graph: Graph, form: str, media: str, read: Callable[[bytes], Any]
) -> None:
    answer = client.get(f"/v1/networks?as_of={DAY}&kind=conflict&by=meaning&format={form}")
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["content-disposition"].startswith('attachment; filename="network.')
    found, expected = read(answer.content), graph.network("conflict", by="meaning", as_of=DAY).graph()
    ties = {frozenset(tie[:2]): tie[2]["weight"] for tie in expected.edges(data=True)}
    assert {frozenset(tie[:2]): tie[2]["weight"] for tie in found.edges(data=True)} == ties
    assert len(found) == len(expected)


def test_a_list_of_ties_and_a_drawing_can_be_had(client: httpx.Client) -> None:
    ties = client.get(f"/v1/networks?as_of={DAY}&kind=conflict&by=meaning&format=csv")
    assert ties.headers["content-type"].startswith("text/csv")
    assert ties.text.splitlines()[0].startswith("source,target,weight")
    assert client.get(f"/v1/networks?as_of={DAY}&format=dot").text.startswith("graph {")


def test_the_answer_has_a_tag(client: httpx.Client) -> None:
    for form in ("json", "gexf"):
        address = f"/v1/networks?as_of={DAY}&format={form}"
        tag = client.get(address).headers["etag"]
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "wheres"),
    [
        ("mode=three&kind=x", ["mode"]),
        ("kind=conflicts&norm=mean", ["kind", "norm"]),
        ("by=meaning&mode=two", ["mode"]),
        ("weight=severity", ["weight"]),
        ("by=meaning&duplicates=week", ["duplicates"]),
        ("duplicates=day", ["duplicates"]),
        ("actor=rusia&issue=armies", ["actor", "issue"]),
        ("window=6", ["window"]),
        ("step=months:1&since=2025-01-01&until=2025-12-29", ["step", "since", "until"]),
        ("window=months:6&since=2025-12-29&until=2025-01-01", ["since"]),
        ("between=russia", ["between"]),
        ("between=russia&between=ukrane", ["between"]),
        ("between=russia&between=ukraine&window=months:6", ["between"]),
        ("mode=two&structure=true", ["structure"]),
        ("format=gexf&structure=true", ["format"]),
        ("format=gephi", ["format"]),
        ("ever=true&as_of=2025-12-29", ["ever"]),
        ("limit=5", ["limit"]),
    ],
)
def test_all_that_cannot_be_asked_is_told_at_once(client: httpx.Client, query: str, wheres: list[str]) -> None:
    answer = client.get(f"/v1/networks?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["where"] for error in answer.json()["errors"]] == wheres


def test_a_structure_that_would_take_minutes_is_refused() -> None:
    def network(size: int) -> Network:
        names = tuple(map(str, range(size)))
        return Network("one", "conflict", "none", "include", names, names, np.zeros((size, size)))

    bounded([network(380)])
    bounded([network(12)] * 900)
    for many in ([network(381)], [network(12)] * 1100, [network(0)] * 5000):
        with pytest.raises(UsageError, match="some 380 actors"):
            bounded(many)


def test_what_was_meant_is_told(client: httpx.Client) -> None:
    errors = client.get("/v1/networks?kind=conflicts&between=russia&between=ukrane&actor=rusia").json()["errors"]
    assert {error["where"]: error["hint"] for error in errors} == {"actor": "russia", "kind": "conflict", "between": "ukraine"}


def test_a_name_that_this_network_does_not_have_is_told(client: httpx.Client) -> None:
    answer = client.get("/v1/networks?as_of=1990-01-01&between=russia&between=ukraine")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["where"] == "between"


@pytest.mark.parametrize(
    ("query", "flags"),
    [
        ("kind=subtract&by=meaning&structure=true", ["--kind", "subtract", "--by", "meaning", "--structure"]),
        ("mode=two&actor=russia&issue=army-size", ["--mode", "two", "--actor", "russia", "--issue", "army-size"]),
        ("kind=conflict&by=meaning&between=russia&between=germany",
         ["--kind", "conflict", "--by", "meaning", "--between", "russia", "germany"]),
        ("window=months:6&since=2025-11-01&step=days:30", ["--window", "months:6", "--start", "2025-11-01", "--step", "days:30"]),
    ],
)  # fmt: skip
def test_the_command_line_prints_the_same(client: httpx.Client, query: str, flags: list[str]) -> None:
    assert client.get(f"/v1/networks?as_of={DAY}&{query}").json() == printed("network", *flags, "--as-of", DAY)
