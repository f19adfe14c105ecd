"""Backbone: the ties that are heavier than chance would have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from posgraph.errors import UsageError
from posgraph.networks.structure.ties import ties

if TYPE_CHECKING:
    from posgraph.networks.network import Network


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of two actors: its weight, and how likely chance alone gave one of the two a tie that heavy."""

    a: str
    b: str
    weight: float
    p: float

    def to_dict(self) -> dict[str, Any]:
        """The tie in JSON's types."""
        return {"a": self.a, "b": self.b, "weight": self.weight, "p": self.p}


@dataclass(frozen=True, slots=True)
class Backbone:
    """The ties that are kept, the least likely by chance first; ``left_out`` are how many were not.

    ``weight`` is the share of all weight (its size, whatever its sign) that the kept ties have; None where there are no ties.
    """

    alpha: float
    items: tuple[Tie, ...]
    left_out: int
    weight: float | None
    on: str

    def to_dict(self) -> dict[str, Any]:
        """The backbone in JSON's types."""
        return {
            "alpha": self.alpha,
            "items": [tie.to_dict() for tie in self.items],
            "left_out": self.left_out,
            "weight": self.weight,
            "on": self.on,
        }


def backbone(network: Network, alpha: float = 0.05) -> Backbone:
    """The ties of a one-mode network that the disparity filter keeps (Serrano, Boguñá and Vespignani 2009).

    An actor with k ties, one of which has the share x of the weight of all of them, would by chance have one at least as heavy
    with p = (1 - x)^(k - 1). A tie has two ends; it is kept where the lesser p is below ``alpha``. From an actor with a single
    tie nothing follows (p = 1). Weights count by size: of a subtract network also those below 0.
    Raises UsageError for a network of two modes, or an alpha that is no probability.

    >>> from posgraph.networks.network import Network
    >>> weights = np.array([[0, 8, 1, 1], [8, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0.0]])
    >>> kept = backbone(Network("one", "congruence", "none", "include", tuple("abcd"), tuple("abcd"), weights))
    >>> [(tie.a, tie.b, round(tie.p, 9)) for tie in kept.items], kept.left_out, kept.weight
    ([('a', 'b', 0.04)], 2, 0.8)
    """
    if not 0 <= alpha <= 1:
        raise UsageError("alpha", alpha, "a probability, 0 to 1")
    found = ties(network)
    size = np.abs(found.matrix)
    degree, strength = (size > 0).sum(axis=1), size.sum(axis=1)
    share = np.divide(size, strength[:, None], out=np.zeros_like(size), where=strength[:, None] > 0)
    chance = np.where(degree[:, None] > 1, np.maximum(1 - share, 0.0) ** np.maximum(degree - 1, 0)[:, None], 1.0)
    least = np.minimum(chance, chance.T)
    cells = np.argwhere(np.triu(size, 1) > 0).tolist()
    kept = [(i, j) for i, j in cells if least[i, j] < alpha]
    items = (Tie(found.names[i], found.names[j], float(found.matrix[i, j]), float(least[i, j])) for i, j in kept)
    total = float(strength.sum()) / 2
    weight = sum(float(size[i, j]) for i, j in kept) / total if total else None
    return Backbone(alpha, tuple(sorted(items, key=lambda t: (t.p, t.a, t.b))), len(cells) - len(kept), weight, found.on)
