"""The matrix as a page shows it: actors in rows, issues in columns, and in each cell what the one says on the other.

A cell is no average. It shows the strongest stance of the actor's positions in force on the demands of the issue (or on the issue
as a whole) and how many there are; where some are for and some against demands of the issue, it says ``±`` and no one stance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from posgraph.analysis.filters import chosen_issues
from posgraph.analysis.force import Force
from posgraph.analysis.shifts import Shift
from posgraph.analysis.shifts.answer import found_by, issue_of
from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph_api.views.matrix.cell import Cell, cell
from posgraph_api.views.matrix.opened import Opened, by_cell, ended, opened
from posgraph_api.views.matrix.seriation import seriated
from posgraph_api.views.moves import SIGNS

ORDERS = ("camp", "name", "positions")
"""What actors and issues can be ordered by."""

COMPACT = 1200
"""Above so many cells each holds its sign only, and heads are short."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or column: how many positions in force stand in it."""

    id: str
    label: str
    positions: int


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The page: ``cells`` by row and column, None where nothing is on record; ``silent`` are the actors without any row."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    silent: tuple[str, ...]
    untouched: int
    actors: tuple[tuple[str, str, bool], ...]
    issues: tuple[tuple[str, str], ...]
    opened: Opened | None

    @property
    def compact(self) -> bool:
        """Whether there are too many cells for more than a sign in each."""
        return len(self.rows) * len(self.columns) > COMPACT

    @property
    def filled(self) -> int:
        """How many cells hold positions in force."""
        return sum(1 for row in self.cells for one in row if one and one.positions)

    @property
    def mixed(self) -> int:
        """How many hold positions of both signs."""
        return sum(1 for row in self.cells for one in row if one and one.mixed)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page is limited to, the order, and the cell in the drawer."""

    actors: tuple[str, ...] = ()
    issue: str | None = None
    order: str = "camp"
    cell: tuple[str, str] | None = None


Cells = Mapping[tuple[str, str], Cell]


def cells_of(dataset: Dataset, force: Force, history: Force, day: date) -> Cells:
    """Every cell with a record by the day, by actor and issue."""
    moved: dict[tuple[str, str | None], str] = {}
    for turn, move in sorted(found_by(dataset, day), key=lambda found: (found[0].day or date.min, found[1].kind)):
        if turn.after and move.kind in SIGNS:
            moved[turn.after.actor, issue_of(dataset, turn.after.demand)] = move.kind
    held, earlier = by_cell(dataset, force.positions), by_cell(dataset, ended(history, day))
    return {key: cell(*key, held[key], earlier[key], moved.get(key, "")) for key in sorted({*held, *earlier})}


def matrix_view(
    dataset: Dataset, cells: Cells, force: Force, history: Force, shifts: Sequence[Shift], day: date, choice: Choice
) -> MatrixView:
    """The view of these cells."""
    words = Words(dataset)
    below = chosen_issues(dataset, choice.issue) if choice.issue else frozenset(dataset.by_id("issues"))
    among = frozenset(choice.actors) or frozenset(dataset.by_id("actors"))
    shown_cells = {key: one for key, one in cells.items() if key[0] in among and key[1] in below}
    on_record = {actor for actor, _ in shown_cells}
    actors = [actor for actor in dataset.by_id("actors") if actor in (choice.actors or on_record)]
    issues = sorted({issue for _, issue in shown_cells})
    rows = _rows(dataset, force, shown_cells, actors, choice.order, below, words)
    columns = _columns(shown_cells, issues, choice.order, words)
    return MatrixView(
        rows=tuple(Head(id, words.actor(id), _count(shown_cells, 0, id)) for id in rows),
        columns=tuple(Head(id, words.label("issues", id), _count(shown_cells, 1, id)) for id in columns),
        cells=tuple(tuple(shown_cells.get((actor, issue)) for issue in columns) for actor in rows),
        silent=tuple(words.actor(id) for id in sorted(among - set(rows))),
        untouched=len(below) - len(columns),
        actors=tuple((actor.id, str(actor.label), actor.id in choice.actors) for actor in dataset.actors),
        issues=tuple((issue.id, str(issue.label)) for issue in dataset.issues),
        opened=opened(dataset, cells.get(choice.cell), choice.cell, force, history, shifts, day) if choice.cell else None,
    )


def _count(cells: Cells, side: int, id: str) -> int:
    return sum(len(one.positions) for key, one in cells.items() if key[side] == id)


def _rows(
    dataset: Dataset, force: Force, cells: Cells, actors: Sequence[str], order: str, below: frozenset[str], words: Words
) -> list[str]:
    if order == "camp":
        said: dict[str, dict[str, list[float]]] = {actor: {} for actor in actors}
        for held in force.positions:
            row = held.row
            if row.actor in said and row.stance.polarity is not None and issue_of(dataset, row.demand) in below:
                said[row.actor].setdefault(row.demand, []).append(row.stance.polarity)
        means = {actor: {name: sum(all) / len(all) for name, all in each.items()} for actor, each in said.items()}
        return seriated(means)
    return _sorted(cells, actors, order, 0, words.actor)


def _columns(cells: Cells, issues: Sequence[str], order: str, words: Words) -> list[str]:
    def label(id: str) -> str:
        return words.label("issues", id)

    if order != "camp":
        return _sorted(cells, issues, order, 1, label)
    sides: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (_, issue), one in cells.items():
        sides[issue][0] += one.sign in "+±"
        sides[issue][1] += one.sign in "−±"
        sides[issue][2] += bool(one.positions)
    return sorted(issues, key=lambda one: (-min(sides[one][:2]), -sides[one][2], label(one), one))


def _sorted(cells: Cells, ids: Sequence[str], order: str, side: int, label: Callable[[str], str]) -> list[str]:
    return sorted(ids, key=lambda one: (-_count(cells, side, one) if order == "positions" else 0, label(one).casefold(), one))
