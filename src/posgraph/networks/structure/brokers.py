"""Brokers: who stands between others, and who links blocs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from posgraph.networks.structure.blocs import Blocs
from posgraph.networks.structure.blocs import blocs as _blocs
from posgraph.networks.structure.ties import Ties, joining

if TYPE_CHECKING:
    from posgraph.networks.network import Network

ROLES = ("coordinator", "consultant", "representative", "liaison")


@dataclass(frozen=True, slots=True)
class Broker:
    """How an actor stands between others.

    ``betweenness``: the share of shortest paths between two others that lead through it, 0 … 1. ``constraint``: how far its
    ties lead to those who are tied to one another; low for a broker, None without ties. ``participation``: 0 where all its
    ties lie in one bloc, towards 1 the more evenly they reach all. ``across``: the weight of its ties to other blocs.
    ``roles``: pairs of its neighbours without a tie of their own, by the blocs of the three.
    """

    actor: str
    bloc: int
    betweenness: float
    constraint: float | None
    participation: float | None
    across: float
    coordinator: int
    consultant: int
    representative: int
    liaison: int

    def to_dict(self) -> dict[str, Any]:
        """The broker in JSON's types."""
        found = {name: getattr(self, name) for name in self.__slots__ if name not in ROLES}
        return {**found, "roles": {role: getattr(self, role) for role in ROLES}}


@dataclass(frozen=True, slots=True)
class Brokers:
    """Every actor, the greatest betweenness first, then the weight across blocs, then by name."""

    items: tuple[Broker, ...]
    on: str

    def to_dict(self) -> dict[str, Any]:
        """The brokers in JSON's types."""
        return {"items": [item.to_dict() for item in self.items], "on": self.on}


def brokers(network: Network, blocs: Blocs | None = None) -> Brokers:
    """Who stands between others in a one-mode network, on the ties that join (as for blocs).

    - betweenness: Freeman 1977, with Brandes 2001, over paths whose steps are 1 / weight long; normalised.
    - constraint: Burt 1992, by weights.
    - participation: 1 - Σ over blocs of (weight of the ties to the bloc / weight of all ties)² (Guimerà and Amaral 2005).
    - roles: Gould and Fernandez 1989, without direction. For each two neighbours of an actor that have no tie: coordinator
      where all three are of one bloc, consultant where those two are of one bloc and the actor is not, representative where
      the actor shares a bloc with one of them, liaison where all three are of different blocs.

    ``blocs``: those to look at; found if none are given. Raises UsageError for a network of two modes.

    >>> from posgraph.networks.network import Network
    >>> weights = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0.0]])
    >>> found = brokers(Network("one", "congruence", "none", "include", tuple("abc"), tuple("abc"), weights))
    >>> found.items[0].actor, found.items[0].betweenness
    ('b', 1.0)
    """
    found = joining(network)
    parts = blocs or _blocs(network)
    betweenness = _betweenness(found)
    constraint = _constraint(found)
    bloc = np.array([parts.of(name) for name in found.names], dtype=np.int64)
    items = (_broker(found, bloc, n, betweenness[n], constraint[n]) for n in range(len(found.names)))
    return Brokers(tuple(sorted(items, key=lambda b: (-round(b.betweenness, 12), -round(b.across, 12), b.actor))), found.on)


def _betweenness(ties: Ties) -> dict[int, float]:
    """By networkx, over the ties that are a shortest path themselves: no other lies on one."""
    import networkx as nx
    from scipy.sparse.csgraph import shortest_path

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(ties.names)))
    if ties.matrix.any():
        step = np.divide(1.0, ties.matrix, out=np.zeros_like(ties.matrix), where=ties.matrix > 0)
        direct = (step > 0) & (step <= shortest_path(step, directed=False) * (1 + 1e-12))
        graph.add_edges_from((i, j, {"step": float(step[i, j])}) for i, j in np.argwhere(np.triu(direct, 1)).tolist())
    found: dict[int, float] = nx.betweenness_centrality(graph, weight="step")
    return found


def _constraint(ties: Ties) -> Any:
    """Σ over neighbours j of (p_ij + Σ_q p_iq p_qj)², p being shares of an actor's weight; as networkx has it, all at once."""
    strength = ties.matrix.sum(axis=1, keepdims=True)
    share = np.divide(ties.matrix, strength, out=np.zeros_like(ties.matrix), where=strength > 0)
    return (((share + share @ share) * (share > 0)) ** 2).sum(axis=1)


def _broker(ties: Ties, bloc: Any, n: int, betweenness: float, constraint: float) -> Broker:
    row = ties.matrix[n]
    strength = float(row.sum())
    shares = np.bincount(bloc, weights=row) / strength if strength else None
    return Broker(
        actor=ties.names[n],
        bloc=int(bloc[n]),
        betweenness=float(betweenness),
        constraint=float(constraint) if strength else None,
        participation=None if shares is None else max(0.0, 1.0 - float((shares**2).sum())),
        across=float(row[bloc != bloc[n]].sum()),
        **dict(zip(ROLES, _roles(ties, bloc, n), strict=True)),
    )


def _roles(ties: Ties, bloc: Any, n: int) -> tuple[int, int, int, int]:
    """Pairs of neighbours without a tie, by where the two and the actor stand."""
    near = np.flatnonzero(ties.matrix[n] > 0)
    open_ = np.triu(ties.matrix[np.ix_(near, near)] == 0, 1)
    of = bloc[near]
    same, mine = of[:, None] == of[None, :], of == bloc[n]
    both, one = mine[:, None] & mine[None, :], mine[:, None] ^ mine[None, :]
    chosen = (both, same & ~both, one, ~same & ~one)
    coordinator, consultant, representative, liaison = (int((open_ & each).sum()) for each in chosen)
    return coordinator, consultant, representative, liaison
