"""What other programs read of an export: by networkx, and by the schemas that are published for its format."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx as nx
import xmlschema

from posgraph.exporters.attributes import plain, text

SCHEMAS = {"graphml": "graphml/graphml.xsd", "gexf": "gexf-1.3/gexf.xsd"}


@cache
def schema(kind: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).parent / "schemas" / SCHEMAS[kind])


def read(content: bytes, kind: str) -> nx.Graph:
    """The graph as networkx reads it; GraphML and GEXF after their schema has found no fault."""
    if kind == "graph":
        return nx.node_link_graph(json.loads(content))
    schema(kind).validate(BytesIO(content))
    if kind == "gexf":
        return nx.read_gexf(BytesIO(content))
    found = nx.read_graphml(BytesIO(content))
    names = {node: data.pop("name") for node, data in found.nodes(data=True) if "name" in data}
    return nx.relabel_nodes(found, names)


def flat(data: dict[str, Any], kind: str) -> dict[str, Any]:
    """Attributes as a format gives them back: lists are texts but in JSON."""
    found = {name: plain(value) for name, value in data.items() if plain(value) is not None}
    return {name: text(value) if isinstance(value, list) and kind != "graph" else value for name, value in found.items()}


def kinds(data: dict[str, Any]) -> dict[str, str]:
    """What the values of attributes are: truth values, numbers or something else."""
    return {name: type(value).__name__ if isinstance(value, (bool, str, list)) else "number" for name, value in data.items()}
