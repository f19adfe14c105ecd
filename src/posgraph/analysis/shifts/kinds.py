"""What kind of shift it is to go from one position to the next: the table in docs/semantics.md, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posgraph.analysis.state import demand_of
from posgraph.graphs.entailments import Chain, entailments
from posgraph.model import Dataset, Position
from posgraph.stance import UNKNOWN

KINDS = ("first", "concession", "hardening", "reversal", "silence", "unclear")
"""Kinds of shift (ontology/vocab/shift-kind.ttl)."""


@dataclass(frozen=True, slots=True)
class Move:
    """The kind of a shift and the line of the table that says so (``basis``).

    ``chain`` leads from the one demand to the other over ``relations``, where the kind rests on that. ``parts`` are the
    numbers: polarity and firmness before and after, and which firmness was assumed.
    """

    kind: str
    basis: str
    chain: Chain | None = None
    parts: Mapping[str, Any] = field(default_factory=dict, hash=False)


def move(dataset: Dataset, old: Position, new: Position) -> Move | None:
    """The kind of shift from a position to the next of its holder, or to one that changes it; None where nothing changed.

    >>> from posgraph.model import Demand, DemandRelation
    >>> from posgraph.stance import Stance
    >>> def position(id, demand, stance, firmness=None):
    ...     return Position(id=id, actor="n", demand=demand, stance=Stance(stance), firmness=firmness)
    >>> demands = tuple(Demand(id=d, issue="i", label=d) for d in ("cap", "limits"))
    >>> cap = DemandRelation(id="r", demand_a="cap", relation="entails", demand_b="limits", by="coder")
    >>> d = Dataset(id="toy", demands=demands, relations=(cap,))
    >>> move(d, position("p", "cap", "demands"), position("q", "cap", "accepts")).kind
    'concession'
    >>> found = move(d, position("p", "limits", "rejects"), position("q", "cap", "accepts"))
    >>> found.kind, found.basis, found.chain.steps
    ('reversal', 'implied', ('cap', 'limits'))
    """
    here, there = demand_of(dataset, old.demand), demand_of(dataset, new.demand)
    if old.demand == new.demand or (here and there and there in entailments(dataset).same(here)):
        found = _on_one_target(old, new)
        apart = old.demand != new.demand and here and there
        chain = entailments(dataset).same(there)[here] if apart and here and there else None
        if found:
            return Move(found[0], found[1], chain, _parts(old, new))
        return None if old.demand == new.demand else Move("unclear", "equal", chain, _parts(old, new))
    return _across(dataset, old, new, here, there)


def _on_one_target(old: Position, new: Position) -> tuple[str, str] | None:
    """Kind and basis of a shift on one target."""
    before, after = old.stance.polarity, new.stance.polarity
    if before is None or after is None:
        return None if old.stance == new.stance else ("unclear", "no-polarity")
    if old.stance.sign * new.stance.sign < 0:
        return "reversal", "sign"
    if not old.stance.sign or not new.stance.sign:
        return None if before == after else ("hardening" if after else "concession", "neutral")
    if before != after:
        return _fall(abs(before), abs(after)), "polarity"
    if old.firmness is not None and new.firmness is not None and old.firmness != new.firmness:
        return _fall(old.firmness, new.firmness), "firmness"
    return None


def _across(dataset: Dataset, old: Position, new: Position, here: str | None, there: str | None) -> Move:
    """The kind of a change from one demand to another."""
    sign, turned = old.stance.sign, new.stance.sign
    if old.stance.polarity is None or new.stance.polarity is None:
        return Move("unclear", "no-polarity", parts=_parts(old, new))
    if not sign or not turned:
        kind = "unclear" if sign == turned else "hardening" if turned else "concession"
        return Move(kind, "neutral", parts=_parts(old, new))
    if here and there:
        graph = entailments(dataset)
        up, down = graph.needed(there).get(here), graph.needed(here).get(there)
        implies = up if turned > 0 else down  # yes to the narrow is yes to the wide, no to the wide is no to the narrow
        if sign != turned and implies:
            return Move("reversal", "implied", implies, _parts(old, new))
        if sign == turned and (up is None) != (down is None):
            return Move("hardening" if implies else "concession", "width", up or down, _parts(old, new))
    before, after = _weight(old), _weight(new)
    kind = "unclear" if before == after else _fall(before, after)
    return Move(kind, "weight" if before != after else "equal", parts=_parts(old, new, weighed=True))


def _fall(before: float, after: float) -> str:
    return "concession" if after < before else "hardening"


def _weight(row: Position) -> float:
    """|polarity| × firmness; an unknown firmness counts as 0.5."""
    return abs(row.stance.polarity or 0.0) * (UNKNOWN if row.firmness is None else row.firmness)


def _parts(old: Position, new: Position, *, weighed: bool = False) -> Mapping[str, Any]:
    """The numbers of both positions; a firmness is assumed only where the two are weighed."""
    return {name: _side(row, weighed) for name, row in (("from", old), ("to", new))}


def _side(row: Position, weighed: bool) -> Mapping[str, Any]:
    unknown = weighed and row.firmness is None
    numbers = {"polarity": row.stance.polarity, "firmness": UNKNOWN if unknown else row.firmness}
    return numbers | ({"weight": _weight(row)} if weighed else {}) | {"assumed": ("firmness",) if unknown else ()}
