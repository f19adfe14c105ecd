"""Analyses under /v1 keep to the time that the service gives them, say what they left out, and hold up nobody."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import httpx
import pytest

from posgraph.exporters import export
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position
from posgraph.stance import Stance
from tests.api.serving import Running, serving

ISSUES, OPTIONS, PARTIES, PAIRS = 20, 5, 6, 40
BY_DISTANCE = (Stance.demands, Stance.supports, Stance.accepts, Stance.opposes, Stance.rejects)


def large() -> Dataset:
    """Talks with far more best deals than can be told in a second: each party wants one option on each issue."""
    random = Random(3)
    options = [[f"i{i:02}o{o}" for o in range(OPTIONS)] for i in range(ISSUES)]
    positions = []
    for party in range(PARTIES):
        for i, names in enumerate(options):
            wanted, salience = random.randrange(OPTIONS), random.randint(1, 20) / 20
            for o, name in enumerate(names):
                stance = BY_DISTANCE[abs(o - wanted)]
                positions.append(
                    Position(id=f"p{party}.{i:02}.{o}", actor=f"a{party}", demand=name, stance=stance, salience=salience)
                )
    pairs = set()
    while len(pairs) < PAIRS:
        i, j = sorted(random.sample(range(ISSUES), 2))
        pairs.add((random.choice(options[i]), random.choice(options[j])))
    return Dataset(
        id="large",
        actors=tuple(Actor(id=f"a{n}", label=f"Party {n}", kind="state") for n in range(PARTIES)),
        issues=tuple(Issue(id=f"i{i:02}", label=f"Issue {i}", exclusive=True, exhaustive=True) for i in range(ISSUES)),
        demands=tuple(Demand(id=name, issue=name[:3], label=name) for names in options for name in names),
        relations=tuple(
            DemandRelation(id=f"{a}.{b}", demand_a=a, relation="incompatible", demand_b=b, by="coder") for a, b in sorted(pairs)
        ),
        positions=tuple(positions),
    )


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service of these talks that gives an analysis a second."""
    folder: Path = tmp_path_factory.mktemp("large") / "large"
    export(large(), folder, "csv")
    with serving("--data", str(folder), "--query-seconds", "1") as running:
        yield running


@pytest.mark.parametrize(
    "query", ["settlements", "whatif?deals=true&drop=p0.00.0", "comparison?deals=true&drop=p0.00.0", "robustness"]
)
def test_a_search_that_time_cuts_off_says_so(hurried: Running, query: str) -> None:
    answer = httpx.get(f"{hurried.url}/v1/{query}", timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["partial"] is True


def test_others_are_answered_while_a_long_search_runs(hurried: Running) -> None:
    with httpx.Client(base_url=hurried.url, timeout=30) as client, ThreadPoolExecutor(2) as pool:
        searches = [pool.submit(httpx.get, f"{hurried.url}/v1/settlements?limit={n}", timeout=30) for n in (7, 8)]
        answered = 0
        while not all(search.done() for search in searches):
            assert client.get("/health").status_code == 200
            assert client.get("/v1/actors/a0").status_code == 200
            answered += 1
        assert answered > 1
        assert all(search.result().json()["partial"] for search in searches)
