"""Projection: the positions of a store's dataset as columns, one scan of the store for each property.

It takes nothing for granted. Every statement of the dataset's graph must be one that it read, either as the ordinary reading
reads the other tables or as a cell of a position; the number of all statements proves that none is left. Where one is, or a
cell has a fault, nothing is projected, and the ordinary reading tells what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, parse_query_results

from posgraph import reading
from posgraph.archive.archive import Archive
from posgraph.archive.checking import check
from posgraph.errors import DataError
from posgraph.model import Dataset
from posgraph.model.cells import CellError, parse
from posgraph.model.layout import BOUNDS
from posgraph.model.schema import BY_NAME, TABLES, Column, Kind
from posgraph.names import concept, expand, mint
from posgraph.reading.graph import bound
from posgraph.reading.sheet import Unreadable
from posgraph.reading.terms import Term, Terms
from posgraph.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Ints = np.ndarray[Any, np.dtype[np.int64]]

TABLE = BY_NAME["positions"]

MANY = 20_000
"""From more positions than so many on, they are asked as columns."""

_SIMPLE = r'\A"[A-Za-z0-9._~-]+"\z'
_THREADS = 2  # each scan is one query, and the engine answers several at a time
_BESIDE = ("pg:Evidence", "oa:TextQuoteSelector", "pg:Condition")
_STEPS = ("pg:evidence", "oa:hasSelector", "pg:condition")
_APART = ("id", "only_if", "source", "quote", *BOUNDS)
_NUMBERS = (Kind.degree, Kind.number, Kind.amount)


def is_large(store: EmbeddedStore, graph: str) -> bool:
    """Whether a graph holds more positions than MANY; it counts no further."""
    text = f"SELECT (COUNT(*) AS ?n) {{ SELECT ?p {{ GRAPH {NamedNode(graph)} {{ ?p a pg:Position }} }} LIMIT {MANY + 1} }}"
    return bool(store.select(text).to_dicts()[0]["n"] > MANY)


def of_dataset(dataset: Dataset, folder: Path = Path()) -> Archive:
    """The archive of a dataset whose values are there.

    >>> from posgraph.model import Position
    >>> from posgraph.stance import Stance
    >>> toy = Dataset(id="toy", positions=(Position(id="p", actor="a", demand="d", stance=Stance.rejects),))
    >>> of_dataset(toy).table.select(["id", "stance"]).to_pylist()
    [{'id': 'p', 'stance': 'rejects'}]
    """
    rows = dataset.positions
    columns = {c.name: _array(c, [_plain(c, getattr(row, c.name)) for row in rows]) for c in TABLE.columns}
    import pyarrow as pa

    return Archive(dataset.having("positions", ()), pa.table(columns), folder)


def project(store: EmbeddedStore, graph: str, base: str, id: str) -> Archive | None:
    """The archive of the dataset with this base in a graph of a store; None where that graph holds anything that only the
    ordinary reading understands, or a fault.
    """
    version = store.version
    try:
        found = _Projection(store, graph, base, id).archive()
    except (_Other, DataError):
        return None
    return found if store.version == version else None


class _Other(Exception):
    """The graph holds something that is not projected."""


def _must(right: object) -> None:
    if not right:
        raise _Other


@dataclass(frozen=True, slots=True)
class _Scan:
    """The statements with one property: subjects as they are written, and objects as codes into the terms that recur."""

    subjects: pa.Array
    codes: Ints
    texts: pa.Array

    def terms(self, codes: Iterable[int] | None = None) -> list[Term]:
        """The terms of these codes; without any, of all."""
        wanted = self.texts if codes is None else self.texts.take(list(codes))
        rows = "\n".join(("?o", *wanted.to_pylist(), "")).encode()
        parsed = parse_query_results(rows, format=QueryResultsFormat.TSV)
        assert isinstance(parsed, QuerySolutions)
        return [row[0] for row in parsed]


class _Projection:
    """The scans of one graph, and how many of its statements were read."""

    def __init__(self, store: EmbeddedStore, graph: str, base: str, id: str) -> None:
        self.store, self.graph, self.id = store, NamedNode(graph), id
        self.terms, self.read = Terms(base), 0

    def archive(self) -> Archive:
        """The archive; raises _Other, or DataError on faults of the other tables or of the positions."""
        import pyarrow as pa

        nodes = self._nodes("pg:Position")
        _must(len(nodes))
        names = [column.term for column in TABLE.columns if column.term and column.name not in _APART]
        names += [*BOUNDS.values(), *(TABLE.column(name).term for name in BOUNDS), "pg:evidence", "pg:condition"]
        names += ["dcterms:identifier", "oa:hasSource", "oa:hasSelector", "oa:exact", "pg:conditionType", "pg:requiresDemand"]
        with ThreadPoolExecutor(_THREADS) as threads:
            scans = dict(zip(names, threads.map(self._scan, names), strict=True))
        columns = self._columns(nodes, scans)
        vocabulary = self._vocabulary(pa.concat_arrays(self.own))
        _must(self.read == self._count("?s ?p ?o"))
        table = pa.table({name: columns[name] for name in TABLE.names})
        table = table.take(pa.compute.sort_indices(table["id"])).combine_chunks()
        check(vocabulary, table)
        _refers(vocabulary, table["id"].combine_chunks())
        return Archive(vocabulary, table, Path(self.store.place))

    def _columns(self, nodes: pa.Array, scans: Mapping[str, _Scan]) -> dict[str, pa.Array]:
        evidence, beside = self._linked(nodes, scans["pg:evidence"])
        quotes, selectors = self._linked(beside, scans["oa:hasSelector"])
        conditions, waiting = self._linked(nodes, scans["pg:condition"])
        self.own = [nodes, beside, selectors, waiting]
        self.read += len(nodes)
        for found, name in ((beside, _BESIDE[0]), (selectors, _BESIDE[1]), (waiting, _BESIDE[2])):
            self.read += self._typed(found, name)
        columns = {"id": self._ids(nodes, scans["dcterms:identifier"])}
        for column in TABLE.columns:
            if column.name in BOUNDS:
                day, written = scans[column.term], scans[BOUNDS[column.name]]
                columns[column.name] = self._bounds(column, nodes, day, written)
            elif column.name not in _APART:
                columns[column.name] = self._cells(column, self._placed(nodes, scans[column.term]), scans[column.term])
        sources = self._placed(beside, scans["oa:hasSource"])
        _must((sources >= 0).all())
        exact = self._placed(selectors, scans["oa:exact"])
        columns["source"] = self._cells(TABLE.column("source"), _through(evidence, sources), scans["oa:hasSource"])
        columns["quote"] = self._cells(TABLE.column("quote"), _through(_through(evidence, quotes), exact), scans["oa:exact"])
        columns["only_if"] = self._waits(conditions, waiting, scans)
        return columns

    def _scan(self, name: str) -> _Scan:
        """Every statement of the graph with a property."""
        import numpy as np
        import pyarrow as pa
        from pyarrow import csv

        text = f"SELECT ?s ?o {{ GRAPH {self.graph} {{ ?s <{expand(name)}> ?o }} }}"
        types = {"s": pa.string(), "o": pa.dictionary(pa.int32(), pa.string())}
        table = csv.read_csv(
            pa.BufferReader(self._tsv(text)),
            read_options=csv.ReadOptions(column_names=["s", "o"], skip_rows=1, use_threads=False),
            parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=csv.ConvertOptions(column_types=types, null_values=[]),
        )
        objects = table["o"].unify_dictionaries().combine_chunks()
        if isinstance(objects, pa.ChunkedArray):
            objects = pa.chunked_array(objects.chunks, types["o"]).combine_chunks()
        codes = objects.indices.to_numpy().astype(np.int64)
        return _Scan(_one(table["s"]), codes, objects.dictionary)

    def _tsv(self, text: str) -> bytes:
        return self.store.rows(text)

    def _nodes(self, name: str) -> pa.Array:
        """The nodes of a class."""
        import pyarrow as pa

        lines = self._tsv(f"SELECT ?s {{ GRAPH {self.graph} {{ ?s a <{expand(name)}> }} }}").decode().split("\n")
        return pa.array(lines[1:-1], pa.string())

    def _count(self, pattern: str) -> int:
        return int(self._tsv(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {self.graph} {{ {pattern} }} }}").split()[1])

    def _typed(self, nodes: pa.Array, name: str) -> int:
        """How many of these nodes have a class; there is no other that they may have."""
        import pyarrow.compute as pc

        return int(pc.sum(pc.is_in(nodes, value_set=self._nodes(name))).as_py() or 0) if len(nodes) else 0

    def _placed(self, nodes: pa.Array, scan: _Scan) -> Ints:
        """For each node the code of its object, −1 where it has none. No node may have two."""
        import numpy as np
        import pyarrow.compute as pc

        place = pc.index_in(scan.subjects, value_set=nodes).fill_null(-1).to_numpy().astype(np.int64)
        here = np.flatnonzero(place >= 0)
        _must(len(np.unique(place[here])) == len(here))
        self.read += len(here)
        found = np.full(len(nodes), -1, np.int64)
        found[place[here]] = scan.codes[here]
        return found

    def _linked(self, nodes: pa.Array, scan: _Scan) -> tuple[Ints, pa.Array]:
        """For each node the place of the node beside it, and those nodes, none of which stands beside two."""
        import numpy as np
        import pyarrow as pa

        codes = self._placed(nodes, scan)
        here = np.flatnonzero(codes >= 0)
        _must(len(np.unique(codes[here])) == len(here))
        found = np.full(len(nodes), -1, np.int64)
        found[here] = np.arange(len(here))
        return found, scan.texts.take(pa.array(codes[here]))

    def _ids(self, nodes: pa.Array, scan: _Scan) -> pa.Array:
        """The ids, which stand in the nodes' IRIs too."""
        import pyarrow as pa
        import pyarrow.compute as pc

        codes = self._placed(nodes, scan)
        _must((codes >= 0).all())
        written = scan.texts.take(pa.array(codes))
        if pc.all(pc.match_substring_regex(written, _SIMPLE)).as_py():  # as in the IRI, to the letter
            ids = pc.utf8_slice_codeunits(written, 1, -1)
            own = pc.binary_join_element_wise(f"<{self.terms.base}{TABLE.kind}/", ids, ">", "")
        else:
            ids = self._cells(TABLE.column("id"), codes, scan)
            own = pa.array([f"<{mint(self.terms.base, TABLE.kind, id)}>" for id in ids.to_pylist()], pa.string())
        _must(own.equals(nodes))
        return ids.cast(pa.large_string())

    def _cells(self, column: Column, codes: Ints, scan: _Scan) -> pa.Array:
        """The values of a column: each term that recurs is read once, as the ordinary reading reads it."""
        import numpy as np

        used = np.unique(codes[codes >= 0])
        values = [
            self._value(column, self.terms.cell(column, [term])) for term in (scan.terms(used.tolist()) if len(used) else ())
        ]
        return _taken(column, values, np.where(codes >= 0, np.searchsorted(used, codes), -1))

    def _bounds(self, column: Column, nodes: pa.Array, day: _Scan, written: _Scan) -> pa.Array:
        """The values of a bound of validity, of which the day and the date as written stand in two statements."""
        import numpy as np

        days, texts = self._placed(nodes, day), self._placed(nodes, written)
        both = (days + 1) * (len(written.texts) + 1) + texts + 1
        pairs, codes = np.unique(both, return_inverse=True)
        first, second = [[], *([t] for t in day.terms())], [[], *([t] for t in written.terms())]
        values = []
        for pair in pairs.tolist():
            d, w = divmod(pair, len(written.texts) + 1)
            values.append(self._value(column, bound(self.terms, column, second[w], first[d])))
        return _taken(column, values, codes)

    def _waits(self, conditions: Ints, waiting: pa.Array, scans: Mapping[str, _Scan]) -> pa.Array:
        """What positions wait for: the demands of their conditions, sorted."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        kinds = scans["pg:conditionType"]
        of = self._placed(waiting, kinds)
        _must((of >= 0).all())
        only = NamedNode(concept("condition-type", "onlyIf"))
        _must(all(term == only for term in kinds.terms(np.unique(of).tolist())) if len(of) else True)
        demands, column = scans["pg:requiresDemand"], TABLE.column("only_if")
        place = pc.index_in(demands.subjects, value_set=waiting).fill_null(-1).to_numpy()
        here = np.flatnonzero(place >= 0)
        self.read += len(here)
        named: list[list[str]] = [[] for _ in range(len(waiting))]
        used = np.unique(demands.codes[here])
        terms = demands.terms(used.tolist()) if len(used) else ()
        names = {code: self._text(self.terms.cell(column, [t])) for code, t in zip(used.tolist(), terms, strict=True)}
        for n, code in zip(place[here].tolist(), demands.codes[here].tolist(), strict=True):
            named[n].append(names[code])
        _must(all(named))
        return pa.array([sorted(set(named[n])) if n >= 0 else [] for n in conditions.tolist()], pa.list_(pa.string()))

    @staticmethod
    def _text(cell: str | Unreadable) -> str:
        _must(isinstance(cell, str) and cell)
        return str(cell)

    def _value(self, column: Column, cell: str | Unreadable) -> Any:
        """The value of a cell, as a column of the table holds it."""
        if not cell:
            return None
        try:
            return _plain(column, parse(column, self._text(cell)))
        except CellError:
            raise _Other from None

    def _vocabulary(self, own: pa.Array) -> Dataset:
        """The dataset without its positions, read as ever, from all statements but those of the positions' own nodes."""
        import pyarrow as pa
        import pyarrow.compute as pc

        _must(len(pc.unique(own)) == len(own))
        beside = {expand(name) for name in ("pg:Position", *_BESIDE)}
        found = self._tsv(f"SELECT DISTINCT ?o {{ GRAPH {self.graph} {{ ?s a ?o }} }}")
        wanted = {t for (t,) in parse_query_results(found, format=QueryResultsFormat.TSV)}  # type: ignore[union-attr]
        quads: dict[Any, list[Quad]] = {}
        queue = [q.subject for t in wanted if getattr(t, "value", "") not in beside
                 for q in self.store.native.quads_for_pattern(None, NamedNode(expand("rdf:type")), t, self.graph)]  # fmt: skip
        steps = {expand(name) for name in _STEPS}
        while queue:
            if (subject := queue.pop()) not in quads:
                quads[subject] = list(self.store.native.quads_for_pattern(subject, None, None, self.graph))
                queue += [q.object for q in quads[subject] if q.predicate.value in steps and not hasattr(q.object, "datatype")]
        _must(not pc.any(pc.is_in(own, value_set=pa.array([str(s) for s in quads], pa.string()))).as_py())
        self.read += sum(map(len, quads.values()))
        book = reading.book((q for found in quads.values() for q in found), self.id)
        return reading.assemble(replace(book, partial=book.partial | {"positions"}))


