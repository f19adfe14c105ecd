"""Other people's RDF by a mapping in SPARQL: a SELECT for each table, whose variables are the columns of that table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from posgraph.errors import DataError, Fault, PosgraphError, QueryError, UsageError
from posgraph.importers.foreign.report import Report
from posgraph.importers.rdf import FORMATS, is_rdf, parse_rdf
from posgraph.model import Dataset
from posgraph.model.cells import clean, near
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind
from posgraph.reading import Book, Row, Sheet, assemble

MARK = re.compile(r"^#\s*table:\s*(\S+)\s*$", re.MULTILINE)
"""The line above each query of a file that has several: ``# table: positions``. What stands above the first is part of all."""

_UNFIT = re.compile(r'[/\\;:"<>]+')
_TIME = re.compile(r"^([+-]?\d{4,}-\d\d-\d\d)(?:T.*|Z|[+-]\d\d:\d\d)$")
_NAMED = (Kind.id, Kind.ref, Kind.target, Kind.word, Kind.agent, Kind.refs, Kind.about)


class Query(NamedTuple):
    """A query, the table whose rows it selects, and what it is called in faults."""

    table: str
    place: str
    text: str


class Mapped(NamedTuple):
    """The dataset that a mapping made, and what it was made of."""

    dataset: Dataset
    report: Report


def read_rdf_mapping(
    paths: Sequence[str | PathLike[str]], queries: Sequence[str | PathLike[str]], header: Mapping[str, str] | None = None
) -> Mapped:
    """A dataset of what ``queries`` (files of SPARQL, or a folder of them) select in RDF files.

    The queries see the triples of all files as one graph, whatever named graphs they stand in. SERVICE is refused. Rows that
    are the same count once, and are sorted. An IRI in the place of an id or a word is its last part, a date with a time its day.
    Raises DataError with every fault of files, queries and rows.
    """
    from posgraph.store import MemoryStore

    files = [Path(path) for path in paths]
    for file in files:
        if not is_rdf(file):
            raise UsageError("SOURCE", file, f"an RDF file: {', '.join(FORMATS)}", near(file.suffix, FORMATS))
        if not file.is_file():
            raise UsageError("SOURCE", file, "a file; nothing is there")
    asked = read_queries(queries)
    faults: list[Fault] = []
    quads: set[Quad] = set()
    for number, file in enumerate(files):
        try:
            quads.update(_apart(quad, number) for quad in parse_rdf(file.read_bytes(), FORMATS[file.suffix.lower()], file.name))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    with MemoryStore() as store:
        store.replace(_GRAPH.value, quads)
        sheets: dict[str, Sheet] = {}
        for table in dict.fromkeys(query.table for query in asked):
            sheet = _sheet(store, table, [query for query in asked if query.table == table], faults)
            if sheet is not None:
                sheets[table] = sheet
    broken = frozenset(query.table for query in asked) - sheets.keys()
    called = files[0].stem if files else "dataset"
    from posgraph.reading.header import name as id_of

    entries = {"id": id_of(called), "title": called, **{key: value for key, value in (header or {}).items() if value}}
    place = ", ".join(file.name for file in files)
    dataset = assemble(Book(place, place, entries, sheets, tuple(faults), broken))
    counts = {t.name: len(dataset.rows(t.name)) for t in TABLES if dataset.rows(t.name)}
    rows = sum(len(sheet.rows) for sheet in sheets.values())
    return Mapped(dataset, Report(place, "rdf", rows, len(dataset.positions), counts))


_GRAPH = NamedNode("urn:posgraph:mapped")


def _apart(quad: Quad, number: int) -> Quad:
    """The quad in the one graph; blank nodes of different files are different."""
    subject, object = (
        BlankNode(f"f{number}{term.value}") if isinstance(term, BlankNode) else term for term in (quad.subject, quad.object)
    )
    return Quad(subject, quad.predicate, object, _GRAPH)  # type: ignore[arg-type]


