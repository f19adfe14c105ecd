"""The one interface of all stores: named graphs that are queried, replaced whole, and changed by small atomic steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Self

from posgraph.errors import UsageError
from posgraph.names import GRAPHS
from posgraph.store.results import Answer, Result, Solutions, Triples
from posgraph.store.terms import Quad, Value, iri
from posgraph.store.transaction import Transaction

if TYPE_CHECKING:
    import rdflib

STAGING = GRAPHS + "staging/"
"""Where a new graph is collected before it takes the place of the old one; never part of what a query sees."""

_DESCRIPTION = (
    "CONSTRUCT {{ ?node ?property ?value }} WHERE {{ VALUES ?about {{ {nodes} }} "
    "?about (pg:evidence|pg:condition|oa:hasSelector)* ?node . ?node ?property ?value }}"
)


class Store(ABC):
    """A store of named graphs. The default graph of a query is the union of all of them; an update names the graphs it changes.

    Terms are pyoxigraph's (``posgraph.store.terms``) in every backend; a graph's name is its IRI as text. Prefixes of
    ``posgraph.names`` are known in every query and update.
    """

    kind: ClassVar[str]
    """The name of the backend."""
    place: str
    """Where it is: a folder, an URL, or empty."""

    @abstractmethod
    def query(self, text: str, *, bindings: Mapping[str, Value] | None = None, graphs: Sequence[str] | None = None) -> Result:
        """Run a SPARQL 1.1 query.

        ``bindings`` replaces variables by values; ``graphs`` limits the query to these graphs. Raises QueryError on a text
        that cannot be run, StoreError where the store cannot be read.
        """

    @abstractmethod
    def update(self, text: str) -> None:
        """Run a SPARQL 1.1 update, wholly or not at all. Raises QueryError on a text that cannot be run, StoreError otherwise."""

    @abstractmethod
    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs that hold something, sorted."""

    @abstractmethod
    def quads(self, graph: str) -> Iterator[Quad]:
        """Every quad of a graph; none where there is no such graph."""

    @abstractmethod
    def replace(self, graph: str, quads: Iterable[Quad]) -> None:
        """Put these quads in the place of a graph's content; a reader sees the old graph or the new one, never a part.

        The graph that the quads themselves name does not matter. Where the iterable or the store fails, the old graph stays.
        """

    @abstractmethod
    def commit(self, step: Transaction) -> bool:
        """Do a step wholly or not at all; False, and nothing is done, where its guard does not hold.

        Raises UsageError on blank nodes in what goes, which no text can name, StoreError where the store cannot be written.
        """

    @abstractmethod
    def stage(self, quads: Iterable[Quad]) -> str:
        """Collect many quads in a graph of their own, to be moved to its place by :meth:`commit`; the name of that graph."""

    def sync(self) -> None:
        """Return when all that was committed is safe, also from a loss of power."""
        return

    def refresh(self) -> None:
        """Notice whatever others have written when :attr:`version` is asked for next, where that takes an effort."""
        return

    def change(self, gone: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Take some quads out and put others in, as one step; UsageError on blank nodes in ``gone``, which no text can name."""
        self.commit(Transaction(gone=gone, added=added))

    @abstractmethod
    def drop(self, graph: str) -> None:
        """Remove a graph; nothing happens where there is none."""

    @property
    @abstractmethod
    def version(self) -> str:
        """A text that changes with each write; equal text means equal content, as far as the backend can know."""

    @abstractmethod
    def rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset over this same store, with the union of all graphs as default graph."""

    def close(self) -> None:
        """Let go of files and connections. The store cannot be used afterwards."""
        return

    def select(self, text: str, *, bindings: Mapping[str, Value] | None = None, graphs: Sequence[str] | None = None) -> Solutions:
        """The rows of a SELECT; raises UsageError on another form of query."""
        found = self.query(text, bindings=bindings, graphs=graphs)
        if not isinstance(found, Solutions):
            raise UsageError("query", text, "a SELECT query")
        return found

    def ask(self, text: str, *, bindings: Mapping[str, Value] | None = None, graphs: Sequence[str] | None = None) -> bool:
        """The answer of an ASK; raises UsageError on another form of query."""
        found = self.query(text, bindings=bindings, graphs=graphs)
        if not isinstance(found, Answer):
            raise UsageError("query", text, "an ASK query")
        return found.value

    def construct(
        self, text: str, *, bindings: Mapping[str, Value] | None = None, graphs: Sequence[str] | None = None
    ) -> Triples:
        """The triples of a CONSTRUCT or DESCRIBE; raises UsageError on another form of query."""
        found = self.query(text, bindings=bindings, graphs=graphs)
        if not isinstance(found, Triples):
            raise UsageError("query", text, "a CONSTRUCT or DESCRIBE query")
        return found

    def describe(self, *names: str) -> Triples:
        """Everything said of the things of these IRIs, with their evidence, quotes and conditions; of one unknown, nothing.

        Raises UsageError on a text that is no IRI.
        """
        nodes = " ".join(str(iri(name)) for name in names)
        return self.construct(_DESCRIPTION.format(nodes=nodes)) if names else Triples(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.place!r})" if self.place else f"{type(self).__name__}()"
