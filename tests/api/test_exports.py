"""Lists as files: CSV, NDJSON and Arrow, whole or page by page, the same text as the command line and the dataset's folder."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pandas
import pyarrow
import pytest

from posgraph import importers, tables
from posgraph.exporters.folder import folder
from posgraph.graph import Graph
from posgraph.model.schema import TABLES
from posgraph_api.http.media import ARROW, CSV, FOUND, LISTS, NDJSON
from posgraph_api.listing.fields import FindingsPage, RowsPage
from tests import forked
from tests.api.serving import Running

NAMES = [table.name for table in TABLES]
AS_OF = "2025-12-29"


@pytest.mark.parametrize("name", NAMES)
def test_a_list_as_csv_is_the_table_of_the_folder(client: httpx.Client, graph: Graph, name: str) -> None:
    answer = client.get(f"/v1/{name}", headers={"accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    files = folder(graph.dataset)
    assert answer.content == files.get(f"{name}.csv", (",".join(client_columns(name)) + "\n").encode())


def client_columns(name: str) -> tuple[str, ...]:
    return next(table.names for table in TABLES if table.name == name)


def test_the_tables_of_the_service_make_a_folder_that_is_read_back(client: httpx.Client, graph: Graph, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / f"{name}.csv").write_bytes(client.get(f"/v1/{name}?format=csv").content)
    (tmp_path / "dataset.toml").write_bytes(folder(graph.dataset)["dataset.toml"])
    assert importers.read(tmp_path) == graph.dataset


@pytest.mark.parametrize("name", NAMES)
def test_a_list_as_ndjson_has_an_item_on_each_line(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/v1/{name}", headers={"accept": NDJSON})
    assert answer.headers["content-type"] == NDJSON
    assert [json.loads(line) for line in answer.text.splitlines()] == client.get(f"/v1/{name}").json()["items"]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_as_an_arrow_stream_has_the_columns_of_the_tables(client: httpx.Client, graph: Graph, name: str) -> None:
    answer = client.get(f"/v1/{name}", headers={"accept": ARROW})
    assert answer.headers["content-type"] == ARROW
    found = pyarrow.ipc.open_stream(answer.content).read_all()
    expected = {"positions": tables.positions, "sequencing": tables.sequencing}.get(name, lambda d: tables.rows(d, name))
    assert found.equals(expected(graph.dataset))


def test_filters_hold_for_every_format(client: httpx.Client) -> None:
    asked = {"actor": "russia", "as_of": AS_OF}
    ids = [item["id"] for item in client.get("/v1/positions", params=asked).json()["items"]]
    assert len(ids) > 10
    as_csv = client.get("/v1/positions", params=asked | {"format": "csv", "fields": "id"}).text.splitlines()
    arrow = pyarrow.ipc.open_stream(client.get("/v1/positions", params=asked | {"format": "arrow"}).content).read_all()
    lines = client.get("/v1/positions", params=asked | {"format": "ndjson"}).text.splitlines()
    assert as_csv == ["id", *ids]
    assert arrow["id"].to_pylist() == ids
    assert [json.loads(line)["id"] for line in lines] == ids


def test_a_limit_makes_pages_that_the_link_leads_through(client: httpx.Client, graph: Graph) -> None:
    address, found = "/v1/actors?format=csv&limit=20&fields=id,kind", []
    pages = 0
    while True:
        page = client.get(address)
        head, *lines = page.text.splitlines()
        assert head == "id,kind"
        found += [line.partition(",")[0] for line in lines]
        pages += 1
        if "next" not in page.links:
            break
        address = page.links["next"]["url"]
    assert found == [actor.id for actor in graph.dataset.actors]
    assert pages == -(-len(found) // 20)


def test_pandas_reads_the_address_of_a_list(service: Running, graph: Graph) -> None:
    read = pandas.read_csv(f"{service.url}/v1/positions?format=csv&stance=rejects")
    assert list(read["id"]) == [row.id for row in graph.dataset.positions if row.stance.value == "rejects"]
    pairs = pandas.read_csv(f"{service.url}/v1/conflicts?format=csv&as_of={AS_OF}")
    assert len(pairs) == len(graph.conflicts(AS_OF).to_dict()["items"])
    assert pairs["severity"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("conflicts?as_of=2025-12-29&self=true", ["conflicts", "--as-of", AS_OF, "--self"]),
        ("overlaps?as_of=2025-12-29", ["overlaps", "--as-of", AS_OF]),
        ("shifts?as_of=2025-12-29", ["shifts", "--as-of", AS_OF]),
    ],
)
def test_findings_as_csv_are_what_the_command_line_prints(client: httpx.Client, query: str, arguments: list[str]) -> None:
    answer = client.get(f"/v1/{query}", headers={"accept": "text/csv;q=0.9, application/json;q=0.5"})
    assert answer.headers["content-type"].startswith("text/csv")
    done = forked.run(*arguments, "--format", "csv")
    assert (done.returncode, done.stdout) == (0, answer.content)


@pytest.mark.parametrize("name", ["conflicts", "overlaps", "shifts"])
def test_findings_as_ndjson_are_the_items(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/v1/{name}?as_of={AS_OF}&format=ndjson")
    items = client.get(f"/v1/{name}?as_of={AS_OF}&limit=10000").json()["items"]
    assert [json.loads(line) for line in answer.text.splitlines()] == items
    assert len(client.get(f"/v1/{name}?as_of={AS_OF}&format=ndjson&limit=3").text.splitlines()) == 3


def test_a_file_is_sent_once_while_nothing_has_changed(client: httpx.Client) -> None:
    for path in ("/v1/positions?format=csv", "/v1/positions?format=arrow", f"/v1/conflicts?format=csv&as_of={AS_OF}"):
        first = client.get(path)
        assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
        assert client.head(path).headers["etag"] == first.headers["etag"]
    tags = {client.get(f"/v1/positions?format={name}").headers["etag"] for name in ("csv", "ndjson", "arrow", "json")}
    assert len(tags) == 4


def test_a_format_that_there_is_not_is_told_with_a_near_match(client: httpx.Client) -> None:
    [error] = client.get("/v1/positions?format=cvs").json()["errors"]
    assert error == {
        "where": "format",
        "value": "cvs",
        "expected": "one of: json, ttl, jsonld, nt, rdf, csv, ndjson, arrow",
        "hint": "csv",
    }
    assert client.get("/v1/conflicts?format=arrow").json()["errors"][0]["expected"] == "one of: json, csv, ndjson"
    assert client.get("/v1/positions", headers={"accept": "image/png"}).status_code == 406


def test_the_formats_that_are_described_are_those_that_are_given() -> None:
    for page, known in ((RowsPage, LISTS), (FindingsPage, FOUND)):
        assert page.model_json_schema()["properties"]["format"]["anyOf"][0]["enum"] == list(known)
    assert CSV in LISTS.values()
