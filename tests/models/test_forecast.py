"""Means, medians and their errors, against figures that were published or worked out by hand."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.models import forecast
from posgraph.analysis.models.stand import Stand
from posgraph.errors import UsageError
from tests.models.cases import case, toll_road

HAND = case("one_dim_hand_checks")
TOY = HAND["toy_3_actor"]
THREE = [
    Stand(name, x, s / 100, c) for name, x, s, c in zip("abc", TOY["positions"], TOY["salience"], TOY["capability"], strict=True)
]
TOLL = case("toll_road_nl_expected")["toll_road_nl"]["issues"]


def test_the_weighted_mean_and_median_of_three_actors() -> None:
    assert [s.weight for s in THREE] == TOY["weights_cs_over_100"]
    assert isclose(forecast.compromise(THREE), TOY["weighted_mean"], rel_tol=1e-12)
    assert forecast.weighted_median(THREE) == TOY["weighted_median"]


@pytest.mark.parametrize("line", HAND["nbs_equals_weighted_mean"], ids=lambda line: str(line["value"]))
def test_the_weighted_mean_of_a_line(line) -> None:
    stands = [Stand(str(n), x, 1, w) for n, (x, w) in enumerate(zip(line["positions"], line["weights"], strict=True))]
    assert isclose(forecast.compromise(stands), line["value"], rel_tol=1e-12)


@pytest.mark.parametrize("issue", TOLL)
def test_the_toll_road_has_the_published_means_medians_and_variances(issue) -> None:
    stands, expected = toll_road()[issue], TOLL[issue]
    assert len(stands) == expected["n_actors"]
    found = {
        "compromise_cs_weighted_mean": forecast.compromise(stands),
        "cs_weighted_median": forecast.weighted_median(stands),
        "unweighted_mean": forecast.plain_mean(stands),
        "salience_only_weighted_mean": forecast.salience_mean(stands),
        "weighted_variance": forecast.variance(stands),
    }
    assert {name: round(value, 6) for name, value in found.items()} == {name: expected[name] for name in found}


def test_errors_are_stretched_to_the_scale_of_the_issue() -> None:
    found = {e.method: e for e in forecast.estimates(THREE, 0, 200)}
    assert {name: e.error for name, e in found.items()} == {
        "compromise": 46.8,
        "mean": 47.4,
        "salience": 47.4,
        "median": 57.0,
        "middle": 56.4,
    }
    assert (found["middle"].value, found["median"].low, found["median"].high) == (100, -37, 77)


def test_a_move_of_one_actor_moves_the_mean_by_its_share_of_the_weight() -> None:
    moved = [Stand("a", 40, 0.5, 40), *THREE[1:]]
    assert isclose(forecast.compromise(moved) - forecast.compromise(THREE), forecast.pull(THREE, "a", 30), rel_tol=1e-12)


def test_with_just_half_of_the_weight_on_either_side_the_median_is_the_middle_of_the_gap() -> None:
    assert forecast.weighted_median([Stand("a", 0), Stand("b", 10), Stand("c", 20), Stand("d", 30)]) == 15
    assert forecast.weighted_median([Stand(str(n), n, 0.1) for n in range(10)]) == 4.5
    assert forecast.weighted_median([Stand("a", 0), Stand("b", 50, 0), Stand("c", 100)]) == 50
    assert forecast.weighted_median([Stand("a", 7, 0.3), Stand("b", 7, 0.2)]) == 7


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), min_size=1).filter(lambda rows: any(w for _, w in rows)))
def test_the_median_leaves_no_more_than_half_of_the_weight_on_either_side_and_turns_with_the_scale(rows) -> None:
    found = forecast.weighted_median([Stand(str(n), x, w / 10, 10) for n, (x, w) in enumerate(rows)])
    assert 2 * sum(w for x, w in rows if x < found) <= sum(w for _, w in rows) >= 2 * sum(w for x, w in rows if x > found)
    assert forecast.weighted_median([Stand(str(n), -x, w / 10, 10) for n, (x, w) in enumerate(rows)]) == -found


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(UsageError, match="a weight above 0"):
        forecast.compromise([Stand("a", 1, 0)])
    with pytest.raises(UsageError, match="one of: a, b, c"):
        forecast.pull(THREE, "d")
