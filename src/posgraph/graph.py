"""The graph: the one object that the command line, the service and notebooks use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from html import escape
from os import PathLike
from pathlib import Path
from threading import Lock, RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from posgraph import resources
from posgraph.errors import DataError, StoreError, UnknownName, UsageError
from posgraph.inquiry import Inquiry
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.names import ONTOLOGY_GRAPH, SCHEMES_GRAPH, dataset_graph, inferred_graph
from posgraph.store import DiskStore, MemoryStore, RemoteStore, Result, Store, is_store, open_store
from posgraph.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    import rdflib
    from pyoxigraph import Quad

    from posgraph.archive.archive import Archive
    from posgraph.importers import Loaded

Place = str | PathLike[str]

_DATASETS = "SELECT DISTINCT ?id ?g ?dataset { GRAPH ?g { ?dataset a pg:Dataset ; dcterms:identifier ?id } }"


class Graph(Inquiry):
    """The positions of one dataset, and the store that they lie in.

    Analysis works on the dataset's values; SPARQL and rdflib see the whole store. A dataset read from files is written to its
    store (in memory) only when the store is first asked for.

    >>> import posgraph
    >>> with posgraph.open() as g:
    ...     g.id, g.sparql("ASK { ?p pg:holder/skos:prefLabel 'Russia' }").serialize("json")
    ('miami-2025', b'{"head":{},"boolean":true}')
    """

    def __init__(self, store: Store | None = None, *, dataset: str | None = None, loaded: Sequence[Loaded] = ()) -> None:
        self._store, self._chosen = store, dataset
        self._loaded = {each.id: each for each in loaded}
        self._read: dict[tuple[str, str], Dataset] = {}
        self._columns: tuple[tuple[str, str], Archive] | None = None
        self._filling, self._reading = Lock(), RLock()
        if dataset is not None:
            self._choose(dataset)

    @property
    def store(self) -> Store:
        """The store: filled now, if it was not before."""
        with self._filling:
            if self._store is None:
                store = MemoryStore()
                put(self._loaded.values(), store)
                self._read = {(id, store.version): each.dataset for id, each in self._loaded.items()}
                self._store = store
        return self._store

    def datasets(self) -> tuple[str, ...]:
        """The ids of all datasets."""
        return tuple(sorted(self._loaded if self._store is None else self._places()))

    def _places(self) -> dict[str, tuple[str, str]]:
        """The graph of each dataset in the store, and its base."""
        rows = self.store.select(_DATASETS).to_dicts()
        found = sorted(((row["id"], row["g"], row["dataset"]) for row in rows), reverse=True)
        return {id: (graph, base) for id, graph, base in found}  # of several graphs with one dataset, the first by name

    def _choose(self, dataset: str | None) -> str:
        known = self.datasets()
        if not known:
            raise UsageError("store", self.store.place, "a store with a dataset (posgraph load puts one in)")
        if dataset is None and len(known) > 1:
            raise UsageError("dataset", "", f"one of {', '.join(known)} (there are several; choose one)")
        if dataset is None:
            return known[0]
        if dataset in known:
            return dataset
        raise UnknownName("dataset", dataset, f"one of {', '.join(known)}", near(dataset, known))

    @property
    def id(self) -> str:
        """The id of the dataset; UsageError where the store holds several and none was chosen."""
        return self._choose(self._chosen)

    @property
    def dataset(self) -> Dataset:
        """The dataset's values; read again after the store has changed. Raises DataError with every fault of what is stored."""
        if self._store is None:
            return self._loaded[self.id].dataset
        return self.values(self._chosen or self.id)

    def values(self, id: str) -> Dataset:
        """The values of any dataset of the store. Raises UnknownName where it holds none of this id, DataError on faults."""
        version = self.store.version
        with self._reading:
            if (found := self._read.get((id, version))) is None:
                from posgraph import reading

                graph, _ = self._places()[self._choose(id)]
                if columns := self._projected(id, version):
                    found = columns.whole()
                else:
                    stated = list(self.store.quads(graph))  # to the end, here: the engine's iterator may not be dropped elsewhere
                    found = reading.dataset(stated, id)
                self._read = {key: one for key, one in self._read.items() if key[1] == version} | {(id, version): found}
        return found

    @property
    def is_large(self) -> bool:
        """Whether the store holds so many positions of the dataset that they are better asked as columns (:meth:`archive`)."""
        from posgraph.archive.projection import is_large

        return isinstance(self._store, EmbeddedStore) and is_large(self._store, self._places()[self.id][0])

    def archive(self) -> Archive:
        """The dataset with its positions as columns, for more of them than objects should hold. Those of a large dataset are kept
        beside a store folder, and found there for as long as nobody writes to it. Raises DataError as :attr:`dataset` does.

        >>> import posgraph
        >>> with posgraph.open() as g:
        ...     g.archive().conflicts("2025-12-29", limit=1).items == g.conflicts("2025-12-29", limit=1).items
        True
        """
        from posgraph.archive.projection import of_dataset

        if self._store is None:
            return of_dataset(self.dataset)
        id, version = self._chosen or self.id, self.store.version
        with self._reading:
            return self._projected(id, version) or of_dataset(self.values(id), Path(self._store.place))

    def _projected(self, id: str, version: str) -> Archive | None:
        """The columns of a large dataset; None where it is small, or the store is an endpoint."""
        if self._columns is None or self._columns[0] != (id, version):
            found = self._kept(id) if isinstance(self._store, EmbeddedStore) else None
            self._columns = ((id, version), found) if found else None
        return self._columns[1] if self._columns else None

    def _kept(self, id: str) -> Archive | None:
        """The columns of a large dataset from beside the store, or made now and kept there."""
        from posgraph.archive import keeping, projection

        store, (graph, base) = self.store, self._places()[self._choose(id)]
        assert isinstance(store, EmbeddedStore)
        folder = Path(store.place) if isinstance(store, DiskStore) else None
        if folder and (found := keeping.found(folder, id)):
            return found
        if not projection.is_large(store, graph):
            return None
        of = keeping.stamp(folder) if folder else ""
        if (columns := projection.project(store, graph, base, id)) is None:
            from posgraph import reading

            columns = projection.of_dataset(reading.dataset(list(store.quads(graph)), id), Path(store.place))
        if folder:
            keeping.keep(columns, folder, of)
        return columns

    def written(self, *datasets: Dataset, version: str | None = None) -> None:
        """Take note of what was just written to the store, which then need not be read. Into an endpoint others may have written
        at the same time: there it counts only with the ``version`` that surely is that of these datasets.
        """
        if version is None and self.store.kind == "remote":
            datasets = ()
        version = version or self.store.version
        with self._reading:
            self._read = {(dataset.id, version): dataset for dataset in datasets}

    def known(self) -> tuple[Dataset, ...]:
        """The datasets whose values need not be read, since they were read or written at the store's version."""
        version = self.store.version
        with self._reading:
            return tuple(one for key, one in self._read.items() if key[1] == version)

    def quads(self) -> Iterator[Quad]:
        """The dataset's statements, which may say more than its values do."""
        if self._store is None:
            return iter(self._loaded[self.id].quads)
        return self._store.quads(self._places()[self.id][0])

    @property
    def base(self) -> str:
        """What the IRIs of the dataset begin with."""
        return self._loaded[self.id].dataset.base if self._store is None else self._places()[self.id][1]

    def graphs(self, id: str | None = None) -> tuple[str, ...]:
        """The graphs that speak of the dataset: its own, that of its findings, and the ontology's two. Questions see these."""
        name = id or self.id
        own = dataset_graph(name) if self._store is None else self._places()[name][0]
        return own, inferred_graph(name), ONTOLOGY_GRAPH, SCHEMES_GRAPH

    def sparql(self, text: str, *, graphs: Sequence[str] | None = None) -> Result:
        """Run a SPARQL query over the whole store, or over these graphs; QueryError on a text that cannot be run.

        SERVICE and LOAD are refused: a query never makes the store call other hosts.
        """
        from posgraph.store.gate import check
        from posgraph.store.syntax import refuse_updates

        check(text)
        refuse_updates(text)
        return self.store.query(text, graphs=graphs)

    def ask(self, name: str, /, **values: Any) -> Result:
        """The answer to one of the questions in the ontology, for this dataset whatever else the store holds.

        Raises UnknownName where there is no such question, or where a value names nothing in the dataset.
        """
        from posgraph.questions import find

        question = find(name)
        if question.names_rows:
            values = question.fill(self.dataset, **values)
        return question.run(self.store, self.graphs(), **values)

    def infer(self, as_of: str | date | None = None, ever: bool = False) -> int:
        """Write conflicts, overlaps and shifts into the dataset's graph of findings, in the place of what is there.

        Returns the number of statements written. Raises StoreError over a posgraph service, which writes its findings itself.
        """
        from posgraph.analysis.infer import infer

        dataset, store = self.dataset, self.store
        if home := _service(str(store.place)):
            raise StoreError(f"{home} is a posgraph service, which writes its findings itself: posgraph serve --infer")
        found = list(infer(dataset, as_of, ever))
        store.replace(inferred_graph(dataset.id), found)
        self.written(dataset)  # the dataset's own graph is as it was
        return len(found)

    def export(self, path: Place, to: str | None = None) -> None:
        """Write the dataset to a file or folder.

        ``to`` is csv, xlsx, ttl, trig, nt, nq, jsonld, parquet, arrow, graphml, gexf, graph, edges, dot or nanopub
        (docs/export.md says what each holds); without it the end of ``path`` chooses. RDF gets every statement of the dataset's
        graph. Raises UnknownName on another format, UsageError where ``path`` cannot be written to, or the format cannot hold
        a text.
        """
        from posgraph.exporters import export

        export(self.dataset, path, to, self.quads())

    @property
    def rdf(self) -> rdflib.Dataset:
        """An rdflib Dataset over the same store; its default graph is the union of all graphs."""
        return self.store.rdflib()

    def close(self) -> None:
        """Let go of the store's files and connections."""
        if self._store is not None:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<posgraph.Graph {', '.join(self.datasets())}>"

    def _repr_html_(self) -> str:
        d = self.dataset
        counts = {name: len(d.rows(name)) for name in ("actors", "issues", "demands", "positions", "sequencing", "sources")}
        cells = "".join(f"<tr><th>{name}</th><td>{count}</td></tr>" for name, count in counts.items())
        return f"<table><caption>{escape(d.title or d.id)}</caption>{cells}</table>"


