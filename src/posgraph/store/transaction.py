"""One step of writing, as every backend takes it: done wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import Quad

from posgraph.store.data import data
from posgraph.store.terms import iri

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What must be so for a step to be done: the quad ``old`` is there (None: none with its subject and property), and goes.

    ``new`` takes its place. ``mark`` is a quad that only this step puts in, by which one finds out whether it was done.
    """

    old: Quad | None
    new: Quad
    mark: Quad


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """Graphs to drop, graphs to move (from, to) in the place of others, quads to take out and to put in, in this order.

    What goes may hold no blank nodes, which no text can name. ``guard`` makes the step a compare-and-set.
    """

    gone: Iterable[Quad] = ()
    added: Iterable[Quad] = ()
    drop: Iterable[str] = ()
    move: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    guard: Guard | None = None

    def text(self) -> str:
        r"""The step as one update, without its guard.

        >>> Transaction(drop=["http://example.org/g"]).text()
        'DROP SILENT GRAPH <http://example.org/g>;\n'
        """
        drops = "".join(f"DROP SILENT GRAPH {iri(name)};\n" for name in self.drop)
        moves = "".join(f"MOVE {iri(one)} TO {iri(other)};\n" for one, other in self.move.items())
        return drops + moves + data("DELETE", self._gone()) + data("INSERT", self._added())

    def guarded(self) -> str:
        """The step as one update that does nothing unless its guard holds, and nothing more where it was done before."""
        assert self.guard is not None
        old, new = self.guard.old, self.guard.new
        if old is None:
            holds = f"FILTER NOT EXISTS {{ GRAPH {new.graph_name} {{ {new.subject} {new.predicate} ?any }} }}"
        else:
            holds = _pattern(old)
        steps = [f"DELETE {{\n{_template(self._gone())}}} INSERT {{\n{_template(self._added())}}} WHERE {{ {holds} }}"]
        done, every = _pattern(new), "?s ?p ?o"
        for name in (*self.drop, *self.move.values()):
            steps.append(f"DELETE {{ GRAPH {iri(name)} {{ {every} }} }} WHERE {{ {done} GRAPH {iri(name)} {{ {every} }} }}")
        for one, other in self.move.items():
            steps.append(f"INSERT {{ GRAPH {iri(other)} {{ {every} }} }} WHERE {{ {done} GRAPH {iri(one)} {{ {every} }} }}")
        return ";\n".join(steps)

    def _gone(self) -> list[Quad]:
        return [*self.gone, *([self.guard.old] if self.guard and self.guard.old else [])]

    def _added(self) -> list[Quad]:
        return [*self.added, *([self.guard.new, self.guard.mark] if self.guard else [])]


def _pattern(quad: Quad) -> str:
    return f"GRAPH {quad.graph_name} {{ {quad.triple} }}"


def _template(quads: Iterable[Quad]) -> str:
    """The quads as the template of a DELETE or INSERT."""
    return data("", quads).removeprefix(" DATA {\n").removesuffix("};\n")
