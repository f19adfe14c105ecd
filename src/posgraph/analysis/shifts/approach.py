"""Whom a shift approaches: who wants what the holder moved to, or refuses what it gave up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from posgraph.analysis.clash import Literal
from posgraph.analysis.force import in_force
from posgraph.analysis.shifts.kinds import Move
from posgraph.analysis.shifts.turns import Turn
from posgraph.analysis.state import State, demand_of, state
from posgraph.graphs.entailments import entailments
from posgraph.graphs.once import once
from posgraph.model import Dataset, Position


class Toward(NamedTuple):
    """An actor that a shift approaches, and its positions that show it, by id."""

    actor: str
    positions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``toward``."""
        return {"actor": self.actor, "positions": [*self.positions]}


def toward(dataset: Dataset, turn: Turn, move: Move | None) -> tuple[Toward, ...]:
    """The other holders with positions in force on the day of the shift that it approaches; none where the day is unknown.

    On one demand, more of a yes (or less of a no) approaches those who are pro it, and less of a yes those who are contra. From
    one demand to another it approaches those of the same sign on the new one, and those of the opposite sign on the old one,
    unless the new position still implies the old. Who is pro a narrower demand is pro, who is contra a wider one is contra.
    Silence approaches nobody.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    if turn.after and turn.day:
        held = _ever(dataset)
        for literal in _approached(dataset, turn.before, turn.after, move):
            for same in _implying(dataset, literal):
                for h in held.get(same, ()):
                    if (h.start or date.min) <= turn.day <= (h.end or date.max) and h.row.actor != turn.after.actor:
                        found[h.row.actor].add(h.row.id)
    return tuple(Toward(actor, tuple(sorted(found[actor]))) for actor in sorted(found))


def _approached(dataset: Dataset, old: Position | None, new: Position, move: Move | None) -> Iterator[Literal]:
    """What those hold whom the shift approaches."""
    there, here = demand_of(dataset, new.demand), demand_of(dataset, old.demand) if old else None
    before, after = old.stance.polarity if old else None, new.stance.polarity
    if old and here and here == there and before is not None and after is not None:
        more = after - before or new.stance.sign * ((new.firmness or 0.0) - (old.firmness or 0.0))
        if more:
            yield Literal(here, 1 if more > 0 else -1)
        return
    if there and new.stance.sign:
        yield Literal(there, new.stance.sign)
    kept = move is not None and move.basis == "width" and move.kind == "hardening"
    if old and here and old.stance.sign and not kept:
        yield Literal(here, -old.stance.sign)


def _implying(dataset: Dataset, literal: Literal) -> Iterator[Literal]:
    """Every literal that implies this one: pro what entails the demand, contra what it entails."""
    near = _entailers(dataset).get(literal.demand, ()) if literal.sign > 0 else entailments(dataset).entailed(literal.demand)
    return (Literal(demand, literal.sign) for demand in near)


@once
def _entailers(dataset: Dataset) -> Mapping[str, list[str]]:
    """For each demand those that entail it, itself included."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for demand in dataset.demands:
        for wide in entailments(dataset).entailed(demand.id):
            found[wide].append(demand.id)
    return found


@once
def _ever(dataset: Dataset) -> State:
    return state(dataset, in_force(dataset, None, ever=True).positions)