def open(data: Place | None = None, *, dataset: str | None = None, read_only: bool = False) -> Graph:
    """A graph from the bundled dataset (none) or one of its fellows by name (``"russia-ukraine"``), a dataset folder, a file
    (.xlsx, .ttl, .trig, .jsonld, .nt, .nq, .rdf), a store folder, or the URL of a SPARQL endpoint or of a posgraph service;
    ``dataset`` chooses one of several; ``read_only`` leaves a store folder to other readers as well, and writes to no store.
    An address is shown the token in the environment variable POSGRAPH_TOKEN, if there is one.

    Raises DataError with every fault of the data, UsageError on a path that is none of these, StoreError where a store cannot
    be opened.
    """
    if data is not None and _is_url(data):
        bare = urlsplit(str(data)).path in ("", "/")
        place, headers = _endpoint(str(data)) if bare else str(data), _headers(os.environ.get("POSGRAPH_TOKEN"))
        return _over(open_store(place, read_only=read_only, headers=headers), dataset)
    path = resources.data() / resources.BUNDLED if data is None else resources.place(data)
    if is_store(path):
        return _over(open_store(path, read_only=read_only), dataset)
    from posgraph.importers import load_quads

    return Graph(dataset=dataset, loaded=load_quads(path))


def load(path: Place, into: Place | Store) -> tuple[str, ...]:
    """Put the datasets at ``path`` into a store, each in the place of what it held under the same id; returns their ids.

    The ontology's graphs are renewed, and findings on these datasets that ``infer`` left are removed, since they rest on the
    old data.
    """
    from posgraph.importers import load_quads

    found = load_quads(path)
    put(found, into)
    return tuple(each.id for each in found)


