"""Pages that are drawn from the heaviest of many findings: what they say of all, and of what they leave out."""

import pytest

from posgraph.model import Actor, Dataset, Demand, Issue, Position, Source
from posgraph.stance import Stance
from posgraph_api.pages import visit as visits
from tests.api.asking import Client
from tests.pages.visiting import graph_of

DAY = "asof=2025-12-29"


def position(id: str, demand: str, stance: Stance, salience: float, firmness: float | None = None) -> Position:
    return Position(id=id, actor=id, demand=demand, stance=stance, salience=salience, confidence=1, firmness=firmness, source="s")


@pytest.fixture(scope="module")
def client() -> Client:
    """Nine severe conflicts over one thing, four lighter ones over another, one between red lines that matters little to both."""
    severe = [position(f"n{n}", "d", Stance.demands, 1.0) for n in "123"] + [
        position(f"s{n}", "d", Stance.rejects, 1.0) for n in "123"
    ]
    light = [position(f"u{n}", "e", Stance.demands, 0.4) for n in "12"] + [
        position(f"v{n}", "e", Stance.rejects, 0.4) for n in "12"
    ]
    red = [position("r1", "f", Stance.demands, 0.1, 1.0), position("r2", "f", Stance.rejects, 0.1, 1.0)]
    rows = (*severe, *light, *red)
    return Client(
        graph_of(
            Dataset(
                id="many",
                actors=tuple(Actor(id=row.actor, label=row.actor.upper(), kind="person") for row in rows),
                issues=(Issue(id="i", label="I"),),
                demands=tuple(Demand(id=id, issue="i", label=id.upper()) for id in "def"),
                sources=(Source(id="s", title="Minutes"),),
                positions=rows,
            )
        )
    )


def test_the_hardest_conflict_is_told_however_little_it_weighs(client, monkeypatch) -> None:
    wanted = client.get(f"/home.json?{DAY}").json()["conflicts"]
    assert (wanted[0]["a"]["position"], wanted[0]["hard"]) == ("r1", True)
    monkeypatch.setattr(visits, "MOST", 5)
    day = "asof=2025-12-30"
    found = client.get(f"/home.json?{day}").json()["conflicts"]
    assert found == wanted[: len(found)]
    page = client.get(f"/?{day}", accept="text/html").text
    assert "14 conflicts" in page
    assert "1 of them between red lines" in page


def test_totals_are_those_of_the_least_weight_that_is_asked_for(client) -> None:
    found = client.get(f"/conflicts.json?{DAY}&min=0.2").json()
    assert (len(found["items"]), found["total"], found["total_hard"]) == (13, 13, 0)
    assert client.get(f"/conflicts.json?{DAY}").json()["total_hard"] == 1


def test_where_more_may_weigh_enough_than_are_at_hand_the_page_says_so(client, monkeypatch) -> None:
    monkeypatch.setattr(visits, "MOST", 5)
    page = client.get("/conflicts?asof=2025-12-31&min=0.2", accept="text/html").text
    assert "5 conflicts or more" in page
    assert "of 14 of any severity" in page
    assert "hard (red lines on both sides)" not in page
    assert '<span class="soft">5 of 14</span>' in page
    page = client.get("/conflicts?asof=2025-12-31", accept="text/html").text
    assert "<strong>14 conflicts</strong>, 1 of them hard" in page
