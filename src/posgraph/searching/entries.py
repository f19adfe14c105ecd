"""What can be found in a dataset: each row that says something, with its texts, whom it is about, on what, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from posgraph.analysis.words import Words, verb
from posgraph.model import Dataset, When
from posgraph.model.dataset import row_key
from posgraph.model.schema import BY_NAME

WHERE = ("label", "alias", "quote", "text", "title", "publisher", "statement", "note")
"""Where a text of an entry stands; ``statement`` is who says what to what, in words."""

KINDS = (
    "actor", "issue", "demand", "proposal", "clause", "event", "position", "order", "relation", "source", "process", "assessment",
    "scenario", "participation", "representation",
)  # fmt: skip
"""The kinds of entries, as in the addresses of things."""

_TABLES = {table.kind: name for name, table in BY_NAME.items()}
STATEMENTS = ("position", "order")

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``texts`` are its texts by where they stand; ``issues`` the issue and all above it."""

    kind: str
    key: tuple[str, ...]
    label: str
    texts: Texts
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    date: str | None
    year: str | None
    source: str | None

    @property
    def id(self) -> str:
        """The id; of a row without one the parts of its key, joined."""
        return "/".join(self.key)


def entries(dataset: Dataset) -> Iterator[Entry]:
    """Every row that has something to say."""
    reader, known = _Reader(dataset), dataset.by_id("actors")  # a relation may be the coder's, who is none of them
    for kind in KINDS:
        table = _TABLES[kind]
        for row in dataset.rows(table):
            label, texts, demand = reader.read(kind, row)
            dated = reader.proposals.get(row.proposal, row) if kind == "clause" else row  # a clause is of its proposal's day
            when = _when(dated)
            first = when and (when.first or when.last)
            yield Entry(
                kind=kind,
                key=row_key(table, row),
                label=label,
                texts=tuple((where, text) for where, text in texts if text),
                actors=tuple(actor for actor in reader.actors(kind, row) if actor in known),
                issues=reader.issues(kind, row, demand),
                date=when.text if when else None,
                year=f"{first.year:04}" if first else None,
                source=row.id if kind == "source" else getattr(dated, "source", None),
            )


class _Reader:
    def __init__(self, dataset: Dataset) -> None:
        self._dataset, self._words = dataset, Words(dataset)
        self._issue = {demand.id: demand.issue for demand in dataset.demands}
        self._clauses = {(clause.proposal, clause.number): clause.demand for clause in dataset.clauses}
        self.proposals = dataset.by_id("proposals")
        self._above: dict[str, tuple[str, ...]] = {}

    def read(self, kind: str, row: Any) -> tuple[str, Texts, str | None]:
        """The label of a row, its texts, and the demand that it is about."""
        words = self._words
        note = ("note", getattr(row, "note", None) or "")
        quote = ("quote", getattr(row, "quote", None) or "")
        if kind == "position":
            label = f"{words.actor(row.actor)} {verb(row.stance.value)}: {words.demand(row.demand)}{words.condition(row.id)}"
            return label, (quote, ("statement", label), note), row.demand
        if kind == "order":
            about = f"{words.demand(row.first)} {row.relation} {words.demand(row.then)}"
            label = f"{words.actor(row.actor)} {verb(row.stance.value)}: {about}"
            return label, (quote, ("statement", label), note), row.first
        if kind == "source":
            return row.title, (("title", row.title), ("publisher", row.publisher or "")), None
        if kind == "clause":
            label = f"clause {row.number} of {words.label('proposals', row.proposal)}"
            return label, (("text", row.text or ""), ("statement", label)), row.demand
        if kind == "relation":
            label = words.relation(row.id).removesuffix(f" — {row.note}")
            return label, (("statement", label), note), row.demand_a
        if kind == "assessment":
            return row.wording, (("text", row.wording), quote), None
        if kind == "participation":
            label = f"{words.actor(row.actor)}, {row.role} in {words.label('processes', row.process)}"
            return label, (("statement", label), quote), None
        if kind == "representation":
            label = f"{words.actor(row.representative)} speaks for {words.actor(row.represented)}"
            return label, (("statement", label), note), None
        aliases = tuple(("alias", alias) for alias in getattr(row, "aliases", ()))
        return row.label, (("label", row.label), *aliases, quote, note), row.id if kind == "demand" else None

    def actors(self, kind: str, row: Any) -> tuple[str, ...]:
        """Whom a row is about, or who says it."""
        if kind == "actor":
            return (row.id,)
        if kind in ("proposal", "clause"):
            plan = row if kind == "proposal" else self.proposals.get(row.proposal)
            return tuple(plan.proposed_by) if plan else ()
        if kind == "representation":
            return tuple(dict.fromkeys((row.representative, row.represented)))
        said = getattr(row, "actor", None) or (getattr(row, "by", None) if kind in ("relation", "assessment") else None)
        return (said,) if said else ()

    def issues(self, kind: str, row: Any, demand: str | None) -> tuple[str, ...]:
        """The issue of a row and all above it; of an order, those of both of its steps."""
        demands = [demand, row.then] if kind == "order" else [demand, row.demand_b] if kind == "relation" else [demand]
        named = [row.id] if kind == "issue" else [issue for d in demands if d and (issue := self._of(d))]
        return tuple(dict.fromkeys(issue for name in named for issue in self._with_above(name)))

    def _of(self, target: str) -> str | None:
        """The issue of a demand, or of what else a position targets."""
        word, colon, name = target.partition(":")
        if colon and word == "issue":
            return name
        if colon and word == "clause":
            proposal, _, number = name.partition("/")
            return self._issue.get(self._clauses.get((proposal, number)) or "")
        return self._issue.get(target)

    def _with_above(self, issue: str) -> tuple[str, ...]:
        if issue not in self._above:
            found: dict[str, None] = {}
            rows = self._dataset.by_id("issues")
            here: str | None = issue
            while here in rows and here not in found:
                found[here] = None
                here = rows[here].broader
            self._above[issue] = tuple(found)
        return self._above[issue]


def _when(row: Any) -> When | None:
    for name in ("valid_from", "date", "published"):
        if when := getattr(row, name, None):
            found: When = when
            return found
    return None
