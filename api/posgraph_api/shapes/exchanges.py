"""The shapes of trades and bridges: what two could give each other, and what would end a conflict."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from posgraph_api.shapes import AnyEvidence, Clash, Shape


class Stake(Shape):
    """The arithmetic of a position: its stake is salience × |polarity|."""

    position: str
    salience: float
    polarity: float
    stake: float
    assumed: list[str]


class Stakes(Shape):
    """The stakes that are given up, and those that are kept."""

    given: list[Stake]
    kept: list[Stake]


class Half(Shape):
    """What one of two gives and gains."""

    actor: str
    gives: str
    gains: str
    cost: float
    worth: float
    gain: float
    given: list[AnyEvidence]
    kept: list[AnyEvidence]
    crosses: list[str]
    parts: Stakes


class Loser(Shape):
    """A third actor that stands for what is given up."""

    actor: str
    given: str
    via: list[str]
    relations: list[str]
    position: AnyEvidence


class Trade(Shape):
    """Two issues on which two actors clash, each giving on the one that it cares less about."""

    joint: float
    lesser: float
    a: Half
    b: Half
    crosses: list[str] = Field(description="The red lines that it asks for.")
    losers: list[Loser]
    left: list[Clash] = Field(description="Conflicts between the two on these issues that come up when it is made.")


class Trades(Shape):
    """Trades, those that ask for no red line first, then the greatest joint gain first."""

    as_of: str
    items: list[Trade]
    note: str = Field("", description="Why there is none, or what the numbers rest on.")


class BridgedConflict(Shape):
    """The conflict that a bridge ends."""

    rule: str
    severity: float
    hard: bool
    issue: str
    a: AnyEvidence
    b: AnyEvidence
    parts: dict[str, Any]


class Term(Shape):
    """What is to be accepted, and by whom; a range, a rank, a condition or an order only where it is one."""

    of: list[str]
    issue: str
    demand: str | None
    label: str
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    width: float | None = None
    rank: int | None = None
    only_if: list[str] = Field([], description="Its condition.")
    relation: str | None = None
    then: str | None = None


class ClauseOnRecord(Shape):
    """A clause of a proposal that says what a bridge says."""

    proposal: str
    number: str
    label: str
    proposed_by: list[str]
    status: str | None
    text: str | None
    source: str | None


class Bridge(Shape):
    """What ends a conflict, if both sides take it in the place of what they hold."""

    conflict: BridgedConflict
    kind: str
    says: str
    terms: list[Term]
    changes: list[str] = Field(description="The same as changes of a scenario, for /v1/whatif.")
    evidence: list[AnyEvidence]
    clauses: list[ClauseOnRecord]
    drops: dict[str, list[AnyEvidence]]
    crosses: list[str]


class Bridges(Shape):
    """Bridges, those that ask for no red line first, and the conflicts that have none."""

    as_of: str
    items: list[Bridge]
    unbridged: list[Clash]
    partial: bool
    note: str = ""
