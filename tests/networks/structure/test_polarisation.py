"""Polarisation: by definition, and the numbers of the reference tool."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.errors import UsageError
from posgraph.networks import Network, Statements
from posgraph.networks.structure import polarisation
from tests.networks.structure.networks import network, shuffled, tied, twins, weighted

CASES = Path(__file__).parents[2] / "cases" / "dna" / "neg300"


@pytest.fixture(scope="module")
def talks() -> Network:
    """Twelve parties, normalised by average activity."""
    with (CASES / "statements.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["organization"] and row["concept"]]
    said = Statements.of(
        actor=[row["organization"] for row in rows],
        demand=[row["concept"] for row in rows],
        stance=[row["agreement"] == "1" for row in rows],
    )
    return said.network(kind="congruence", norm="average")


def test_the_deviation_over_halves_is_what_the_reference_tool_finds(talks: Network) -> None:
    cases = {case["id"]: case for case in json.loads((CASES / "expected.json").read_text(encoding="utf-8"))}
    for id in ("polarization_greedy", "polarization_genetic"):
        (expected,) = cases[id]["results"]
        found = polarisation(talks, measure="deviation", equal=True)
        assert found.score == pytest.approx(expected["finalMaxQ"], abs=1e-12)
        sides = [
            tuple(name for name, side in zip(expected["names"], expected["memberships"], strict=True) if side == which)
            for which in (0, 1)
        ]
        assert sorted(found.camps) == sorted(sides)


def test_over_all_splits_the_deviation_is_greater(talks: Network) -> None:
    found = polarisation(talks, measure="deviation")
    assert found.score == pytest.approx(0.457955798009749)
    assert found.exact


def test_a_network_of_two_camps_is_polarised_whatever_their_sizes() -> None:
    found = polarisation(tied({("a", "b"): 1.0, ("b", "c"): 1.0, ("a", "z"): -1.0, ("c", "z"): -3.0}, "subtract"))
    assert (found.score, found.within, found.between, found.camps) == (1.0, 1.0, 1.0, (("a", "b", "c"), ("z",)))
    halves = polarisation(tied({("a", "b"): 1.0, ("b", "c"): 1.0, ("a", "z"): -1.0, ("c", "z"): -3.0}, "subtract"), equal=True)
    assert halves.score == pytest.approx(1 / 2 * 3 / 4)  # a and z against b and c
    assert {len(camp) for camp in halves.camps} == {2}


def test_who_agrees_and_clashes_at_once_is_in_between() -> None:
    found = polarisation(twins([[0, 1, 1], [1, 0, 1], [1, 1, 0]], [[0, 1, 1], [1, 0, 1], [1, 1, 0]], "abc"))
    assert found.score == pytest.approx(1 / 3 * 2 / 3)


@pytest.mark.parametrize("weight", [1.0, -1.0])
def test_without_congruence_or_without_conflict_nothing_is_polarised(weight: float) -> None:
    found = polarisation(tied({("a", "b"): weight}, "subtract"))
    assert (found.score, found.camps) == (None, ((), ()))


@settings(deadline=None, max_examples=50)
@given(weighted(most=6))
def test_the_score_is_the_greatest_of_all_splits(one: Network) -> None:
    agree, clash = np.maximum(one.matrix, 0), np.maximum(-one.matrix, 0)
    found = polarisation(one)
    if not (agree.any() and clash.any()):
        assert found.score is None
        return
    scores = []
    for split in range(2 ** len(one.rows)):
        side = np.array([split >> n & 1 for n in range(len(one.rows))])
        same = side[:, None] == side[None, :]
        scores.append(agree[same].sum() / agree.sum() * (clash[~same].sum() / clash.sum()))
    assert found.score == pytest.approx(max(scores))
    assert found.score == pytest.approx(found.within * found.between)  # type: ignore[operator]


@settings(deadline=None, max_examples=50)
@given(weighted(), st.randoms(use_true_random=False))
def test_the_order_of_the_actors_does_not_matter(one: Network, random: object) -> None:
    order = list(range(len(one.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert polarisation(shuffled(one, order)) == polarisation(one)


def test_beyond_twenty_actors_it_is_a_bound() -> None:
    side = np.arange(26) % 3 == 0
    sign = np.where(side[:, None] == side[None, :], 1.0, -1.0)
    np.fill_diagonal(sign, 0)
    found = polarisation(network(sign, "subtract"))
    assert (found.score, found.exact, found.at_most) == (1.0, False, 1.0)
    assert len(found.camps[0]) == 9
    for refused in ({"measure": "deviation"}, {"equal": True}):
        with pytest.raises(UsageError, match="at most 20 actors"):
            polarisation(network(sign, "subtract"), **refused)  # type: ignore[arg-type]


def test_a_measure_that_is_none_is_refused(talks: Network) -> None:
    with pytest.raises(UsageError, match="one of: shares, deviation"):
        polarisation(talks, measure="ei")


def test_who_could_be_in_either_camp_is_named_and_who_has_no_ties_is_in_none() -> None:
    enemies = {("a", "b"): 1.0, ("a", "y"): -1.0, ("a", "m"): -1.0, ("y", "m"): -1.0}
    found = polarisation(tied(enemies, "subtract", alone=["z"]))
    assert found.score == pytest.approx(2 / 3)
    assert (found.camps, found.either) == ((("a", "b", "y"), ("m",)), ("y",))
