"""The main answer that a graph gives on a day, in words: what stands in the way of an agreement, why, and what would end it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from posgraph.analysis.orders import Orders
from posgraph.analysis.results import Conflicts
from posgraph.analysis.settlements.verdict import Verdict
from posgraph_api.views.told.conflicts import conflict_part
from posgraph_api.views.told.deals import deals_part
from posgraph_api.views.told.orders import orders_part
from posgraph_api.views.told.part import Part
from posgraph_api.views.told.saying import Telling, plain, rows, words


@dataclass(frozen=True, slots=True)
class Found:
    """The results of a day that an answer is made of.

    ``held`` counts the positions and wanted orders in force. ``parties`` is the verdict on the red lines of the parties,
    ``everyone`` that on the red lines of all who hold a position, where these are more. ``nearest`` is the nearest day on which
    something begins or ends, for days on which nothing is in force.
    """

    day: date
    held: int
    orders: Orders
    parties: Verdict
    everyone: Verdict | None
    conflicts: Conflicts
    nearest: date | None = None

    @property
    def partial(self) -> bool:
        """True where some search was cut short."""
        return any(each.partial for each in (self.orders, self.parties, self.everyone, self.conflicts) if each is not None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The main part, and what else there is to say."""

    main: Part
    others: tuple[Part, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that the main part names, each once."""
        return tuple(dict.fromkeys(id for said in self.main.sentences for id in rows(said)))

    def to_dict(self) -> dict[str, Any]:
        """The answer as data."""
        return {**self.main.to_dict(), "rows": [*self.rows], "besides": [part.to_dict() for part in self.others]}

    def __str__(self) -> str:
        return " ".join([f"{plain(self.main.verdict)}.", *map(plain, self.main.sentences)])


def answer(found: Found, telling: Telling) -> Answer:
    """The answer: first what stands in the way most, that is contradictory orders, then red lines, then the hardest conflict."""
    if not found.held:
        return Answer(_nothing(found), ())
    parts = list(_parts(found, telling))
    main = next((part for part in parts if part.trouble), parts[-1])
    return Answer(main, tuple(part for part in parts if part is not main))


def _parts(found: Found, telling: Telling) -> Iterator[Part]:
    if found.orders.preferences or found.orders.components:
        yield orders_part(found.orders, telling)
    if found.parties.parties:
        yield deals_part(found.parties, found.everyone, telling)
    yield conflict_part(found.conflicts, found.held, telling)


def _nothing(found: Found) -> Part:
    near = words(f"The nearest day on which something begins or ends is {found.nearest}.") if found.nearest else ()
    lead = words("No position and no wanted order holds on that day.")
    return Part("nothing", words(f"Nothing is in force on {found.day}"), lead, (), (near,) if near else (), False)
