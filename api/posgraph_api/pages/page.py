"""A page: its address, its parameters, and pure functions for the view, the picture, the table and the data behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import networkx as nx

from posgraph.analysis import lines
from posgraph.errors import UsageError
from posgraph_api.figures.standalone import Figure
from posgraph_api.http.parameters import Given
from posgraph_api.links.view import View
from posgraph_api.pages.visit import Visit

Rows = tuple[Sequence[str], Iterable[Mapping[str, Any]]]
"""A table: the names of its columns, and its rows as cells by these names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page. ``view`` makes the frozen value that the template, the picture and the table are drawn from.

    ``result`` is what the same address ending in ``.json`` gives: where REST has the answer, exactly that. ``refusals`` tell of
    parameters that only the data can refuse. ``aside`` is for a figure that does not stand on the page, and is drawn for its
    file alone: whether there is one.
    """

    path: str
    name: str
    title: str
    query: type[View]
    view: Callable[[Visit], Any]
    template: str
    table: Callable[[Any, Visit], Rows] | None = None
    result: Callable[[Any, Visit], dict[str, Any]] | None = None
    figure: Callable[[Any, Visit], Figure | None] | None = None
    aside: Callable[[Any], bool] | None = None
    graph: Callable[[Any, Visit], nx.Graph[Any]] | None = None
    refusals: Callable[[Visit, Given], Iterable[UsageError]] = lambda _visit, _given: ()

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The formats of the page beside HTML."""
        given = {"csv": self.table, "json": self.result, "svg": self.figure, "graphml": self.graph}
        return tuple(name for name, make in given.items() if make)

    @property
    def file(self) -> str:
        """The address of its other formats, without the suffix."""
        return "/home" if self.path == "/" else self.path


def csv(rows: Rows) -> bytes:
    """A table as CSV; no cell is taken for a formula by a spreadsheet."""
    columns, cells = rows
    return lines.written(columns, cells).encode()


def graphml(graph: nx.Graph[Any]) -> bytes:
    """A network as GraphML, with every attribute that it can hold."""
    plain = graph.copy()
    for _, data in plain.nodes(data=True):
        _flatten(data)
    for *_, data in plain.edges(data=True):
        _flatten(data)
    out = BytesIO()
    nx.write_graphml_xml(plain, out)
    return out.getvalue()


def _flatten(data: dict[str, Any]) -> None:
    for name, value in list(data.items()):
        if value is None:
            del data[name]
        elif not isinstance(value, str | int | float | bool):
            data[name] = str(value)
