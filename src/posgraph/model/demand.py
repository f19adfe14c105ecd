"""Issues, demands, and the attributed relations between demands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A question under negotiation; ``exclusive``: at most one of its demands can hold; ``exhaustive``: at least one must.

    With both, its demands are all the options there are, and exactly one holds.
    """

    id: str
    label: str
    broader: str | None = None
    exclusive: bool | None = None
    exhaustive: bool | None = None
    unit: str | None = None
    notation: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A neutral term that can be asked for, accepted or refused; also a step in an order of events.

    ``rank`` places it on the issue's scale (1 is least); ``min`` and ``max`` bound a number in the issue's unit.
    """

    id: str
    issue: str
    label: str
    rank: int | None = None
    min: float | None = None
    max: float | None = None
    notation: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRelation:
    """An attributed claim: ``demand_a`` is incompatible with, the same as, entails or requires ``demand_b``.

    ``by`` says whose claim it is: an actor, or the coder.
    """

    id: str
    demand_a: str
    relation: str
    demand_b: str
    by: str
    source: str | None = None
    note: str | None = None