def read_queries(paths: Sequence[str | PathLike[str]]) -> list[Query]:
    """The queries of files: each is of the table that its file is named after, or that the line above it names.

    Raises UsageError where a path holds none, DataError with every table that there is not.
    """
    found: list[Query] = []
    faults: list[Fault] = []
    tables = [table.name for table in TABLES]
    for path in (Path(each) for each in paths):
        if not path.exists():
            raise UsageError("--mapping", path, "a file NAME.rq or a folder of them; nothing is there")
        files = sorted(path.glob("*.rq")) if path.is_dir() else [path]
        if not files:
            raise UsageError("--mapping", path, "a folder with files NAME.rq, NAME being a table")
        for file in files:
            text = file.read_bytes().decode("utf-8-sig", "replace")
            parts = MARK.split(text)
            common, marked = parts[0], list(zip(parts[1::2], parts[2::2], strict=True))
            for table, query in marked or [(file.stem, "")]:
                place = f"{file.name} {table}" if marked else file.name
                if table not in BY_NAME:
                    what = f"the name of a table: {', '.join(tables)}; of the file, or in a line above it (# table: NAME)"
                    faults.append(Fault(place, table, what, near(table, tables)))
                found.append(Query(table, place, common + query))
    if not found:
        raise UsageError("--mapping", "", "a file NAME.rq with a SELECT for each table, or a folder of them")
    if faults:
        raise DataError(faults)
    return found


def _sheet(store: Any, table: str, queries: Sequence[Query], faults: list[Fault]) -> Sheet | None:
    """The rows that the queries of a table select; None, with faults, where one cannot be run."""
    from posgraph.store.gate import check
    from posgraph.store.syntax import refuse_updates

    known = BY_NAME[table]
    columns: list[str] = []
    rows: list[Row] = []
    for query in queries:
        try:
            check(query.text)
            refuse_updates(query.text)
            answer = store.select(query.text, graphs=[_GRAPH.value])
            terms = [tuple(row) for row in answer]
        except (QueryError, PosgraphError) as error:
            faults.append(Fault(query.place, str(error), "a SELECT that can be run, without SERVICE"))
            return None
        names = [str(name) for name in answer.variables]
        for name in names:
            if name not in known.names:
                hint = near(name, known.names)
                faults.append(
                    Fault(f"{query.place} variable ?{name}", name, f"one of the columns: {', '.join(known.names)}", hint)
                )
        columns += [name for name in names if name in known.names and name not in columns]
        some = {tuple(_cell(known, name, term) for name, term in zip(names, row, strict=True)) for row in terms}
        rows += [Row(number, dict(zip(names, cells, strict=True))) for number, cells in enumerate(sorted(some), 1)]
    if "id" in known.names and "id" not in columns and table != "relations":
        columns.append("id")
        rows = [Row(row.number, {"id": f"{table}-{n}", **row.cells}) for n, row in enumerate(rows, 1)]
    place = ", ".join(query.place for query in queries)
    ordered = tuple(name for name in known.names if name in columns)
    return Sheet(
        table, place, ordered, [Row(row.number, {n: c for n, c in row.cells.items() if n in known.names}) for row in rows]
    )


def _cell(table: Any, name: str, term: Any) -> str:
    """The text of a term in a column."""
    if term is None:
        return ""
    column: Column | None = table.column(name) if name in table.names else None
    if isinstance(term, NamedNode):
        return last(term.value) if column is not None and column.kind in _NAMED else term.value
    if isinstance(term, BlankNode):
        return f"_{term.value}"
    if isinstance(term, Literal) and column is not None and column.kind is Kind.date:
        found = _TIME.match(term.value)
        return found[1] if found else clean(term.value)
    return clean(term.value)


def last(iri: str) -> str:
    """The last part of an IRI, as an id can hold it.

    >>> last("http://www.wikidata.org/entity/Q1"), last("https://example.org/vote#a%20b"), last("urn:x:y")
    ('Q1', 'a b', 'y')
    """
    part = re.split(r"[/#]", iri.rstrip("/#"))[-1]
    return _UNFIT.sub("-", unquote(part.rpartition(":")[2] if part.startswith("urn:") else part)).strip("-") or "x"
