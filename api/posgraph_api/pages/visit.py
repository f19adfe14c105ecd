"""A visit: what one request to a page is about, and the results it can draw on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.evidence import Evidence, evidence, shown
from posgraph.analysis.force import Force, in_force
from posgraph.analysis.ground import Ground, ground
from posgraph.analysis.orders import Orders, orders
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.results import Conflicts, Overlaps
from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph_api.links.links import Links
from posgraph_api.links.view import View
from posgraph_api.service import Service

T = TypeVar("T")

MOST = 20_000
"""So many findings a page is drawn from, the heaviest; it says how many there are."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page is drawn from. ``query`` is of the class that the page declares."""

    service: Service
    query: Any
    dataset: Dataset
    links: Links
    words: Words

    @classmethod
    def of(cls, service: Service, path: str, query: View) -> Visit:
        """The visit of a page; raises Problem where there is no such dataset, or no such record."""
        dataset = service.dataset()
        return cls(service, query, dataset, Links(path, query, dataset.id, dataset.base), Words(dataset))

    @property
    def day(self) -> date:
        """The day that the page is about."""
        day: date = self.query.day
        return day

    @property
    def seconds(self) -> float:
        """How long a search may take."""
        return self.service.settings.query_seconds

    def kept(self, key: Hashable, find: Callable[[], T]) -> T:
        """A result, worked out once for each version of the data."""
        found: T = self.service.found.get((self.service.version(), self.service.asked, key), find)
        return found

    def force(self) -> Force:
        """What is in force on the day."""
        return self.kept(("force", self.day), lambda: in_force(self.dataset, self.day))

    def held(self) -> Mapping[str, AnyHeld]:
        """The positions and wanted orders in force on the day, by id."""

        def by_id() -> dict[str, AnyHeld]:
            force = self.force()
            every: tuple[AnyHeld, ...] = (*force.positions, *force.preferences)
            return {one.row.id: one for one in every}

        return self.kept(("held", self.day), by_id)

    def evidence(self, id: str) -> Evidence | None:
        """What proves a position or a wanted order, as on the day where it is in force then; None where there is no such row."""
        if found := self.held().get(id):
            return shown(self.dataset, found)
        row = self.dataset.by_id("positions").get(id) or self.dataset.by_id("sequencing").get(id)
        return evidence(self.dataset, row) if row else None

    def conflicts(self) -> Conflicts:
        """The conflicts of the day: all, or the most severe."""
        return self.kept(("conflicts", self.day), lambda: conflicts(self.dataset, self.day, limit=MOST, seconds=self.seconds))

    def overlaps(self) -> Overlaps:
        """The overlaps of the day: all, or the strongest."""
        return self.kept(("overlaps", self.day), lambda: overlaps(self.dataset, self.day, limit=MOST))

    def ground(self) -> Ground:
        """The common ground of all actors."""
        return self.kept(("ground", self.day), lambda: ground(self.dataset, (), self.day))

    def orders(self) -> Orders:
        """Whether one order of the steps suits all."""
        return self.kept(("orders", self.day), lambda: orders(self.dataset, self.day, seconds=self.seconds))
