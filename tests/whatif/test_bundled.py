"""Scenarios over the bundled datasets: what an analyst would ask, with the answers read off the rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import posgraph
from posgraph.analysis.scenario import changes
from posgraph.analysis.whatif import compare, whatif

DATA = Path(__file__).parents[2] / "data"
DAY = "2025-12-29"
TRUCE_FIRST = ("SQ001", "SQ014")
AROUND = ("REL-agreement", "SQ001", "SQ003", "SQ009")
BLACK_SEA = ("SQ059", "SQ060")


@pytest.fixture(scope="module")
def miami():
    return posgraph.open(DATA / "miami-2025").dataset


def freed(found):
    return {tuple(sorted(c.members)) for c in found.freed}


def left(found):
    return {tuple(sorted(members)) for members in found.after.contradictions}


def test_without_the_order_of_russia_the_knot_around_the_ceasefire_is_free(miami) -> None:
    found = whatif(miami, "drop SQ001", DAY)
    assert freed(found) == {TRUCE_FIRST, AROUND}
    assert left(found) == {BLACK_SEA}
    assert {frozenset(c.ids) for c in found.gone} == {frozenset({"SQ001", id}) for id in ("SQ003", "SQ009", "SQ014")}
    assert found.knotted == found.new == found.opened == found.closed == ()


def test_without_the_relation_of_the_two_agreements_only_the_long_way_round_is_free(miami) -> None:
    found = whatif(miami, "drop REL-agreement", DAY)
    assert freed(found) == {AROUND}
    assert left(found) == {TRUCE_FIRST, BLACK_SEA}


@pytest.mark.parametrize("stance", ["neutral", "rejects"])
def test_another_word_on_the_order_frees_the_knot_too_with_the_condition_that_was_this_order(miami, stance) -> None:
    assert miami.by_id("positions")["RU004"].only_if == ("peace-agreement",)
    found = whatif(miami, f"set russia:peace-agreement-before-ceasefire={stance}", DAY)
    assert (found.replaced, freed(found), left(found)) == (("SQ001",), {TRUCE_FIRST, AROUND}, {BLACK_SEA})


def test_a_softer_word_on_the_order_ties_the_same_knot_with_the_assumed_row(miami) -> None:
    found = whatif(miami, "set russia:peace-agreement-before-ceasefire=accepts firmness=flexible", DAY)
    id = "order:russia:peace-agreement-before-ceasefire"
    assert {tuple(sorted(c.members)) for c in found.knotted} == {
        tuple(sorted({*m, id} - {"SQ001"})) for m in (TRUCE_FIRST, AROUND)
    }
    assert found.before.order_figures()["cost"] == 0.875  # SQ001 1 × 0.5 and SQ059 0.75 × 0.5
    assert found.after.order_figures()["cost"] == 0.5  # the assumed order 0.25 × 0.5 and SQ059 0.75 × 0.5


@pytest.mark.parametrize(
    ("demand", "row", "others"),
    [
        ("recognition-of-annexed-territories", "UA048", ("RU003", "RU033")),
        ("leave-held-donetsk-region", "UA018", ("RU007", "RU008", "RU013")),
    ],
)
def test_a_red_line_of_ukraine_that_moves_opens_what_it_blocked(miami, demand, row, others) -> None:
    found = whatif(miami, f"set ukraine:{demand}=accepts", DAY)
    assert found.replaced == (row,)
    assert {b.members for b in found.opened} == {tuple(sorted((other, row))) for other in others}
    assert found.closed == ()
    assert {r.id for r in found.relations} >= {id for b in found.opened for bond in b.bonds for id in bond.relations}
    assert found.after.deal_figures()["cost"] == found.before.deal_figures()["cost"] - 0.5
    assert {p.position for p in found.positions} >= {row, *others, f"set:ukraine:{demand}"}


def test_the_texts_of_the_command_line_are_read(miami) -> None:
    texts = ("set russia:ceasefire-before-referendum=accepts", "drop SQ001", "relate ceasefire incompatible referendum")
    found = whatif(miami, texts, DAY)
    assert found.scenario.changes == (
        "drop SQ001",
        "order russia:ceasefire before referendum=accepts",
        "relate ceasefire incompatible referendum",
    )
    assert found.replaced == ("SQ006",)
    assert {frozenset(c.ids) for c in found.gone} >= {frozenset({"SQ006", "SQ009"})}
    assert all("relate:ceasefire:incompatible:referendum" in c.parts["relations"] for c in found.new)


@pytest.mark.parametrize(("folder", "day"), [("russia-ukraine", DAY), ("miami-2025", DAY), ("brexit", "2019-10-16")])
def test_every_scenario_of_the_bundled_datasets_is_read_and_laid_over(folder, day) -> None:
    dataset = posgraph.open(DATA / folder).dataset
    assert dataset.scenarios
    found = compare(dataset, dataset.scenarios, day)
    for item, kept in zip(found, dataset.scenarios, strict=True):
        assert len(changes(dataset, kept.changes)) == len(kept.changes)
        assert item.gone
        assert item.idle == (("BX022",) if kept.id == "without-the-dup-red-line" else ())  # BX022 begins a day later
    assert not found.partial


def test_a_graph_answers_and_stays_as_it_is() -> None:
    with posgraph.open(DATA / "miami-2025") as graph:
        before = repr(graph.dataset)
        names = [each.id for each in graph.scenarios]
        assert "russia-drops-its-order" in names
        assert freed(graph.whatif("russia-drops-its-order", DAY)) == {TRUCE_FIRST, AROUND}
        assert [item.scenario.id for item in graph.compare(as_of=DAY)] == names
        assert [len(item.gone) for item in graph.compare(["drop SQ001", ["drop SQ001", "drop RU003"]], DAY)] == [3, 4]
        assert repr(graph.dataset) == before


@pytest.mark.parametrize(("folder", "day", "step"), [("miami-2025", DAY, 8), ("brexit", "2019-10-16", 1)])
def test_a_bridge_laid_over_as_a_scenario_ends_its_conflict_and_raises_none_between_its_holders(folder, day, step) -> None:
    with posgraph.open(DATA / folder) as graph:
        for bridge in list(graph.bridges(day))[::step]:
            found = graph.whatif(bridge.changes, day)
            assert (bridge.conflict.rule, bridge.conflict.ids) in [(c.rule, c.ids) for c in found.gone]
            holders = {bridge.conflict.a.actor, bridge.conflict.b.actor}
            assert not [c for c in found.new if {c.a.actor, c.b.actor} <= holders]


@pytest.mark.parametrize(("folder", "day"), [("miami-2025", DAY), ("russia-ukraine", "2022-03-29"), ("brexit", "2019-10-16")])
def test_how_things_stand_is_what_orders_and_settlements_say(folder, day) -> None:
    with posgraph.open(DATA / folder) as graph:
        found, orders, deals = graph.whatif((), day).before, graph.orders(day), graph.settlements(day)
    assert found.feasible == deals.feasible
    assert sorted(found.blockers) == sorted(b.members for part in deals.components for b in part.blockers)
    assert found.deal_figures()["ways"] == (deals.least.to_dict()["ways"] if deals.least else [])
    assert found.order_figures()["cost"] == orders.cheapest.concession.cost
