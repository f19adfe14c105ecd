"""Blocs, by networks with known partitions."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.errors import UsageError
from posgraph.networks import Network
from posgraph.networks.structure import blocs
from tests.networks.structure.networks import network, shuffled, tied, twins, weighted

TRIANGLES = {pair: 1.0 for side in ("abc", "xyz") for pair in combinations(side, 2)} | {("c", "x"): 1.0}


def test_two_triangles_with_a_tie_between_them_are_two_blocs() -> None:
    found = blocs(tied(TRIANGLES))
    assert found.blocs == (("a", "b", "c"), ("x", "y", "z"))
    assert found.modularity == pytest.approx(6 / 7 - 1 / 2)  # 6 of 7 ties within; either bloc has half of the strength


def test_the_karate_club_has_the_partition_that_is_known_to_be_best() -> None:
    graph = nx.karate_club_graph()
    found = blocs(network(nx.to_numpy_array(graph, weight=None)))
    assert len(found.blocs) == 4
    assert found.modularity == pytest.approx(0.41979, abs=1e-5)  # the maximum: Brandes et al. 2008


def test_an_actor_without_ties_is_a_bloc_of_its_own() -> None:
    assert blocs(tied(TRIANGLES, alone=["m"])).blocs[-1] == ("m",)
    nobody = blocs(tied({}, alone=["b", "a"]))
    assert (nobody.blocs, nobody.modularity) == ((("a",), ("b",)), 0.0)
    assert blocs(network([])).blocs == ()


def test_a_higher_resolution_gives_smaller_blocs() -> None:
    assert len(blocs(tied(TRIANGLES), resolution=3.0).blocs) > 2
    assert len(blocs(tied(TRIANGLES), resolution=0.1).blocs) == 1


def test_only_ties_that_join_count() -> None:
    parted = blocs(tied({("a", "b"): 2.0, ("b", "c"): -5.0, ("c", "d"): 1.0}, "subtract"))
    assert parted.blocs == (("a", "b"), ("c", "d"))
    assert parted.on == "positive part of the subtract network"
    agree, clash = [[0, 1, 0], [1, 0, 0], [0, 0, 0]], [[0, 0, 4], [0, 0, 4], [4, 4, 0]]
    whole = twins(agree, clash, "abc")
    assert whole.recount is not None
    counted = blocs(whole.recount("conflict"))
    assert counted.blocs == (("a", "b"), ("c",))
    assert counted.on == "congruence network of the same statements"


def test_a_conflict_network_alone_has_no_blocs() -> None:
    with pytest.raises(UsageError, match="kind"):
        blocs(tied({("a", "b"): 1.0}, "conflict"))


def test_what_is_no_network_of_actors_or_no_resolution_is_refused() -> None:
    two = Network("two", "subtract", "none", "include", ("a",), ("d",), network([[1.0]]).matrix)
    with pytest.raises(UsageError, match="mode"):
        blocs(two)
    with pytest.raises(UsageError, match="resolution"):
        blocs(tied(TRIANGLES), resolution=-1.0)


@settings(deadline=None, max_examples=50)
@given(weighted(), st.randoms(use_true_random=False))
def test_the_order_of_the_actors_does_not_matter(one: Network, random: object) -> None:
    order = list(range(len(one.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert blocs(shuffled(one, order)) == blocs(one)


@settings(deadline=None, max_examples=50)
@given(weighted(least=0))
def test_blocs_part_the_actors(one: Network) -> None:
    found = blocs(one)
    assert sorted(name for bloc in found.blocs for name in bloc) == sorted(one.rows)
    assert found.modularity <= 1
    assert [found.of(bloc[0]) for bloc in found.blocs] == list(range(len(found.blocs)))
