"""The form of a draft: its fields, made from the declaration of the tables, with what was typed and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posgraph.analysis.words import verb
from posgraph.errors import Fault
from posgraph.model import Dataset
from posgraph.model.schema import BY_NAME, Column, Kind
from posgraph_api.reviewing.drafts import ORDER, POSITION, SOURCE

_AT = re.compile(r"(\w+) \(.*\) column (\w+)", re.DOTALL)
_LISTED = ("actors", "demands", "sources", "processes")
_REFERENCES = (Kind.ref, Kind.target, Kind.agent)


@dataclass(frozen=True, slots=True)
class Spec:
    """A field: its label, a hint, and the only table that it is for (empty: both)."""

    name: str
    label: str
    hint: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the page shows it. ``listed`` names the list of what may be chosen; ``choices`` are all that may be; ``now`` is
    what somebody else has made of it meanwhile (None: nothing).
    """

    spec: Spec
    value: str
    choices: tuple[tuple[str, str], ...]
    listed: str
    long: bool
    required: bool
    fault: str
    now: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """All fields by group, the lists to choose from, and the faults that belong to none of them."""

    table: str
    text: str
    groups: Mapping[str, tuple[Field, ...]]
    lists: Mapping[str, tuple[tuple[str, str], ...]]
    faults: tuple[str, ...]
    count: int


GROUPS: Mapping[str, tuple[Spec, ...]] = {
    "Who wants what": (
        Spec("actor", "Holder", "the id of an actor, or its name"),
        Spec("stance", "Stance"),
        Spec("demand", "Demand", "the id of a demand, or its name; issue:ID for a whole issue", POSITION),
        Spec("first", "One step", "the id of a demand, or its name", ORDER),
        Spec("relation", "Order", only=ORDER),
        Spec("then", "The other step", "the id of a demand, or its name", ORDER),
        Spec("only_if", "Only if", "ids of demands, separated by ;", POSITION),
    ),
    "Evidence": (
        Spec("quote", "Quote", "a passage of the text, letter by letter"),
        Spec("reported_by", "Reported by", "an actor's id, or a name; empty: unknown"),
        Spec("mode", "On whose word"),
        Spec("confidence", "Confidence", "0 to 1, or a word; empty: unknown"),
    ),
    "Strength and time": (
        Spec("salience", "Salience", "0 to 1: how much it matters to the holder; empty: unknown"),
        Spec("firmness", "Firmness", "0 to 1, or a word; empty: unknown"),
        Spec("valid_from", "Since", "2025-12-29, 2025-12, 2025 or 2025-12~"),
        Spec("valid_to", "Until", "as above; empty: it still holds, or nobody knows"),
    ),
    "Source": (
        Spec("source", "Source that the dataset holds", "its id, or its title"),
        Spec(f"{SOURCE}title", "New source: title"),
        Spec(f"{SOURCE}publisher", "Publisher"),
        Spec(f"{SOURCE}url", "Address", "https://…"),
        Spec(f"{SOURCE}published", "Published", "2025-12-29"),
        Spec(f"{SOURCE}kind", "Kind"),
        Spec(f"{SOURCE}id", "Id of the new source", "made if left out"),
    ),
    "More": (
        Spec("note", "Note"),
        Spec("process", "Process", "the id of a process"),
        Spec("revises", "Revises", "the id of an earlier row of the same kind"),
        Spec("revision_reason", "Reason of the revision"),
        Spec("lower", "At least", "the id of a demand, where the stance is left open", POSITION),
        Spec("upper", "At most", "the id of a demand, where the stance is left open", POSITION),
        Spec("basis", "Read from the position", "the id of a position", ORDER),
        Spec("id", "Id of the row", "made if left out"),
    ),
}
"""Every field, in the order of the page."""

SPECS = {spec.name: spec for specs in GROUPS.values() for spec in specs}
_LONG = ("quote", "note")


