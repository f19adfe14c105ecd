"""Networks of a dataset: they agree with its conflicts and overlaps, and lead to its positions."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import posgraph
from posgraph.analysis.network import between, network, networks
from posgraph.analysis.strength import side
from posgraph.cli.group import cli
from posgraph.errors import UnknownName, UsageError
from posgraph.graph import Graph
from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, Source, When
from posgraph.stance import Stance

DATA = Path(__file__).parents[3] / "data"
DAYS = [
    ("miami-2025", "2025-12-29"),
    ("russia-ukraine", "2025-12-29"),
    ("russia-ukraine", "2022-04-01"),
    ("brexit", "2019-10-16"),
]
R1_TO_R5 = ("R1", "R2", "R3", "R4", "R5")
KINDS = ("shared", "implied", "shared-refusal", "range")


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    return {name: posgraph.open(DATA / name) for name, _ in DAYS}


def said(id: str, actor: str, demand: str, stance: str, begin: str, end: str = "", salience: float | None = None) -> Position:
    return Position(
        id=id,
        actor=actor,
        demand=demand,
        stance=Stance(stance),
        salience=salience,
        confidence=None if salience is None else 1.0,
        valid_from=When.parse(begin),
        valid_to=When.parse(end) if end else None,
        source="paper",
        quote=f"words of {id}",
    )


def talks() -> Dataset:
    """Four actors. A narrow demand entails a wide one; a vote stands alone."""
    rows = (
        said("p1", "north", "narrow", "demands", "2025-01-01", salience=1.0),
        said("p2", "south", "wide", "rejects", "2025-02-01", salience=0.5),
        said("p3", "east", "wide", "accepts", "2025-03-01", "2025-04-30"),
        said("p4", "north", "vote", "supports", "2025-01-01"),
        said("p5", "south", "vote", "supports", "2025-01-01"),
        said("p6", "west", "vote", "neutral", "2025-01-01"),
        said("p7", "north", "wide", "demands", "2025-05-01", salience=0.2),
    )
    return Dataset(
        id="toy",
        actors=tuple(Actor(id=name, label=name.title(), kind="state") for name in ("east", "north", "south", "west")),
        issues=(Issue(id="i", label="I"), Issue(id="j", label="J")),
        demands=(
            Demand(id="narrow", issue="i", label="N"),
            Demand(id="vote", issue="j", label="V"),
            Demand(id="wide", issue="i", label="W"),
        ),
        relations=(DemandRelation(id="r", demand_a="narrow", relation="entails", demand_b="wide", by="coder"),),
        sources=(Source(id="paper", title="A paper", url="https://example.org/paper"),),
        positions=rows,
    )


def cell(found: posgraph.networks.Network, one: str, other: str) -> float:
    return float(found.matrix[found.rows.index(one), found.columns.index(other)])


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_by_meaning_a_tie_is_the_number_of_pairs_that_conflict_or_overlap(graphs: dict[str, Graph], name: str, day: str) -> None:
    g = graphs[name]
    for kind, items in (("conflict", g.conflicts(day, rules=R1_TO_R5)), ("congruence", g.overlaps(day, kinds=KINDS))):
        pairs = {frozenset(item.ids): tuple(sorted((item.a.actor, item.b.actor))) for item in items}
        found = g.network(kind, by="meaning", as_of=day)
        ties = {(a, b): cell(found, a, b) for a in found.rows for b in found.rows if a < b and cell(found, a, b)}
        assert ties == Counter(pairs.values())
        assert np.array_equal(found.matrix, found.matrix.T)
        for a, b in ties:
            told = between(found, a, b)
            assert {frozenset((pair["a"], pair["b"])) for pair in told["pairs"]} == {
                p for p, who in pairs.items() if who == (a, b)
            }


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_by_meaning_severities_are_those_of_the_conflicts(graphs: dict[str, Graph], name: str, day: str) -> None:
    g = graphs[name]
    weights: Counter[tuple[str, ...]] = Counter()
    for severity, actors in {
        frozenset(c.ids): (c.severity, tuple(sorted((c.a.actor, c.b.actor)))) for c in g.conflicts(day, rules=R1_TO_R5)
    }.values():
        weights[actors] += severity  # type: ignore[assignment]
    found = g.network("conflict", by="meaning", weight="severity", as_of=day)
    for actors, expected in weights.items():
        assert cell(found, *actors) == pytest.approx(expected)
    assert found.matrix.sum() / 2 == pytest.approx(sum(weights.values()))


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_by_demand_conflict_is_contradiction_and_congruence_what_is_shared(graphs: dict[str, Graph], name: str, day: str) -> None:
    g = graphs[name]
    conflict = Counter(tuple(sorted((c.a.actor, c.b.actor))) for c in g.conflicts(day, rules="R1"))
    found = g.network("conflict", as_of=day)
    assert {(a, b): cell(found, a, b) for a in found.rows for b in found.rows if a < b and cell(found, a, b)} == conflict
    alike = Counter(
        tuple(sorted((o.a.actor, o.b.actor)))
        for o in g.overlaps(day, kinds=("shared", "shared-refusal"))
        if len({demand for demand in o.chain if ":" not in demand}) == 1
    )
    found = g.network("congruence", as_of=day)
    assert {(a, b): cell(found, a, b) for a in found.rows for b in found.rows if a < b and cell(found, a, b)} == alike


def test_by_meaning_a_refused_consequence_is_a_conflict() -> None:
    by_demand, by_meaning = (network(talks(), "conflict", as_of="2025-02-15", by=by) for by in ("demand", "meaning"))
    assert by_demand.matrix.sum() == 0
    assert cell(by_meaning, "north", "south") == 1
    (pair,) = between(by_meaning, "north", "south")["pairs"]
    assert (pair["a"], pair["b"], pair["rules"], pair["chain"]) == ("p1", "p2", ["refused-consequence"], ["narrow", "wide"])
    assert (pair["from"], pair["until"], pair["relations"]) == ("2025-02-01", None, ["r"])


def test_a_tie_leads_to_positions_with_quotes_and_sources() -> None:
    found = network(talks(), "congruence", as_of="2025-02-15")
    north, south = found.between("north", "south")
    assert (north.id, north.stance, north.quote, north.source, north.url, north.date) == (
        "p4", "supports", "words of p4", "A paper", "https://example.org/paper", date(2025, 1, 1),
    )  # fmt: skip
    assert south.id == "p5"
    told = between(found, "north", "south")
    assert [position["position"] for position in told["positions"]] == ["p4", "p5"]
    assert told["positions"][0]["source"]["title"] == "A paper"
    assert (told["weight"], told["pairs"]) == (1, None)
    assert [said["quote"] for said in told["statements"]] == ["words of p4", "words of p5"]
    with pytest.raises(UnknownName, match="'north'"):
        between(found, "nort", "south")


def test_saliences_multiply_and_what_is_unknown_is_told() -> None:
    found = network(talks(), "conflict", as_of="2025-06-01", by="meaning", weight="salience")
    assert cell(found, "north", "south") == pytest.approx(1.0 * 0.5 + 0.2 * 0.5)
    assert found.about["assumed"] == [{"position": "p4", "assumed": ["salience"]}, {"position": "p5", "assumed": ["salience"]}]
    alike = network(talks(), "congruence", as_of="2025-06-01", weight="salience")
    assert cell(alike, "north", "south") == pytest.approx(0.5 * 0.5)
    severe = network(talks(), "conflict", as_of="2025-06-01", by="meaning", weight="severity")
    sides = {p.id: side(p).weight for p in talks().positions}
    assert cell(severe, "north", "south") == pytest.approx(min(sides["p1"], sides["p2"]) + min(sides["p7"], sides["p2"]))
    assert network(talks(), as_of="2025-06-01").about["assumed"] == []


def test_only_those_who_said_something_that_counts_are_there_unless_isolates_are_wanted() -> None:
    assert network(talks(), as_of="2025-02-15").rows == ("north", "south")
    whole = network(talks(), as_of="2025-02-15", isolates=True)
    assert whole.rows == whole.columns == ("north", "south", "west")
    assert network(talks(), "ignore", as_of="2025-02-15").rows == ("north", "south", "west")
    assert network(talks(), as_of="2024-01-01").rows == ()
    assert whole.labels == {"north": "North", "south": "South", "west": "West"}


def test_actors_and_issues_limit_it() -> None:
    day = "2025-03-15"
    star = network(talks(), "conflict", as_of=day, by="meaning", actors="south")
    assert star.rows == ("east", "north", "south")
    assert (cell(star, "south", "north"), cell(star, "south", "east"), cell(star, "east", "north")) == (1, 1, 0)
    assert network(talks(), "congruence", as_of=day, by="meaning", actors="east").rows == ("east", "north")
    pair = network(talks(), "congruence", as_of=day, by="meaning", actors=("north", "south"))
    assert (pair.rows, cell(pair, "north", "south")) == (("north", "south"), 1)
    assert network(talks(), "congruence", as_of=day, issues="i").matrix.sum() == 0
    assert network(talks(), "congruence", as_of=day, issues="j").matrix.sum() == 2
    two = network(talks(), mode="two", as_of=day, actors="south")
    assert (two.rows, two.columns, two.matrix.tolist()) == (("south",), ("vote", "wide"), [[1.0, -1.0]])
    for wrong in ({"actors": "sout"}, {"issues": "k"}):
        with pytest.raises(UnknownName):
            network(talks(), as_of=day, **wrong)  # type: ignore[arg-type]


def test_norms_by_meaning() -> None:
    asked = {"as_of": "2025-03-15", "by": "meaning"}
    assert cell(network(talks(), "conflict", norm="average", **asked), "north", "south") == 1 / 2  # type: ignore[arg-type]
    assert cell(network(talks(), "conflict", norm="activity_product", **asked), "north", "south") == 1 / 4  # type: ignore[arg-type]
    shares = [cell(network(talks(), kind, norm="shared", **asked), "north", "south") for kind in ("congruence", "conflict")]  # type: ignore[arg-type]
    assert shares == [1 / 2, 1 / 2]
    assert cell(network(talks(), "subtract", **asked), "north", "south") == 0  # type: ignore[arg-type]


def test_in_windows_what_is_in_force_on_some_day_counts() -> None:
    found = networks(talks(), kind="conflict", by="meaning", window="months:1", since="2025-02-01", until="2025-06-01")
    assert [(str(n.window.start), str(n.window.stop)) for n in found if n.window][:2] == [
        ("2025-01-01", "2025-02-01"),
        ("2025-02-01", "2025-03-01"),
    ]
    assert [int(n.matrix.sum() / 2) for n in found] == [1, 2, 2, 3, 2]  # p2 joins, p3 comes and goes, p7 comes
    assert found[0].rows == ("north", "south")
    assert all(n.as_of is None for n in found)


def test_windows_by_demand_count_all_that_are_in_force_in_them() -> None:
    found = networks(talks(), "days:10", "conflict", step="days:30", since="2025-03-10", until="2025-05-09")
    assert [{name: cell(n, name, "south") for name in n.rows if name != "south"} for n in found] == [
        {"east": 1.0, "north": 0.0},
        {"east": 1.0, "north": 0.0},
        {"east": 1.0, "north": 1.0},  # 29 April to 9 May: east until the 30th, north since the 1st
    ]


def test_a_window_holds_all_that_its_last_day_does(graphs: dict[str, Graph]) -> None:
    g = graphs["miami-2025"]
    for by in ("demand", "meaning"):
        day = date(2025, 12, 29)
        (window,) = g.networks("days:1", "conflict", by=by, since=day, until=day)
        last = g.network("conflict", by=by, as_of=day)
        assert (window.matrix >= 0).all()
        assert window.matrix.sum() >= last.matrix.sum()


def test_with_isolates_all_windows_have_the_same_actors(graphs: dict[str, Graph]) -> None:
    found = graphs["miami-2025"].networks(by="meaning", isolates=True, since="2025-06-01", until="2025-12-29")
    assert len({n.rows for n in found}) == 1
    assert len(found) == 8


def test_ever_counts_what_was_in_force_at_any_time(graphs: dict[str, Graph]) -> None:
    g = graphs["miami-2025"]
    pairs = {frozenset(c.ids) for c in g.conflicts(ever=True, rules=R1_TO_R5)}
    assert g.network("conflict", by="meaning", ever=True).matrix.sum() / 2 == len(pairs)
    assert g.network("conflict", ever=True).as_of is None


def test_a_network_is_networkx_and_json(graphs: dict[str, Graph]) -> None:
    found = graphs["miami-2025"].network("conflict", by="meaning", as_of="2025-12-29")
    graph = found.graph()
    assert graph.edges["russia", "ukraine"]["weight"] == cell(found, "russia", "ukraine")
    assert graph.edges["russia", "ukraine"]["sign"] == -1
    assert (graph.graph["by"], graph.graph["as_of"]) == ("meaning", "2025-12-29")
    told = json.loads(json.dumps(found.to_dict()))
    assert (told["kind"], told["as_of"], told["by"], told["weight"]) == ("conflict", "2025-12-29", "meaning", "count")
    assert told["labels"]["russia"] == "Russia"


def test_the_structure_of_a_dataset_rests_on_both_kinds(graphs: dict[str, Graph]) -> None:
    g = graphs["miami-2025"]
    asked = {"by": "meaning", "as_of": "2025-12-29"}
    one, other = (g.network(kind, **asked).structure() for kind in ("congruence", "conflict"))  # type: ignore[arg-type]
    assert (one.balance, one.polarisation) == (other.balance, other.polarisation)
    assert one.blocs is not None
    assert other.blocs is not None
    assert one.blocs.blocs == other.blocs.blocs
    star = g.network("conflict", actors="russia", isolates=True, **asked).structure()  # type: ignore[arg-type]
    assert star.balance is not None


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"mode": "three"}, "mode"),
        ({"kind": "conflicts"}, "kind"),
        ({"kind": "combine"}, "kind"),
        ({"norm": "prominence"}, "norm"),
        ({"by": "heart"}, "by"),
        ({"weight": "severity"}, "weight"),
        ({"weight": "mass"}, "weight"),
        ({"duplicates": "day"}, "duplicates"),
        ({"by": "meaning", "mode": "two"}, "mode"),
        ({"by": "meaning", "kind": "ignore"}, "kind"),
        ({"by": "meaning", "norm": "cosine"}, "norm"),
        ({"by": "meaning", "duplicates": "document"}, "duplicates"),
        ({"as_of": "2025-12-29", "ever": True}, "as_of"),
    ],
)
def test_what_cannot_be_counted_is_refused(wrong: dict[str, str], where: str) -> None:
    with pytest.raises(UsageError) as caught:
        network(talks(), **wrong)  # type: ignore[arg-type]
    assert caught.value.fault.where == where


def test_windows_that_cannot_be_are_refused() -> None:
    for wrong, where in (({"window": "6"}, "window"), ({"step": "months"}, "step"), ({"since": "2025-02", "until": ""}, "since")):
        with pytest.raises(UsageError) as caught:
            networks(talks(), **wrong)  # type: ignore[arg-type]
        assert caught.value.fault.where == where
    with pytest.raises(UsageError, match="not after"):
        networks(talks(), since="2025-06-01", until="2025-01-01")
    assert list(networks(Dataset(id="empty"))) == []


def test_the_order_of_the_rows_does_not_matter() -> None:
    d = talks()
    other = Dataset(**{name: getattr(d, name) for name in ("id", "actors", "issues", "demands", "relations", "sources")},
                    positions=tuple(reversed(d.positions)))  # fmt: skip
    for by in ("demand", "meaning"):
        assert network(d, by=by, ever=True).to_dict() == network(other, by=by, ever=True).to_dict()


def test_a_report_is_told_as_a_report(graphs: dict[str, Graph]) -> None:
    found = graphs["miami-2025"].network("conflict", by="meaning", as_of="2025-12-29").between("germany", "russia")
    assert [(said.id, said.reported_by, said.mode) for said in found] == [
        ("DE001", "Friedrich Merz via Washington Post", "byRepresentative"),
        ("RU030", "Washington Post", "byThirdParty"),
    ]
    asked = ["network", "--kind", "conflict", "--by", "meaning", "--as-of", "2025-12-29", "--between", "germany", "russia"]
    [first, _] = csv.DictReader(StringIO(CliRunner().invoke(cli, [*asked, "--format", "csv"]).output))
    assert (first["reported_by"], first["mode"]) == ("Friedrich Merz via Washington Post", "byRepresentative")
    shown = " ".join(CliRunner().invoke(cli, asked).output.split())
    assert "reported by Friedrich Merz via Washington Post, by its representative" in shown
    assert "reported by Washington Post, as a third party tells it" in shown


def test_the_page_says_how_many_numbers_were_unknown() -> None:
    asked = ["network", "--kind", "conflict", "--as-of", "2025-12-29", "--weight", "salience"]
    known = CliRunner().invoke(cli, asked[:-2]).output
    shown = CliRunner().invoke(cli, asked).output
    assert "0.5 stands for it" in " ".join(shown.split())
    assert "0.5 stands for it" not in known


def test_more_pairs_than_can_be_held_are_refused() -> None:
    actors = tuple(Actor(id=f"a{n:04d}", label="A", kind="person") for n in range(1500))
    rows = tuple(said(f"p{n:04d}", actor.id, "vote", "supports", "2025-01-01") for n, actor in enumerate(actors))
    crowd = Dataset(id="crowd", actors=actors, demands=(Demand(id="vote", issue="i", label="V"),), positions=rows)
    with pytest.raises(UsageError, match="at most 2,000,000 pairs"):
        network(crowd, by="meaning", ever=True)
    assert network(crowd, ever=True).matrix.sum() == 1500 * 1499
