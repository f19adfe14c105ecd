"""Fewer fields: of each item those that are asked for, in the order in which they are."""

from __future__ import annotations

import csv
import json
from io import StringIO

import httpx
import pyarrow
import pytest

from posgraph.analysis import lines
from posgraph.model.schema import TABLES
from posgraph_api import shapes
from posgraph_api.listing import fields
from posgraph_api.shapes.changes import Shift

AS_OF = "as_of=2025-12-29"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_list_and_a_row_have_the_fields_that_are_asked_for(client: httpx.Client, table) -> None:
    names = [table.names[-1], "iri", table.names[0]]
    whole = client.get(f"/v1/{table.name}").json()["items"]
    found = client.get(f"/v1/{table.name}", params={"fields": ",".join(names)}).json()["items"]
    assert found == [{name: item[name] for name in names} for item in whole]
    assert all(list(item) == list(dict.fromkeys(names)) for item in found)
    for item in whole[:1]:
        path = "/".join(str(item[name]) for name in table.key)
        assert client.get(f"/v1/{table.name}/{path}", params={"fields": names[0]}).json() == {names[0]: item[names[0]]}


def test_an_unknown_field_is_told_with_a_near_match(client: httpx.Client) -> None:
    for path in ("/v1/positions", "/v1/positions/RU001"):
        answer = client.get(path, params={"fields": "id,actr,stance,demnd"})
        assert answer.status_code == 400
        assert [(e["where"], e["value"], e["hint"]) for e in answer.json()["errors"]] == [
            ("fields", "actr", "actor"),
            ("fields", "demnd", "demand"),
        ]
    [error] = client.get(f"/v1/conflicts?{AS_OF}&fields=a.positon").json()["errors"]
    assert error["hint"] == "a.position"
    assert client.get("/v1/positions?fields=,").status_code == 400


def test_rdf_says_all_of_a_row(client: httpx.Client) -> None:
    for path in ("/v1/positions?fields=id", "/v1/positions/RU001?fields=id"):
        answer = client.get(path, headers={"accept": "text/turtle"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["where"] == "fields"


def test_other_fields_have_another_tag(client: httpx.Client) -> None:
    paths = ["/v1/actors", "/v1/actors?fields=id", "/v1/actors?fields=id,kind", "/v1/actors?fields=kind,id"]
    paths += ["/v1/actors/russia", "/v1/actors/russia?fields=id"]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_fields_hold_for_csv_ndjson_and_arrow(client: httpx.Client) -> None:
    asked = {"fields": "stance,id,iri", "actor": "russia"}
    items = client.get("/v1/positions", params=asked).json()["items"]
    rows = list(csv.reader(StringIO(client.get("/v1/positions", params=asked | {"format": "csv"}).text)))
    assert rows == [["stance", "id", "iri"], *([item["stance"], item["id"], item["iri"]] for item in items)]
    text = client.get("/v1/positions", params=asked | {"format": "ndjson"}).text
    assert [json.loads(line) for line in text.splitlines()] == items
    arrow = pyarrow.ipc.open_stream(client.get("/v1/positions", params=asked | {"format": "arrow"}).content).read_all()
    assert arrow.to_pylist() == items


def test_the_next_page_has_the_same_fields(client: httpx.Client) -> None:
    first = client.get("/v1/positions?fields=id&limit=2")
    second = client.get(first.links["next"]["url"]).json()["items"]
    assert [list(item) for item in second] == [["id"]] * 2
    other = client.get("/v1/positions", params={"fields": "actor", "limit": 2, "cursor": first.json()["next"]}).json()["items"]
    assert [list(item) for item in other] == [["actor"]] * 2


@pytest.mark.parametrize("name", ["conflicts", "overlaps"])
def test_a_dot_leads_to_a_member_of_a_finding(client: httpx.Client, name: str) -> None:
    asked = "a.position,b.position,b.source.id,issue"
    whole = client.get(f"/v1/{name}?{AS_OF}").json()
    found = client.get(f"/v1/{name}?{AS_OF}&fields={asked}").json()
    assert found["items"] == [
        {
            "a": {"position": item["a"]["position"]},
            "b": {"position": item["b"]["position"], "source": item["b"]["source"] and {"id": item["b"]["source"]["id"]}},
            "issue": item["issue"],
        }
        for item in whole["items"]
    ]
    assert found["as_of"] == whole["as_of"]


def test_what_lies_in_a_list_or_is_null_is_picked_too(client: httpx.Client) -> None:
    whole = client.get(f"/v1/shifts?{AS_OF}").json()["items"]
    found = client.get(f"/v1/shifts?{AS_OF}&fields=from.position,toward.actor").json()["items"]
    assert found == [
        {
            "from": item["from"] and {"position": item["from"]["position"]},
            "toward": [{"actor": other["actor"]} for other in item["toward"]],
        }
        for item in whole
    ]
    assert any(item["toward"] for item in found)
    assert any(item["from"] is None for item in found)


def test_a_field_of_findings_is_a_column_of_csv(client: httpx.Client) -> None:
    text = client.get(f"/v1/conflicts?{AS_OF}&format=csv&fields=severity,a.position,b.source.id").text
    items = client.get(f"/v1/conflicts?{AS_OF}&limit=10000").json()["items"]
    found = list(csv.DictReader(StringIO(text)))
    assert list(found[0]) == ["severity", "a_position", "b_source"]
    assert [row["a_position"] for row in found] == [item["a"]["position"] for item in items]


def test_every_field_of_findings_has_a_column_of_csv() -> None:
    for shape, known in ((shapes.Conflict, lines.CONFLICT), (shapes.Overlap, lines.OVERLAP), (Shift, lines.SHIFT)):
        names = list(fields.paths(shape))
        without = {name for name in names if not set(fields.columns([name], known)) & set(known)}
        assert {name.rpartition(".")[2] for name in without} <= {"first", "relation", "then"}  # the demand of an order says these
        assert set(fields.columns(names, known)) >= set(known)
