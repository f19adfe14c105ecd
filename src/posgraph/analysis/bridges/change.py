"""A change that is imagined: rows left out, positions and orders accepted instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from posgraph.analysis.force import Force, Held
from posgraph.model import Position, SequencePreference
from posgraph.stance import Stance


@dataclass(frozen=True, slots=True)
class Change:
    """``drops`` are ids of rows in force; ``positions`` and ``orders`` are made up, and begin on the day asked about."""

    drops: tuple[str, ...]
    positions: tuple[Position, ...] = ()
    orders: tuple[SequencePreference, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The change as a scenario writes it.

        >>> Change(("p1",), (accepted("n", "vote", only_if=("treaty",)),), (together("n", "vote", "treaty"),)).texts
        ('drop p1', 'set n:vote=conditional if treaty', 'order n:vote with treaty=accepts')
        """
        terms = {p.id: f" if {','.join(sorted(p.only_if))}" if p.only_if else "" for p in self.positions}
        sets = (f"set {p.actor}:{p.demand}={p.stance}{terms[p.id]}" for p in self.positions)
        orders = (f"order {o.actor}:{o.first} {o.relation} {o.then}={o.stance}" for o in self.orders)
        return (*(f"drop {id}" for id in self.drops), *sets, *orders)


def accepted(actor: str, demand: str, only_if: Iterable[str] = ()) -> Position:
    """The actor's yes to a demand, on these conditions if there are any."""
    terms = tuple(only_if)
    stance = Stance.conditional if terms else Stance.accepts
    return Position(id=f"bridge {actor} {demand}", actor=actor, demand=demand, stance=stance, only_if=terms)


def together(actor: str, first: str, then: str) -> SequencePreference:
    """The actor's yes to two steps that start together."""
    id = f"bridge {actor} {first} with {then}"
    return SequencePreference(id=id, actor=actor, first=first, relation="with", then=then, stance=Stance.accepts)


def laid(force: Force, change: Change, moment: date) -> Force:
    """What is in force when the change is made: as if the new rows began on the day, and those dropped were imagined away.

    A new row supersedes what its holder said before on the same target, as a real one would (``force``).
    """
    gone = frozenset(change.drops)
    targets = {(p.actor, p.demand) for p in change.positions}
    steps = {(o.actor, frozenset((o.first, o.then))) for o in change.orders}

    def before(held: Held[Position] | Held[SequencePreference]) -> bool:
        return held.start is None or held.start < moment

    positions = [
        h for h in force.positions if h.row.id not in gone and not (before(h) and (h.row.actor, h.row.demand) in targets)
    ]
    preferences = [
        h for h in force.preferences if not (before(h) and (h.row.actor, frozenset((h.row.first, h.row.then))) in steps)
    ]
    said = tuple(sorted((*positions, *(Held(p, moment, None) for p in change.positions)), key=lambda h: h.row.id))
    wanted = (*(h for h in preferences if h.row.id not in gone), *(Held(o, moment, None) for o in change.orders))
    return replace(
        force,
        positions=said,
        preferences=tuple(sorted(wanted, key=lambda h: h.row.id)),
        left_out=(*force.left_out, *(h for h in preferences if h.row.id in gone)),
        timeline=said,
    )
