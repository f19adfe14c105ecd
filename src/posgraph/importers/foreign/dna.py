"""Databases of Discourse Network Analyzer: SQLite files (``.dna``) of versions 3 and 2, read as a table of statements.

The layout is that of the published program: STATEMENTS holds spans of DOCUMENTS, VARIABLES what a type of statement records,
and DATABOOLEAN, DATAINTEGER, DATASHORTTEXT and DATALONGTEXT the values. In version 3 short texts are rows of ENTITIES, and
dates are seconds since 1970; in version 2 short texts stand in DATASHORTTEXT, and dates are milliseconds.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posgraph.errors import DataError, Fault, UnknownName, UsageError
from posgraph.model.cells import near

if TYPE_CHECKING:
    import pyarrow as pa

TYPE = "DNA Statement"
"""The type of statement that every new database has."""

DOCUMENT = ("statement_id", "document_id", "document_title", "datetime", "author", "source", "section", "type", "notes", "start",
            "stop", "text", "coder")  # fmt: skip
"""Columns of each statement, before its variables."""

_NEEDED = ("CODERS", "DOCUMENTS", "STATEMENTTYPES", "STATEMENTS", "VARIABLES", "DATABOOLEAN", "DATAINTEGER", "DATASHORTTEXT",
           "DATALONGTEXT")  # fmt: skip
_EPOCH = datetime(1970, 1, 1)
_NUL = "\0"


def is_dna(path: Path) -> bool:
    """True for a file with the name of such a database.

    >>> is_dna(Path("debate.dna"))
    True
    """
    return path.suffix.lower() == ".dna"


def table(path: str | PathLike[str], statement_type: str = TYPE) -> pa.Table:
    """The statements of a type as a table of texts: the columns of :data:`DOCUMENT`, then one for each variable.

    All statements are there, in the order of their ids; an empty value is the empty text. ``text`` is what the coder marked.
    Raises DataError where the file is no such database, UnknownName where it has no such type of statement.
    """
    import pyarrow as pa

    file = Path(path)
    if not file.is_file():
        raise UsageError("path", path, "a .dna file; nothing is there" if not file.exists() else "a .dna file, not a folder")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as base:
            base.text_factory = lambda raw: raw.decode("utf-8", "replace")
            names, rows = _rows(base, file.name, statement_type)
    except sqlite3.DatabaseError as error:
        what = "a database of Discourse Network Analyzer (an SQLite file) that is not damaged"
        raise DataError([Fault(file.name, str(error), what)]) from None
    return pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})


def _rows(base: sqlite3.Connection, place: str, statement_type: str) -> tuple[list[str], list[list[str]]]:
    there = {name.upper() for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if missing := [name for name in _NEEDED if name not in there]:
        what = "a database of Discourse Network Analyzer, version 2 or 3; it has no table"
        raise DataError([Fault(place, "", f"{what} {name}") for name in missing])
    types = {label: id for id, label in base.execute("SELECT ID, Label FROM STATEMENTTYPES ORDER BY ID")}
    if statement_type not in types:
        raise UnknownName("statement_type", statement_type, f"one of: {', '.join(types)}", near(statement_type, types))
    kind = types[statement_type]
    variables = list(base.execute("SELECT ID, Variable FROM VARIABLES WHERE StatementTypeId = ? ORDER BY ID", (kind,)))
    entities = "ENTITIES" in there
    values = _values(base, kind, entities)
    coders = {id: name or "" for id, name in base.execute("SELECT ID, Name FROM CODERS")}
    documents = {row[0]: row[1:] for row in base.execute(
        "SELECT ID, Title, Text, Author, Source, Section, Type, Notes, Date FROM DOCUMENTS")}  # fmt: skip
    names = [*DOCUMENT, *(_name(name) for _, name in variables)]
    found: list[list[str]] = []
    faults: list[Fault] = []
    query = "SELECT ID, DocumentId, Start, Stop, Coder FROM STATEMENTS WHERE StatementTypeId = ? ORDER BY ID"
    for id, document, start, stop, coder in base.execute(query, (kind,)):
        if document not in documents:
            faults.append(Fault(f"{place} STATEMENTS ({id}) column DocumentId", str(document), "the ID of a row of DOCUMENTS"))
            continue
        title, text, author, source, section, type, notes, date = documents[document]
        span = _span(text or "", start, stop)
        cells = [id, document, title, _moment(date, 1 if entities else 1000), author, source, section, type, notes, start, stop,
                 span, coders.get(coder, coder), *(values.get((id, variable)) for variable, _ in variables)]  # fmt: skip
        found.append(["" if cell is None else str(cell).replace(_NUL, "").strip() for cell in cells])
    if faults:
        raise DataError(faults)
    return names, found


def _span(text: str, start: int, stop: int) -> str:
    """The marked words; the program counts in units of UTF-16, in which some characters are two."""
    if text.isascii() or max(text) <= "\uffff":
        return text[start:stop]
    return text.encode("utf-16-le", "replace")[2 * start : 2 * stop].decode("utf-16-le", "replace")


def _name(variable: str) -> str:
    """The name of a variable's column; one of the columns before is not given twice."""
    return f"variable {variable}" if variable in DOCUMENT else variable


def _values(base: sqlite3.Connection, kind: int, entities: bool) -> dict[tuple[int, int], Any]:
    """The values of all statements of a type, by statement and variable."""
    short = (
        "SELECT d.StatementId, d.VariableId, e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity"
        if entities
        else "SELECT d.StatementId, d.VariableId, d.Value FROM DATASHORTTEXT d"
    )
    others = [f"SELECT d.StatementId, d.VariableId, d.Value FROM {name} d"
              for name in ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT")]  # fmt: skip
    of = " JOIN STATEMENTS s ON s.ID = d.StatementId WHERE s.StatementTypeId = ?"
    return {(one, other): value for query in (short, *others) for one, other, value in base.execute(query + of, (kind,))}


def _moment(count: Any, unit: int) -> str:
    """A moment as ISO 8601 writes it; an empty text where it cannot be one."""
    try:
        return (_EPOCH + timedelta(seconds=int(count) / unit)).replace(microsecond=0).isoformat()
    except (TypeError, ValueError, OverflowError):
        return ""
