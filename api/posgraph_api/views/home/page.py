"""The home page: the main answer in words, what the graph holds, who moved last, the hardest conflicts, what is unsure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posgraph.analysis.evidence import shown
from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.results import Conflict
from posgraph.analysis.shifts import Shift
from posgraph.analysis.wording import count
from posgraph.analysis.words import number
from posgraph.model import Dataset
from posgraph.model.cells import singular
from posgraph.model.schema import TABLES
from posgraph_api.views.home.asking import Question
from posgraph_api.views.home.begun import Begun
from posgraph_api.views.home.unsure import KINDS, Unsure, of_kind
from posgraph_api.views.moves import when
from posgraph_api.views.statement import Statement, statement
from posgraph_api.views.told.answer import Answer
from posgraph_api.views.told.conflicts import told
from posgraph_api.views.told.saying import Said, Telling, words

STATEMENTS = 20
"""So many statements stand in the drawer."""

_PLACES = {"positions": "/matrix", "actors": "/matrix", "issues": "/matrix", "sequencing": "/orders", "proposals": "/settlements"}
"""The page that shows the rows of a table; those of others are listed under /v1."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a table there are, in words, and where they are shown; ``day``: that page takes the day of this one."""

    table: str
    number: int
    text: str
    path: str
    day: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A shift: who moved, on what, when; ``pick`` is the id of the newest of its positions."""

    day: str
    actor: str
    kind: str
    said: Said
    pick: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict: on which issue, who said what; the ids of its two rows and of their holders."""

    issue: Said
    said: Said
    rule: str
    severity: str
    hard: bool
    rows: tuple[str, str]
    actors: tuple[str, str]
    between: str


@dataclass(frozen=True, slots=True)
class Drawer:
    """What stands in the drawer: statements (``left`` are not shown), or a claimed relation in words."""

    title: Said
    statements: tuple[Statement, ...]
    claim: Said = ()
    note: str = ""
    left: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The page. ``held`` counts the statements in force; ``drawer`` is None where nothing is picked."""

    answer: Answer
    counts: tuple[Count, ...]
    held: int
    begun: Begun
    shifts: tuple[Moved, ...]
    conflicts: tuple[Clash, ...]
    all_conflicts: int
    unsure: tuple[Unsure, ...]
    questions: tuple[Question, ...]
    drawer: Drawer | None
    partial: bool


def counts(dataset: Dataset) -> tuple[Count, ...]:
    """How many rows each table holds that holds any."""
    found = []
    for table in TABLES:
        if rows := len(dataset.rows(table.name)):
            one, several = ("wanted order", "wanted orders") if table.name == "sequencing" else (singular(table.name), table.name)
            place = _PLACES.get(table.name, f"/v1/{table.name}")
            found.append(Count(table.name, rows, count(rows, one, several), place, table.name in _PLACES))
    return tuple(found)


def moved(shift: Shift, telling: Telling) -> Moved:
    """A shift in words: what was said before and what is said since."""
    newest = shift.after or shift.before
    if newest is None:
        raise ValueError(f"a shift without positions: {shift}")
    if shift.before and shift.after:
        same = shift.before.demand == shift.after.demand
        said = telling.did(shift.after) + telling.cited(shift.after) + words(", having ")
        said += telling.did(shift.before, words("it") if same else None) + telling.cited(shift.before)
    elif shift.before:
        said = (
            words("had ")
            + telling.did(shift.before)
            + telling.cited(shift.before)
            + words("; nothing on record has stood in its place since")
        )
    else:
        said = telling.did(newest) + telling.cited(newest)
    return Moved(when(shift), shift.actor, shift.kind, telling.actor(shift.actor) + words(" ") + said, newest.position)


def clash(conflict: Conflict, telling: Telling) -> Clash:
    """A conflict in words."""
    return Clash(
        telling.issue(conflict.issue),
        told(conflict, telling),
        conflict.rule.replace("-", " "),
        number(conflict.severity),
        conflict.hard,
        conflict.ids,
        (conflict.a.actor, conflict.b.actor),
        f"{conflict.a.position} and {conflict.b.position}",
    )


def picked(dataset: Dataset, id: str, telling: Telling) -> Drawer:
    """The drawer with one row: a statement, or a relation with whose claim it is."""
    if found := telling.find(id):
        return Drawer(telling.actor(found.actor), (statement(found, dataset),), id=id)
    relation = dataset.by_id("relations")[id]
    by = words("A claim of ") + telling.actor(relation.by)
    return Drawer(by, (), telling.relation(id), relation.note or "", id=id)


def doubted(dataset: Dataset, held: Sequence[AnyHeld], kind: str) -> Drawer:
    """The drawer with the statements that are unsure in one way."""
    found = of_kind(held, kind)
    title = words(f"{count(len(found), 'statement')} {KINDS[kind][0]}")
    return Drawer(
        title, tuple(statement(shown(dataset, one), dataset) for one in found[:STATEMENTS]), left=max(0, len(found) - STATEMENTS)
    )
