"""A network as a file: node-link JSON, GraphML 1.0, GEXF 1.3, Graphviz's DOT, or a CSV list of edges.

Written by hand rather than by networkx: its GEXF has a ``name`` on ``<graph>`` and in each file the day of its making, its
GraphML takes names as ids that no NMTOKEN may be, and neither has one type for an attribute that holds 1 here and 0.5 there.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from html import escape as _html
from io import StringIO
from math import isfinite, isnan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near

if TYPE_CHECKING:
    import networkx as nx

Plain = bool | int | float | str | list[Any] | dict[str, Any]

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = (  # letters that are name characters in every edition of XML 1.0, and so in XML Schema
    r"A-Za-z0-9_.:\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0388-\u038a\u038e-\u03a1"
    r"\u03a3-\u03ce\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e-\u0481\u0531-\u0556\u0561-\u0586\u05d0-\u05ea\u0621-\u063a"
    r"\u0641-\u0652\u0905-\u0939\u093e-\u094d\u10d0-\u10f6\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
_NOT_IN_NAMES = re.compile(rf"[^{_NAME}]|_(?=x[0-9A-F]*_)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONG = 2**63
_ENDS = ("source", "target", "key")


class _Edge(NamedTuple):
    source: str
    target: str
    key: str
    data: dict[str, Plain]


class _Network(NamedTuple):
    """A graph with names as texts and attributes as plain values."""

    directed: bool
    multigraph: bool
    about: dict[str, Plain]
    nodes: dict[str, dict[str, Plain]]
    edges: list[_Edge]


def write(graph: nx.Graph[Any], kind: str) -> bytes:
    r"""A network as a file of a ``kind``: ``graph``, ``graphml``, ``gexf``, ``dot`` or ``edges``; the same graph, the same bytes.

    ``graph`` is the node-link JSON of networkx (``nx.node_link_graph``), ``graphml`` GraphML 1.0, ``gexf`` GEXF 1.3, ``dot``
    Graphviz, ``edges`` a CSV table of edges with a column for each of their attributes. Nodes, edges and attributes keep their
    order. Attributes that are None or not a number are left out; dates are ISO texts. Lists stay lists in JSON; elsewhere their
    items are joined by ``;`` as in the tables of a dataset, where ``\;`` is a semicolon in an item.

    Where programs draw by ``weight`` (GraphML, GEXF, DOT) it is never negative: ``sign`` beside it is -1, 0 or 1. ``start`` and
    ``end`` that are days are the interval of a node or an edge in GEXF. GraphML allows few characters in ids: others
    are written ``_x20_`` by their code, and the attribute ``name`` of such a node holds its name.

    Raises UnknownName for an unknown kind, UsageError for a value that the file cannot hold: an object that is no plain value,
    an infinite number in JSON, a character that XML forbids.

    >>> import networkx as nx
    >>> g = nx.Graph()
    >>> g.add_edge("north", "south", weight=-0.5)
    >>> print(write(g, "edges").decode(), end="")
    source,target,weight
    north,south,-0.5
    >>> print(write(g, "dot").decode(), end="")
    graph {
      "north";
      "south";
      "north" -- "south" [weight=0.5, sign=-1];
    }
    """
    if kind not in KINDS:
        raise UnknownName("kind", kind, f"one of: {', '.join(KINDS)}", near(kind, KINDS))
    made = "".join(KINDS[kind](_network(graph)))
    try:
        return made.encode("utf-8", "backslashreplace" if kind == "graph" else "strict")  # an escape in JSON, too
    except UnicodeEncodeError as problem:
        around = made[max(0, problem.start - 20) : problem.start]
        raise UsageError("text", around + "…", "whole characters", "half of a pair of surrogates follows it") from None


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


def _network(graph: nx.Graph[Any]) -> _Network:
    names = {node: str(node) for node in graph}
    if len(set(names.values())) < len(names):
        raise UsageError("graph", type(graph).__name__, "nodes whose names differ as texts")
    many = graph.is_multigraph()
    edges: Any = graph.edges
    rows = edges(keys=True, data=True) if many else ((u, v, "", data) for u, v, data in edges(data=True))
    return _Network(
        directed=graph.is_directed(),
        multigraph=many,
        about=_attributes(graph.graph),
        nodes={names[node]: _attributes(data) for node, data in graph.nodes(data=True)},
        edges=[_Edge(names[u], names[v], str(key), _attributes(data)) for u, v, key, data in rows],
    )


def _attributes(data: Mapping[Any, Any]) -> dict[str, Plain]:
    return {str(name): found for name, value in data.items() if (found := plain(value)) is not None}


# Node-link JSON and the list of edges


def _node_link(network: _Network) -> Iterator[str]:
    """As ``networkx.node_link_data``: ``id`` names a node, ``source``, ``target`` and ``key`` an edge.

    An attribute of such a name gets a ``_`` at its end.
    """
    edges = [
        {**_beside(e.data, _ENDS), "source": e.source, "target": e.target} | ({"key": e.key} if network.multigraph else {})
        for e in network.edges
    ]
    found = {
        "directed": network.directed,
        "multigraph": network.multigraph,
        "graph": network.about,
        "nodes": [{**_beside(data, ("id",)), "id": name} for name, data in network.nodes.items()],
        "edges": edges,
    }
    try:
        yield json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    except ValueError:
        raise UsageError("attribute", "infinity", "finite numbers, as JSON has no others") from None


def _edge_list(network: _Network) -> Iterator[str]:
    """A row for each edge: both ends, then a column for each attribute that any edge has."""
    rows = [_beside(edge.data, ("source", "target")) for edge in network.edges]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    made = StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(["source", "target", *columns])
    for edge, row in zip(network.edges, rows, strict=True):
        writer.writerow([edge.source, edge.target, *("" if name not in row else text(row[name]) for name in columns)])
    yield made.getvalue()


def _beside(data: dict[str, Plain], taken: Collection[str]) -> dict[str, Plain]:
    """The attributes, those whose names are taken with a ``_`` at their end."""
    if not any(name in data for name in taken):
        return data
    return {f"{name}_" if name in taken else name: value for name, value in data.items()}


# What GraphML, GEXF and DOT share


def _drawn(network: _Network) -> list[_Edge]:
    """The edges with weights that are not negative: where one is, each edge with a weight has its sign beside it."""
    if all(weight >= 0 for edge in network.edges if _is_number(weight := edge.data.get("weight"))):
        return network.edges
    return [edge._replace(data=_signed(edge.data)) for edge in network.edges]


def _keyed(network: _Network, name: str) -> list[_Edge]:
    """The edges as drawn, each with a ``key`` that no other has, or none has one.

    Keys that only tell parallel edges apart stand in an attribute of that ``name``, unless they are mere numbers.
    """
    edges = _drawn(network)
    keys = [edge.key if network.multigraph else str(edge.data.get("id", "")) for edge in edges]
    if all(keys) and len(set(keys)) == len(keys):
        return [edge._replace(key=key) for edge, key in zip(edges, keys, strict=True)]
    if all(key.isdigit() or not key for key in keys) or not network.multigraph:
        return [edge._replace(key="") for edge in edges]
    return [edge._replace(key="", data={**edge.data, name: edge.key}) for edge in edges]


def _signed(data: dict[str, Plain]) -> dict[str, Plain]:
    weight = data.get("weight")
    if not _is_number(weight):
        return data
    return {**data, "weight": abs(weight), "sign": (weight > 0) - (weight < 0) or data.get("sign", 0)}


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _told(network: _Network) -> str:
    """The attributes of the graph in words, where a format has no place for them or means something else by their names."""
    return "; ".join(f"{name}: {text(value)}" for name, value in network.about.items())


def _types(rows: Iterable[Mapping[str, Plain]]) -> dict[str, str]:
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


def _typed(value: Plain, type: str, infinity: str) -> str:
    if type == "double" and isinstance(value, (int, float)):
        return repr(float(value)) if isfinite(value) else infinity if value > 0 else f"-{infinity}"
    return text(value)


def _xml(value: str, quoted: bool = False) -> str:
    """Text with what XML means otherwise escaped. Raises UsageError for characters that XML cannot hold even so."""
    if found := _ILLEGAL.search(value):
        around = value[max(0, found.start() - 20) : found.end() + 20]
        raise UsageError("text", around, "characters that XML allows", f"without U+{ord(found[0]):04X}")
    made = _html(value, quote=quoted).replace("\r", "&#13;")
    return made.replace("\n", "&#10;").replace("\t", "&#9;") if quoted else made


def _q(value: str) -> str:
    return f'"{_xml(value, quoted=True)}"'


# GraphML


def nmtoken(name: str) -> str:
    """A name as an XML NMTOKEN: what may not be in one is written by its code, as SQL/XML (ISO/IEC 9075-14) does.

    >>> nmtoken("actor:russia"), nmtoken("Côte d'Ivoire"), nmtoken("")
    ('actor:russia', 'Côte_x20_d_x27_Ivoire', '_x_')
    """
    return _NOT_IN_NAMES.sub(lambda found: f"_x{ord(found[0]):X}_", name) or "_x_"


def _graphml(network: _Network) -> Iterator[str]:
    named = {name: data if nmtoken(name) == name else {"name": name, **data} for name, data in network.nodes.items()}
    edges = _keyed(network, "key")
    scopes: dict[str, list[Mapping[str, Plain]]] = {
        "graph": [network.about],
        "node": list(named.values()),
        "edge": [edge.data for edge in edges],
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    yield ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    yield ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    for scope, rows in scopes.items():
        for name, type in _types(rows).items():
            keys[scope, name] = (f"d{len(keys)}", type)
            yield f'<key id="{keys[scope, name][0]}" for="{scope}" attr.name="{nmtoken(name)}" attr.type="{type}"/>\n'

    def data(scope: str, row: Mapping[str, Plain]) -> str:
        made = ((*keys[scope, name], value) for name, value in row.items())
        return "".join(f'<data key="{key}">{_xml(_typed(value, type, "Infinity"))}</data>' for key, type, value in made)

    yield f'<graph edgedefault="{"directed" if network.directed else "undirected"}">{data("graph", network.about)}\n'
    for name, row in named.items():
        yield f'<node id="{nmtoken(name)}">{data("node", row)}</node>\n'
    for edge in edges:
        key = f' id="{nmtoken(edge.key)}"' if edge.key else ""
        yield f'<edge{key} source="{nmtoken(edge.source)}" target="{nmtoken(edge.target)}">{data("edge", edge.data)}</edge>\n'
    yield "</graph>\n</graphml>\n"


# GEXF


def _gexf(network: _Network) -> Iterator[str]:
    edges = _keyed(network, "networkx_key")
    rows = [*network.nodes.values(), *(edge.data for edge in edges)]
    timed = ("start", "end") if _in_days(rows) else ()
    own = {"node": {"label", *timed}, "edge": {"id", "label", *timed}}
    if all(_is_number(edge.data.get("weight", 1.0)) for edge in edges):
        own["edge"].add("weight")
    attributes: dict[tuple[str, str], tuple[str, str]] = {}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    about = _told(network)
    yield f"<meta><creator>posgraph</creator>{f'<description>{_xml(about)}</description>' if about else ''}</meta>\n"
    mode = 'mode="dynamic" timeformat="date"' if timed else 'mode="static"'
    yield f'<graph defaultedgetype="{"directed" if network.directed else "undirected"}" {mode}>\n'
    for scope, given in (("node", list(network.nodes.values())), ("edge", [edge.data for edge in edges])):
        types = {name: type for name, type in _types(given).items() if name not in own[scope]}
        if types:
            yield f'<attributes class="{scope}" mode="static">'
            for name, type in types.items():
                attributes[scope, name] = (str(len(attributes)), type)
                yield f'<attribute id="{attributes[scope, name][0]}" title={_q(name)} type="{type}"/>'
            yield "</attributes>\n"

    def inside(scope: str, row: Mapping[str, Plain]) -> str:
        made = ((*attributes[scope, name], value) for name, value in row.items() if name not in own[scope])
        values = "".join(f'<attvalue for="{i}" value={_q(_typed(value, type, "INF"))}/>' for i, type, value in made)
        return f"<attvalues>{values}</attvalues>" if values else ""

    def interval(row: Mapping[str, Plain]) -> str:
        return "".join(f' {name}="{row[name]}"' for name in timed if name in row)

    yield f'<nodes count="{len(network.nodes)}">\n'
    for name, row in network.nodes.items():
        label = text(row.get("label", name))
        yield f"<node id={_q(name)} label={_q(label)}{interval(row)}>{inside('node', row)}</node>\n"
    yield f'</nodes>\n<edges count="{len(edges)}">\n'
    for number, edge in enumerate(edges):
        row = edge.data
        more = f" label={_q(text(row['label']))}" if "label" in row else ""
        if "weight" in own["edge"] and "weight" in row:
            more += f' weight="{_typed(row["weight"], "double", "INF")}"'
        if isinstance(row.get("kind"), str):
            more += f" kind={_q(text(row['kind']))}"
        name = edge.key or str(number)
        ends = f"source={_q(edge.source)} target={_q(edge.target)}"
        yield f"<edge id={_q(name)} {ends}{more}{interval(row)}>{inside('edge', row)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _in_days(rows: Iterable[Mapping[str, Plain]]) -> bool:
    """True where there are starts or ends, and each is a day; networkx reads no other times."""
    times = [row[name] for row in rows for name in ("start", "end") if name in row]
    return bool(times) and all(isinstance(time, str) and _DAY.fullmatch(time) for time in times)


# DOT


def _dot(network: _Network) -> Iterator[str]:
    arrow = "->" if network.directed else "--"
    yield f"{'digraph' if network.directed else 'graph'} {{\n"
    if network.about:
        yield f"  comment={_dotted(_told(network))};\n"
    for name, data in network.nodes.items():
        yield f"  {_dotted(name)}{_list(data)};\n"
    for edge in _drawn(network):
        yield f"  {_dotted(edge.source)} {arrow} {_dotted(edge.target)}{_list(edge.data)};\n"
    yield "}\n"


def _list(data: Mapping[str, Plain]) -> str:
    made = ", ".join(f"{_dotted(name, bare=True)}={_dotted(value)}" for name, value in data.items())
    return f" [{made}]" if made else ""


def _dotted(value: Plain, bare: bool = False) -> str:
    r"""A DOT id: numbers as they are, anything else in quotes; a backslash is doubled, as a label would take it for an escape."""
    if _is_number(value) and isfinite(value):
        return f"{value:f}" if isinstance(value, float) and "e" in repr(value) else str(value)
    words = text(value)
    if bare and words.isidentifier() and words.isascii() and words.lower() not in _KEYWORDS:
        return words
    quoted = words.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", "�")
    return f'"{quoted}"'


_KEYWORDS = ("node", "edge", "graph", "digraph", "subgraph", "strict")

KINDS: Mapping[str, Callable[[_Network], Iterator[str]]] = MappingProxyType(
    {"graph": _node_link, "graphml": _graphml, "gexf": _gexf, "dot": _dot, "edges": _edge_list}
)
"""Kinds of file by name."""
