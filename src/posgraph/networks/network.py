"""A network as it was counted: names, a matrix, how it was made, and the way back to its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from posgraph.analysis.wording import count
from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near

if TYPE_CHECKING:
    import networkx as nx

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, both ends included: days, or moments where the statements have times of day."""

    start: Moment
    middle: Moment
    stop: Moment

    def to_dict(self) -> dict[str, str]:
        """The three as ISO 8601."""
        return {"start": self.start.isoformat(), "middle": self.middle.isoformat(), "stop": self.stop.isoformat()}

    def __str__(self) -> str:
        return f"{self.start} to {self.stop}"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement behind a cell; what the table does not tell is empty (the stance: None).

    ``reported_by`` and ``mode`` say on whose word a position of a dataset is known.
    """

    id: str
    actor: str
    demand: str
    stance: bool | int | float | str | None
    date: Moment | None = None
    document: str = ""
    quote: str = ""
    source: str = ""
    url: str = ""
    weight: float = 1.0
    reported_by: str = ""
    mode: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The statement in JSON's types."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {**told, "date": self.date.isoformat() if self.date else None}


Behind = Callable[[str | None, str | None], tuple[Said, ...]]
"""Finds the statements behind a cell; with None for a name, of every row or column."""

Recount = Callable[[str], "Network"]
"""Counts the same statements in the same way with another kind (congruence, conflict, subtract)."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network of actors (``mode`` one: rows and columns alike) or of actors and demands (two).

    ``matrix`` is float64, ``len(rows)`` × ``len(columns)``; of a one-mode network symmetric with a diagonal of zeros.
    ``labels`` says what an id is called, where that differs. ``statements`` were counted. ``window`` is set on those of
    :class:`Networks`, ``as_of`` on those of a dataset. ``about`` is what else there is to say of how it was counted.
    """

    mode: str
    kind: str
    norm: str
    duplicates: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: NDArray[np.float64]
    labels: Mapping[str, str] = field(default_factory=dict)
    window: Window | None = None
    statements: int = 0
    as_of: date | None = None
    behind: Behind | None = None
    recount: Recount | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        norm = f" by {self.norm}" if self.norm != "none" else ""
        when = f", {self.window}" if self.window else f", as of {self.as_of}" if self.as_of else ""
        return f"<Network: {self.kind}{norm} of {self.ends}, from {count(self.statements, 'statement')}{when}>"

    @property
    def ends(self) -> str:
        """Between whom its ties are: ``3 actors``, ``3 actors and 1 demand``."""
        demands = f" and {count(len(self.columns), 'demand')}" if self.mode == "two" else ""
        return count(len(self.rows), "actor") + demands

    def label(self, name: str) -> str:
        """What a row or column is called."""
        return self.labels.get(name) or name

    def graph(self) -> nx.Graph[str]:
        """The network as a networkx graph: a cell that is not 0 is an edge with ``weight`` and ``sign``.

        A demand that has the name of an actor becomes the node ``demand:NAME``. Nodes have ``label``, ``mode`` (``actor``
        or ``demand``) and, of two modes, ``bipartite`` (0 or 1); the graph has how it was counted.
        """
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.graph.update(mode=self.mode, kind=self.kind, norm=self.norm, duplicates=self.duplicates, statements=self.statements)
        if self.window:
            graph.graph.update(self.window.to_dict())
        if self.as_of:
            graph.graph["as_of"] = self.as_of.isoformat()
        graph.graph.update({name: value for name, value in self.about.items() if isinstance(value, str)})
        two = self.mode == "two"
        columns = self._demand_nodes() if two else list(self.rows)
        for name in self.rows:
            graph.add_node(name, label=self.label(name), mode="actor", **({"bipartite": 0} if two else {}))
        for node, name in zip(columns, self.columns, strict=True) if two else ():
            graph.add_node(node, label=self.label(name), mode="demand", bipartite=1)
        cells = self.matrix if two else np.triu(self.matrix, 1)
        for i, j in np.argwhere(cells != 0).tolist():
            weight = float(cells[i, j])
            sign = -1 if self.kind == "conflict" or weight < 0 else 1
            graph.add_edge(self.rows[i], columns[j], weight=weight, sign=sign)
        return graph

    def _demand_nodes(self) -> list[str]:
        """A node for each column of a network of two modes, none of which is that of an actor or of another demand."""
        actors, taken = set(self.rows), {*self.rows, *self.columns}
        nodes = []
        for name in self.columns:
            node = name
            while node in actors or (node != name and node in taken):
                node = f"demand:{node}"
            taken.add(node)
            nodes.append(node)
        return nodes

    def between(self, row: str | None = None, column: str | None = None) -> tuple[Said, ...]:
        """The statements behind a cell, by demand, actor and date; without a name, of every row or column.

        Of a one-mode network these are what the two actors said on demands of both that adds to their cell. UnknownName
        for a name that the network does not have.
        """
        for name, names, argument in ((row, self.rows, "row"), (column, self.columns, "column")):
            if name is not None and name not in names:
                raise UnknownName(argument, name, f"one of the {len(names)} names of the network", near(name, names))
        if self.behind is None:
            raise UsageError("between", f"{row}, {column}", "a network that was counted from statements")
        return self.behind(row, column)

    def to_dict(self) -> dict[str, Any]:
        """The network in JSON's types."""
        return {
            "mode": self.mode,
            "kind": self.kind,
            "norm": self.norm,
            "duplicates": self.duplicates,
            "rows": list(self.rows),
            "columns": list(self.columns),
            "actors": list(self.rows),
            "labels": dict(self.labels),
            "matrix": [[int(cell) if cell.is_integer() else cell for cell in row] for row in self.matrix.tolist()],
            "window": self.window.to_dict() if self.window else None,
            "statements": self.statements,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            **self.about,
        }

    def structure(self, **options: Any) -> Any:
        """Blocs, brokers, balance, polarisation and backbone: :func:`posgraph.networks.structure.structure`."""
        from posgraph.networks import structure

        return structure.structure(self, **options)

    def blocs(self, **options: Any) -> Any:
        """Who stands together: :func:`posgraph.networks.structure.blocs`."""
        from posgraph.networks import structure

        return structure.blocs(self, **options)

    def brokers(self, **options: Any) -> Any:
        """Who stands between: :func:`posgraph.networks.structure.brokers`."""
        from posgraph.networks import structure

        return structure.brokers(self, **options)

    def balance(self, **options: Any) -> Any:
        """How far friends of friends are friends: :func:`posgraph.networks.structure.balance`."""
        from posgraph.networks import structure

        return structure.balance(self, **options)

    def polarisation(self, **options: Any) -> Any:
        """How far the network falls into two camps: :func:`posgraph.networks.structure.polarisation`."""
        from posgraph.networks import structure

        return structure.polarisation(self, **options)

    def backbone(self, **options: Any) -> Any:
        """The ties that are more than chance: :func:`posgraph.networks.structure.backbone`."""
        from posgraph.networks import structure

        return structure.backbone(self, **options)


@dataclass(frozen=True, slots=True, eq=False)
class Networks(Sequence[Network]):
    """A network for each window, in the order of time."""

    items: tuple[Network, ...]

    @overload
    def __getitem__(self, index: int) -> Network: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Network]: ...
    def __getitem__(self, index: int | slice) -> Network | Sequence[Network]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        ends = f", {self.items[0].window} … {self.items[-1].window}" if self.items else ""
        return f"<{count(len(self), 'network')}{ends}>"

    def __iter__(self) -> Iterator[Network]:
        return iter(self.items)

    def to_dict(self) -> dict[str, Any]:
        """The networks in JSON's types."""
        return {"items": [network.to_dict() for network in self.items], "next": None}
