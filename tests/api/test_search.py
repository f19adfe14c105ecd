"""/v1/search: what the library finds, in pages and formats."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from posgraph.graph import Graph
from posgraph.searching.results import COLUMNS
from posgraph_api.shapes.search import Search

DAY = "as_of=2025-12-29"


def test_the_answer_is_that_of_the_library(client: httpx.Client, graph: Graph) -> None:
    answer = client.get(f"/v1/search?{DAY}&q=ceasefire&actor=russia&type=position&year=2025&issue=security").json()
    expected = graph.search(
        "ceasefire", "2025-12-29", actors="russia", kinds="position", years="2025", issues="security"
    ).to_dict()
    assert expected["items"]
    assert answer == json.loads(json.dumps(expected))
    Search.model_validate(answer)


def test_pages_joined_are_the_whole_list(client: httpx.Client) -> None:
    whole = client.get(f"/v1/search?{DAY}&q=Зеленський").json()
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get("/v1/search", params={"as_of": "2025-12-29", "q": "Зеленський", "limit": 15, "cursor": after}).json()
        assert (page["total"], page["facets"]) == (whole["total"], whole["facets"])
        found, after = [*found, *page["items"]], page["next"]
    assert found == whole["items"]
    assert len(found) == whole["total"] > 30


def test_the_last_word_may_be_the_beginning_of_one(client: httpx.Client) -> None:
    assert client.get(f"/v1/search?{DAY}&q=ceasef").json()["total"] == 0
    assert client.get(f"/v1/search?{DAY}&q=ceasef&prefix=true").json()["total"] > 50


def test_csv_and_fields_give_the_same_hits(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f'/v1/search?{DAY}&q="first a peace agreement"&format=csv').text)))
    assert tuple(rows[0]) == COLUMNS
    assert {row["id"] for row in rows} == {"RU004", "SQ001"}
    assert {row["text"] for row in rows} == {"first a peace agreement, then a ceasefire"}
    items = client.get(f"/v1/search?{DAY}&q=ceasefire&limit=1&fields=id,text.hit").json()["items"]
    assert items == [{"id": "ceasefire", "text": [{"hit": True}]}]


@pytest.mark.parametrize(
    ("query", "where", "hint"),
    [
        ("actor=rusia", "actor", "russia"),
        ("issue=securty", "issue", "security"),
        ("type=positon", "type", "position"),
        ("year=25", "year", ""),
        ("fields=lable", "fields", "label"),
    ],
)
def test_what_cannot_be_meant_is_refused(client: httpx.Client, query: str, where: str, hint: str) -> None:
    answer = client.get(f"/v1/search?q=a&{query}")
    assert answer.status_code == 400
    assert [(fault["where"], fault["hint"]) for fault in answer.json()["errors"]] == [(where, hint)]


@pytest.mark.parametrize("q", ['"', "*", "-", "a AND (", "NEAR(a b)", "f0 : a", "'; DROP TABLE entries", "\0", "%", "^a"])
def test_no_words_are_an_error(client: httpx.Client, q: str) -> None:
    assert client.get("/v1/search", params={"q": q}).status_code == 200
