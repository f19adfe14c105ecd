"""Networks of actors: who conflicts with whom, who agrees with whom, and how much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

Link = tuple[str, str, float, Any]
"""Two actors, a weight 0 … 1, and the finding that joins them."""


def signed_graph(links: Iterable[Link], sign: int) -> nx.Graph[str]:
    """An undirected graph of actors; each edge sums the findings between two.

    Edge data: ``weight``, the sum of the findings' weights; ``count``, how many there are; ``sign``, -1 for conflict and +1
    for overlap; ``items``, the findings, heaviest first as given. A finding within one actor is a loop.

    >>> g = signed_graph([("north", "south", 0.5, "c1"), ("south", "north", 0.25, "c2")], -1)
    >>> g.edges["north", "south"]
    {'weight': 0.75, 'count': 2, 'sign': -1, 'items': ('c1', 'c2')}
    """
    graph: nx.Graph[str] = nx.Graph()
    found: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        found.setdefault((min(link[:2]), max(link[:2])), []).append(link)
    for (a, b), group in sorted(found.items()):
        weight = sum(link[2] for link in group)
        graph.add_edge(a, b, weight=weight, count=len(group), sign=sign, items=tuple(link[3] for link in group))
    return graph
