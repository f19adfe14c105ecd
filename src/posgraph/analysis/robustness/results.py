"""How far an answer can be relied on, as frozen results; ``to_dict()`` is the JSON shape ``robustness``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders.results import relation
from posgraph.analysis.robustness import verdicts
from posgraph.analysis.robustness.findings import Component, Dispute, Flip, Severity
from posgraph.analysis.robustness.ranges import table
from posgraph.model import DemandRelation


@dataclass(frozen=True, slots=True)
class OrdersHold:
    """How far the answer about orders holds. ``partial``: time was over before all was tried that could turn it round."""

    consistent: bool
    components: tuple[Component, ...]
    flips: tuple[Flip, ...]
    partial: bool = False

    def to_dict(self) -> dict[str, Any]:
        """``orders`` of the JSON shape."""
        return {
            "consistent": self.consistent,
            "verdict": verdicts.orders(self),
            "contradictions": [{"component": n} | m.to_dict() for n, part in enumerate(self.components, 1) for m in part.sets],
            "concessions": _concessions(self.components, "withdraw"),
            "decided_by": [[*part.decided_by] for part in self.components],
            "flips": [flip.to_dict("consistent", not self.consistent) for flip in self.flips],
            "partial": self.partial,
        }


@dataclass(frozen=True, slots=True)
class Staying:
    """How the deal that is best by one measure fares as saliences vary.

    ``demands`` are those of the deal that somebody wishes or refuses, at the numbers as coded; ``share`` is the part of the
    draws in which just these are in the best deal, ``deals`` how many different best deals there are. Of the demands that are at
    stake ``always`` are in the best deal in all draws, ``never`` in none, ``sometimes`` in that share of them. At stake is what
    is refused by somebody and yet in, or wished by somebody and yet out, in some draw.
    """

    demands: tuple[str, ...]
    share: float
    deals: int
    always: tuple[str, ...]
    sometimes: Mapping[str, float] = field(hash=False)
    never: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``best``."""
        return {
            "demands": [*self.demands],
            "share": self.share,
            "deals": self.deals,
            "always": [*self.always],
            "sometimes": dict(self.sometimes),
            "never": [*self.never],
        }


@dataclass(frozen=True, slots=True)
class HighOnly:
    """What if only the red lines of high confidence bound? ``set_aside`` are the others."""

    set_aside: tuple[str, ...]
    feasible: bool
    blockers: tuple[tuple[str, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """``high_confidence`` of the JSON shape."""
        return {
            "set_aside": [*self.set_aside],
            "feasible": self.feasible,
            "blockers": [[*members] for members in self.blockers],
        }


@dataclass(frozen=True, slots=True)
class SettlementsHold:
    """How far the answer about settlements holds.

    ``moved`` are the red lines of the cheapest ways out; the best deals are those that there are once one of these is taken.
    ``draws`` is how many draws were made. ``firmer`` are positions that are no red lines as coded but may be, their firmness
    being unknown or near 1, and ``feasible_if_firmer`` says whether a deal exists if all of them are. ``feasible`` is None where
    time ran out before that was known, and ``partial`` True where it did before all was tried that could turn it round.
    """

    parties: tuple[str, ...]
    feasible: bool | None
    components: tuple[Component, ...]
    flips: tuple[Flip, ...]
    high_confidence: HighOnly | None
    firmer: tuple[str, ...]
    feasible_if_firmer: bool | None
    moved: tuple[str, ...]
    draws: int
    best: Mapping[str, Staying] = field(hash=False)
    partial: bool = False

    def to_dict(self) -> dict[str, Any]:
        """``settlements`` of the JSON shape."""
        return {
            "parties": [*self.parties],
            "feasible": self.feasible,
            "verdict": verdicts.settlements(self),
            "blockers": [{"component": n} | m.to_dict() for n, part in enumerate(self.components, 1) for m in part.sets],
            "concessions": _concessions(self.components, "move"),
            "decided_by": [[*part.decided_by] for part in self.components],
            "flips": [flip.to_dict("feasible", not self.feasible) for flip in self.flips],
            "high_confidence": self.high_confidence and self.high_confidence.to_dict(),
            "firmer": {"positions": [*self.firmer], "feasible": self.feasible_if_firmer},
            "moved": [*self.moved],
            "draws": self.draws,
            "best": {name: staying.to_dict() for name, staying in self.best.items()},
            "partial": self.partial,
        }


@dataclass(frozen=True, slots=True)
class Left:
    """What is left without the reports of a band of confidence: ``low``, ``medium`` (low ones too) or ``unknown``."""

    band: str
    rows: tuple[str, ...]
    conflicts: int
    disputes: int
    contradictions: int
    consistent: bool
    blockers: int
    feasible: bool

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``without``."""
        return {name: [*value] if isinstance(value := getattr(self, name), tuple) else value for name in self.__slots__}


@dataclass(frozen=True, slots=True, repr=False)
class Robustness:
    """How conflicts, orders and settlements depend on unknown or doubtful numbers and on single reports.

    ``verdict`` is the answer about all conflicts in a sentence, also where ``limit`` left some out. ``positions`` and
    ``relations`` are the evidence for all that is named. ``partial``: time was over before all was tried.
    """

    as_of: date
    seed: int
    draws: int
    verdict: str
    conflicts: tuple[Severity, ...]
    disputes: tuple[Dispute, ...]
    orders: OrdersHold
    settlements: SettlementsHold
    without: tuple[Left, ...]
    positions: tuple[Evidence, ...]
    relations: tuple[DemandRelation, ...]
    partial: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape ``robustness``."""
        return {
            "as_of": self.as_of.isoformat(),
            "ranges": table(),
            "seed": self.seed,
            "draws": self.draws,
            "verdict": self.verdict,
            "conflicts": [c.to_dict() for c in self.conflicts],
            "disputes": [d.to_dict() for d in self.disputes],
            "orders": self.orders.to_dict(),
            "settlements": self.settlements.to_dict(),
            "without": [left.to_dict() for left in self.without],
            "positions": [p.to_dict() for p in self.positions],
            "relations": [relation(r) for r in self.relations],
            "partial": self.partial,
        }

    @property
    def _lines(self) -> list[str]:
        cut = ["The search was cut off: there may be more."] if self.partial else []
        return [self.verdict, verdicts.orders(self.orders), verdicts.settlements(self.settlements), *cut]

    def __repr__(self) -> str:
        return "\n".join([f"{self.as_of}: {self._lines[0]}", *self._lines[1:]])

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(', '.join(d.actors))}</td><td>{escape(d.issue)}</td>"
                       f"<td>{escape(d.verdict)}</td></tr>" for d in self.disputes)  # fmt: skip
        said = "".join(f"<p>{escape(line)}</p>" for line in self._lines)
        return f"{said}<table><thead><tr><th>who</th><th>issue</th><th>rests on</th></tr></thead><tbody>{rows}</tbody></table>"


def _concessions(components: tuple[Component, ...], name: str) -> list[dict[str, Any]]:
    return [{"component": n} | priced.to_dict(name) for n, part in enumerate(components, 1) for priced in part.concessions]
