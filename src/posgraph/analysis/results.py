"""Conflicts and overlaps as frozen results; ``to_dict()`` gives what the command line and the service answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.picture import table
from posgraph.analysis.wording import count
from posgraph.graphs.signed import signed_graph

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Finding:
    """Two rows, ``a`` and ``b``, that a rule brings together, with all that proves it.

    ``chain`` leads from the demand of ``a`` to that of ``b``. ``start`` and ``end`` are the days on which it holds; None is
    open. ``hard``: both are red lines. ``within``: one holder stands on both sides. ``parts`` say what it was computed from.
    """

    hard: bool
    within: bool
    issue: str
    a: Evidence
    b: Evidence
    chain: tuple[str, ...]
    start: date | None
    end: date | None
    parts: Mapping[str, Any] = field(hash=False)

    @property
    def ids(self) -> tuple[str, str]:
        """The ids of the two rows."""
        return self.a.position, self.b.position

    def _shape(self, **head: Any) -> dict[str, Any]:
        return head | {
            "hard": self.hard,
            "self": self.within,
            "issue": self.issue,
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "chain": list(self.chain),
            "from": self.start and self.start.isoformat(),
            "until": self.end and self.end.isoformat(),
            "parts": _plain(self.parts),
        }


@dataclass(frozen=True, slots=True)
class Conflict(Finding):
    """Two rows that cannot both have their way; ``severity`` is 0 … 1."""

    rule: str
    severity: float

    def to_dict(self) -> dict[str, Any]:
        """The conflict as an item of the JSON results."""
        return self._shape(rule=self.rule, severity=self.severity)

    def __str__(self) -> str:
        return f"{self.rule}: {self.a} / {self.b}"


@dataclass(frozen=True, slots=True)
class Overlap(Finding):
    """Two rows that want, or refuse, something in common; ``strength`` is 0 … 1."""

    kind: str
    strength: float

    def to_dict(self) -> dict[str, Any]:
        """The overlap as an item of the JSON results."""
        return self._shape(kind=self.kind, strength=self.strength)

    def __str__(self) -> str:
        return f"{self.kind}: {self.a} / {self.b}"


@dataclass(frozen=True, slots=True, repr=False)
class Conflicts:
    """Conflicts, the most severe first; ``as_of`` is None where all times count. Iterates over its items.

    ``partial``: there are so many contradictions among orders (R7) that the search for them was cut off. ``total``: how many
    conflicts there are, of which ``items`` may be the first, and ``total_hard``, how many of them are hard.
    """

    as_of: date | None
    items: tuple[Conflict, ...]
    partial: bool = False
    total: int = 0
    total_hard: int = 0

    def __iter__(self) -> Iterator[Conflict]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "items", "next", "partial", "total", "total_hard"}``."""
        return {**_answer(self.as_of, self.items), "partial": self.partial, "total": self.total, "total_hard": self.total_hard}

    def graph(self) -> nx.Graph[str]:
        """The network of actors in conflict: see :func:`posgraph.graphs.signed.signed_graph`."""
        return signed_graph(((c.a.actor, c.b.actor, c.severity, c) for c in self.items), -1)

    def __repr__(self) -> str:
        return _listed("conflict", self.as_of, [(c.severity, c) for c in self.items], self.total)

    def _repr_html_(self) -> str:
        return table("rule", "severity", [(c.rule, c.severity, c) for c in self.items])


@dataclass(frozen=True, slots=True, repr=False)
class Overlaps:
    """Overlaps, the strongest first; ``as_of`` is None where all times count. Iterates over its items.

    ``total``: how many there are, of which ``items`` may be the first.
    """

    as_of: date | None
    items: tuple[Overlap, ...]
    total: int = 0

    def __iter__(self) -> Iterator[Overlap]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "items", "next", "total"}``."""
        return {**_answer(self.as_of, self.items), "total": self.total}

    def graph(self) -> nx.Graph[str]:
        """The network of actors that overlap: see :func:`posgraph.graphs.signed.signed_graph`."""
        return signed_graph(((o.a.actor, o.b.actor, o.strength, o) for o in self.items), 1)

    def __repr__(self) -> str:
        return _listed("overlap", self.as_of, [(o.strength, o) for o in self.items], self.total)

    def _repr_html_(self) -> str:
        return table("kind", "strength", [(o.kind, o.strength, o) for o in self.items])


SHOWN = 20
"""How many findings a printed result lists; the others are counted."""


def _listed(what: str, as_of: date | None, items: Sequence[tuple[float, Finding]], total: int) -> str:
    """The result as text: a line that counts, and one line a finding."""
    head = f"{count(total, what)} {f'as of {as_of}' if as_of else 'whatever the date'}"
    lines = [f"{weight:.2f}  {item}" for weight, item in items[:SHOWN]]
    more = [f"… and {total - len(lines):,} more"] if total > len(lines) else []
    return "\n".join([head, *lines, *more])


def _answer(as_of: date | None, items: tuple[Conflict, ...] | tuple[Overlap, ...]) -> dict[str, Any]:
    return {"as_of": as_of and as_of.isoformat(), "items": [item.to_dict() for item in items], "next": None}


def _plain(value: Any) -> Any:
    """The value with lists for tuples and dicts for mappings."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value
