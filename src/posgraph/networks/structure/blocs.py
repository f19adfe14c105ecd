"""Blocs: who stands together, by modularity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from posgraph.errors import UsageError
from posgraph.networks.structure.ties import Matrix, joining

if TYPE_CHECKING:
    from posgraph.networks.network import Network

SEEDS, FEWER, MANY = 20, 4, 2000
"""From so many orders of the actors the search begins, from fewer where there are more than so many ties; always the same."""

Bloc = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocs:
    """A partition of the actors, the largest bloc first, then by name; an actor without ties is a bloc of its own.

    ``modularity`` is at most 1; 0 is what ties drawn by chance would have. ``on`` says which ties were looked at. A bloc is
    computed from what was counted; nobody has said that it stands together.
    """

    blocs: tuple[Bloc, ...]
    modularity: float
    resolution: float
    on: str

    def of(self, actor: str) -> int:
        """The number of an actor's bloc, from 0 on."""
        return next(n for n, bloc in enumerate(self.blocs) if actor in bloc)

    def to_dict(self) -> dict[str, Any]:
        """The blocs in JSON's types."""
        return {
            "blocs": [list(bloc) for bloc in self.blocs],
            "modularity": self.modularity,
            "resolution": self.resolution,
            "on": self.on,
            "method": "louvain",
        }


def blocs(network: Network, resolution: float = 1.0) -> Blocs:
    """The blocs of a one-mode network: the partition of highest modularity that the Louvain method finds.

    Louvain: Blondel, Guillaume, Lambiotte and Lefebvre 2008. It begins from several orders of the sorted actors with fixed
    seeds; of equals the first by names counts, so that the answer is the same for any order of the actors. Only ties that
    join count: of a subtract network its positive part, of a conflict network the congruence of its statements.
    ``resolution`` above 1 gives smaller blocs. Raises UsageError for a network of two modes or a resolution below 0.

    >>> from posgraph.networks.network import Network
    >>> weights = np.array([[0, 2, 0, 0], [2, 0, 1, 0], [0, 1, 0, 2], [0, 0, 2, 0.0]])
    >>> found = blocs(Network("one", "congruence", "none", "include", tuple("abcd"), tuple("abcd"), weights))
    >>> found.blocs, round(found.modularity, 9)
    ((('a', 'b'), ('c', 'd')), 0.3)
    """
    if not 0 <= resolution < float("inf"):
        raise UsageError("resolution", resolution, "a number from 0 on")
    found = joining(network)
    if not found.matrix.any():
        return Blocs(tuple((name,) for name in found.names), 0.0, resolution, found.on)
    seeds = SEEDS if np.count_nonzero(found.matrix) <= 2 * MANY else FEWER
    tried = {_partition(found.matrix, resolution, seed) for seed in range(seeds)}
    scored = [(modularity(found.matrix, parts, resolution), parts) for parts in tried]
    most = max(score for score, _ in scored)
    score, parts = min(((score, parts) for score, parts in scored if score >= most - 1e-12), key=lambda each: each[1])
    named = sorted((tuple(found.names[n] for n in part) for part in parts), key=lambda bloc: (-len(bloc), bloc))
    return Blocs(tuple(named), score, resolution, found.on)


def modularity(matrix: Matrix, parts: tuple[tuple[int, ...], ...], resolution: float = 1.0) -> float:
    """Σ over blocs of (weight within / all weight) - resolution × (strength of the bloc / all strength)² (Newman 2004)."""
    strength = matrix.sum(axis=1)
    total = float(strength.sum())
    inside = sum(float(matrix[np.ix_(part, part)].sum()) for part in parts)
    return inside / total - resolution * sum((float(strength[list(part)].sum()) / total) ** 2 for part in parts)


def _partition(matrix: Matrix, resolution: float, seed: int) -> tuple[tuple[int, ...], ...]:
    """One partition, by numbers: sets of text have another order in each process."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(matrix)))
    upper = np.triu(matrix, 1)
    graph.add_weighted_edges_from((i, j, float(matrix[i, j])) for i, j in np.argwhere(upper > 0).tolist())
    found = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed)
    return tuple(sorted(tuple(sorted(part)) for part in found))
