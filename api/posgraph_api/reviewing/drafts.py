"""Drafts: a position or a wanted order that somebody proposes, with the text that it was read from, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from posgraph.errors import Fault
from posgraph.model.cells import clean
from posgraph.model.schema import BY_NAME
from posgraph.recording import Key, Step

POSITION, ORDER = "positions", "sequencing"
SOURCE = "source_"
"""What the fields of a new source begin with."""

Cells = Mapping[str, str]


class State(Enum):
    """Where a draft is; from ``proposed`` alone it can go on."""

    proposed = "proposed"
    accepted = "accepted"
    rejected = "rejected"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a draft holds: a row of ``table`` as its cells, the new source that it names (empty: none), and the pasted text."""

    table: str
    row: Cells = field(hash=False)
    source: Cells = field(default_factory=dict, hash=False)
    text: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str], made: str = "") -> Entry:
        """The entry that the fields of a form tell; cells that are empty are left out. ``made`` is the id that a new source gets
        where none is given.

        >>> Entry.of({"table": "positions", "actor": " north ", "salience": "", "source_title": "Talks"}, made="s-1")
        Entry(table='positions', row={'actor': 'north', 'source': 's-1'}, source={'id': 's-1', 'title': 'Talks'}, text='')
        """
        table = ORDER if fields.get("table") == ORDER else POSITION
        cells = {name: clean(text) for name, text in fields.items()}
        cells["quote"] = " ".join(cells.get("quote", "").split())  # how the lines of the text break is no part of what was said
        row = {name: cells[name] for name in BY_NAME[table].names if cells.get(name)}
        source = {name: cells[SOURCE + name] for name in BY_NAME["sources"].names if cells.get(SOURCE + name)}
        if source:
            source = {"id": source.get("id") or made} | source
            row["source"] = source["id"]
        return cls(table, row, source, clean(fields.get("text", "")))

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Entry:
        """The inverse of :meth:`to_dict`."""
        return cls(value["table"], value["row"], value["source"], value["text"])

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {"table": self.table, "row": dict(self.row), "source": dict(self.source), "text": self.text}

    def fields(self) -> dict[str, str]:
        """The fields of the form that shows it."""
        row = {name: text for name, text in self.row.items() if name != "source" or not self.source}
        source = {SOURCE + name: text for name, text in self.source.items()}
        return {"table": self.table, "text": self.text, **row, **source}

    def steps(self) -> list[Step]:
        """What accepting it does to the dataset."""
        source = [Step("create", "sources", row=self.source)] if self.source else []
        return [*source, Step("create", self.table, row=self.row)]

    @property
    def quote(self) -> str:
        """The quote; empty where there is none."""
        return self.row.get("quote", "")

    def faults(self) -> list[Fault]:
        """What is wrong with it whatever the dataset holds: a quote that does not stand in the pasted text."""
        if not (self.text and self.quote) or anchor(self.text, self.quote):
            return []
        return [
            Fault(f"{self.table} () column quote", "", "A quote stands in the pasted text letter by letter; this one does not")
        ]

    def differs(self, other: Entry) -> list[tuple[str, str, str]]:
        """Every field that is another one in ``other``: its name, and both texts.

        >>> Entry("positions", {"stance": "rejects"}).differs(Entry("positions", {"stance": "opposes"}))
        [('stance', 'rejects', 'opposes')]
        """
        mine, its = self.fields(), other.fields()
        names = [*mine, *(name for name in its if name not in mine)]
        return [(name, mine.get(name, ""), its.get(name, "")) for name in names if mine.get(name, "") != its.get(name, "")]


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did with a draft: ``proposed``, ``edited``, ``accepted`` or ``rejected``. ``entry`` is the draft afterwards.

    ``effect`` are, of one accepted, the conflicts that came and went with it, in words.
    """

    version: int
    at: str
    by: str
    did: str
    reason: str
    entry: Entry
    effect: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is now. ``key`` names it in the log of changes; ``change`` is the number of the one that it became, with the
    id of its ``row``.
    """

    id: int
    key: str
    dataset: str
    state: State
    version: int
    entry: Entry
    made_by: str
    made_at: str
    changed_by: str
    changed_at: str
    change: int | None = None
    row: str = ""

    @property
    def idempotency(self) -> Key:
        """The key of the change that accepts it: the same for each attempt, so that none can write it twice."""
        return Key(f"draft-{self.key}", f"accept {self.key}")


def anchor(text: str, quote: str) -> tuple[int, int] | None:
    r"""Where a quote stands in a text, letter by letter, however its lines are broken; None where it does not.

    >>> anchor("He said: no\n  ceasefire now.", "no ceasefire")
    (9, 23)
    >>> anchor("He said: no ceasefire.", "No ceasefire") is None, anchor("Any", " ") is None
    (True, True)
    """
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    return found.span() if found else None
