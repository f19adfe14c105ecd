"""Brokers, by values worked out by hand and by networkx."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.networks import Network
from posgraph.networks.structure import blocs, brokers
from tests.networks.structure.networks import shuffled, tied, weighted
from tests.networks.structure.test_blocs import TRIANGLES


def test_who_joins_two_triangles_is_the_broker() -> None:
    found = brokers(tied(TRIANGLES))
    first, second = found.items[:2]
    assert (first.actor, second.actor) == ("c", "x")
    assert first.betweenness == pytest.approx(6 / 10)  # a and b, each to x, y and z: 6 of the 10 pairs of others
    assert first.across == 1.0
    assert first.participation == pytest.approx(1 - (4 + 1) / 9)
    assert (first.coordinator, first.consultant, first.representative, first.liaison) == (0, 0, 2, 0)
    assert all(item.betweenness == 0 for item in found.items[2:])


def test_the_roles_tell_the_blocs_of_the_three() -> None:
    star = tied({("m", other): 1.0 for other in "abcd"})
    two = blocs(tied({("a", "b"): 1.0, ("c", "d"): 1.0}, alone=["m"]))
    hub = next(item for item in brokers(star, two).items if item.actor == "m")
    assert (hub.consultant, hub.liaison, hub.representative, hub.coordinator) == (2, 4, 0, 0)
    one = blocs(star, resolution=0.0)
    hub = next(item for item in brokers(star, one).items if item.actor == "m")
    assert (hub.coordinator, hub.consultant, hub.liaison) == (6, 0, 0)


def test_heavier_ties_are_shorter() -> None:
    found = brokers(tied({("a", "b"): 4.0, ("b", "c"): 4.0, ("a", "c"): 1.0}))
    assert found.items[0].actor == "b"
    assert found.items[0].betweenness == 1.0  # 1/4 + 1/4 is shorter than 1


def test_an_actor_without_ties_brokers_nothing() -> None:
    alone = next(item for item in brokers(tied(TRIANGLES, alone=["m"])).items if item.actor == "m")
    assert (alone.betweenness, alone.constraint, alone.participation, alone.across) == (0.0, None, None, 0.0)


@settings(deadline=None, max_examples=50)
@given(weighted(least=0))
def test_the_constraint_is_that_of_networkx(one: Network) -> None:
    expected = nx.constraint(one.graph(), weight="weight")
    for item in brokers(one).items:
        if item.constraint is None:
            assert expected[item.actor] != expected[item.actor]
        else:
            assert item.constraint == pytest.approx(expected[item.actor])


@settings(deadline=None, max_examples=50)
@given(weighted(least=0))
def test_the_betweenness_is_that_of_networkx(one: Network) -> None:
    graph = one.graph()
    for _, _, tie in graph.edges(data=True):
        tie["step"] = 1 / tie["weight"]
    expected = nx.betweenness_centrality(graph, weight="step")
    assert {item.actor: item.betweenness for item in brokers(one).items} == pytest.approx(expected)


@settings(deadline=None, max_examples=50)
@given(weighted(), st.randoms(use_true_random=False))
def test_the_order_of_the_actors_does_not_matter(one: Network, random: object) -> None:
    order = list(range(len(one.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert brokers(shuffled(one, order)) == brokers(one)
