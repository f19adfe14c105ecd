"""Trades as frozen results; ``to_dict()`` gives what the command line and the service answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.trades.losers import Loser
from posgraph.analysis.trades.stakes import PLACES, Half

SHOWN = 20
"""How many trades a printed result lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Left:
    """A conflict between the two that comes up when the trade is made: on a scale (R6), also of another issue."""

    rule: str
    a: str
    b: str

    def to_dict(self) -> dict[str, str]:
        """As a member of ``left``."""
        return {"rule": self.rule, "a": self.a, "b": self.b}


@dataclass(frozen=True, slots=True)
class Trade:
    """``a`` and ``b`` each give on the issue that the other gains; ``losers`` are third actors that stand for what is given."""

    a: Half
    b: Half
    losers: tuple[Loser, ...]
    left: tuple[Left, ...] = ()

    @property
    def joint(self) -> float:
        """The sum of both gains."""
        return round(self.a.gain + self.b.gain, PLACES)

    @property
    def lesser(self) -> float:
        """The lesser of both gains."""
        return min(self.a.gain, self.b.gain)

    @property
    def crosses(self) -> tuple[str, ...]:
        """The red lines that are asked for."""
        return tuple(sorted((*self.a.crosses, *self.b.crosses)))

    @property
    def rank(self) -> tuple[bool, float, float, str, str, str, str]:
        """Sort key: those that ask for no red line first, then by joint gain, by the lesser gain, by ids."""
        return bool(self.crosses), -self.joint, -self.lesser, self.a.actor, self.b.actor, self.a.gives, self.b.gives

    def to_dict(self) -> dict[str, Any]:
        """The trade as an item of the JSON results."""
        return {
            "joint": self.joint,
            "lesser": self.lesser,
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "crosses": list(self.crosses),
            "losers": [loser.to_dict() for loser in self.losers],
            "left": [left.to_dict() for left in self.left],
        }

    def __str__(self) -> str:
        a, b = self.a, self.b
        red = f", crosses {', '.join(self.crosses)}" if self.crosses else ""
        return f"{a.actor} gives on {a.gives}, {b.actor} on {b.gives}: +{a.gain:g} and +{b.gain:g}{red}"


@dataclass(frozen=True, slots=True, repr=False)
class Trades:
    """Trades, those that ask for no red line first, the greatest joint gain first. Iterates over its items.

    ``note`` says why there is none, or what the numbers rest on.
    """

    as_of: date
    items: tuple[Trade, ...]
    note: str = ""

    def __iter__(self) -> Iterator[Trade]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "items", "note"?}``."""
        answer: dict[str, Any] = {"as_of": self.as_of.isoformat(), "items": [item.to_dict() for item in self.items]}
        return answer | ({"note": self.note} if self.note else {})

    def __repr__(self) -> str:
        head = f"{len(self)} trade{'' if len(self) == 1 else 's'} as of {self.as_of}"
        lines = [f"{trade.joint:.2f}  {trade}" for trade in self.items[:SHOWN]]
        more = [f"… and {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([head, *lines, *more, *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        names = ("joint gain", "one gives", "the other gives", "red lines", "who else loses")
        head = "".join(f"<th>{name}</th>" for name in names)
        body = "".join(f"<tr>{_cells(trade)}</tr>" for trade in self.items)
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def _cells(trade: Trade) -> str:
    halves = (f"{half.actor}: {half.gives} (+{half.gain:g})" for half in (trade.a, trade.b))
    losers = ", ".join(dict.fromkeys(loser.actor for loser in trade.losers))
    cells = (f"{trade.joint:.2f}", *halves, ", ".join(trade.crosses), losers)
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)
