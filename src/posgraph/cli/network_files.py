"""A network as JSON, as a CSV matrix or list of ties, and as a graph file."""

from __future__ import annotations

import csv
import json as jsonlib
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any

from posgraph.analysis.lines import cell
from posgraph.cli.weights import strongest

if TYPE_CHECKING:
    from posgraph.networks import Network, Networks

EDGE = ("start", "middle", "stop", "row", "column", "weight")


def record(found: Network | Networks, structure: bool) -> dict[str, Any]:
    """The network or networks as JSON, with their structure if it is asked for."""
    from posgraph.networks import Network

    if isinstance(found, Network):
        return found.to_dict() | ({"structure": found.structure().to_dict()} if structure else {})
    return found.to_dict() | {"items": [record(network, structure) for network in found]}


def json(value: Any) -> bytes:
    """JSON as all commands write it, but a row of a matrix on one line."""
    text = jsonlib.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    if isinstance(value, dict) and ("matrix" in value or "items" in value):
        text = _flat(value)
    return (text + "\n").encode()


def _flat(value: Any, indent: int = 0) -> str:
    """Indented JSON whose lists of numbers and texts stand on one line."""
    pad = " " * (indent + 2)
    if isinstance(value, dict) and value:
        inner = (f"{pad}{jsonlib.dumps(key, ensure_ascii=False)}: {_flat(each, indent + 2)}" for key, each in value.items())
        return "{\n" + ",\n".join(inner) + "\n" + " " * indent + "}"
    if isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        return "[\n" + ",\n".join(pad + _flat(each, indent + 2) for each in value) + "\n" + " " * indent + "]"
    return jsonlib.dumps(value, ensure_ascii=False, allow_nan=False)


def matrix(network: Network) -> bytes:
    """The matrix with a header and a first column of names."""
    rows = ([name, *map(_plain, cells)] for name, cells in zip(network.rows, network.matrix.tolist(), strict=True))
    return table([["", *network.columns], *rows])


def edges(found: Network | Networks) -> bytes:
    """A row for each tie; of windows, with their times."""
    from posgraph.networks import Network

    if isinstance(found, Network):
        return table([EDGE[3:], *([row, column, _plain(weight)] for weight, row, column in strongest(found))])
    return table([EDGE, *_timed(found)])


def _timed(found: Networks) -> Iterator[list[object]]:
    for network in found:
        times = network.window.to_dict().values() if network.window else ("", "", "")
        for weight, row, column in strongest(network):
            yield [*times, row, column, _plain(weight)]


def graphs(found: Network | Networks, kind: str) -> bytes:
    """The network as a graph file; several as one JSON object of node-link graphs."""
    from posgraph.exporters.networks import write
    from posgraph.networks import Network

    if isinstance(found, Network):
        return write(found.graph(), kind)
    items = [jsonlib.loads(write(network.graph(), kind)) for network in found]
    return json({"items": items, "next": None})


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """CSV of rows."""
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([cell(each) for each in row] for row in rows)
    return out.getvalue().encode()


def _plain(weight: float) -> int | float:
    return int(weight) if weight.is_integer() else weight
