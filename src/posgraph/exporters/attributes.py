"""The attributes of networks as files hold them: plain values, one type for each, weights that can be drawn, text for XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from html import escape as _html
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from posgraph.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

Plain = bool | int | float | str | list[Any] | dict[str, Any]

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG = 2**63


class Edge(NamedTuple):
    """An edge by the names of its ends; ``key`` tells it from others between the same two, empty where nothing does."""

    source: str
    target: str
    key: str
    data: dict[str, Plain]


class Drawing(NamedTuple):
    """A graph with names as texts and attributes as plain values."""

    directed: bool
    multigraph: bool
    about: dict[str, Plain]
    nodes: dict[str, dict[str, Plain]]
    edges: list[Edge]


def plain(value: Any) -> Plain | None:
    """An attribute as files hold it; None where there is nothing to write.

    >>> plain(date(2025, 12, 29)), plain(float("nan")), plain({"b", "a"}), plain((None, 1))
    ('2025-12-29', None, ['a', 'b'], [1])
    """
    kind = type(value)
    if value is None or kind is str or kind is bool or kind is int:
        return value  # type: ignore[no-any-return]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float):
        return None if isnan(value) else float(value)
    if isinstance(value, (str, int)):
        return str(value) if isinstance(value, str) else int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): found for key, item in value.items() if (found := plain(item)) is not None}
    if isinstance(value, (set, frozenset)):
        return sorted((found for item in value if (found := plain(item)) is not None), key=str)
    if isinstance(value, (list, tuple)):
        return [found for item in value if (found := plain(item)) is not None]
    for way in ("to_dict", "tolist", "isoformat"):  # our results; numpy's and pandas' values
        if hasattr(value, way):
            return plain(getattr(value, way)())
    raise UsageError("attribute", value, "a text, number, truth value, date or list of them")


def text(value: Plain) -> str:
    r"""A value as text: truth values in small letters, items of a list joined by ``;``, mappings as JSON.

    >>> text(True), text(0.5), text(["a;b", "c"]), text({"a": 1})
    ('true', '0.5', 'a\\;b;c', '{"a": 1}')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(text(item).replace("\\", "\\\\").replace(";", "\\;") for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def drawing(graph: nx.Graph[Any]) -> Drawing:
    """A graph as files hold it. Raises UsageError where two nodes have the same name, or a value is no plain one."""
    names = {node: str(node) for node in graph}
    if len(set(names.values())) < len(names):
        raise UsageError("graph", type(graph).__name__, "nodes whose names differ as texts")
    many = graph.is_multigraph()
    edges: Any = graph.edges
    rows = edges(keys=True, data=True) if many else ((u, v, "", data) for u, v, data in edges(data=True))
    return Drawing(
        directed=graph.is_directed(),
        multigraph=many,
        about=_attributes(graph.graph),
        nodes={names[node]: _attributes(data) for node, data in graph.nodes(data=True)},
        edges=[Edge(names[u], names[v], str(key), _attributes(data)) for u, v, key, data in rows],
    )


def _attributes(data: Mapping[Any, Any]) -> dict[str, Plain]:
    return {str(name): found for name, value in data.items() if (found := plain(value)) is not None}


def drawn(network: Drawing) -> list[Edge]:
    """The edges with weights that are not negative: where one is, each edge with a weight has its sign beside it."""
    if all(weight >= 0 for edge in network.edges if is_number(weight := edge.data.get("weight"))):
        return network.edges
    return [edge._replace(data=_signed(edge.data)) for edge in network.edges]


def keyed(network: Drawing, name: str) -> list[Edge]:
    """The edges as drawn, each with a ``key`` that no other has, or none has one.

    Keys that only tell parallel edges apart stand in an attribute of that ``name``, unless they are mere numbers.
    """
    edges = drawn(network)
    keys = [edge.key if network.multigraph else str(edge.data.get("id", "")) for edge in edges]
    if all(keys) and len(set(keys)) == len(keys):
        return [edge._replace(key=key) for edge, key in zip(edges, keys, strict=True)]
    if all(key.isdigit() or not key for key in keys) or not network.multigraph:
        return [edge._replace(key="") for edge in edges]
    return [edge._replace(key="", data={**edge.data, name: edge.key}) for edge in edges]


def _signed(data: dict[str, Plain]) -> dict[str, Plain]:
    weight = data.get("weight")
    if not is_number(weight):
        return data
    return {**data, "weight": abs(weight), "sign": (weight > 0) - (weight < 0) or data.get("sign", 0)}


def is_number(value: Any) -> TypeGuard[float]:
    """True for a number that is no truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def told(network: Drawing) -> str:
    """The attributes of the graph in words, where a format has no place for them or means something else by their names."""
    return "; ".join(f"{name}: {text(value)}" for name, value in network.about.items())


def one_type(rows: Iterable[Mapping[str, Plain]]) -> dict[str, str]:
    """The one type that holds every value of an attribute: boolean, long, double or string."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, set()).add(_type(value))
    return {
        name: types.pop() if len(types) == 1 else "double" if types == {"long", "double"} else "string"
        for name, types in found.items()
    }


def _type(value: Plain) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "long" if -_LONG <= value < _LONG else "string"
    return "double" if isinstance(value, float) else "string"


def typed(value: Plain, type: str, infinity: str) -> str:
    """A value as a file writes it that has given its attribute a type."""
    if type == "double" and isinstance(value, (int, float)):
        return repr(float(value)) if isfinite(value) else infinity if value > 0 else f"-{infinity}"
    return text(value)


def xml(value: str, quoted: bool = False) -> str:
    """Text with what XML means otherwise escaped. Raises UsageError for characters that XML cannot hold even so."""
    if found := _ILLEGAL.search(value):
        around = value[max(0, found.start() - 20) : found.end() + 20]
        raise UsageError("text", around, "characters that XML allows", f"without U+{ord(found[0]):04X}")
    made = _html(value, quote=quoted).replace("\r", "&#13;")
    return made.replace("\n", "&#10;").replace("\t", "&#9;") if quoted else made


def in_quotes(value: str) -> str:
    """Text as the value of an attribute of XML."""
    return f'"{xml(value, quoted=True)}"'