def put(found: Iterable[Loaded], into: Place | Store) -> None:
    """Put datasets that were read into a store, as :func:`load` does; into one that lasts, with an entry in its log."""
    from posgraph.recording import Author, Recorder
    from posgraph.store.ontology import put_ontology

    store = into if isinstance(into, Store) else _writable(into)
    try:
        put_ontology(store)
        for each in found:
            if isinstance(store, MemoryStore):
                store.drop(inferred_graph(each.id))
                store.replace(dataset_graph(each.id), each.quads)
            else:
                recorder = Recorder(store)
                since, before = recorder.last(), _held(store, each.id)
                recorder.put(each, Author("posgraph load"), before=before, since=since)
        store.sync()
    finally:
        if store is not into:
            store.close()


def _held(store: Store, id: str) -> Dataset | None:
    """What a store holds under the id of a dataset; None where that is nothing, or has faults."""
    graph = Graph(store)
    with suppress(DataError):
        return graph.values(id) if id in graph.datasets() else None
    return None


def _writable(place: Place) -> Store:
    """The store to load into; StoreError where it is a posgraph service."""
    if not _is_url(place):
        return open_store(Path(place))
    url = str(place)
    if home := _service(url):
        raise StoreError(
            f"{url} takes datasets by HTTP: PUT them to {home}/v1/datasets/ID, or stop it and load into its store folder"
        )
    return open_store(url, headers=_headers(os.environ.get("POSGRAPH_TOKEN")))


