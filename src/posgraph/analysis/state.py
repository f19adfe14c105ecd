"""Who holds which literal: positions in force by demand and sign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from posgraph.analysis.clash import Literal
from posgraph.analysis.force import Held
from posgraph.model import Dataset, Position

State = Mapping[Literal, list[Held[Position]]]


def demand_of(dataset: Dataset, target: str) -> str | None:
    """The demand that a position's target stands for: a clause stands for the demand that it proposes, an issue for none."""
    kind, colon, key = target.partition(":")
    if not colon:
        return target
    clause = dataset.by_id("clauses").get(key) if kind == "clause" else None
    return clause.demand if clause else None


def reference(position: Position) -> tuple[str, ...]:
    """What a chain shows before the demand: the clause that the position is on, if it is on one."""
    return (position.demand,) if ":" in position.demand else ()


def state(dataset: Dataset, positions: Iterable[Held[Position]]) -> State:
    """Positions by literal; those that are neutral, ambiguous, undefined or on an issue have none."""
    found: defaultdict[Literal, list[Held[Position]]] = defaultdict(list)
    for held in positions:
        sign = held.row.stance.sign
        demand = demand_of(dataset, held.row.demand) if sign else None
        if demand:
            found[Literal(demand, sign)].append(held)
    return found
