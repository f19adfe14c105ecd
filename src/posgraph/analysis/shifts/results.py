"""Shifts as frozen results; ``to_dict()`` is the JSON shape ``shifts``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.shifts.approach import Toward
from posgraph.analysis.shifts.kinds import Move

SHOWN = 20
"""How many shifts a printed result lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What a holder said on a target, what it says since, and what kind of shift that is.

    ``before`` is None where it is the first position on the target, ``after`` where the holder fell silent. ``demand`` is the
    target of the new position, ``from_demand`` that of the old one where it is another. ``day``: the new position's first day,
    or the day after the old one's last; None where no date is known.
    """

    actor: str
    demand: str
    kind: str
    before: Evidence | None
    after: Evidence | None
    day: date | None
    issue: str | None
    from_demand: str | None
    move: Move
    toward: tuple[Toward, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its positions, the old one first."""
        return tuple(p.position for p in (self.before, self.after) if p)

    def to_dict(self) -> dict[str, Any]:
        """The shift as an item of the JSON shape ``shifts``."""
        chain = self.move.chain
        sides = {name: {**side, "assumed": [*side["assumed"]]} for name, side in self.move.parts.items()}
        return {
            "actor": self.actor,
            "demand": self.demand,
            "kind": self.kind,
            "from": self.before and self.before.to_dict(),
            "to": self.after and self.after.to_dict(),
            "date": self.day and self.day.isoformat(),
            "issue": self.issue,
            "from_demand": self.from_demand,
            "toward": [t.to_dict() for t in self.toward],
            "parts": {
                "basis": self.move.basis,
                "chain": [*chain.steps] if chain else [],
                "relations": [*chain.relations] if chain else [],
                **sides,
            },
        }

    def __str__(self) -> str:
        said = " > ".join(f"{p.stance} {p.demand} ({p.position})" for p in (self.before, self.after) if p)
        return f"{self.day or 'no date'}  {self.kind}: {self.actor} {said}"


@dataclass(frozen=True, slots=True, repr=False)
class Shifts:
    """Shifts, the newest first; ``as_of`` is None where all times count. Iterates over its items."""

    as_of: date | None
    items: tuple[Shift, ...]

    def __iter__(self) -> Iterator[Shift]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "items", "next"}``."""
        return {"as_of": self.as_of and self.as_of.isoformat(), "items": [s.to_dict() for s in self.items], "next": None}

    def __repr__(self) -> str:
        head = f"{len(self)} shift{'' if len(self) == 1 else 's'} {f'by {self.as_of}' if self.as_of else 'whatever the date'}"
        more = [f"… and {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([head, *map(str, self.items[:SHOWN]), *more])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("date", "actor", "kind", "from", "to", "toward"))
        body = "".join(
            f"<tr><td>{s.day or ''}</td><td>{escape(s.actor)}</td><td>{s.kind}</td>{_side(s.before)}{_side(s.after)}"
            f"<td>{escape(', '.join(t.actor for t in s.toward))}</td></tr>"
            for s in self.items
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _side(side: Evidence | None) -> str:
    if side is None:
        return "<td></td>"
    quote = f"<br><q>{escape(side.quote)}</q>" if side.quote else ""
    source = f" <small>{escape(side.source.title)}</small>" if side.source else ""
    return f"<td>{escape(f'{side.stance} {side.demand} ({side.position})')}{quote}{source}</td>"
