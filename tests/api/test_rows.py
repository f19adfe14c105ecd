"""The rows under /v1: every table by the same code."""

from __future__ import annotations

import re

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from posgraph.graph import Graph
from posgraph.model.dataset import row_key
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.names import mint
from posgraph.writing import quads

NAMES = [table.name for table in TABLES]
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
AS_OF = "2025-12-29"


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_holds_every_row_of_its_table(client: httpx.Client, graph: Graph, name: str) -> None:
    found = client.get(f"/v1/{name}").json()
    keys = [tuple(item[column] for column in BY_NAME[name].key) for item in found["items"]]
    assert keys == [row_key(name, row) for row in graph.dataset.rows(name)]
    assert found["next"] is None


def test_a_row_is_told_as_it_was_coded(client: httpx.Client) -> None:
    assert client.get("/v1/positions/RU001").json() == {
        "iri": "https://w3id.org/posgraph/id/miami-2025/position/RU001",
        "id": "RU001",
        "actor": "russia",
        "demand": "ceasefire-during-referendum-preparation",
        "stance": "rejects",
        "salience": None,
        "firmness": 1.0,
        "valid_from": "2025-12-29",
        "valid_to": None,
        "only_if": [],
        "lower": None,
        "upper": None,
        "reported_by": "V. Fesenko (Vezha) in expertnews.com.ua",
        "mode": "byThirdParty",
        "source": "expertnews-2025-12-29",
        "quote": "rejecting a ceasefire during preparations for a Donbas referendum",
        "confidence": 0.9,
        "revises": None,
        "revision_reason": None,
        "process": "ru-ua-miami-2025-12",
        "note": "wording: ceasefire while a Donbas referendum is prepared; issue: ceasefire",
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_row_is_found_by_its_key(client: httpx.Client, name: str) -> None:
    for item in client.get(f"/v1/{name}").json()["items"]:
        path = mint("", BY_NAME[name].kind, *(item[column] for column in BY_NAME[name].key)).partition("/")[2]
        assert client.get(f"/v1/{name}/{path}").json() == item


def test_filters_combine_and_a_repeated_one_takes_any(client: httpx.Client) -> None:
    both = ids(client.get("/v1/positions", params={"actor": ["russia", "ukraine"], "stance": "rejects"}))
    russia = ids(client.get("/v1/positions?actor=russia&stance=rejects"))
    ukraine = ids(client.get("/v1/positions?actor=ukraine&stance=rejects"))
    assert both == sorted(russia + ukraine)
    assert russia
    assert ukraine
    assert "RU001" in russia


def test_an_issue_counts_with_all_below_it(client: httpx.Client, graph: Graph) -> None:
    below = {issue.id for issue in graph.dataset.issues if issue.broader == "security"} | {"security"}
    demands = client.get("/v1/demands?issue=security").json()["items"]
    assert below <= {demand["issue"] for demand in demands} | {"security"}
    positions = client.get("/v1/positions?issue=security").json()["items"]
    wanted = {demand["id"] for demand in demands} | {f"issue:{demand['issue']}" for demand in demands}
    assert {p["demand"] for p in positions if not p["demand"].startswith("clause:")} <= wanted


def test_a_day_keeps_what_is_in_force(client: httpx.Client, graph: Graph) -> None:
    from datetime import date

    from posgraph.analysis.force import in_force

    force = in_force(graph.dataset, date.fromisoformat(AS_OF))
    assert ids(client.get(f"/v1/positions?as_of={AS_OF}")) == [held.row.id for held in force.positions]
    assert ids(client.get(f"/v1/sequencing?as_of={AS_OF}")) == [held.row.id for held in force.preferences]
    assert ids(client.get("/v1/positions?as_of=1990-01-01")) == []
    early = client.get("/v1/representations?as_of=1990-01-01").json()["items"]
    assert all(row["valid_from"] is None for row in early)


def test_a_flag_and_an_empty_parameter(client: httpx.Client) -> None:
    exclusive = client.get("/v1/issues?exclusive=true&broader=").json()["items"]
    assert exclusive
    assert all(issue["exclusive"] is True for issue in exclusive)


@pytest.mark.parametrize("name", NAMES)
def test_cursors_walk_every_row_once(client: httpx.Client, name: str) -> None:
    whole = client.get(f"/v1/{name}").json()["items"]
    walked, cursor, pages = [], None, 0
    while True:
        page = client.get(f"/v1/{name}", params={"limit": 7} | ({"cursor": cursor} if cursor else {})).json()
        walked += page["items"]
        pages += 1
        cursor = page["next"]
        if cursor is None:
            break
    assert walked == whole
    assert pages == max(1, -(-len(whole) // 7))


def test_the_next_page_is_also_in_the_link_header(client: httpx.Client) -> None:
    first = client.get("/v1/actors?kind=person&limit=2", headers={"accept": "text/turtle"})
    [address] = re.findall(r'<(.*)>; rel="next"', first.headers["link"])
    second = client.get(address)
    assert ids(second) == ids(client.get("/v1/actors?kind=person"))[2:4]


@pytest.mark.parametrize("media", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_rows_as_rdf_are_the_triples_of_the_dataset(client: httpx.Client, graph: Graph, name: str, media: str) -> None:
    answer = client.get(f"/v1/{name}", headers={"accept": media})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    found = {quad.triple for quad in parse(answer.content, format=FORMATS[media])}
    base, kind = graph.dataset.base, BY_NAME[name].kind
    inside = tuple(base + start + "/" for start in (kind, f"evidence/{kind}", f"quote/{kind}"))
    inside += (base + "condition/",) if name == "positions" else ()
    wanted = {quad.triple for quad in quads(graph.dataset) if quad.subject.value.startswith(inside)}
    assert found == wanted


def test_one_row_as_rdf_has_its_evidence(client: httpx.Client) -> None:
    text = client.get("/v1/positions/RU001", headers={"accept": "text/turtle"}).text
    assert "rejecting a ceasefire during preparations for a Donbas referendum" in text
    assert "pg:stance stance:rejects" in text


def test_the_datasets_of_the_store(client: httpx.Client, graph: Graph) -> None:
    [item] = client.get("/v1/datasets").json()["items"]
    assert item["id"] == "miami-2025"
    assert item["served"] is True
    one = client.get("/v1/datasets/miami-2025").json()
    assert one.pop("counts") == {table.name: len(graph.dataset.rows(table.name)) for table in TABLES}
    assert re.fullmatch("[0-9a-f]{16}", one.pop("version"))
    assert one == item
    turtle = client.get("/v1/datasets/miami-2025", headers={"accept": "text/turtle"})
    assert "a pg:Dataset" in turtle.text
