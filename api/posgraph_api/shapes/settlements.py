"""The shape of settlements: what blocks a deal, who must move, which deals are best, how far off the plans are."""

from __future__ import annotations

from pydantic import Field

from posgraph_api.shapes import AnyEvidence, Relation, Shape


class Bond(Shape):
    """What cannot be chosen together, and by which rule; a literal is a demand, or `not` a demand."""

    rule: str
    literals: list[str]
    relations: list[str]


class Blocker(Shape):
    """Red lines that no settlement keeps together, none of them to spare, and what they run against."""

    members: list[str]
    actors: list[str]
    demands: list[str]
    rules: list[str]
    relations: list[str]
    bonds: list[Bond]


class RedLineMove(Shape):
    """Red lines whose moving makes a deal possible, none of them to spare; `by` counts them for each actor."""

    move: list[str]
    cost: float
    by: dict[str, int]


class LeastMove(Shape):
    """The least that must move; `ways` has, for each component, the concessions that cost least, any of which will do."""

    cost: float
    ways: list[list[list[str]]]


class DealComponent(Shape):
    """Blockers that hang together, and all ways to undo them; `hard` where no moving of red lines helps."""

    issues: list[str]
    blockers: list[list[str]]
    because: list[Blocker]
    concessions: list[RedLineMove]
    hard: list[Bond]
    partial: bool


class DealOrder(Shape):
    """Whether the steps of a deal can be ordered."""

    consistent: bool
    contradictions: list[list[str]]


class Deal(Shape):
    """A settlement that nobody could like more without another liking it less."""

    id: str
    demands: list[str]
    satisfaction: dict[str, float] = Field(description="By party, 0 (its worst case) to 1 (its best).")
    values: dict[str, float] = Field(description="The same before scaling: sums of salience × polarity.")
    moves: list[str] = Field(description="The red lines that it does not keep.")
    elsewhere: list[str] = Field(description="Red lines on issues that were not asked about, which it does not keep.")
    order: DealOrder | None
    unlinked: list[list[str]] = Field(
        description="Pairs of demands on one issue, wanted by different parties, that no relation links."
    )


class BestDeal(Shape):
    """The deal that is best by one measure; `proven` where none is better."""

    id: str
    value: float
    proven: bool


class ScaleEnds(Shape):
    """What a party's worst and best case are worth to it."""

    worst: float
    best: float
    proven: bool


class MeetingRange(Shape):
    """What each party has said yes to on a scale, and where all of them meet."""

    unit: str | None
    by: dict[str, list[float | None]]
    meet: list[float | None] | None
    gap: float | None


class ShutOut(Shape):
    """A demand that is in no settlement, and the red lines that shut it out."""

    demand: str
    by: list[str]


class Zone(Shape):
    """The zone of possible agreement on an issue."""

    issue: str
    fixed: list[str]
    open: list[str]
    shut: list[ShutOut]
    blocked: bool
    range: MeetingRange | None
    ranks: MeetingRange | None


class PlanChange(Shape):
    """What would have to change in a plan to arrive at a deal."""

    id: str
    distance: float
    dropped: list[str]
    clauses: list[str]
    added: list[str]


class Plan(Shape):
    """A plan on the table, measured."""

    proposal: str
    label: str
    status: str | None
    date: str | None
    demands: list[str]
    satisfaction: dict[str, float]
    values: dict[str, float]
    crosses: dict[str, list[str]]
    silent: dict[str, list[str]]
    coherent: bool
    clashes: list[Bond]
    distance: float | None
    beaten_by: list[str]
    nearest: list[PlanChange]
    repair: PlanChange | None


class Wish(Shape):
    """What a position adds to its holder's satisfaction."""

    position: str
    actor: str
    demands: list[str]
    weight: float
    assumed: list[str]


class Settlements(Shape):
    """Whether a deal can keep every red line; if not, who must move; the best deals, and the plans beside them."""

    as_of: str
    parties: list[str]
    feasible: bool | None = Field(description="Null where time ran out before that was known.")
    components: list[DealComponent]
    least: LeastMove | None
    moved: list[str]
    frontier: list[Deal]
    count: int
    best: dict[str, BestDeal]
    scale: dict[str, ScaleEnds]
    zones: list[Zone]
    proposals: list[Plan]
    wishes: list[Wish]
    red_lines: list[AnyEvidence]
    elsewhere: list[AnyEvidence]
    positions: list[AnyEvidence]
    relations: list[Relation]
    assumed: list[str]
    unbound: list[str]
    partial: bool
