"""The shapes of change over time: shifts, convergence, and what changed between two days."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from posgraph_api.shapes import AnyEvidence, Conflict, Contradiction, Evidence, OrderEvidence, Overlap, Shape
from posgraph_api.shapes.settlements import Blocker


class Toward(Shape):
    """An actor that a shift approaches, and its positions that show it."""

    actor: str
    positions: list[str]


class Shift(Shape):
    """What a holder said, what it says since, and what kind of shift that is."""

    actor: str
    demand: str
    kind: str
    from_: AnyEvidence | None = Field(alias="from")
    to: AnyEvidence | None
    date: str | None
    issue: str | None
    from_demand: str | None
    toward: list[Toward]
    parts: dict[str, Any]


class Shifts(Shape):
    """A page of shifts, the newest first."""

    as_of: str | None
    items: list[Shift]
    next: str | None


class Days(Shape):
    """A run of days; null is open."""

    from_: str | None = Field(alias="from")
    until: str | None


class Meeting(Shape):
    """Two positions, one of each actor, that conflict or overlap, and on which days."""

    ids: list[str]
    by: list[str]
    weight: float
    runs: list[Days]


class PairIds(Shape):
    """The pairs that a window counts, by the ids of their positions."""

    overlaps: list[list[str]]
    conflicts: list[list[str]]


class Window(Shape):
    """A window: what the two share in it, what they clash on, and the index (O − C) / (O + C)."""

    from_: str = Field(alias="from")
    until: str
    index: float | None
    overlap: float
    conflict: float
    pairs: int
    ids: PairIds


class Trend(Shape):
    """The last index minus the first, in a number and in a word."""

    change: float | None
    word: str
    first: str | None
    last: str | None


class AssumedNumbers(Shape):
    """What was unknown of a position and counted as 0.5."""

    position: str
    assumed: list[str]


class Convergence(Shape):
    """Whether two actors come closer, window by window."""

    actors: list[str]
    as_of: str | None
    window: str
    step: str
    points: list[Window]
    trend: Trend
    overlaps: list[Meeting]
    conflicts: list[Meeting]
    positions: list[AnyEvidence]
    assumed: list[AssumedNumbers]


class Sentence(Shape):
    """A sentence of the paragraph, with the rows and sources that it rests on."""

    text: str
    ids: list[str]
    sources: list[str]


class PositionChanged(Evidence):
    """A position that came or went: `date` is the first day on which that is so, `by` what took its place."""

    date: str | None
    by: list[str]


class OrderChanged(OrderEvidence):
    """A wanted order that came or went."""

    date: str | None
    by: list[str]


Changed = OrderChanged | PositionChanged


class Turnover(Shape):
    """What is in force on one of the days only, and what came and went in between."""

    begun: list[Changed]
    ended: list[Changed]
    superseded: list[Changed]
    passed: list[Changed]


class ConflictDifference(Shape):
    """Conflicts that hold on one of the days only."""

    gone: list[Conflict]
    new: list[Conflict]
    partial: bool


class OverlapDifference(Shape):
    """Overlaps that hold on one of the days only."""

    gone: list[Overlap]
    new: list[Overlap]
    partial: bool


class Withdrawal(Shape):
    """The cheapest withdrawal that ends the contradictions among orders."""

    withdraw: list[str]
    cost: float


class Verdict(Shape):
    """Whether one order of the steps suits all on a day."""

    consistent: bool
    contradictions: int
    cheapest: Withdrawal | None
    partial: bool


class Verdicts(Shape):
    """The verdicts on both days, and the contradictions that only one of them has."""

    since: Verdict
    until: Verdict
    gone: list[Contradiction]
    new: list[Contradiction]


class DealVerdict(Shape):
    """Whether a deal could keep every red line of the parties on a day, and the sets of red lines that block it."""

    parties: list[str]
    feasible: bool | None
    blockers: list[list[str]]
    partial: bool


class DealsChange(Shape):
    """The verdicts on both days, and the blockers that only one of them has."""

    since: DealVerdict
    until: DealVerdict
    gone: list[Blocker]
    new: list[Blocker]


class Report(Shape):
    """What changed between two days, as a paragraph and as data; `partial` where a search was cut off."""

    since: str
    until: str
    paragraph: str
    sentences: list[Sentence]
    positions: Turnover
    shifts: list[Shift]
    conflicts: ConflictDifference
    overlaps: OverlapDifference
    orders: Verdicts
    settlements: DealsChange
    partial: bool
