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

    An empty name among those to drop is the unnamed graph. What goes may hold no blank nodes, which no text can name. ``guard``
    makes the step a compare-and-set.
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
        drops = "".join(f"DROP SILENT {f'GRAPH {iri(name)}' if name else 'DEFAULT'};\n" for name in self.drop)
        moves = "".join(f"MOVE {iri(one)} TO {iri(other)};\n" for one, other in self.move.items())
        return drops + moves + data("DELETE", self._gone()) + data("INSERT", self._added())

    def guarded(self, claim: str) -> str:
        """The step as one update that does nothing unless its guard holds, and nothing at all where it was done before.

        Its first operation changes the guarded quad and puts the mark into the graph ``claim``, its last takes that away; those
        between do the work where the claim is. So the order is that of :meth:`text`, an update that comes twice or too late
        claims nothing, and no other's claim is mistaken for its own.
        """
        assert self.guard is not None
        old, new, mark = self.guard.old, self.guard.new, self.guard.mark
        holds = f"FILTER NOT EXISTS {{ GRAPH {new.graph_name} {{ {new.subject} {new.predicate} ?any }} }}"
        if old is not None:
            holds = _pattern(old)
        mine, every = f"GRAPH {iri(claim)} {{ {mark.triple} }}", "?s ?p ?o"
        gone = _template([old] if old else ())
        steps = [f"DELETE {{\n{gone}}} INSERT {{\n{_template([new, mark])}{mine} }} WHERE {{ {holds} }}"]
        for name in (*self.drop, *self.move.values()):
            there = _in(name, every)
            steps.append(f"DELETE {{ {there} }} WHERE {{ {mine} {there} }}")
        for one, other in self.move.items():
            steps.append(f"INSERT {{ {_in(other, every)} }} WHERE {{ {mine} {_in(one, every)} }}")
        if out := _template(self.gone):
            steps.append(f"DELETE {{\n{out}}} WHERE {{ {mine} }}")
        if into := _template(self.added):
            steps.append(f"INSERT {{\n{into}}} WHERE {{ {mine} }}")
        steps.append(f"DROP SILENT GRAPH {iri(claim)}")
        return ";\n".join(steps)

    def _gone(self) -> list[Quad]:
        return [*self.gone, *([self.guard.old] if self.guard and self.guard.old else [])]

    def _added(self) -> list[Quad]:
        return [*self.added, *([self.guard.new, self.guard.mark] if self.guard else [])]


def _pattern(quad: Quad) -> str:
    return f"GRAPH {quad.graph_name} {{ {quad.triple} }}"


def _in(graph: str, pattern: str) -> str:
    return f"GRAPH {iri(graph)} {{ {pattern} }}" if graph else pattern


def _template(quads: Iterable[Quad]) -> str:
    """The quads as the template of a DELETE or INSERT."""
    return data("", quads).removeprefix(" DATA {\n").removesuffix("};\n")