def _refers(vocabulary: Dataset, ids: pa.Array) -> None:
    """Every reference of another table to a position names one that is there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [(t.name, c.name) for t in TABLES for c in t.columns if c.to == "positions" and t.name != "positions"]
    named = {name for t, c in columns for row in vocabulary.rows(t) if (name := getattr(row, c))}
    _must(pc.all(pc.is_in(pa.array(sorted(named), ids.type), value_set=ids)).as_py() is not False)


def _through(first: Ints, second: Ints) -> Ints:
    """Places in ``second``, −1 where there is none."""
    import numpy as np

    return np.where(first >= 0, second[first], -1) if len(second) else np.full(len(first), -1, np.int64)


def _one(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _plain(column: Column, value: Any) -> Any:
    """A value as a column holds it: a number, a list of texts, or a text."""
    if value is None or column.kind in _NUMBERS:
        return value
    return list(value) if column.is_list else str(value)


def _array(column: Column, values: list[Any]) -> pa.Array:
    """The values of a column, one for each row."""
    return _taken(column, values, None)


def _taken(column: Column, values: list[Any], codes: Ints | None) -> pa.Array:
    """The column whose rows hold the values of these codes, null where a code is −1."""
    import pyarrow as pa

    if column.kind in _NUMBERS:
        found = pa.array(values, pa.float64())
    elif column.is_list:
        found = pa.array(values, pa.list_(pa.string()))
    else:
        found = pa.array(values, pa.large_string())
    if codes is not None:
        found = found.take(pa.array(codes, mask=codes < 0))
    recurs = column.kind not in (*_NUMBERS, Kind.id, Kind.text) and not column.is_list
    return found.dictionary_encode() if recurs else found
