"""Steps of a change as they come in a request: read into the recorder's, with every fault at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from posgraph.errors import DataError, Fault
from posgraph.model import Dataset
from posgraph.model.cells import article, clean, near, singular
from posgraph.model.schema import BY_NAME, TABLES, Table
from posgraph.names import mint
from posgraph.recording import Step
from posgraph.recording.editing import STATEMENTS, VERBS, as_cells
from posgraph_api.http.problems import Problem
from posgraph_api.writing.writer import invalid

Given = tuple[Step, Any]
"""A step, and the IRI that the client believes its row to have (None: it does not say)."""

MOST = 10_000
"""So many steps one change may have."""


def taken(verb: str, table: Table, key: str, row: Any) -> Given:
    """A step with a row as GET shows it, whose ``iri`` says nothing new. Raises Problem."""
    if not isinstance(row, dict):
        fault = Fault(table.name, "", "an object with the columns of the row")
        raise Problem(400, "bad-request", str(fault), [fault])
    return Step(verb, table.name, key, {name: value for name, value in row.items() if name != "iri"}), row.get("iri")


def steps_of(value: Any) -> list[Given]:
    """The steps of a change. Raises Problem with every fault of their form."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST:
        fault = Fault("steps", "", f"a list of 1 to {MOST} steps")
        raise Problem(400, "bad-request", str(fault), [fault])
    faults: list[Fault] = []
    found = [step for number, each in enumerate(value) if (step := _step(f"steps[{number}]", each, faults))]
    if faults:
        raise invalid(DataError(faults))
    return found


def _step(where: str, value: Any, faults: list[Fault]) -> Given | None:
    verbs = [verb for verb in VERBS if isinstance(value, dict) and verb in value]
    if len(verbs) != 1:
        faults.append(Fault(where, " ".join(verbs), "an object with one of the members create, revise and retract"))
        return None
    (verb,), before = verbs, len(faults)
    known = {"create": ("create", "row"), "revise": ("revise", "key", "row"), "retract": ("retract", "key")}[verb]
    for name in value:
        if name not in known:
            faults.append(Fault(f"{where} member {name[:100]}", "", f"one of: {', '.join(known)}", near(name, known)))
    tables, name, key, row = [table.name for table in TABLES], value[verb], value.get("key", ""), value.get("row", {})
    if name not in tables:
        text = str(name)[:100]
        faults.append(Fault(f"{where} {verb}", text, f"a table, one of: {', '.join(tables)}", near(text, tables)))
    if verb != "create" and (not isinstance(key, str) or not key):
        faults.append(Fault(f"{where} key", "", "the key of the row, as the address of the row has it after the table"))
    if verb != "retract" and (not isinstance(row, dict) or "row" not in value):
        faults.append(Fault(f"{where} row", "", "an object with the columns of the row"))
    if len(faults) > before:
        return None
    return taken(verb, BY_NAME[name], key, row)


def key_in(table: Table, row: Mapping[str, Any]) -> str | None:
    """The key that a row to be created has; None where it does not say."""
    cells = {name: clean(text) for name, text in as_cells(table, row).items() if isinstance(text, str)}
    if table.name == "relations" and not cells.get("id"):
        parts = [cells.get(name, "") for name in ("demand_a", "relation", "demand_b")]
        return ".".join(parts) if all(parts) else None
    parts = [cells.get(name, "") for name in table.key]
    return "/".join(parts) if all(parts) else None


def all_there(dataset: Dataset, steps: Sequence[Given]) -> None:
    """Raise Problem where steps revise or retract rows that are not there, and that no step before has created."""
    made: set[tuple[str, str | None]] = set()
    faults: list[Fault] = []
    for number, (step, _) in enumerate(steps):
        known = dataset.by_id(step.table)
        if step.verb == "create":
            made.add((step.table, key_in(BY_NAME[step.table], step.row)))
        elif step.key not in known and (step.table, step.key) not in made:
            what = f"the {' and '.join(BY_NAME[step.table].key)} of {article(singular(step.table))}"
            faults.append(Fault(f"steps[{number}] key", step.key[:200], what, near(step.key, known)))
    if faults:
        raise invalid(DataError(faults))


def mistaken(dataset: Dataset, table: Table, step: Step, iri: Any) -> None:
    """Raise Problem where a client gives a row another IRI than it has, or gets."""
    if iri is None:
        return
    own = step.verb == "revise" and table.name not in STATEMENTS
    key = step.key if own else key_in(table, step.row)
    wanted = mint(dataset.base, table.kind, *key.split("/", len(table.key) - 1)) if key else ""
    if iri != wanted:
        fault = Fault(f"{table.name} ({key or ''}) column iri", str(iri)[:200], wanted or "no iri where the id is left out")
        raise invalid(DataError([fault]))
