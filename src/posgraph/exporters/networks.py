"""A network as a file: node-link JSON, GraphML 1.0, GEXF 1.3, Graphviz's DOT, or a CSV list of edges.

Written by hand rather than by networkx: its GEXF has a ``name`` on ``<graph>`` and in each file the day of its making, its
GraphML takes names as ids that no NMTOKEN may be, and neither has one type for an attribute that holds 1 here and 0.5 there.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from io import StringIO
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from posgraph.errors import UnknownName, UsageError
from posgraph.exporters.attributes import (
    Drawing,
    Plain,
    drawing,
    drawn,
    in_quotes,
    is_number,
    keyed,
    one_type,
    text,
    told,
    typed,
    xml,
)
from posgraph.model.cells import near

if TYPE_CHECKING:
    import networkx as nx

_NAME = (  # letters that are name characters in every edition of XML 1.0, and so in XML Schema
    r"A-Za-z0-9_.:\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0388-\u038a\u038e-\u03a1"
    r"\u03a3-\u03ce\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e-\u0481\u0531-\u0556\u0561-\u0586\u05d0-\u05ea\u0621-\u063a"
    r"\u0641-\u0652\u0905-\u0939\u093e-\u094d\u10d0-\u10f6\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
_NOT_IN_NAMES = re.compile(rf"[^{_NAME}]|_(?=x[0-9A-F]*_)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ENDS = ("source", "target", "key")


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
    made = "".join(KINDS[kind](drawing(graph)))
    try:
        return made.encode("utf-8", "backslashreplace" if kind == "graph" else "strict")  # an escape in JSON, too
    except UnicodeEncodeError as problem:
        around = made[max(0, problem.start - 20) : problem.start]
        raise UsageError("text", around + "…", "whole characters", "half of a pair of surrogates follows it") from None


# Node-link JSON and the list of edges


def _node_link(network: Drawing) -> Iterator[str]:
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


def _edge_list(network: Drawing) -> Iterator[str]:
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


# GraphML


def nmtoken(name: str) -> str:
    """A name as an XML NMTOKEN: what may not be in one is written by its code, as SQL/XML (ISO/IEC 9075-14) does.

    >>> nmtoken("actor:russia"), nmtoken("Côte d'Ivoire"), nmtoken("")
    ('actor:russia', 'Côte_x20_d_x27_Ivoire', '_x_')
    """
    return _NOT_IN_NAMES.sub(lambda found: f"_x{ord(found[0]):X}_", name) or "_x_"


def _graphml(network: Drawing) -> Iterator[str]:
    named = {name: data if nmtoken(name) == name else {"name": name, **data} for name, data in network.nodes.items()}
    edges = keyed(network, "key")
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
        for name, type in one_type(rows).items():
            keys[scope, name] = (f"d{len(keys)}", type)
            yield f'<key id="{keys[scope, name][0]}" for="{scope}" attr.name="{nmtoken(name)}" attr.type="{type}"/>\n'

    def data(scope: str, row: Mapping[str, Plain]) -> str:
        made = ((*keys[scope, name], value) for name, value in row.items())
        return "".join(f'<data key="{key}">{xml(typed(value, type, "Infinity"))}</data>' for key, type, value in made)

    yield f'<graph edgedefault="{"directed" if network.directed else "undirected"}">{data("graph", network.about)}\n'
    for name, row in named.items():
        yield f'<node id="{nmtoken(name)}">{data("node", row)}</node>\n'
    for edge in edges:
        key = f' id="{nmtoken(edge.key)}"' if edge.key else ""
        yield f'<edge{key} source="{nmtoken(edge.source)}" target="{nmtoken(edge.target)}">{data("edge", edge.data)}</edge>\n'
    yield "</graph>\n</graphml>\n"


# GEXF


def _gexf(network: Drawing) -> Iterator[str]:
    edges = keyed(network, "networkx_key")
    rows = [*network.nodes.values(), *(edge.data for edge in edges)]
    timed = ("start", "end") if _in_days(rows) else ()
    own = {"node": {"label", *timed}, "edge": {"id", "label", *timed}}
    if all(is_number(edge.data.get("weight", 1.0)) for edge in edges):
        own["edge"].add("weight")
    attributes: dict[tuple[str, str], tuple[str, str]] = {}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    about = told(network)
    yield f"<meta><creator>posgraph</creator>{f'<description>{xml(about)}</description>' if about else ''}</meta>\n"
    mode = 'mode="dynamic" timeformat="date"' if timed else 'mode="static"'
    yield f'<graph defaultedgetype="{"directed" if network.directed else "undirected"}" {mode}>\n'
    for scope, given in (("node", list(network.nodes.values())), ("edge", [edge.data for edge in edges])):
        types = {name: type for name, type in one_type(given).items() if name not in own[scope]}
        if types:
            yield f'<attributes class="{scope}" mode="static">'
            for name, type in types.items():
                attributes[scope, name] = (str(len(attributes)), type)
                yield f'<attribute id="{attributes[scope, name][0]}" title={in_quotes(name)} type="{type}"/>'
            yield "</attributes>\n"

    def inside(scope: str, row: Mapping[str, Plain]) -> str:
        made = ((*attributes[scope, name], value) for name, value in row.items() if name not in own[scope])
        values = "".join(f'<attvalue for="{i}" value={in_quotes(typed(value, type, "INF"))}/>' for i, type, value in made)
        return f"<attvalues>{values}</attvalues>" if values else ""

    def interval(row: Mapping[str, Plain]) -> str:
        return "".join(f' {name}="{row[name]}"' for name in timed if name in row)

    yield f'<nodes count="{len(network.nodes)}">\n'
    for name, row in network.nodes.items():
        label = text(row.get("label", name))
        yield f"<node id={in_quotes(name)} label={in_quotes(label)}{interval(row)}>{inside('node', row)}</node>\n"
    yield f'</nodes>\n<edges count="{len(edges)}">\n'
    for number, edge in enumerate(edges):
        row = edge.data
        more = f" label={in_quotes(text(row['label']))}" if "label" in row else ""
        if "weight" in own["edge"] and "weight" in row:
            more += f' weight="{typed(row["weight"], "double", "INF")}"'
        if isinstance(row.get("kind"), str):
            more += f" kind={in_quotes(text(row['kind']))}"
        name = edge.key or str(number)
        ends = f"source={in_quotes(edge.source)} target={in_quotes(edge.target)}"
        yield f"<edge id={in_quotes(name)} {ends}{more}{interval(row)}>{inside('edge', row)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _in_days(rows: Iterable[Mapping[str, Plain]]) -> bool:
    """True where there are starts or ends, and each is a day; networkx reads no other times."""
    times = [row[name] for row in rows for name in ("start", "end") if name in row]
    return bool(times) and all(isinstance(time, str) and _DAY.fullmatch(time) for time in times)


# DOT


def _dot(network: Drawing) -> Iterator[str]:
    arrow = "->" if network.directed else "--"
    yield f"{'digraph' if network.directed else 'graph'} {{\n"
    if network.about:
        yield f"  comment={_dotted(told(network))};\n"
    for name, data in network.nodes.items():
        yield f"  {_dotted(name)}{_list(data)};\n"
    for edge in drawn(network):
        yield f"  {_dotted(edge.source)} {arrow} {_dotted(edge.target)}{_list(edge.data)};\n"
    yield "}\n"


def _list(data: Mapping[str, Plain]) -> str:
    made = ", ".join(f"{_dotted(name, bare=True)}={_dotted(value)}" for name, value in data.items())
    return f" [{made}]" if made else ""


def _dotted(value: Plain, bare: bool = False) -> str:
    r"""A DOT id: numbers as they are, anything else in quotes; a backslash is doubled, as a label would take it for an escape."""
    if is_number(value) and isfinite(value):
        return f"{value:f}" if isinstance(value, float) and "e" in repr(value) else str(value)
    words = text(value)
    if bare and words.isidentifier() and words.isascii() and words.lower() not in _KEYWORDS:
        return words
    quoted = words.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", "�")
    return f'"{quoted}"'


_KEYWORDS = ("node", "edge", "graph", "digraph", "subgraph", "strict")

KINDS: Mapping[str, Callable[[Drawing], Iterator[str]]] = MappingProxyType(
    {"graph": _node_link, "graphml": _graphml, "gexf": _gexf, "dot": _dot, "edges": _edge_list}
)
"""Kinds of file by name."""
