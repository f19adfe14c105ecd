"""/: the main answer of the graph in words, what it holds, who moved last, what conflicts most, what is unsure, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import in_force
from posgraph.analysis.results import Conflicts
from posgraph.analysis.settlements.verdict import Verdict, verdict
from posgraph.analysis.shifts import Shifts, shifts
from posgraph.analysis.strength import red_line
from posgraph.analysis.words import Words
from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near
from posgraph_api.figures.begun import begun_figure
from posgraph_api.figures.standalone import Figure
from posgraph_api.http.parameters import Given, option
from posgraph_api.links.view import View
from posgraph_api.pages.days import days
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.visit import MOST, Visit
from posgraph_api.views.home.asking import questions
from posgraph_api.views.home.begun import begun
from posgraph_api.views.home.page import HomeView, clash, counts, doubted, moved, picked
from posgraph_api.views.home.unsure import KINDS, unsure
from posgraph_api.views.moves import MOVES
from posgraph_api.views.rows import row_ids, row_kind
from posgraph_api.views.told.answer import Found, answer
from posgraph_api.views.told.conflicts import hardest
from posgraph_api.views.told.saying import Telling

CONFLICTS = 5
"""So many of the hardest conflicts are told."""

FIRST = 1000
"""So many conflicts between red lines are looked at for them."""

SHIFTS = 6
"""So many of the latest shifts are told."""


class HomeQuery(View):
    """The parameters of the page."""

    row: str | None = option(None, "The position, wanted order or relation that stands in the drawer, by id.")
    unsure: str | None = option(None, f"What is unsure of the statements in the drawer. One of {', '.join(KINDS)}.")


def _refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    for id in given.get("row", ()):
        if not row_kind(at.dataset, id):
            known = row_ids(at.dataset)
            yield UnknownName("row", id, "the id of a position, a wanted order or a relation", near(id, known))
    for word in given.get("unsure", ()):
        if word not in KINDS:
            yield UsageError("unsure", word, f"one of: {', '.join(KINDS)}", near(word, list(KINDS)))


def _telling(at: Visit) -> Telling:
    """Words for the rows in force, and for any other row of the dataset that is asked for."""
    return Telling(at.dataset, at.evidence)


def _verdict(at: Visit, actors: Iterable[str] = ()) -> Verdict:
    who = tuple(sorted(set(actors)))
    return at.kept(("verdict", at.day, who), lambda: verdict(at.dataset, at.force(), who, at.seconds))


def _shifts(at: Visit) -> Shifts:
    return at.kept(("home-shifts", at.day), lambda: shifts(at.dataset, at.day, kinds=MOVES, limit=SHIFTS))


def _found(at: Visit) -> Found:
    """What the main answer is made of."""
    parties, holders = _verdict(at), {held.row.actor for held in at.force().positions}
    everyone = _verdict(at, holders) if parties.feasible and not holders <= set(parties.parties) else None
    near = days(at)
    return Found(at.day, len(at.held()), at.orders(), parties, everyone, _conflicts(at), near.before or near.after)


def _conflicts(at: Visit) -> Conflicts:
    """The conflicts of the day: the most severe, and before them, where there are more, those between red lines."""
    found = at.conflicts()
    if sum(one.hard for one in found) == found.total_hard:
        return found
    others = [one.id for one in at.dataset.positions if not red_line(one)]
    hard = at.kept(
        ("hard", at.day), lambda: conflicts(at.dataset, at.day, without=others, limit=MOST, seconds=at.seconds)
    )  # fmt: skip
    first = (
        replace(one, a=at.evidence(one.a.position) or one.a, b=at.evidence(one.b.position) or one.b) for one in hard if one.hard
    )
    return replace(found, items=(*islice(first, FIRST), *found.items))


def _view(at: Visit) -> HomeView:
    telling, held = _telling(at), tuple(at.held().values())
    found = _found(at)
    first, moves = hardest(_conflicts(at), CONFLICTS), _shifts(at).items
    history = in_force(at.dataset, None, ever=True)
    starts = [*(one.start for one in history.positions), *(one.start for one in history.preferences)]
    drawer = None
    if at.query.row:
        drawer = picked(at.dataset, at.query.row, telling)
    elif at.query.unsure:
        drawer = doubted(at.dataset, held, at.query.unsure)
    return HomeView(
        answer=answer(found, telling),
        counts=counts(at.dataset),
        held=len(held),
        begun=begun(starts, at.day),
        shifts=tuple(moved(shift, telling) for shift in moves),
        conflicts=tuple(clash(conflict, telling) for conflict in first),
        all_conflicts=at.conflicts().total,
        unsure=unsure(held),
        questions=questions(at.dataset, at.force(), at.day, telling, first, moves),
        drawer=drawer,
        partial=found.partial,
    )


def _figure(view: HomeView, at: Visit) -> Figure | None:
    return begun_figure(view.begun, at.links)


def _rows(view: HomeView, at: Visit) -> Rows:
    """The rows that the main answer rests on."""
    telling, words = _telling(at), Words(at.dataset)

    def lines() -> Iterator[Mapping[str, Any]]:
        for id in view.answer.rows:
            if found := telling.find(id):
                source = found.source
                yield {
                    "row": id,
                    "holder": found.actor,
                    "what": words.sentence(found.to_dict()),
                    "quote": found.quote,
                    "source": source and source.id,
                    "title": source and source.title,
                    "url": source and source.url,
                }
            else:
                relation = at.dataset.by_id("relations")[id]
                yield {"row": id, "holder": relation.by, "what": words.relation(id), "quote": None, "source": relation.source}

    return ("row", "holder", "what", "quote", "source", "title", "url"), lines()


def _result(view: HomeView, at: Visit) -> dict[str, Any]:
    return {
        "dataset": at.dataset.id,
        "as_of": at.day.isoformat(),
        "answer": view.answer.to_dict(),
        "counts": {count.table: count.number for count in view.counts},
        "in_force": view.held,
        "shifts": [shift.to_dict() for shift in _shifts(at)],
        "conflicts": [conflict.to_dict() for conflict in hardest(_conflicts(at), CONFLICTS)],
        "unsure": {one.kind: one.count for one in view.unsure},
        "partial": view.partial,
    }


PAGE = Page(
    path="/",
    name="home",
    title="The main answer",
    query=HomeQuery,
    view=_view,
    template="home.html",
    table=_rows,
    result=_result,
    figure=_figure,
    refusals=_refusals,
)
