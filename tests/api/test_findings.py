"""Conflicts, overlaps, ground and orders: what the library says, and what the command line prints."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from posgraph.graph import Graph
from tests import forked

AS_OF = "2025-12-29"


def printed(*arguments: str) -> Any:
    done = forked.run(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("conflicts?as_of=2025-12-29", ["conflicts", "--as-of", AS_OF]),
        ("conflicts?ever=true&self=true", ["conflicts", "--ever", "--self"]),
        ("conflicts?as_of=2025-12-29&actor=russia&actor=ukraine&issue=ceasefire&rule=R1&rule=refused-consequence",
         ["conflicts", "--as-of", AS_OF, "--actor", "russia", "--actor", "ukraine", "--issue", "ceasefire", "--rule", "R1",
          "--rule", "refused-consequence"]),
        ("overlaps?as_of=2025-12-29", ["overlaps", "--as-of", AS_OF]),
        ("ground?as_of=2025-12-29&actor=ukraine&actor=united-states",
         ["ground", "--as-of", AS_OF, "--actor", "ukraine", "--actor", "united-states"]),
        ("orders?as_of=2025-12-29", ["orders", "--as-of", AS_OF]),
        ("orders?as_of=2025-12-29&without=SQ001", ["orders", "--as-of", AS_OF, "--without", "SQ001"]),
    ],
)  # fmt: skip
def test_the_answer_is_what_the_command_line_prints(client: httpx.Client, query: str, arguments: list[str]) -> None:
    answer = client.get(f"/v1/{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json() == printed(*arguments)


def test_the_answer_is_the_result_of_the_library(client: httpx.Client, graph: Graph) -> None:
    for name in ("conflicts", "overlaps", "ground", "orders"):
        expected = json.loads(json.dumps(getattr(graph, name)(as_of=AS_OF).to_dict()))
        assert client.get(f"/v1/{name}?as_of={AS_OF}").json() == expected


def test_no_date_is_today(client: httpx.Client) -> None:
    from datetime import date

    before = date.today().isoformat()
    said = client.get("/v1/conflicts?limit=1").json()["as_of"]
    assert said in (before, date.today().isoformat())


@pytest.mark.parametrize("name", ["conflicts", "overlaps"])
def test_cursors_walk_every_finding_once(client: httpx.Client, name: str) -> None:
    asked = {"as_of": AS_OF, "self": "true"}
    whole = client.get(f"/v1/{name}", params=asked).json()
    walked, cursor = [], None
    while True:
        page = client.get(f"/v1/{name}", params=asked | {"limit": "9"} | ({"cursor": cursor} if cursor else {})).json()
        assert page["as_of"] == AS_OF
        assert len(page["items"]) == 9 or page["next"] is None
        walked += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert walked == whole["items"]
    assert len(whole["items"]) > 18


def test_the_same_bytes_have_the_same_tag_and_are_sent_once(client: httpx.Client) -> None:
    for path in (
        "/v1/conflicts?as_of=2025-12-29",
        "/v1/actors",
        "/v1/positions/RU001",
        "/id/miami-2025/actor/russia",
        "/",
        "/docs",
    ):
        first = client.get(path, headers={"accept": "*/*"})
        assert first.headers["cache-control"] == "no-cache"
        assert "accept" in first.headers["vary"]
        again = client.get(path, headers={"if-none-match": f'W/"other", {first.headers["etag"]}', "accept": "*/*"})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        other = client.get(path, headers={"if-none-match": '"other"', "accept": "*/*"})
        assert (other.status_code, other.content) == (200, first.content)


def test_another_format_or_another_question_has_another_tag(client: httpx.Client) -> None:
    tags = {
        client.get("/v1/actors/russia").headers["etag"],
        client.get("/v1/actors/russia", headers={"accept": "text/turtle"}).headers["etag"],
        client.get("/v1/actors/ukraine").headers["etag"],
        client.get("/v1/conflicts?as_of=2025-12-29").headers["etag"],
        client.get("/v1/conflicts?as_of=2025-12-28").headers["etag"],
    }
    assert len(tags) == 5