def connect(url: str, *, dataset: str | None = None, timeout: float = 60.0, token: str | None = None) -> Graph:
    """A graph, for reading only, over a posgraph service (its address) or any SPARQL endpoint (its query URL).

    ``token`` is sent with each request, where the service wants one.
    """
    if not _is_url(url):
        raise UsageError("url", url, "an address that begins with http:// or https://")
    return _over(RemoteStore(_endpoint(url, timeout), timeout=timeout, read_only=True, headers=_headers(token)), dataset)


def _headers(token: str | None) -> dict[str, str]:
    """The header that shows a token. Raises UsageError, which does not repeat it, where it could not travel in one."""
    if token and not (token.isascii() and token.isprintable()):
        raise UsageError("token", "", "letters, digits and signs of ASCII")
    return {"authorization": f"Bearer {token}"} if token else {}


def _service(url: str) -> str:
    """The address of the posgraph service that has this query URL; empty where it is none, or nothing answers."""
    home = url.rstrip("/").removesuffix("/sparql").removesuffix("/query")
    return home if _is_url(url) and _endpoint(home) != home else ""


def _endpoint(url: str, timeout: float = 60.0) -> str:
    """The query URL behind an address: that of the posgraph service that answers there, or else the address itself."""
    import httpx

    with suppress(httpx.HTTPError, ValueError):
        answer = httpx.get(f"{url.rstrip('/')}/health", timeout=timeout)
        if answer.is_success and isinstance(found := answer.json(), dict) and "posgraph" in found:
            return f"{url.rstrip('/')}/sparql"
    return url


def _over(store: Store, dataset: str | None) -> Graph:
    try:
        return Graph(store, dataset=dataset)
    except BaseException:
        store.close()
        raise


def _is_url(place: object) -> bool:
    return str(place).startswith(("http://", "https://"))
