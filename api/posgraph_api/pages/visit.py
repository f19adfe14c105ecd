"""A visit: what one request to a page is about, the results it can draw on, and the addresses that lead on from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import Force, in_force
from posgraph.analysis.ground import Ground, ground
from posgraph.analysis.orders import Orders, orders
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.results import Conflicts, Overlaps
from posgraph.analysis.settlements.answer import settlements
from posgraph.analysis.settlements.results import Settlements
from posgraph.analysis.shifts import Shifts, shifts
from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph.names import mint
from posgraph_api.about import addresses as things
from posgraph_api.http.parameters import AS_OF, About, Day, option
from posgraph_api.pages.addresses import Given, address
from posgraph_api.service import Service

T = TypeVar("T")


class View(About):
    """The parameters of every page; those of one page stand in a class of its own, in the order of its addresses."""

    asof: Day | None = option(None, "The day that the page is about; today if left out.", AS_OF)

    @property
    def day(self) -> date:
        """The day that the page is about."""
        return self.asof or date.today()

    def carried(self) -> list[tuple[str, Given]]:
        """What every link of the page carries on."""
        return [("dataset", self.dataset), ("asof", self.asof), ("recorded_at", self.recorded_at)]

    def given(self) -> list[tuple[str, Given]]:
        """Every parameter that is not at its default, those that are carried on first."""
        own = self.model_dump(mode="python", by_alias=True, exclude_defaults=True)
        carried = self.carried()
        return [*carried, *((name, own[name]) for name in self.names() if name in own and name not in dict(carried))]

    def changed(self, **values: Any) -> Self:
        """The same with other values; None is the default."""
        left = {name: value for name, value in self.model_dump(exclude_defaults=True).items() if name not in values}
        return type(self).model_validate(left | {name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that lead on from a page."""

    path: str
    query: View
    dataset: str
    base: str

    def here(self, fragment: str = "", **values: Any) -> str:
        """The address of the page with other parameters; None puts one back to its default."""
        given = dict(self.query.given())
        order = [name for name, _ in self.query.carried()] + [
            n for n in self.query.names() if n not in dict(self.query.carried())
        ]
        given |= values
        return address(self.path, [(name, given[name]) for name in order if name in given], fragment)

    def to(self, path: str, fragment: str = "", **values: Given) -> str:
        """Another page, about the same dataset, day and record."""
        given = dict(self.query.carried()) | values
        return address(path, given.items(), fragment)

    def file(self, suffix: str) -> str:
        """The address of the view in another format: ``csv``, ``json``, ``svg``, ``graphml``."""
        return address(f"{self.path if self.path != '/' else '/home'}.{suffix}", self.query.given())

    def thing(self, kind: str, *key: str) -> str:
        """The permalink of a thing of the dataset; ``kind`` as in its IRI: actor, issue, demand, position, order, source …"""
        return things.path(mint(self.base, kind, *key), {self.dataset: self.base}) or "/"


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

    def conflicts(self) -> Conflicts:
        """Every conflict of the day."""
        return self.kept(("conflicts", self.day), lambda: conflicts(self.dataset, self.day, seconds=self.seconds))

    def overlaps(self) -> Overlaps:
        """Every overlap of the day."""
        return self.kept(("overlaps", self.day), lambda: overlaps(self.dataset, self.day))

    def ground(self) -> Ground:
        """The common ground of all actors."""
        return self.kept(("ground", self.day), lambda: ground(self.dataset, (), self.day))

    def orders(self) -> Orders:
        """Whether one order of the steps suits all."""
        return self.kept(("orders", self.day), lambda: orders(self.dataset, self.day, seconds=self.seconds))

    def settlements(self) -> Settlements:
        """Whether a deal can keep every red line, and the best ones."""
        return self.kept(("settlements", self.day), lambda: settlements(self.dataset, self.day, seconds=self.seconds))

    def shifts(self) -> Shifts:
        """Who moved, on what and when, of all times."""
        return self.kept(("shifts",), lambda: shifts(self.dataset, ever=True))
