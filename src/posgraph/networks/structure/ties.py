"""Ties: the matrices that a measure of structure reads off a network, with the names in one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError

if TYPE_CHECKING:
    from posgraph.networks.network import Network

Matrix = NDArray[np.float64]

ANEW = "congruence network of the same statements"
POSITIVE = "positive part of the subtract network"
NEGATIVE = "negative part of the subtract network"


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Weights among actors: names sorted, the matrix symmetric with a diagonal of zeros; ``on`` says which weights they are."""

    names: tuple[str, ...]
    matrix: Matrix
    on: str


def ties(network: Network) -> Ties:
    """The ties as they are, whatever their sign. Raises UsageError for a network of two modes."""
    if network.mode != "one":
        raise UsageError("mode", network.mode, "a network of mode one: its structure is that of ties among actors")
    order = sorted(range(len(network.rows)), key=lambda n: network.rows[n])
    matrix = np.nan_to_num(network.matrix.astype(np.float64))[np.ix_(order, order)]
    return Ties(tuple(network.rows[n] for n in order), (matrix + matrix.T) / 2, f"{network.kind} network")


def joining(network: Network) -> Ties:
    """The ties that join: of a subtract network its positive part; of a conflict network the congruence of its statements.

    Raises UsageError where a conflict network cannot be counted again.
    """
    if network.kind == "conflict":
        found = ties(again(network, "congruence"))
        return Ties(found.names, found.matrix, ANEW)
    found = ties(network)
    if network.kind == "subtract":
        return Ties(found.names, np.maximum(found.matrix, 0.0), POSITIVE)
    return found


def signed(network: Network) -> Ties:
    """Congruence less conflict, counted again where the network is one of the two."""
    return ties(network if network.kind == "subtract" else again(network, "subtract"))


def sides(network: Network) -> tuple[Ties, Ties]:
    """Congruence and conflict; of a subtract network that cannot be counted again its positive and its negative part."""
    if network.kind == "subtract" and network.recount is None:
        found = ties(network)
        positive, negative = np.maximum(found.matrix, 0.0), np.maximum(-found.matrix, 0.0)
        return Ties(found.names, positive, POSITIVE), Ties(found.names, negative, NEGATIVE)
    return ties(again(network, "congruence")), ties(again(network, "conflict"))


def again(network: Network, kind: str) -> Network:
    """The network counted with another kind. Raises UsageError where it cannot be."""
    if network.kind == kind:
        return network
    if network.recount is None or network.kind not in ("congruence", "conflict", "subtract"):
        expected = "congruence, conflict or subtract, of statements with a stance that are at hand"
        raise UsageError("kind", network.kind, expected)
    return network.recount(kind)