def form(
    dataset: Dataset | None, fields: Mapping[str, str], faults: Iterable[Fault] = (), now: Mapping[str, str] | None = None
) -> Form:
    """The form with what was typed; ``now`` are the fields as somebody else has left them."""
    found = list(faults)
    at, others = _sorted(found)

    def field(spec: Spec) -> Field:
        column, value = _column(spec.name), fields.get(spec.name, "")
        other = now.get(spec.name, "") if now is not None else value
        needed = column.required and spec.name != "id" and not spec.name.startswith(SOURCE)
        meanwhile = other if other != value else None
        listed, long = _list_of(column), spec.name in _LONG
        return Field(spec, value, _choices(column, value), listed, long, needed, at.get(spec.name, ""), meanwhile)

    groups = {title: tuple(map(field, specs)) for title, specs in GROUPS.items()}
    table = ORDER if fields.get("table") == ORDER else POSITION
    return Form(table, fields.get("text", ""), groups, _lists(dataset), tuple(others), len(found))


def resolved(fields: Mapping[str, str], dataset: Dataset | None) -> dict[str, str]:
    """The fields with ids where the names of things were typed; a name that several have stays, and is refused later."""
    if dataset is None:
        return dict(fields)
    return {name: _id(dataset, name, text.strip()) if name in SPECS else text for name, text in fields.items()}


def _id(dataset: Dataset, name: str, text: str) -> str:
    column = _column(name)
    tables = [table for table in column.to.split() if table in _LISTED]
    if not text or column.kind not in _REFERENCES or any(text in dataset.by_id(table) for table in tables):
        return text
    found = [id for table in tables for id, row in dataset.by_id(table).items() if _name(row).casefold() == text.casefold()]
    return found[0] if len(found) == 1 else text


def _sorted(faults: Iterable[Fault]) -> tuple[dict[str, str], list[str]]:
    """What is wrong by field, and what belongs to no field."""
    at: dict[str, str] = {}
    others: list[str] = []
    for fault in faults:
        match = _AT.fullmatch(fault.where)
        name = (SOURCE if match and match[1] == "sources" else "") + (match[2] if match else "")
        if name in SPECS:
            at[name] = "; ".join(part for part in (at.get(name, ""), told(fault)) if part)
        else:
            others.append(str(fault))
    return at, others


def told(fault: Fault) -> str:
    """A fault beside its field.

    >>> told(Fault("positions (p) column stance", "rejcts", "one of: demands, rejects", "rejects"))
    'One of: demands, rejects. Did you mean rejects?'
    """
    hint = f". Did you mean {fault.hint}?" if fault.hint else ""
    return fault.expected[:1].upper() + fault.expected[1:] + hint


def _column(name: str) -> Column:
    if name.startswith(SOURCE):
        return BY_NAME["sources"].column(name.removeprefix(SOURCE))
    table = ORDER if SPECS[name].only == ORDER else POSITION
    return BY_NAME[table].column(name)


def _choices(column: Column, value: str) -> tuple[tuple[str, str], ...]:
    """The words of a column, with one that was typed and is none of them, so that it is shown with its fault."""
    if column.kind is not Kind.word:
        return ()
    named = [(word, verb(word) if column.vocabulary == "stance" else _spaced(word)) for word in column.words]
    return (*named, *([(value, value)] if value and value not in column.words else []))


def _spaced(word: str) -> str:
    """A word of the model for reading.

    >>> _spaced("byThirdParty")
    'by third party'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).lower()


def _list_of(column: Column) -> str:
    if column.numbers:
        return column.name
    tables = [table for table in column.to.split() if table in _LISTED]
    return tables[0] if tables and not column.is_list else ""


def _lists(dataset: Dataset | None) -> dict[str, tuple[tuple[str, str], ...]]:
    """What may be chosen: ids with their names, and the words for numbers."""
    words = {name: tuple((word, f"{number:g}") for word, number in (_column(name).numbers or {}).items()) for name in _NUMBERED}
    rows = {table: tuple((id, _name(row)) for id, row in dataset.by_id(table).items()) for table in _LISTED} if dataset else {}
    return {**words, **rows}


_NUMBERED = ("firmness", "confidence")


def _name(row: object) -> str:
    return str(getattr(row, "label", None) or getattr(row, "title", ""))
