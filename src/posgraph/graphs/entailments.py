"""What a demand brings with it: closures over ``same``, ``entails`` and ``requires``, with the shortest chain to each end.

E*(d) is everything that d entails, itself included (``same`` entails both ways); Q*(d) the same over ``requires`` too.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from posgraph.graphs.once import VOCABULARY, once
from posgraph.model import Dataset

if TYPE_CHECKING:
    import networkx as nx

SAME = ("same",)
ENTAILS = ("same", "entails")
NEEDS = ("same", "entails", "requires")

Edges = dict[str, list[tuple[str, tuple[str, ...]]]]
"""Neighbours of a demand, each with the ids of the relations that lead there."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from one demand to another: the demands on it, both ends included, and the relations that it rests on."""

    steps: tuple[str, ...]
    relations: tuple[str, ...] = ()

    def meets(self, other: Chain, *between: str) -> Chain:
        """The chain, then ``other`` backwards; ``between`` are the relations that join their far ends, which may be one."""
        relations = (*self.relations, *between, *other.relations)
        back = other.steps[::-1]
        way = self.steps + back[self.steps[-1] == back[0] :]
        return Chain(way, tuple(dict.fromkeys(relations)) if len(relations) > 1 else relations)

    @property
    def order(self) -> tuple[int, tuple[str, ...]]:
        """Sort key: the shortest first, then by ids."""
        return len(self.steps), self.steps


class Entailments:
    """The relations of a dataset as a graph, and its closures.

    ``graph`` has an edge a → b where a is the same as, entails or requires b; each edge carries, under those words, the
    ids of the relations that claim it.

    >>> from posgraph.model import DemandRelation
    >>> def row(a, word, b):
    ...     return DemandRelation(id=f"{a}-{b}", demand_a=a, relation=word, demand_b=b, by="coder")
    >>> e = Entailments(Dataset(id="toy", relations=(row("a", "entails", "b"), row("b", "same", "c"), row("c", "requires", "d"))))
    >>> sorted(e.entailed("a")), sorted(e.needed("a")), sorted(e.same("c"))
    (['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['b', 'c'])
    >>> e.needed("a")["d"]
    Chain(steps=('a', 'b', 'c', 'd'), relations=('a-b', 'b-c', 'c-d'))
    """

    def __init__(self, dataset: Dataset) -> None:
        edges: defaultdict[tuple[str, str], defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in dataset.relations:
            if row.relation in NEEDS:
                edges[row.demand_a, row.demand_b][row.relation].append(row.id)
            if row.relation == "same":
                edges[row.demand_b, row.demand_a][row.relation].append(row.id)
        self._demands, self._claims = tuple(d.id for d in dataset.demands), edges
        self._next: dict[tuple[str, ...], Edges] = {words: _edges(edges, words) for words in (SAME, ENTAILS, NEEDS)}
        self._closures: dict[tuple[str, tuple[str, ...]], Mapping[str, Chain]] = {}
        self._alone: dict[str, Mapping[str, Chain]] = {}

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The graph, made when it is asked for."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self._demands)
        for (a, b), words in sorted(self._claims.items()):
            graph.add_edge(a, b, **{word: tuple(ids) for word, ids in words.items()})
        return graph

    def same(self, demand: str) -> Mapping[str, Chain]:
        """Every demand that is the same as this one, itself included."""
        return self._closure(demand, SAME)

    def entailed(self, demand: str) -> Mapping[str, Chain]:
        """E*(d): all that the demand entails, itself included."""
        return self._closure(demand, ENTAILS)

    def needed(self, demand: str) -> Mapping[str, Chain]:
        """Q*(d): all that the demand entails or requires, itself included."""
        return self._closure(demand, NEEDS)

    def _closure(self, demand: str, words: tuple[str, ...]) -> Mapping[str, Chain]:
        """Breadth first, neighbours by id: the first chain found is the shortest, and of those the first by ids."""
        near = self._next[words]
        if demand not in near:
            return self._alone.get(demand) or self._alone.setdefault(demand, {demand: Chain((demand,))})
        if (demand, words) not in self._closures:
            found = {demand: Chain((demand,))}
            queue = deque([demand])
            while queue:
                here = queue.popleft()
                for b, ids in near.get(here, ()):
                    if b not in found:
                        chain = found[here]
                        found[b] = Chain((*chain.steps, b), tuple(dict.fromkeys((*chain.relations, *ids))))
                        queue.append(b)
            self._closures[demand, words] = found
        return self._closures[demand, words]


def _edges(claims: Mapping[tuple[str, str], Mapping[str, list[str]]], words: tuple[str, ...]) -> Edges:
    """Neighbours by id, each with all relations of these words that lead to it."""
    found: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for (a, b), by_word in sorted(claims.items()):
        if ids := tuple(id for word in words for id in by_word.get(word, ())):
            found[a].append((b, ids))
    return dict(found)


@once(of=VOCABULARY)
def entailments(dataset: Dataset) -> Entailments:
    """The entailments of a dataset, built once."""
    return Entailments(dataset)
