"""Settlements, trades, bridges, scenarios, change over time, models: what the library says, and what the command line prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import httpx
import pytest

import posgraph
from posgraph.analysis.scenario import scenario
from posgraph.graph import Graph
from tests.api.serving import serving
from tests.api.test_findings import printed

AS_OF = "2025-12-29"
BREXIT = "2019-10-16"
PAIR = ("russia", "ukraine")
ARMY = "set russia:army-800000=accepts"


def told(result: Any) -> Any:
    """A result of the library as JSON."""
    return json.loads(json.dumps(result.to_dict()))


LIBRARY: dict[str, Callable[[Graph], Any]] = {
    "settlements?as_of=2025-12-29": lambda g: g.settlements(AS_OF),
    "settlements?as_of=2025-12-29&actor=russia&actor=ukraine&issue=recognition-annexed&limit=1": lambda g: g.settlements(
        AS_OF, actors=PAIR, issues="recognition-annexed", limit=1
    ),
    "settlements?as_of=2025-12-29&move=RU003&without=UA058&decide=army-size": lambda g: g.settlements(
        AS_OF, move="RU003", without="UA058", decide="army-size"
    ),
    "trades?as_of=2025-12-29": lambda g: g.trades(AS_OF),
    "trades?as_of=2025-12-29&actor=russia&actor=ukraine&issue=army-size&limit=2": lambda g: g.trades(
        AS_OF, actors=PAIR, issues="army-size", limit=2
    ),
    "bridges?as_of=2025-12-29&actor=russia&actor=ukraine": lambda g: g.bridges(AS_OF, actors=PAIR),
    "bridges?as_of=2025-12-29&rule=R5&kind=range&limit=3": lambda g: g.bridges(AS_OF, rules="range", kinds="range", limit=3),
    "whatif?as_of=2025-12-29": lambda g: g.whatif((), AS_OF),
    "whatif?as_of=2025-12-29&scenario=russia-drops-its-order": lambda g: g.whatif("russia-drops-its-order", AS_OF),
    "whatif?as_of=2025-12-29&set=russia:army-800000=accepts&drop=RU017&deals=true": lambda g: g.whatif(
        (ARMY, "drop RU017"), AS_OF, deals=True
    ),
    "whatif?as_of=2025-12-29&relate=ceasefire+requires+direct-talks&order=russia:ceasefire+before+referendum=accepts"
    "&actor=russia&actor=ukraine": lambda g: g.whatif(
        ("relate ceasefire requires direct-talks", "order russia:ceasefire before referendum=accepts"), AS_OF, actors=PAIR
    ),
    "comparison?as_of=2025-12-29": lambda g: g.compare(None, AS_OF),
    "comparison?as_of=2025-12-29&scenario=army-of-800000&drop=SQ001": lambda g: g.compare(
        ("army-of-800000", "drop SQ001"), AS_OF
    ),
    "shifts?as_of=2025-12-29": lambda g: g.shifts(AS_OF),
    "shifts?ever=true&since=2025-12-01&actor=ukraine&kind=concession&kind=reversal": lambda g: g.shifts(
        ever=True, since="2025-12-01", actors="ukraine", kinds=("concession", "reversal")
    ),
    "convergence?as_of=2025-12-29&actor=ukraine&actor=united-states&window=days:60&step=days:20": lambda g: g.convergence(
        "ukraine", "united-states", as_of=AS_OF, window="days:60", step="days:20"
    ),
    "convergence?ever=true&actor=russia&actor=ukraine&since=2025-01-01&until=2025-12-31": lambda g: g.convergence(
        *PAIR, ever=True, since="2025-01-01", until="2025-12-31"
    ),
    "report?since=2025-12-12&until=2025-12-29": lambda g: g.report("2025-12-12", AS_OF),
    "report?since=2025-12-29&until=2025-12-12&actor=ukraine&issue=ceasefire": lambda g: g.report(
        AS_OF, "2025-12-12", actors="ukraine", issues="ceasefire"
    ),
    "robustness?as_of=2025-12-29&draws=10": lambda g: g.robustness(AS_OF, draws=10, seconds=300),
    "robustness?as_of=2025-12-29&issue=army-size&actor=russia&actor=ukraine&seed=7&draws=5&limit=2": lambda g: g.robustness(
        AS_OF, issues="army-size", actors=PAIR, seed=7, draws=5, limit=2, seconds=300
    ),
    "forecast?as_of=2025-12-29": lambda g: g.forecast(AS_OF),
    "forecast?as_of=2025-12-29&issue=army-size&capability=russia=2&capability=ukraine=1": lambda g: g.forecast(
        AS_OF, issues="army-size", capability={"russia": 2.0, "ukraine": 1.0}
    ),
    "exchange?as_of=2025-12-29&actor=russia&actor=ukraine&scale=coded&bookkeeping=full": lambda g: g.exchange(
        AS_OF, actors=PAIR, scale="coded", bookkeeping="full"
    ),
    "stability?as_of=2025-12-29&proposal=28-points": lambda g: g.stability(AS_OF, proposals="28-points"),
    "stability?as_of=2025-12-29&state=army-cap-600000%2Barmy-800000&without=RU017": lambda g: g.stability(
        AS_OF, states="army-cap-600000+army-800000", without="RU017"
    ),
}  # fmt: skip


@pytest.mark.parametrize("query", LIBRARY)
def test_the_answer_is_what_the_library_says(client: httpx.Client, graph: Graph, query: str) -> None:
    answer = client.get(f"/v1/{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json() == told(LIBRARY[query](graph))


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("settlements?as_of=2025-12-29&issue=recognition-annexed", ["settle", "--issue", "recognition-annexed"]),
        ("trades?as_of=2025-12-29&actor=russia", ["trades", "--actor", "russia"]),
        ("bridges?as_of=2025-12-29&kind=on-record", ["bridges", "--kind", "on-record"]),
        ("whatif?as_of=2025-12-29&drop=SQ001", ["whatif", "--drop", "SQ001"]),
        ("comparison?as_of=2025-12-29", ["whatif", "--compare"]),
        ("shifts?as_of=2025-12-29", ["shifts"]),
        ("convergence?as_of=2025-12-29&actor=russia&actor=ukraine", ["convergence", "russia", "ukraine"]),
        (
            "robustness?as_of=2025-12-29&issue=recognition-annexed&draws=5",
            ["robustness", "--issue", "recognition-annexed", "--draws", "5", "--seconds", "300"],
        ),
        ("forecast?as_of=2025-12-29", ["forecast"]),
        ("exchange?as_of=2025-12-29", ["exchange"]),
        ("stability?as_of=2025-12-29&proposal=20-points", ["stability", "--proposal", "20-points"]),
    ],
)
def test_the_command_line_prints_the_same(client: httpx.Client, query: str, arguments: list[str]) -> None:
    answer = client.get(f"/v1/{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json() == printed(*arguments, "--as-of", AS_OF)


def test_the_command_line_prints_the_same_report(client: httpx.Client) -> None:
    answer = client.get(f"/v1/report?since=2025-12-12&until={AS_OF}&actor=ukraine")
    assert answer.json() == printed("report", "--since", "2025-12-12", "--until", AS_OF, "--actor", "ukraine")


@pytest.mark.parametrize(
    "query",
    ["settlements", "trades", "bridges?limit=1", "whatif", "comparison", "shifts?limit=1", "forecast", "exchange", "stability",
     "robustness?draws=0&issue=army-size", "convergence?actor=russia&actor=ukraine"],
)  # fmt: skip
def test_no_date_is_today(client: httpx.Client, query: str) -> None:
    before = date.today().isoformat()
    said = client.get(f"/v1/{query}").json()["as_of"]
    assert said in (before, date.today().isoformat())


def test_a_report_without_an_end_goes_to_today(client: httpx.Client) -> None:
    before = date.today().isoformat()
    said = client.get("/v1/report?since=2025-12-01").json()["until"]
    assert said in (before, date.today().isoformat())


def test_the_red_lines_on_recognition_block_a_deal_with_their_quotes(client: httpx.Client) -> None:
    found = client.get(f"/v1/settlements?as_of={AS_OF}&issue=recognition-annexed").json()
    assert found["feasible"] is False
    blockers = [set(members) for part in found["components"] for members in part["blockers"]]
    assert {"RU003", "UA048"} in blockers
    quotes = {p["position"]: p["quote"] for p in found["red_lines"]}
    assert quotes["RU003"] == "a push for recognition of annexed territories"


def test_cursors_walk_every_shift_once(client: httpx.Client) -> None:
    whole = client.get(f"/v1/shifts?as_of={AS_OF}").json()
    assert whole["next"] is None
    walked, address = [], f"/v1/shifts?as_of={AS_OF}&limit=9"
    while address:
        page = client.get(address)
        walked += page.json()["items"]
        assert page.json()["as_of"] == AS_OF
        address = page.headers["link"][1:].partition(">")[0] if page.json()["next"] else ""
    assert walked == whole["items"]
    assert len(walked) > 18


def canonical(client: httpx.Client, query: str) -> str:
    """The address that the service gives an answer."""
    answer = client.get(f"/v1/{query}")
    assert answer.status_code == 200, answer.text
    address, _, relation = answer.headers["link"].partition("; ")
    assert relation == 'rel="canonical"'
    return address.strip("<>")


def test_equal_scenarios_have_one_address(client: httpx.Client) -> None:
    asked = [
        "whatif?as_of=2025-12-29&drop=SQ001&order=russia:ceasefire+before+referendum=accepts&actor=ukraine&actor=russia",
        "whatif?actor=russia&set=russia:ceasefire-before-referendum=accepts&actor=ukraine&drop=SQ001&as_of=2025-12-29",
        "whatif?actor=russia&set=+russia:ceasefire-before-referendum%3D+accepts&actor=ukraine&drop=SQ001&drop=SQ001&as_of=2025-12-29",
    ]
    [address] = {canonical(client, query) for query in asked}
    assert address == (
        "/v1/whatif?as_of=2025-12-29&actor=russia&actor=ukraine&order=russia%3Aceasefire+before+referendum%3Daccepts&drop=SQ001"
    )
    answers = [client.get(path) for path in (address, *(f"/v1/{query}" for query in asked))]
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert canonical(client, address.removeprefix("/v1/")) == address


def test_a_kept_scenario_is_addressed_by_its_name(client: httpx.Client, graph: Graph) -> None:
    for kept in graph.scenarios:
        query = f"whatif?as_of={AS_OF}&scenario={kept.id}"
        assert canonical(client, query) == f"/v1/{query}"
        found = client.get(f"/v1/{query}").json()
        assert found["scenario"] == {"id": kept.id, "label": kept.label}
        assert found["changes"] == list(scenario(graph.dataset, kept.changes).changes)


def test_the_changes_of_a_bridge_end_its_conflict(client: httpx.Client) -> None:
    bridge = client.get(f"/v1/bridges?as_of={AS_OF}&kind=on-record&limit=1").json()["items"][0]
    pairs = [tuple(change.split(" ", 1)) for change in bridge["changes"]]
    found = client.get("/v1/whatif", params=[("as_of", AS_OF), *pairs]).json()
    sides = {bridge["conflict"]["a"]["position"], bridge["conflict"]["b"]["position"]}
    assert sides in [{c["a"]["position"], c["b"]["position"]} for c in found["conflicts"]["gone"]]


def test_an_answer_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    for query in (*LIBRARY, "settlements", "report?since=2025-12-28"):
        first = client.get(f"/v1/{query}")
        again = client.get(f"/v1/{query}", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), query


@pytest.fixture(scope="module")
def brexit() -> Iterator[httpx.Client]:
    """The dataset of the talks about the withdrawal from the European Union, served."""
    with (
        serving("--data", "brexit", "--query-seconds", "300") as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
    ):
        yield client


def test_no_place_is_left_for_the_irish_border(brexit: httpx.Client) -> None:
    actors = ("dup", "ireland", "european-union", "united-kingdom")
    found = brexit.get("/v1/settlements", params={"as_of": BREXIT, "actor": actors}).json()
    assert found["feasible"] is False
    [part] = found["components"]
    assert {frozenset(members) for members in part["blockers"]} == {
        frozenset(("BX004", "BX012", "BX019")), frozenset(("BX006", "BX012", "BX019")),
    }  # fmt: skip
    moved = brexit.get("/v1/settlements", params={"as_of": BREXIT, "actor": actors, "move": "BX012"}).json()
    assert moved["feasible"] is True


def test_every_analysis_answers_about_brexit(brexit: httpx.Client) -> None:
    with posgraph.open("brexit") as graph:
        for query, result in {
            f"trades?as_of={BREXIT}": graph.trades(BREXIT),
            f"bridges?as_of={BREXIT}": graph.bridges(BREXIT),
            f"comparison?as_of={BREXIT}": graph.compare(None, BREXIT),
            f"shifts?as_of={BREXIT}": graph.shifts(BREXIT),
            f"convergence?as_of={BREXIT}&actor=dup&actor=ireland": graph.convergence("dup", "ireland", as_of=BREXIT),
            "report?since=2019-10-16&until=2019-10-17": graph.report(BREXIT, "2019-10-17"),
            f"stability?as_of={BREXIT}": graph.stability(BREXIT),
        }.items():  # fmt: skip
            assert brexit.get(f"/v1/{query}").json() == told(result), query


def test_the_larger_dataset_says_the_same_as_the_library() -> None:
    with (
        serving("--data", "russia-ukraine", "--query-seconds", "300") as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
        posgraph.open("russia-ukraine") as graph,
    ):
        assert client.get(f"/v1/settlements?as_of={AS_OF}").json() == told(graph.settlements(AS_OF))
        assert client.get("/v1/report?since=2014-01-01&until=2015-12-31").json() == told(graph.report("2014-01-01", "2015-12-31"))
