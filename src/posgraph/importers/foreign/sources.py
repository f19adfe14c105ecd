"""Reading each kind of foreign table by what it usually means."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from posgraph.importers.foreign import dna
from posgraph.importers.foreign.building import Imported, build
from posgraph.importers.foreign.mapping import Mapping
from posgraph.importers.foreign.stances import VOTES

DNA = Mapping(
    {
        "actor": ("organization",),
        "demand": ("concept",),
        "stance": ("agreement",),
        "date": ("datetime",),
        "id": ("statement_id",),
        "quote": ("text",),
        "document": ("document_id",),
        "title": ("document_title",),
        "source": ("source",),
        "reported_by": ("author",),
        "person": ("person",),
        "note": ("statement_id", "coder"),
    },
    prefixes={"position": "S", "source": "D"},
    kind="dna",
)
"""What the columns of a DNA database mean, where its statements have the usual variables."""

VOTE = Mapping(defaults={"mode": "selfStated"}, words=VOTES, wording="Adoption of “{}”", kind="votes")
"""What votes mean: each is the holder's own act, on whether the motion be adopted."""


def read_table(path: Any, mapping: Mapping) -> Imported:
    """Coded statements of a table: CSV, TSV, Parquet, .xlsx, a pandas or pyarrow table, or a mapping of columns.

    Raises UnknownName, UsageError or DataError, as :func:`posgraph.importers.foreign.build` does.

    >>> table = {"who": ["North", "South"], "what": ["A vote", "A vote"], "says": ["yes", "no"]}
    >>> found = read_table(table, Mapping({"actor": ("who",), "demand": ("what",), "stance": ("says",)}))
    >>> [(p.id, p.actor, p.demand, str(p.stance), p.source) for p in found.dataset.positions]
    [('row-2', 'north', 'a-vote', 'supports', 'table'), ('row-3', 'south', 'a-vote', 'opposes', 'table')]
    """
    from posgraph.networks.tables import load

    place, table = load(path, mapping.sheet)
    return build(place, table, mapping, Path(path).stem if isinstance(path, str | PathLike) else "table")


def read_votes(path: Any, mapping: Mapping) -> Imported:
    """Roll-call votes of a table: yes supports the adoption of the motion, no opposes it, an abstention is neutral.

    Who was absent, or no member, has no position; the report counts them. ``mapping`` names at least actor, demand and stance.

    >>> table = {"state": ["A", "B", "C"], "motion": ["M1"] * 3, "vote": ["yes", "abstain", "absent"]}
    >>> found = read_votes(table, Mapping({"actor": ("state",), "demand": ("motion",), "stance": ("vote",)}))
    >>> [(p.actor, str(p.stance), p.mode) for p in found.dataset.positions], found.report.left_out[0].count
    ([('a', 'supports', 'selfStated'), ('b', 'neutral', 'selfStated')], 1)
    """
    return read_table(path, mapping.over(VOTE))


def read_dna(path: str | PathLike[str], mapping: Mapping | None = None, statement_type: str = dna.TYPE) -> Imported:
    """The statements of a DNA database (versions 2 and 3). ``mapping`` says what is to be other than :data:`DNA`.

    The organization holds the position, and the person who speaks for it is kept in ``representations`` and in the note.
    Where a statement has no organization, the person holds it.
    """
    table = dna.table(path, statement_type)
    asked = mapping or Mapping()
    usual = {role: columns for role, columns in DNA.columns.items() if all(name in table.column_names for name in columns)}
    taken = {column for role, columns in asked.columns.items() if role != "note" for column in columns}
    usual = {role: columns for role, columns in usual.items() if role == "note" or taken.isdisjoint(columns)}
    file = Path(path)
    return build(file.name, table, asked.over(replace(DNA, columns=usual)), file.stem)
