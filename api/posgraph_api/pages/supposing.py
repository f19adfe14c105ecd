"""What a visit to /settlements supposes: its parameters, and the results with and without that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, model_validator

from posgraph.analysis.orders import Orders, orders
from posgraph.analysis.scenario import Change, Overlay, changes, laid_over
from posgraph.analysis.scenario.address import NAME, from_query
from posgraph.analysis.scenario.grammar import FORMS
from posgraph.analysis.settlements.answer import settlements
from posgraph.analysis.settlements.results import Settlements
from posgraph.analysis.whatif import Comparison, WhatIf, compare, whatif
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset, Scenario
from posgraph.model.cells import near
from posgraph_api.findings import supposing
from posgraph_api.http.parameters import Given, Texts, option
from posgraph_api.links.view import View
from posgraph_api.pages.visit import Visit
from posgraph_api.views.rows import ROWS, row_ids, row_kind
from posgraph_api.views.settlements.choices import MOVES, TO, WITHDRAWN

SMALL = 2000
"""Positions of a dataset whose search ends soon."""

SHORT, BRIEF = 2.0, 0.05
"""Seconds for a search of such a dataset, and of a larger one, where the page names none."""

LONG = 10
"""Seconds of the search that is offered where a shorter one was cut off."""


class SettlementsQuery(View):
    """The parameters of the page. ``without``, ``row`` and ``to`` are other ways to write a change, and are written as one."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    actor: Texts = option((), "Whose consent a deal needs; the parties if left out. Repeatable.")
    scenario: Texts = option((), "A scenario that the dataset keeps, by id. Repeatable.")
    set_: Texts = option((), "What an actor says instead. Repeatable.", FORMS["set"].removeprefix("set "), alias="set")
    order: Texts = option((), "An order that an actor wants, or refuses. Repeatable.", FORMS["order"].removeprefix("order "))
    drop: Texts = option((), "Suppose that this position, order or relation is withdrawn. Repeatable.")
    relate: Texts = option((), "A further relation. Repeatable.", FORMS["relate"].removeprefix("relate "))
    accept: Texts = option((), "Suppose that this red line moves; its position stays as a wish. Repeatable.")
    compare: bool = option(False, "The scenarios of the dataset side by side.", "true or false")
    x: str | None = option(None, "The party whose satisfaction runs to the right, by id.")
    y: str | None = option(None, "The party whose satisfaction runs upwards, by id.")
    pick: str | None = option(None, "The deal in the drawer, by id.")
    plan: str | None = option(None, "The proposal in the drawer, by id.")
    blocker: str | None = option(None, "The red lines in the drawer that block each other: their ids, joined by ~.")
    line: str | None = option(None, "The statement or relation in the drawer, by id.")
    seconds: int | None = option(None, "How long a search may take.", "a whole number from 1", ge=1)
    without: Texts = option((), "The same as drop. Repeatable.")
    row: str | None = option(None, "A row of which something is supposed, as the form of the page writes it.")
    to: str | None = option(None, "What is supposed of it.", f"one of: {', '.join(word for word, _ in TO)}")

    @model_validator(mode="before")
    @classmethod
    def spelt(cls, given: Any) -> Any:
        """One way to write each supposition: sorted, each once, and what the form names as a change."""
        if not isinstance(given, dict):
            return given
        found = {name: value for name, value in given.items() if name not in ("without", "row", "to", "set")}
        found["set_"] = given.get("set", given.get("set_", ()))
        found["drop"] = (*given.get("drop", ()), *given.get("without", ()))
        if change := _change(given.get("row"), given.get("to")):
            name, text = change
            found[name] = (*found.get(name, ()), text)
        for name in ("actor", "scenario", "set_", "order", "drop", "relate", "accept"):
            if isinstance(texts := found.get(name, ()), list | tuple):
                found[name] = tuple(sorted(set(texts)))
        return found

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The scenario as its grammar spells it in an address."""
        spelt = [(verb, text) for verb in FORMS for text in getattr(self, "set_" if verb == "set" else verb)]
        return [*spelt, *((NAME, id) for id in self.scenario)]


@dataclass(frozen=True, slots=True)
class Answers:
    """The results of a visit. ``today`` is how things stand where something is supposed; ``difference`` what a scenario changes,
    which is left to a longer search where the dataset is large; ``idle`` are to move, and are no red lines on the day.
    """

    laid: Overlay
    changes: tuple[Change, ...]
    found: Settlements
    today: Settlements | None
    difference: WhatIf | None
    orders: Orders
    accepted: tuple[str, ...]
    idle: tuple[str, ...]
    seconds: float

    @property
    def partial(self) -> bool:
        """True where a search was cut off, or left out."""
        if self.changes and self.difference is None:
            return True
        sides = (self.found, self.today, self.difference, self.orders)
        return any(side.partial for side in sides if side is not None)


def answers(at: Visit, seconds: float | None = None) -> Answers:
    """The results with and without what is supposed; ``seconds`` for each search, that of the page if left out."""
    query, dataset = at.query, at.dataset
    share = seconds or time(at)
    scenario = asked(at)
    laid = laid_over(dataset, scenario, at.day)
    wanted = changes(dataset, scenario.changes)
    compared = wanted and (seconds or query.seconds or len(dataset.positions) <= SMALL)
    difference = difference_of(at, scenario, share) if compared else None
    who = difference.parties if difference else query.actor
    today = _settled(at, dataset, query.actor, (), share)
    found, idle = today, tuple[str, ...]()
    if wanted or query.accept:
        found, idle = _moving(at, laid, who, scenario.changes, share)
    stepped = at.kept(
        ("stepped", at.day, scenario.changes), lambda: orders(laid.dataset, at.day, without=laid.without, seconds=share)
    )
    accepted = tuple(id for id in query.accept if id not in idle)
    return Answers(laid, wanted, found, today if wanted or query.accept else None, difference, stepped, accepted, idle, share)


def asked(at: Visit) -> Scenario:
    """The scenario that the address spells out."""
    return from_query(at.dataset, at.query.pairs)


def time(at: Visit) -> float:
    """The seconds for one search: those asked for, as far as the service allows, or few enough for a page."""
    usual = SHORT if len(at.dataset.positions) <= SMALL else BRIEF
    return min(float(at.query.seconds or usual), at.seconds)


def difference_of(at: Visit, scenario: Scenario, seconds: float) -> WhatIf:
    """What a scenario changes."""
    actors = at.query.actor
    key = ("whatif", at.day, actors, scenario.id, scenario.changes)
    return at.kept(key, lambda: whatif(at.dataset, scenario, at.day, actors=actors, seconds=seconds))


def comparison(at: Visit) -> Comparison:
    """The scenarios that the dataset keeps, side by side."""
    actors, seconds = at.query.actor, time(at)
    return at.kept(
        ("comparison", at.day, actors), lambda: compare(at.dataset, at.dataset.scenarios, at.day, actors=actors, seconds=seconds)
    )


def refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    """What the page cannot show: changes that cannot be read, and names that nothing has."""
    yield from supposing.refusals(at.dataset, given)
    tables = {"accept": ("positions",), "without": (*ROWS,), "plan": ("proposals",), "x": ("actors",), "y": ("actors",)}
    for name, places in tables.items():
        known = {id: None for table in places for id in at.dataset.by_id(table)}
        for id in given.get(name, ()):
            if id not in known:
                yield UnknownName(name, id, f"the id of one of the {' or '.join(places)}", near(id, known))
    for id in given.get("line", ()):
        if not row_kind(at.dataset, id) and not id.startswith(("set:", "order:", "relate:")):
            yield UnknownName("line", id, "the id of a position, an order or a relation", near(id, row_ids(at.dataset)))
    words = [word for word, _ in TO]
    for text in given.get("to", ()):
        if text not in words:
            yield UsageError("to", text, f"one of: {', '.join(words)}", near(text, words))
    for text in given.get("row", ()):
        if text.count("\t") != 2:
            yield UsageError(
                "row", text, "a row as the form of the page writes it; in an address, use set, order, drop or accept"
            )


def _change(row: str | None, to: str | None) -> tuple[str, str] | None:
    r"""The parameter and the text that the form's two fields come to.

    >>> _change("p1\tset\tn:vote", "accepts"), _change("p1\tset\tn:vote", "withdrawn"), _change("r1\tdrop\t", "accepts")
    (('set_', 'n:vote=accepts'), ('drop', 'p1'), ('drop', 'r1'))
    """
    parts = (row or "").split("\t")
    if len(parts) != 3 or not to:
        return None
    id, verb, target = parts
    if to == WITHDRAWN or verb == "drop":
        return "drop", id
    if to == MOVES:
        return ("accept", id) if verb == "set" else ("drop", id)
    return "set_" if verb == "set" else "order", f"{target}={to}"


def _settled(at: Visit, dataset: Dataset, who: tuple[str, ...], supposed: tuple[str, ...], seconds: float) -> Settlements:
    key = ("settled", at.day, who, supposed)
    return at.kept(key, lambda: settlements(dataset, at.day, actors=who, seconds=seconds))


def _moving(
    at: Visit, laid: Overlay, who: tuple[str, ...], supposed: tuple[str, ...], seconds: float
) -> tuple[Settlements, tuple[str, ...]]:
    """The result with red lines moved, and those of them that are none on the day: they are left aside, and the page says so."""
    move, idle = list(at.query.accept), list[str]()
    while True:
        try:
            found = at.kept(
                ("settled", at.day, who, supposed, tuple(move)),
                lambda: settlements(laid.dataset, at.day, actors=who, without=laid.without, move=tuple(move), seconds=seconds),
            )
        except UnknownName as error:
            if error.fault.value not in move:
                raise
            move.remove(error.fault.value)
            idle.append(error.fault.value)
        else:
            return found, tuple(idle)
