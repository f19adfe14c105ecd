"""What the service says to mistakes that are made often: each problem names the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.serving import ADMIN, serving, start


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    headers = {"accept": "application/json", "authorization": f"Bearer {ADMIN}"}
    with serving(POSGRAPH_ADMIN_TOKEN=ADMIN) as service, httpx.Client(base_url=service.url, headers=headers) as client:
        yield client


def fault(answer: httpx.Response, status: int) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    first: dict[str, str] = answer.json()["errors"][0]
    return first


def test_a_body_of_another_type_is_told_the_header_it_needs(client: httpx.Client) -> None:
    sent = client.post("/v1/actors", data={"id": "oman"})
    assert fault(sent, 415)["hint"] == "-H 'Content-Type: application/json'"


def test_an_empty_body_is_called_empty(client: httpx.Client) -> None:
    sent = client.post("/v1/actors", headers={"content-type": "application/json"})
    assert fault(sent, 400)["expected"] == "JSON; the body is empty"


def test_json_that_cannot_be_read_is_told_the_place(client: httpx.Client) -> None:
    sent = client.post("/v1/actors", content='{"id": "x",}', headers={"content-type": "application/json"})
    assert fault(sent, 400)["expected"].startswith("JSON; at line 1, column 12")


def test_a_revision_with_bare_columns_is_shown_the_shape(client: httpx.Client) -> None:
    assert '"row": {…}' in fault(client.patch("/v1/actors/russia", json={"label": "R"}), 400)["hint"]


def test_put_of_a_row_is_told_of_patch(client: httpx.Client) -> None:
    assert fault(client.put("/v1/actors/russia", json={"label": "R"}), 405)["hint"] == "PATCH revises a row"


def test_a_row_that_is_not_there_is_named_in_good_english(client: httpx.Client) -> None:
    assert fault(client.get("/v1/actors/rusia"), 404)["expected"].startswith("the id of an actor;")


def test_an_offset_is_told_of_the_cursor(client: httpx.Client) -> None:
    assert fault(client.get("/v1/actors?offset=10"), 400)["hint"] == "cursor"


def test_a_single_table_is_told_of_the_zip(client: httpx.Client) -> None:
    sent = client.post("/v1/datasets", content="id,label", headers={"content-type": "text/csv"})
    assert fault(sent, 415)["hint"] == "a zip of the folder of CSV tables"


def test_a_problem_page_has_no_empty_columns(client: httpx.Client) -> None:
    page = client.get("/v1/actors/zzzzzzzz", headers={"accept": "text/html"}).text
    assert "what was expected" in page
    assert "did you mean" not in page


@pytest.mark.parametrize("name", ["tlaks.csv", "talks.zip"])
def test_a_name_of_a_file_that_is_not_there_makes_no_store(tmp_path: Path, name: str) -> None:
    process = start("--data", str(tmp_path / name))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert name in said
    assert not (tmp_path / name).exists()
