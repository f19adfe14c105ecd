"""Pages of very many findings: drawn from the heaviest, and they say so; REST gives all, page by page."""

import csv
import io
from itertools import product

import httpx
import pytest

from posgraph.exporters import export
from posgraph.model import Actor, Dataset, Demand, Issue, Position, Source
from posgraph.stance import Stance
from tests.api.serving import serving

SIDES = 142


def crowd() -> Dataset:
    """142 who want a thing and 142 who refuse it: 20,164 conflicts, some of them between red lines."""
    rows = [
        Position(
            id=f"{side}{n:03}", actor=f"{side}{n:03}", demand="d", stance=stance, source="s",
            salience=(n % 5) / 4, confidence=0.5, firmness=1.0 if n % 40 == 4 else None,
        )
        for side, stance in (("n", Stance.demands), ("s", Stance.rejects))
        for n in range(SIDES)
    ]  # fmt: skip
    return Dataset(
        id="crowd",
        actors=tuple(Actor(id=row.actor, label=row.actor.upper(), kind="person") for row in rows),
        issues=(Issue(id="i", label="I"),),
        demands=(Demand(id="d", issue="i", label="D"),),
        sources=(Source(id="s", title="Minutes"),),
        positions=tuple(rows),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    place = export(crowd(), tmp_path_factory.mktemp("crowd") / "crowd", "csv")
    with serving("--data", str(place)) as service, httpx.Client(base_url=service.url, timeout=60) as client:
        yield client


def test_a_page_of_many_conflicts_says_how_many_there_are_and_what_it_is_drawn_from(pages) -> None:
    page = pages.get("/conflicts", headers={"accept": "text/html"}).text
    assert "20,164 conflicts" in page
    assert "16 of them hard" in page
    assert "the 20,000 of the greatest severity, of 20,164" in page
    assert "(20,000 pairs)" not in page


def test_one_actor_of_many_is_shown_whole(pages) -> None:
    page = pages.get("/conflicts?actor=n004", headers={"accept": "text/html"}).text
    assert "142 conflicts" in page
    assert "of the greatest severity, of" not in page


@pytest.fixture(scope="module")
def rows(pages):
    """All conflicts, as they are downloaded."""
    return list(csv.DictReader(io.StringIO(pages.get("/v1/conflicts?format=csv").text)))


def test_a_download_holds_every_conflict_once_the_most_severe_first(rows) -> None:
    found = [(-float(row["severity"]), row["a_position"], row["b_position"]) for row in rows]
    assert found == sorted(found)
    assert {pair[1:] for pair in found} == set(product((f"n{n:03}" for n in range(SIDES)), (f"s{n:03}" for n in range(SIDES))))
    assert len(found) == 20_164


def test_pages_over_rest_are_parts_of_it(pages, rows) -> None:
    address = "/v1/conflicts?limit=300"
    for n in range(3):
        answer = pages.get(address).json()
        assert (answer["total"], answer["total_hard"]) == (20_164, 16)
        here = [(item["a"]["position"], item["b"]["position"]) for item in answer["items"]]
        assert here == [(row["a_position"], row["b_position"]) for row in rows[300 * n : 300 * (n + 1)]]
        address = f"/v1/conflicts?limit=300&cursor={answer['next']}"


def test_findings_of_one_actor_are_lines_of_their_own(pages) -> None:
    assert len(pages.get("/v1/conflicts?format=ndjson&actor=n004").text.splitlines()) == SIDES


def test_a_cursor_that_is_no_place_in_the_list_is_refused(pages) -> None:
    good = pages.get("/v1/conflicts?limit=1").json()["next"]
    assert pages.get(f"/v1/conflicts?limit=1&cursor={good}").status_code == 200
    for bad in ("x", good[:-3], pages.get("/v1/conflicts?limit=1&rule=R1").json()["next"]):
        answer = pages.get(f"/v1/conflicts?limit=1&cursor={bad}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_an_answer_that_is_known_is_not_sent_again(pages) -> None:
    tag = pages.get("/v1/conflicts?limit=5").headers["etag"]
    assert pages.get("/v1/conflicts?limit=5", headers={"if-none-match": tag}).status_code == 304
