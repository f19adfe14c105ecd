"""The numbers of the reference tool, through the public interface, to 1e-9."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from posgraph.networks import Network
from tests.networks.core.cases import CASES, PLAIN, arguments, moment, source

STATIC = [id for id in PLAIN if "mode" not in CASES[id]["config"]]
WINDOWS = [id for id in PLAIN if CASES[id]["config"].get("mode") == "timewindow"]


def same(network: Network, expected: dict) -> None:
    assert network.rows == tuple(expected["rows"])
    assert network.columns == tuple(expected["cols"])
    assert network.matrix.shape == (len(network.rows), len(network.columns))
    np.testing.assert_allclose(network.matrix, np.reshape(expected["matrix"], network.matrix.shape), rtol=0, atol=1e-9)
    assert network.statements == expected["n_statements"]


def test_there_are_as_many_cases_as_there_should_be() -> None:
    assert (len(PLAIN), len(STATIC), len(WINDOWS)) == (120, 110, 6)


@pytest.mark.parametrize("id", STATIC)
def test_a_network_is_the_one_of_the_reference_tool(id) -> None:
    case = CASES[id]
    network = source(case).network(**arguments(case))
    (expected,) = case["results"]
    same(network, expected)
    assert network.statements == case["n_filtered"]
    if "filtered_statement_ids" in case:
        assert [int(said.id) for said in in_order(network)] == case["filtered_statement_ids"]


def in_order(network: Network) -> list:
    """The statements that count, in the order in which the table holds them."""
    behind = network.behind
    said = {s.id: s for s in network.between()}
    names = behind.statements.columns["statement_id"]
    return [said[names[row]] for row in behind.rows]


@pytest.mark.parametrize("id", WINDOWS)
def test_windows_are_those_of_the_reference_tool(id) -> None:
    case = CASES[id]
    networks = source(case).networks(**arguments(case))
    assert len(networks) == len(case["results"])
    for network, expected in zip(networks, case["results"], strict=True):
        same(network, expected)
        assert isinstance(network.window.start, datetime)
        ours = (network.window.start, network.window.middle, network.window.stop)
        assert ours == tuple(moment(expected[end]) for end in ("start", "middle", "stop"))


@pytest.mark.parametrize("id", ["barplot_concept_agreement", "barplot_concept_strength"])
def test_counts_by_level_are_those_of_the_reference_tool(id) -> None:
    case = CASES[id]
    tally = source(case).tally("actor")
    assert tally.names == tuple(case["values"])
    assert [int(level) for level in tally.levels] == case["levels"]
    assert tally.counts.tolist() == case["counts"]
