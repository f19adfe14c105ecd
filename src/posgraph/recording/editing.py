"""Editing: rows of a dataset created, revised and retracted, with every rule of the dataset kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from posgraph.errors import DataError, Fault, RefusedChange, UnknownName
from posgraph.importers.references import references
from posgraph.model import Dataset
from posgraph.model.cells import decimal, join, near, singular
from posgraph.model.dataset import row_key
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind, Table
from posgraph.reading import Unreadable, add
from posgraph.reading.sheet import Cell
from posgraph.recording.change import RowChange, cells

VERBS = ("create", "revise", "retract")
STATEMENTS = ("positions", "sequencing")
"""Tables whose rows are never edited: a new one revises the old one."""

_TARGET = frozenset({"actor", "demand", "first", "relation", "then", "process"})
_UNDONE = ("correction", "retraction")
_SHOWN = 20
_NUMBERS = (Kind.degree, Kind.number, Kind.amount, Kind.whole)
_HUGE = 1e300


@dataclass(frozen=True, slots=True)
class Step:
    """One row to create, to revise or to retract; ``key`` names the row, ``row`` holds the columns that are given.

    A value is what JSON has for it: a text, a number, true or false, a list, or null for an empty cell. A position or a sequence
    preference is revised by a new row: a ``correction`` is the old one with what is given, any other reason takes over only
    whose it is and what it is about, since the old evidence does not speak for what is new.
    """

    verb: str
    table: str
    key: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)


def edited(dataset: Dataset, steps: Sequence[Step]) -> tuple[Dataset, tuple[RowChange, ...]]:
    """The dataset after these steps, one after the other, and what became of each row.

    Raises DataError with every fault of the rows, UnknownName for a row that is not there, RefusedChange where other rows
    stand in the way.

    >>> from posgraph.model import Actor
    >>> toy = Dataset(id="toy", actors=(Actor(id="a", label="A", kind="state"),))
    >>> after, rows = edited(toy, [Step("revise", "actors", "a", {"label": "B"})])
    >>> after.actors[0].label, rows[0].verb, rows[0].before["label"]
    ('B', 'revised', 'A')
    """
    rows: list[RowChange] = []
    run: list[Step] = []
    faults: list[Fault] = []
    spoke = bool(dataset.positions or dataset.sequencing)
    for step in steps:
        if step.verb == "create":
            run.append(step)
            continue
        dataset, run = _created(dataset, run, rows, faults), []
        if step.verb == "retract":
            dataset = _retracted(dataset, step, rows)
            continue
        try:
            dataset = _revised(dataset, step, rows)
        except DataError as error:  # what follows can be looked at all the same
            faults += error.faults
    dataset = _created(dataset, run, rows, faults)
    if faults:
        raise DataError(faults)
    if spoke and not (dataset.positions or dataset.sequencing):
        fault = Fault("positions", "", "at least one row in positions or sequencing, as every dataset has")
        raise RefusedChange("The last position of a dataset cannot be retracted", [fault])
    return dataset, tuple(rows)


def _created(dataset: Dataset, run: Sequence[Step], rows: list[RowChange], faults: Sequence[Fault]) -> Dataset:
    """The dataset with the rows of steps that follow one another, so that these may name each other; ``faults`` were met
    before.
    """
    given: dict[str, list[dict[str, Cell]]] = {}
    for step in run:
        table = BY_NAME[step.table]
        given.setdefault(step.table, []).append(_named(table, as_cells(table, step.row)))
    try:
        return _added(dataset, given, rows) if given else dataset
    except DataError as error:
        raise DataError([*faults, *error.faults]) from None


def _added(dataset: Dataset, given: Mapping[str, list[dict[str, Cell]]], rows: list[RowChange]) -> Dataset:
    after = add(dataset, given)
    for name in given:
        before = dataset.by_id(name)
        rows += [RowChange(name, key, None, cells(name, row)) for key, row in after.by_id(name).items() if key not in before]
    return after


def _revised(dataset: Dataset, step: Step, rows: list[RowChange]) -> Dataset:
    table, old = BY_NAME[step.table], _found(dataset, step)
    given = as_cells(table, step.row)
    if table.name in STATEMENTS:
        return _added(dataset, {table.name: [_revision(dataset, table, step.key, old, given)]}, rows)
    for name in table.key:
        if name in given and given[name] != str(getattr(old, name)):
            what = f"the {name} that the row has; retract the row and create another"
            raise DataError([Fault(f"{table.name} ({step.key}) column {name}", str(given[name]), what)])
    new = {name: text for name, text in (cells(table.name, old) | given).items() if text}
    rest = tuple(row for row in dataset.rows(table.name) if row is not old)
    try:
        after = add(dataset.having(table.name, rest), {table.name: [new]})
    except DataError as error:
        raise _of_self(table, step.key, new) or error from None
    _no_circle(after, table, step.key)
    rows.append(RowChange(table.name, step.key, cells(table.name, old), cells(table.name, after.by_id(table.name)[step.key])))
    return after


def _revision(dataset: Dataset, table: Table, key: str, old: Any, given: dict[str, Cell]) -> dict[str, Cell]:
    """The row that revises a position or a sequence preference."""
    other = next((r for r in dataset.rows(table.name) if r.revises == key and r.revision_reason in _UNDONE), None)
    if other is not None:
        fault = Fault(f"{table.name} ({key})", key, "a row that nothing has corrected or retracted", other.id)
        raise RefusedChange(f"{key} is out already: {other.id} is its {other.revision_reason}", [fault])
    if given.get("revises", key) != key:
        raise DataError([Fault(f"{table.name} ({key}) column revises", str(given["revises"]), f"{key}, which is revised here")])
    kept: dict[str, Cell] = {**cells(table.name, old)}
    if given.get("revision_reason") != "correction":
        kept = {name: text for name, text in kept.items() if name in _TARGET}
    kept.pop("id", None)
    return _named(table, kept | {"revision_reason": ""} | given | {"revises": key})


def _retracted(dataset: Dataset, step: Step, rows: list[RowChange]) -> Dataset:
    table, old = BY_NAME[step.table], _found(dataset, step)
    naming = list(_naming(dataset, table.name, step.key))
    if naming:
        shown = ", ".join(naming[:_SHOWN]) + (", …" if len(naming) > _SHOWN else "")
        fault = Fault(f"{table.name} ({step.key})", step.key, f"a row that no other names; {len(naming)} do: {shown}")
        raise RefusedChange(f"{step.key} cannot be retracted: {shown} name it; revise or retract these first", [fault])
    rows.append(RowChange(table.name, step.key, cells(table.name, old), None))
    rest = tuple(row for row in dataset.rows(table.name) if row is not old)
    return dataset.having(table.name, rest)


def _naming(dataset: Dataset, table: str, key: str) -> Iterator[str]:
    """Every row that names a row, in words."""
    if table == "processes" and dataset.process == key:
        yield "the dataset's header"
    for name, row in dataset:
        for column, target in references(dataset, name, row):
            if target == (table, key):
                yield f"{singular(name)} {'/'.join(row_key(name, row))} (column {column})"


def _found(dataset: Dataset, step: Step) -> Any:
    row = dataset.by_id(step.table).get(step.key)
    if row is None:
        known = dataset.by_id(step.table)
        what = f"the {' and '.join(BY_NAME[step.table].key)} of a {singular(step.table)}"
        raise UnknownName("key", step.key, what, near(step.key, known))
    return row


def _named(table: Table, row: dict[str, Cell]) -> dict[str, Cell]:
    """The row with an id; one that nobody has where none was given."""
    implied = table.name == "relations"  # whose id says what they relate
    return row if row.get("id") or table.key != ("id",) or implied else row | {"id": f"{table.kind}-{uuid4().hex[:12]}"}


def _of_self(table: Table, key: str, new: Mapping[str, Cell]) -> DataError | None:
    """The error of a row that names itself: while it is read anew, nothing else of its id is there."""
    own = [c for c in table.columns if c.kind is Kind.ref and c.to == table.name and new.get(c.name) == key]
    what = "another row than this one"
    return DataError([Fault(f"{table.name} ({key}) column {c.name}", key, what) for c in own]) if own else None


def _no_circle(dataset: Dataset, table: Table, key: str) -> None:
    """Raise DataError where a row comes back to itself by a reference within its table."""
    for column in table.columns:
        if column.kind is not Kind.ref or column.to != table.name:
            continue
        path, step = [key], getattr(dataset.by_id(table.name)[key], column.name)
        while step is not None and step != key and step not in path:
            path.append(step)
            step = getattr(dataset.by_id(table.name)[step], column.name)
        if step == key:
            ring = " > ".join([*path, key])
            fault = Fault(f"{table.name} ({key}) column {column.name}", ring, "a row that does not lead back to this one")
            raise DataError([fault])


def as_cells(table: Table, row: Mapping[str, Any]) -> dict[str, Cell]:
    r"""The columns of a row that came as JSON, as cells; a value that no cell can hold is one that cannot be read.

    >>> as_cells(BY_NAME["actors"], {"label": "A", "aliases": ["a;b", "c"], "part_of": None})
    {'label': 'A', 'aliases': 'a\\;b;c', 'part_of': ''}
    """
    unknown = Unreadable("", "a column of the table")  # told by whoever reads the row
    return {name: _text(value, table.column(name)) if name in table.names else unknown for name, value in row.items()}


def _text(value: Any, column: Column) -> Cell:
    """The cell that holds a value of JSON: of the kind that the rows of the service have there, or the text itself."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        if column.kind is Kind.flag:
            return "true" if value else "false"
    elif isinstance(value, int | float) and column.kind in _NUMBERS and abs(value) < _HUGE:
        return str(value) if isinstance(value, int) else decimal(value)
    elif column.is_list and isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return join(value)
    wanted = "a JSON list of texts" if column.is_list else "true or false" if column.kind is Kind.flag else "a JSON text"
    wanted = "a JSON number" if column.kind in _NUMBERS else wanted
    return Unreadable(str(value)[:100], wanted if column.required else f"{wanted}, or null")


def check_steps(steps: Sequence[Step]) -> None:
    """Raise UnknownName where a step has a verb or a table that there is not."""
    tables = [table.name for table in TABLES]
    for step in steps:
        if step.verb not in VERBS:
            raise UnknownName("verb", step.verb, f"one of: {', '.join(VERBS)}", near(step.verb, VERBS))
        if step.table not in tables:
            raise UnknownName("table", step.table, f"one of: {', '.join(tables)}", near(step.table, tables))
