"""Bridges as frozen results; ``to_dict()`` gives what the command line and the service answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.results import Conflict
from posgraph.analysis.rules import RULES

KINDS = ("on-record", "range", "rank", "condition", "with")
"""Kinds of bridge."""

SHOWN = 20
"""How many bridges a printed result lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Term:
    """What is to be accepted. ``demand`` is None where no demand on record says it: then the range or the rank says what.

    ``of`` is who accepts it; ``only_if`` its condition; ``relation`` and ``then`` the order of two steps.
    """

    issue: str
    of: tuple[str, ...]
    demand: str | None = None
    label: str = ""
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    rank: int | None = None
    only_if: tuple[str, ...] = ()
    relation: str | None = None
    then: str | None = None

    @property
    def width(self) -> float | None:
        """How far a range reaches, in its unit."""
        return None if self.low is None or self.high is None else self.high - self.low

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``terms``; only what it has."""
        told: dict[str, Any] = {"of": list(self.of), "issue": self.issue, "demand": self.demand, "label": self.label}
        if self.low is not None:
            told |= {"min": self.low, "max": self.high, "unit": self.unit, "width": self.width}
        if self.rank is not None:
            told["rank"] = self.rank
        if self.only_if:
            told["only_if"] = list(self.only_if)
        if self.relation:
            told |= {"relation": self.relation, "then": self.then}
        return told


@dataclass(frozen=True, slots=True)
class Written:
    """A clause of a proposal that proposes the demand of a bridge."""

    proposal: str
    number: str
    label: str
    proposed_by: tuple[str, ...]
    status: str | None
    text: str | None
    source: str | None

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``clauses``."""
        return {name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in self.__slots__}

    def __str__(self) -> str:
        return f"clause {self.number} of {self.label}"


@dataclass(frozen=True, slots=True)
class Bridge:
    """What ends ``conflict`` and raises no other one between its holders.

    ``says`` it in words, ``terms`` as data, ``changes`` as a scenario writes it. ``evidence`` are the positions, ``clauses``
    the clauses, in which it (or, of a condition, what is asked for in return) is on record. ``drops`` are the rows that each
    holder would no longer hold; a side of the conflict that is not among them stays as it is.
    """

    conflict: Conflict
    kind: str
    says: str
    terms: tuple[Term, ...]
    changes: tuple[str, ...]
    drops: Mapping[str, tuple[Evidence, ...]] = field(hash=False, default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    clauses: tuple[Written, ...] = ()

    @property
    def crosses(self) -> tuple[str, ...]:
        """The red lines among what would be dropped."""
        return tuple(sorted(e.position for rows in self.drops.values() for e in rows if e.firmness == 1))

    @property
    def held(self) -> bool:
        """True where it is on record in a position of one of the two: that side gives nothing new."""
        sides = (self.conflict.a.actor, self.conflict.b.actor)
        return self.kind == "on-record" and any(e.actor in sides for e in self.evidence)

    @property
    def rank(self) -> tuple[Any, ...]:
        """Sort key: no red line first, then what neither side holds, then what is on record, by severity, by rule and ids."""
        c = self.conflict
        which = (list(RULES).index(c.rule), *c.ids, KINDS.index(self.kind))
        return bool(self.crosses), self.held, self.kind != "on-record", -c.severity, *which

    def to_dict(self) -> dict[str, Any]:
        """The bridge as an item of the JSON results."""
        c = self.conflict
        sides = {"a": c.a.to_dict(), "b": c.b.to_dict(), "parts": {side: c.parts[side] for side in "ab"}}
        return {
            "conflict": {"rule": c.rule, "severity": c.severity, "hard": c.hard, "issue": c.issue, **sides},
            "kind": self.kind,
            "says": self.says,
            "terms": [term.to_dict() for term in self.terms],
            "changes": list(self.changes),
            "evidence": [e.to_dict() for e in self.evidence],
            "clauses": [clause.to_dict() for clause in self.clauses],
            "drops": {actor: [e.to_dict() for e in rows] for actor, rows in self.drops.items()},
            "crosses": list(self.crosses),
        }

    def __str__(self) -> str:
        red = f" (crosses {', '.join(self.crosses)})" if self.crosses else ""
        return f"{self.kind}: {self.says}{red} / {self.conflict.rule} {' '.join(self.conflict.ids)}"


@dataclass(frozen=True, slots=True, repr=False)
class Bridges:
    """Bridges, those that ask for no red line first. Iterates over its items.

    ``unbridged`` are the conflicts asked about for which none was found. ``note`` says so in words; ``partial``, that the
    search for contradictions among orders was cut off.
    """

    as_of: date
    items: tuple[Bridge, ...]
    unbridged: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    partial: bool = False

    def __iter__(self) -> Iterator[Bridge]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "items", "unbridged", "partial", "note"?}``."""
        answer: dict[str, Any] = {"as_of": self.as_of.isoformat(), "items": [item.to_dict() for item in self.items]}
        answer["unbridged"] = [{"rule": rule, "a": a, "b": b} for rule, a, b in self.unbridged]
        answer["partial"] = self.partial
        return answer | ({"note": self.note} if self.note else {})

    def __repr__(self) -> str:
        head = f"{len(self)} bridge{'' if len(self) == 1 else 's'} as of {self.as_of}"
        more = [f"… and {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([head, *map(str, self.items[:SHOWN]), *more, *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("kind", "bridge", "conflict", "A", "B", "red lines"))
        body = "".join(f"<tr>{_cells(bridge)}</tr>" for bridge in self.items)
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _cells(bridge: Bridge) -> str:
    c = bridge.conflict
    cells = (bridge.kind, bridge.says, c.rule, str(c.a), str(c.b), ", ".join(bridge.crosses))
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)
