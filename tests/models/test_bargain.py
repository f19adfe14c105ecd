"""Nash, Kalai, and Kalai-Smorodinsky on a line and on a purchase with 180 outcomes."""

from __future__ import annotations

import pytest

from posgraph.analysis.models import bargain
from posgraph.errors import UsageError
from tests.models.cases import case, purchase

LINES = case("one_dim_hand_checks")["nash_1d"]
EXPECTED = case("ItexvsCypress")["expected_genius_normalised"]["disagreement_0"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["ideals"]))
def test_two_actors_on_a_line_of_whole_numbers(line) -> None:
    """Utility is minus the distance to the ideal; without a deal both have that of the point of disagreement."""
    outcomes = [tuple(-abs(x - ideal) for ideal in line["ideals"]) for x in range(101)]
    without = outcomes[line["disagreement"]]
    assert bargain.nash(outcomes, without) == (line["nash"],)
    if "ks" in line:
        assert bargain.kalai_smorodinsky(outcomes, without) == (line["ks"],)


@pytest.mark.parametrize(
    ("solve", "name"),
    [
        (bargain.nash, "nash"),
        (bargain.egalitarian, "kalai_egalitarian"),
        (bargain.kalai_smorodinsky, "kalai_smorodinsky_discrete"),
        (bargain.welfare, "max_welfare"),
    ],
)
def test_the_purchase_has_the_published_solutions(solve, name) -> None:
    outcomes = purchase()
    (place,) = solve([utilities for _, utilities in outcomes], (0, 0))
    assert outcomes[place][0] == EXPECTED[name]["outcome"]
    assert [round(u, 8) for u in outcomes[place][1]] == EXPECTED[name]["utilities"]


def test_stretching_one_actors_utilities_moves_the_egalitarian_solution_alone() -> None:
    plain = [(4, 1), (2.5, 2), (1, 3)]
    stretched = [(4 * a, b) for a, b in plain]
    assert bargain.nash(plain, (0, 0)) == bargain.nash(stretched, (0, 0)) == (1,)
    assert bargain.kalai_smorodinsky(plain, (0, 0)) == bargain.kalai_smorodinsky(stretched, (0, 0)) == (1,)
    assert bargain.egalitarian(plain, (0, 0)) == (1,)
    assert bargain.egalitarian(stretched, (0, 0)) == (2,)


def test_nothing_is_chosen_where_every_outcome_leaves_somebody_worse_off() -> None:
    assert bargain.nash([(1, -1), (-1, 1)], (0, 0)) == ()


def test_who_cannot_gain_is_left_out_of_the_shares() -> None:
    assert bargain.kalai_smorodinsky([(0, 1), (0, 5)], (0, 0)) == (1,)


def test_a_vector_of_another_length_is_refused() -> None:
    with pytest.raises(UsageError, match=r"outcomes\[1\]"):
        bargain.nash([(1, 1), (1, 1, 1)], (0, 0))
