"""What there is to say about the order of steps, as frozen results; ``to_dict()`` is the JSON shape ``orders``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders.concessions import Concession
from posgraph.analysis.orders.contradictions import Contradiction
from posgraph.analysis.orders.roadmap import Stage
from posgraph.model import DemandRelation


@dataclass(frozen=True, slots=True)
class Component:
    """Steps in a knot: the contradictions among them, the smallest first, and the concessions that end all of these.

    ``hard`` are the members of a contradiction without preferences: then no concession helps, and none is told. ``partial``:
    there may be more contradictions or concessions than are told.
    """

    steps: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    concessions: tuple[Concession, ...]
    hard: tuple[str, ...] = ()
    partial: bool = False

    @property
    def message(self) -> str:
        """What stands in the way of any concession, or nothing."""
        if not self.hard:
            return ""
        return f"no withdrawal of a preference helps here: {', '.join(self.hard)} cannot all hold by themselves"

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape ``orders``, with ``hard``, ``message`` and ``partial``."""
        return {
            "steps": [*self.steps],
            "contradictions": [c.to_dict() for c in self.contradictions],
            "concessions": [c.to_dict() for c in self.concessions],
            "hard": [*self.hard],
            "message": self.message,
            "partial": self.partial,
        }


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The least that must be withdrawn in all components together, what it asks of whom, and what no answer can undercut.

    ``asks`` holds the withdrawn orders by holder. ``proven``: nothing costs less; else ``bound`` says how much less might.
    ``scale``: the solver counted in units of 1/scale.
    """

    concession: Concession
    asks: Mapping[str, tuple[Evidence, ...]]
    bound: float
    scale: int

    @property
    def proven(self) -> bool:
        """True where no cheaper set exists."""
        return self.concession.cost <= self.bound

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape ``orders``, with ``bound``, ``proven`` and ``scale``."""
        return self.concession.to_dict() | {"bound": self.bound, "proven": self.proven, "scale": self.scale}


@dataclass(frozen=True, slots=True, repr=False)
class Orders:
    """Whether the orders of steps that are wanted can all be had; if not, why not, and what it takes.

    ``as_of`` is None where all times count. ``components`` with most contradictions come first. ``cheapest`` is None where no
    withdrawal helps, and then there is no roadmap. ``preferences`` are all that were looked at, ``conditions`` the positions
    that make some order a condition, ``relations`` those that contradictions and the roadmap rest on.
    """

    as_of: date | None
    components: tuple[Component, ...]
    cheapest: Cheapest | None
    roadmap: tuple[Stage, ...]
    preferences: tuple[Evidence, ...]
    conditions: tuple[Evidence, ...]
    relations: tuple[DemandRelation, ...]

    @property
    def consistent(self) -> bool:
        """True where one order of the steps suits all."""
        return not self.components

    @property
    def partial(self) -> bool:
        """True where a limit or the time cut the search off somewhere."""
        return any(c.partial for c in self.components)

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape ``orders``."""
        asks = self.cheapest.asks.items() if self.cheapest else ()
        return {
            "as_of": self.as_of and self.as_of.isoformat(),
            "consistent": self.consistent,
            "components": [c.to_dict() for c in self.components],
            "cheapest": self.cheapest and self.cheapest.to_dict(),
            "roadmap": [stage.to_dict() for stage in self.roadmap],
            "asks": [{"actor": a, "withdraw": [p.position for p in ps], "orders": [p.demand for p in ps]} for a, ps in asks],
            "preferences": [p.to_dict() for p in self.preferences],
            "conditions": [p.to_dict() for p in self.conditions],
            "relations": [relation(r) for r in self.relations],
            "partial": self.partial,
        }

    @property
    def _verdict(self) -> str:
        cut = " The search was cut off: there may be more." if self.partial else ""
        return ("One order of the steps suits all." if self.consistent else "No order of the steps suits all.") + cut

    def __repr__(self) -> str:
        lines = [self._verdict if self.as_of is None else f"{self.as_of}: {self._verdict}"]
        lines += [f"cannot all hold: {c}" for part in self.components for c in part.contradictions]
        lines += [f"no way out: {part.message}" for part in self.components if part.hard]
        if self.cheapest and not self.consistent:
            asked = "; ".join(str(p) for ps in self.cheapest.asks.values() for p in ps)
            lines.append(f"least withdrawal, cost {self.cheapest.concession.cost:g}: {asked}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [("cannot all hold", " → ".join(c.steps), str(c)) for part in self.components for c in part.contradictions]
        rows += [("no way out", ", ".join(part.steps), part.message) for part in self.components if part.hard]
        if self.cheapest and not self.consistent:
            asked = "; ".join(f"{p.actor}: {p.demand} ({p.position})" for ps in self.cheapest.asks.values() for p in ps)
            rows.append(("least withdrawal", f"cost {self.cheapest.concession.cost:g}", asked))
        rows += [(f"step {s.rank}", s.step, "also " + ", ".join(s.also) if s.also else "") for s in self.roadmap]
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><caption>{self._verdict}</caption><tbody>{body}</tbody></table>"


def relation(row: DemandRelation) -> dict[str, Any]:
    """A relation as the JSON results show it."""
    names = ("id", "demand_a", "relation", "demand_b", "by", "source", "note")
    return {name: getattr(row, name) for name in names}
