"""The backbone, by its formula."""

from __future__ import annotations

import pytest

from posgraph.errors import UsageError
from posgraph.networks.structure import backbone
from tests.networks.structure.networks import tied

STAR = {("m", "a"): 90.0, ("m", "b"): 5.0, ("m", "c"): 5.0}


def test_a_tie_that_is_heavier_than_chance_is_kept() -> None:
    found = backbone(tied(STAR))
    assert [(tie.a, tie.b, tie.weight) for tie in found.items] == [("a", "m", 90.0)]
    assert found.items[0].p == pytest.approx(0.1**2)  # (1 - 0.9) to the power of 3 ties less one
    assert (found.left_out, found.weight) == (2, 0.9)


def test_alpha_decides_how_many() -> None:
    assert len(backbone(tied(STAR), alpha=1.0).items) == 3
    assert len(backbone(tied(STAR), alpha=0.0).items) == 0
    with pytest.raises(UsageError, match="alpha"):
        backbone(tied(STAR), alpha=1.5)


def test_the_end_for_which_it_is_less_likely_decides() -> None:
    ties = {("m", other): 1.0 for other in "abcd"} | {("a", other): 0.01 for other in "wxyz"}
    found = backbone(tied(ties))
    assert [(tie.a, tie.b) for tie in found.items] == [("a", "m")]
    assert found.items[0].p == pytest.approx((1 - 1 / 1.04) ** 4)


def test_a_single_tie_says_nothing_and_weights_below_zero_count_by_size() -> None:
    assert backbone(tied({("a", "b"): 1.0})).items == ()
    below = backbone(tied({pair: -weight for pair, weight in STAR.items()}, "subtract"))
    assert [(tie.a, tie.weight) for tie in below.items] == [("a", -90.0)]


def test_a_network_without_ties_has_no_backbone() -> None:
    found = backbone(tied({}, alone=["a", "b"]))
    assert (found.items, found.left_out, found.weight) == ((), 0, None)
