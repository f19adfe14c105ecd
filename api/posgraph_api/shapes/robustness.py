"""The shape of robustness: how far the answers hold, and what each hangs on."""

from __future__ import annotations

from pydantic import Field

from posgraph_api.shapes import AnyEvidence, Relation, Shape


class NumberRange(Shape):
    """Between which values a number may lie that is coded like this."""

    coded: str
    value: float | None
    low: float
    high: float


class OtherNumber(Shape):
    """Any other number varies by so much around itself."""

    coded: str
    value: None
    around: float


class NumberRanges(Shape):
    """The ranges in which the numbers vary."""

    salience: list[NumberRange | OtherNumber]
    firmness: list[NumberRange | OtherNumber]
    confidence: list[NumberRange | OtherNumber]


class Support(Shape):
    """A report, a source or a relation that something hangs on, with what is doubtful about it."""

    kind: str
    id: str
    rows: list[str]
    source: str | None
    by: str | None
    doubts: list[str]


class SeverityRange(Shape):
    """A conflict, how severe it may be, and its best and worst place in the order by severity."""

    rule: str
    a: str
    b: str
    issue: str
    severity: float
    low: float
    high: float
    place: list[int]
    assumed: dict[str, list[str]] = Field(description="The numbers that are unknown, by position.")
    survives: dict[str, bool] = Field(description="Without the reports of each band of confidence.")
    hangs_on: list[str]


class Dispute(Shape):
    """All conflicts of some actors on one issue, and how many independent pairs of reports carry them."""

    actors: list[str]
    issue: str
    conflicts: int
    rows: list[str]
    sources: list[str]
    apart: int
    sources_apart: int
    survives: dict[str, bool]
    hangs_on: list[Support]
    verdict: str


class HangingSet(Shape):
    """A minimal contradiction or blocker, and what alone ends it; `component` counts from 1."""

    component: int
    members: list[str]
    actors: list[str]
    survives: dict[str, bool]
    hangs_on: list[Support]
    doubtful: list[str]
    verdict: str


class _Priced(Shape):
    component: int
    cost: float
    low: float
    high: float
    certainly_cheapest: bool
    possibly_cheapest: bool
    assumed: dict[str, list[str]]


class WithdrawalRange(_Priced):
    """A withdrawal of orders, and what it may cost."""

    withdraw: list[str]


class MoveRange(_Priced):
    """Red lines that may move, and what that may cost."""

    move: list[str]


class _Flip(Shape):
    kind: str
    drop: str
    rows: list[str]


class OrdersFlip(_Flip):
    """What turns the verdict on orders round when it is left out."""

    consistent: bool


class DealsFlip(_Flip):
    """What turns the verdict on deals round when it is left out."""

    feasible: bool


class OrdersHold(Shape):
    """How far the answer about orders holds."""

    consistent: bool
    verdict: str
    contradictions: list[HangingSet]
    concessions: list[WithdrawalRange]
    decided_by: list[list[str]]
    flips: list[OrdersFlip]
    partial: bool


class HighConfidence(Shape):
    """What if only the red lines of high confidence bound."""

    set_aside: list[str]
    feasible: bool
    blockers: list[list[str]]


class Firmer(Shape):
    """Positions that may be red lines, and whether a deal exists if all of them are."""

    positions: list[str]
    feasible: bool | None


class Staying(Shape):
    """How the best deal fares as saliences vary; `share` of the draws keep it."""

    demands: list[str]
    share: float
    deals: int
    always: list[str]
    sometimes: dict[str, float]
    never: list[str]


class DealsHold(Shape):
    """How far the answer about settlements holds."""

    parties: list[str]
    feasible: bool | None
    verdict: str
    blockers: list[HangingSet]
    concessions: list[MoveRange]
    decided_by: list[list[str]]
    flips: list[DealsFlip]
    high_confidence: HighConfidence | None
    firmer: Firmer
    moved: list[str]
    draws: int
    best: dict[str, Staying]
    partial: bool


class LeftWithout(Shape):
    """What is left without the reports of a band of confidence."""

    band: str
    rows: list[str]
    conflicts: int
    disputes: int
    contradictions: int
    consistent: bool
    blockers: int
    feasible: bool


class Robustness(Shape):
    """How conflicts, orders and settlements depend on doubtful numbers and on single reports."""

    as_of: str
    ranges: NumberRanges
    seed: int
    draws: int
    verdict: str
    conflicts: list[SeverityRange]
    disputes: list[Dispute]
    orders: OrdersHold
    settlements: DealsHold
    without: list[LeftWithout]
    positions: list[AnyEvidence]
    relations: list[Relation]
    partial: bool
