"""Votes between positions, and the distribution that duels leave unchanged."""

from __future__ import annotations

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.models.condorcet import beats, distribution, net_vote
from posgraph.analysis.models.stand import Stand
from tests.models.cases import case
from tests.models.test_forecast import THREE, TOY

SYMMETRIC = case("one_dim_hand_checks")["pce_symmetric"]


def test_net_votes_between_positions() -> None:
    assert net_vote(THREE, 20, 10, 100) == TOY["net_vote_20_vs_10_range100"]
    assert net_vote(THREE, 20, 60, 100) == TOY["net_vote_20_vs_60_range100"]


def test_equal_actors_at_both_ends_and_in_the_middle_expect_the_middle() -> None:
    found = distribution([Stand(str(n), x) for n, x in enumerate(SYMMETRIC["ideals"])])
    assert isclose(found.expected, SYMMETRIC["expected_outcome"])
    assert found.modal == SYMMETRIC["modal"]
    # by hand: the middle m beats an end e by 100 votes of 150, the ends draw; 3e = e + (e + m) / 3 + e, so m = 2e
    assert [round(p, 9) for p in found.probabilities] == [0.25, 0.5, 0.25]


def test_of_positions_that_are_equally_likely_none_is_named() -> None:
    assert distribution([Stand("a", 0), Stand("b", 100)]).modal is None
    assert distribution([Stand("a", 0), Stand("b", 100, capability=2)]).modal == 100


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.floats(0.1, 1), st.floats(0.1, 10)),
        min_size=1,
        max_size=7,
    )
)
def test_the_distribution_is_a_fixed_point_whatever_the_order_of_the_rows(rows) -> None:
    stands = [Stand(str(n), x, s, c) for n, (x, s, c) in enumerate(rows)]
    found = distribution(stands)
    x, p = found.positions, found.probabilities
    assert found.settled
    assert isclose(sum(p), 1)
    for i in range(len(x)):
        duels = sum(beats(stands, x[i], x[j]) * (p[i] + p[j]) for j in range(len(x)))
        assert abs(p[i] - duels / len(x)) < 1e-9
    mirrored = distribution([Stand(s.actor, 100 - s.position, s.salience, s.capability) for s in stands])
    assert isclose(found.expected, 100 - mirrored.expected, abs_tol=1e-6)
