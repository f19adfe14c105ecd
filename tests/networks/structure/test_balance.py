"""Balance, by definition: every split, every triangle."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.errors import UsageError
from posgraph.networks import Network
from posgraph.networks.structure import balance
from tests.networks.structure.networks import network, shuffled, tied, twins, weighted


def test_enemies_of_enemies_are_friends_in_a_balanced_network() -> None:
    found = balance(tied({("a", "b"): 1.0, ("a", "c"): -2.0, ("b", "c"): -0.5}, "subtract", alone=["z"]))
    assert (found.frustration, found.exact, found.normalised, found.share) == (0, True, 1.0, 1.0)
    assert found.camps == (("a", "b"), ("c",))


def test_three_enemies_are_not_balanced() -> None:
    found = balance(tied({("a", "b"): -1.0, ("a", "c"): -1.0, ("b", "c"): -1.0}, "subtract"))
    assert (found.frustration, found.triangles, found.balanced) == (1, 1, 0)
    assert found.normalised == pytest.approx(1 / 3)
    assert len(found.against) == 1


def test_congruence_and_conflict_are_told_apart_by_counting_again() -> None:
    whole = twins([[0, 2, 0], [2, 0, 1], [0, 1, 0]], [[0, 1, 1], [1, 0, 1], [1, 1, 0]], "abc")
    assert whole.recount is not None
    found = balance(whole.recount("conflict"))
    assert found == balance(whole)
    assert found.ties == 2  # b and c agree as often as they clash


def test_a_network_without_ties_is_neither() -> None:
    found = balance(tied({}, "subtract", alone=["a"]))
    assert (found.frustration, found.exact, found.normalised, found.share, found.camps) == (0, True, None, None, ((), ()))


def test_a_network_of_one_sign_that_stands_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="kind"):
        balance(tied({("a", "b"): 1.0}))
    with pytest.raises(UsageError, match="seconds"):
        balance(tied({("a", "b"): 1.0}, "subtract"), seconds=-1)


@settings(deadline=None, max_examples=50)
@given(weighted(most=7))
def test_the_least_number_of_ties_and_the_triangles_are_those_of_the_definition(one: Network) -> None:
    found = balance(one)
    sign, size = np.sign(one.matrix), len(one.rows)
    pairs = list(combinations(range(size), 2))
    splits = [[split >> n & 1 for n in range(size)] for split in range(2**size)]
    least = min(sum(sign[i, j] == (1 if side[i] != side[j] else -1) for i, j in pairs) for side in splits)
    assert (found.frustration, found.at_least, found.exact) == (least, least, True)
    signs = [sign[i, j] * sign[j, k] * sign[i, k] for i, j, k in combinations(range(size), 3)]
    assert (found.triangles, found.balanced) == (sum(s != 0 for s in signs), sum(s > 0 for s in signs))
    assert len(found.against) == least


@settings(deadline=None, max_examples=50)
@given(weighted(), st.randoms(use_true_random=False))
def test_the_order_of_the_actors_does_not_matter(one: Network, random: object) -> None:
    order = list(range(len(one.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert balance(shuffled(one, order)) == balance(one)


def planted(size: int, wrong: int) -> Network:
    """Two camps of equal size, with so many ties of the first against them, no two with an actor in common."""
    side = np.arange(size) % 2
    sign = np.where(side[:, None] == side[None, :], 1.0, -1.0)
    np.fill_diagonal(sign, 0)
    for n in range(wrong):
        sign[2 * n, 2 * n + 1] = sign[2 * n + 1, 2 * n] = 1
    return network(sign, "subtract")


def test_beyond_twenty_actors_the_least_number_is_found_and_proved() -> None:
    found = balance(planted(30, 5), seconds=60)
    assert (found.frustration, found.at_least, found.exact) == (5, 5, True)
    assert found.camps[0] == tuple(f"{n:02d}" for n in range(0, 30, 2))


def test_maxsat_proves_what_triangles_do_not() -> None:
    """A wheel of negative ties: a ring of 21 enemies cannot be parted, and has no triangle."""
    ring = {(f"{n:02d}", f"{(n + 1) % 21:02d}"): -1.0 for n in range(21)}
    found = balance(tied(ring, "subtract"), seconds=60)
    assert (found.frustration, found.at_least, found.exact, found.triangles) == (1, 1, True, 0)


def test_without_time_the_bounds_are_told() -> None:
    ring = {(f"{n:02d}", f"{(n + 1) % 21:02d}"): -1.0 for n in range(21)}
    found = balance(tied(ring, "subtract"), seconds=0)
    assert (found.frustration, found.at_least, found.exact) == (1, 0, False)


def test_who_could_be_in_either_camp_is_named() -> None:
    found = balance(tied({("a", "b"): -1.0, ("a", "c"): -1.0, ("b", "c"): -1.0}, "subtract", alone=["z"]))
    assert (found.camps, found.against, found.either) == ((("a", "c"), ("b",)), (("a", "c"),), ("a", "c"))
