"""All measures at once."""

from __future__ import annotations

import json

import pytest

from posgraph.errors import UsageError
from posgraph.networks import Network
from posgraph.networks.structure import backbone, balance, blocs, brokers, polarisation, structure
from tests.networks.structure.networks import network, tied

SIGNS = tied({("a", "b"): 2.0, ("a", "c"): -1.0, ("b", "c"): -1.0}, "subtract")


def test_the_structure_holds_each_measure() -> None:
    found = structure(SIGNS)
    assert found.blocs == blocs(SIGNS) == SIGNS.blocs()
    assert found.brokers == brokers(SIGNS) == SIGNS.brokers()
    assert found.balance == balance(SIGNS) == SIGNS.balance()
    assert found.polarisation == polarisation(SIGNS) == SIGNS.polarisation()
    assert found.backbone == backbone(SIGNS) == SIGNS.backbone()
    assert found == SIGNS.structure()


def test_what_a_network_does_not_have_is_said() -> None:
    found = structure(tied({("a", "b"): 1.0}, "ignore"))
    assert (found.balance, found.polarisation) == (None, None)
    assert found.without["balance"] == "needs congruence, conflict or subtract, of statements with a stance that are at hand"
    alone = structure(tied({("a", "b"): 1.0}, "conflict"))
    assert sorted(alone.without) == ["balance", "blocs", "brokers", "polarisation"]
    assert alone.backbone is not None


def test_the_structure_is_json() -> None:
    told = json.loads(json.dumps(structure(SIGNS).to_dict()))
    assert told["blocs"]["blocs"] == [["a", "b"], ["c"]]
    assert told["balance"]["exact"] is True
    assert told["polarisation"]["camps"] == [["a", "b"], ["c"]]
    assert set(told) == {"blocs", "brokers", "balance", "polarisation", "backbone", "without"}


def test_a_network_of_two_modes_has_no_such_structure() -> None:
    with pytest.raises(UsageError, match="mode"):
        structure(Network("two", "subtract", "none", "include", ("a",), ("d",), network([[1.0]]).matrix))


def test_an_empty_network_has_an_empty_structure() -> None:
    found = structure(network([], "subtract"))
    assert found.to_dict()["blocs"]["blocs"] == []
    assert found.to_dict()["brokers"]["items"] == []
