"""What the memory and the disk store share: an Oxigraph store in this process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyoxigraph
from pyoxigraph import QueryResultsFormat, QuerySolutions

from posgraph.errors import QueryError, StoreError, UsageError
from posgraph.names import PREFIXES
from posgraph.store.binding import bind
from posgraph.store.data import data, has_blank
from posgraph.store.interface import STAGING, Store
from posgraph.store.lexer import names_dataset
from posgraph.store.results import Result, result
from posgraph.store.syntax import syntax
from posgraph.store.terms import BlankNode, NamedNode, Quad, Value, iri
from posgraph.store.transaction import Guard, Transaction

if TYPE_CHECKING:
    import rdflib


class EmbeddedStore(Store):
    """A store on ``native``, a pyoxigraph.Store. Whoever writes to ``native`` directly calls :meth:`touch` afterwards."""

    native: pyoxigraph.Store

    def __init__(self, native: pyoxigraph.Store, place: str = "") -> None:
        self.native, self.place = native, place
        self._origin, self._writes = os.urandom(4).hex(), 0

    def query(self, text: str, *, bindings: Mapping[str, Value] | None = None, graphs: Sequence[str] | None = None) -> Result:
        """Run a query in this process; the result is complete when it returns."""
        chosen: list[Any] | None = None if graphs is None else [iri(name) for name in graphs]
        bound = bind(text, bindings) if bindings else text
        with self._errors(bound, querying=True):
            return result(
                self.native.query(
                    bound,
                    prefixes=dict(PREFIXES),
                    use_default_graph_as_union=chosen is None and not names_dataset(bound),
                    default_graph=chosen,
                    named_graphs=chosen,
                )
            )

    def rows(self, text: str) -> bytes:
        """The rows of a SELECT as TSV, for whoever takes many of them as columns; the default graph is empty."""
        with self._errors(text, querying=True):
            found = self.native.query(text, prefixes=dict(PREFIXES))
            if not isinstance(found, QuerySolutions):
                raise UsageError("query", text, "a SELECT query")
            return found.serialize(format=QueryResultsFormat.TSV) or b""

    def update(self, text: str) -> None:
        """Run an update as one transaction."""
        with self._errors(text):
            self.native.update(text, prefixes=dict(PREFIXES))
        self.touch()

    def graphs(self) -> tuple[str, ...]:
        """The graphs that hold something; Oxigraph also knows empty ones."""
        with self._errors():
            found = (name for name in self.native.named_graphs() if any(True for _ in self._find(name)))
            return tuple(sorted(name.value for name in found if not name.value.startswith(STAGING)))

    def quads(self, graph: str) -> Iterator[Quad]:
        """Every quad of a graph, as it is now."""
        return self._find(iri(graph))

    def _find(self, graph: NamedNode | BlankNode) -> Iterator[Quad]:
        return iter(self.native.quads_for_pattern(None, None, None, graph))

    def replace(self, graph: str, quads: Iterable[Quad]) -> None:
        """Replace a graph by the difference between old and new, in one transaction."""
        name = iri(graph)
        new = {Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads}
        with self._errors():
            old = set(self._find(name))
            if not old:
                self._fill(new)
            elif any(map(has_blank, old)) or any(map(has_blank, new)):
                # texts cannot name the blank nodes of a store, so these graphs are written anew
                self.native.update(f"DROP SILENT GRAPH {name}; {data('INSERT', new)}")
            else:
                self.native.update(data("DELETE", old - new) + data("INSERT", new - old))
        self.touch()

    def _fill(self, quads: set[Quad]) -> None:
        """Write a graph where there was none, wholly or not at all."""
        self.native.extend(quads)

    def commit(self, step: Transaction) -> bool:
        """Do a step in one transaction."""
        gone = list(step.gone)
        if blank := next(filter(has_blank, gone), None):
            raise UsageError("gone", blank, "quads without blank nodes")
        with self._errors():
            if step.guard and not self._holds(step.guard):
                return False
            self.native.update(replace(step, gone=gone).text())
        self.touch()
        return True

    def _holds(self, guard: Guard) -> bool:
        if guard.old is not None:
            return guard.old in self.native
        there = self.native.quads_for_pattern(guard.new.subject, guard.new.predicate, None, guard.new.graph_name)
        return not any(True for _ in there)

    def stage(self, quads: Iterable[Quad]) -> str:
        """Collect quads in a graph of their own."""
        name = iri(f"{STAGING}{int(time.time())}-{uuid4().hex}")
        with self._errors():
            self._fill({Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads})
        return name.value

    def drop(self, graph: str) -> None:
        """Remove a graph."""
        with self._errors():
            self.native.remove_graph(iri(graph))
        self.touch()

    @property
    def version(self) -> str:
        """A count of writes since this store was opened: nobody else can write meanwhile."""
        return f"{self._origin}-{self._writes}"

    def touch(self) -> None:
        """Say that the content has changed."""
        self._writes += 1

    def rdflib(self) -> rdflib.Dataset:
        """The rdflib view; writes through it count."""
        from posgraph.store.view import embedded_view

        return embedded_view(self)

    def optimize(self) -> None:
        """Reorder the files after a large load; queries run up to 1.7 times faster."""
        with self._errors():
            self.native.optimize()

    def backup(self, folder: str) -> None:
        """A consistent copy in a new folder, made of hard links where the disk allows it."""
        with self._errors():
            self.native.backup(folder)

    @contextmanager
    def _errors(self, text: str = "", querying: bool = False) -> Iterator[None]:
        try:
            yield
        except SyntaxError as error:
            raise syntax(str(error), text, querying) from None
        except (OSError, RuntimeError) as error:
            if querying and isinstance(error, RuntimeError):
                raise QueryError(str(error)) from None
            raise StoreError(f"{self.kind} store {self.place}: {error}") from error
