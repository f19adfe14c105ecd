"""Instances with known numbers of minimal sets."""

from __future__ import annotations

from collections import Counter
from math import prod

import pytest

from posgraph.analysis.settlements.components import cheapest, components
from tests.settlements.published import CASES, posed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_minimal_sets_are_as_many_and_as_large_as_published(case) -> None:
    expected, whole = case["expected"], posed(case)
    found = components(whole)
    assert prod(len(part.concessions) for part in found) == expected["n_minimal_correction_sets"]
    assert sum(min(len(c.move) for c in part.concessions) for part in found) == expected["smallest_mcs"]
    assert sum(max(len(c.move) for c in part.concessions) for part in found) == expected["largest_mcs"]
    least = cheapest(found, whole)
    assert least is not None
    assert round(least.cost * 100) == expected["min_weight_mcs"]
    ties = (sum(c.cost == part.concessions[0].cost for c in part.concessions) for part in found)
    assert prod(ties) == expected["n_mcs_at_min_weight"]
    if "mus_sizes" in expected:
        sizes = [len(b.members) for part in found for b in part.blockers]
        assert Counter(sizes) == Counter(expected["mus_sizes"])
        assert len(sizes) == expected["n_minimal_conflicts_mus"]
        assert not any(part.partial for part in found)
    else:  # too many to list
        assert [len(part.blockers) for part in found] == [1000]
        assert found[0].partial
    if "mcs_per_component" in expected:
        assert sorted(len(part.concessions) for part in found) == sorted(expected["mcs_per_component"])
        assert len(found) == expected["conflict_components"]
