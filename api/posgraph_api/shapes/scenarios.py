"""The shapes of scenarios laid over the graph: one with all that it changes, several side by side in numbers."""

from __future__ import annotations

from pydantic import Field

from posgraph_api.shapes import Conflict, Contradiction, Evidence, OrderEvidence, Relation, Shape
from posgraph_api.shapes.settlements import BestDeal, Blocker, Deal

WAYS = "For each component, the sets that cost least, any of which will do."


class AssumedEvidence(Evidence):
    """A position that nobody took: `assumed` is the change that it comes from."""

    assumed: str


class AssumedOrderEvidence(OrderEvidence):
    """An order that nobody asked for: `assumed` is the change that it comes from."""

    assumed: str


SupposedEvidence = AssumedOrderEvidence | OrderEvidence | AssumedEvidence | Evidence


class ScenarioRef(Shape):
    """The name of a scenario that the dataset keeps; null of one that has none."""

    id: str | None
    label: str | None


class SupposedConflict(Conflict):
    """A conflict, of which a side may be assumed."""

    a: SupposedEvidence
    b: SupposedEvidence


class ConflictsChanged(Shape):
    """How many conflicts there are before and after, which are gone and which are new."""

    before: int
    after: int
    gone: list[SupposedConflict]
    new: list[SupposedConflict]
    within: list[SupposedConflict] = Field(description="Of an assumed row, with what its own holder holds besides.")


class OrderFigures(Shape):
    """Whether one order of the steps suits all, and the least that must be withdrawn."""

    consistent: bool
    contradictions: int
    cost: float | None
    ways: list[list[list[str]]] = Field(description=WAYS)


class OrdersChanged(Shape):
    """The orders before and after, and the contradictions that are gone and new."""

    before: OrderFigures
    after: OrderFigures
    freed: list[Contradiction]
    new: list[Contradiction]


class _DealFigures(Shape):
    feasible: bool
    cost: float | None
    ways: list[list[list[str]]] = Field(description=WAYS)
    hard: bool
    moved: list[str] = Field([], description="With `deals`: the red lines set aside for them.")
    frontier: list[Deal] = Field([], description="With `deals`: the best deals.")
    best: dict[str, BestDeal] = Field({}, description="With `deals`: the best by each measure.")


class DealFigures(_DealFigures):
    """Whether there can be a deal, and the least that must move."""

    blockers: list[list[str]]


class DealsChanged(Shape):
    """Deals before and after, and the sets of red lines that block no more, or now."""

    parties: list[str]
    before: DealFigures
    after: DealFigures
    opened: list[list[str]]
    closed: list[list[str]]
    because: list[Blocker] = Field(description="What the sets of red lines run against that block no more, or now.")


class WhatIf(Shape):
    """What a scenario would change."""

    as_of: str
    scenario: ScenarioRef
    changes: list[str] = Field(description="In canonical form: equal scenarios have equal changes.")
    added: dict[str, str]
    replaced: list[str]
    dropped: list[str]
    idle: list[str]
    conflicts: ConflictsChanged
    orders: OrdersChanged
    settlements: DealsChanged
    positions: list[SupposedEvidence]
    relations: list[Relation]
    partial: bool


class DealCount(_DealFigures):
    """Whether there can be a deal, the least that must move, and how many sets of red lines block it."""

    blockers: int


class Standing(Shape):
    """How things stand without any scenario."""

    conflicts: int
    orders: OrderFigures
    settlements: DealCount


class ConflictCount(Shape):
    """How many conflicts there are with a scenario, how many are gone, how many new."""

    after: int
    gone: int
    new: int


class OrderCount(OrderFigures):
    """The orders with a scenario, and how many contradictions are gone and new."""

    freed: int
    new: int


class DealChange(DealCount):
    """Deals with a scenario, and how many sets of red lines block no more, or now."""

    opened: int
    closed: int


class Compared(Shape):
    """One scenario in numbers."""

    scenario: ScenarioRef
    changes: list[str]
    conflicts: ConflictCount
    orders: OrderCount
    settlements: DealChange
    partial: bool


class Comparison(Shape):
    """Scenarios side by side."""

    as_of: str
    parties: list[str]
    before: Standing
    items: list[Compared]
    partial: bool
