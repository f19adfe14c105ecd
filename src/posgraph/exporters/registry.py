"""The registry of exporters, and writing by it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Quad

from posgraph import writing
from posgraph.errors import UnknownName, UsageError
from posgraph.exporters import folder, jsonld, nanopub, networks, parquet, rdf, spreadsheet
from posgraph.exporters.files import Content, write_file, write_folder
from posgraph.model import Dataset
from posgraph.model.cells import near

Made = bytes | Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A kind of output: ``suffix`` of its file's name, or the ``names`` of the files of its folder."""

    make: Callable[[Dataset, Iterable[Quad]], Made]
    suffix: str = ""
    names: Collection[str] = ()


def _network(kind: str, suffix: str) -> Exporter:
    """The dataset as a property graph, in one of the formats of networks."""

    def make(dataset: Dataset, _: Iterable[Quad]) -> bytes:
        from posgraph.graphs.property import property_graph  # networkx, which most kinds do without

        return networks.write(property_graph(dataset), kind)

    return Exporter(make, suffix)


EXPORTERS: MappingProxyType[str, Exporter] = MappingProxyType(
    {
        "csv": Exporter(lambda dataset, _: folder.folder(dataset), names=folder.NAMES),
        "xlsx": Exporter(lambda dataset, _: spreadsheet.spreadsheet(dataset), ".xlsx"),
        "ttl": Exporter(rdf.turtle, ".ttl"),
        "trig": Exporter(rdf.trig, ".trig"),
        "nt": Exporter(rdf.n_triples, ".nt"),
        "nq": Exporter(rdf.n_quads, ".nq"),
        "jsonld": Exporter(jsonld.json_ld, ".jsonld"),
        "parquet": Exporter(lambda dataset, _: parquet.parquet(dataset), names=parquet.NAMES),
        "arrow": Exporter(lambda dataset, _: parquet.arrow(dataset), names=parquet.ARROW_NAMES),
        "graphml": _network("graphml", ".graphml"),
        "gexf": _network("gexf", ".gexf"),
        "graph": _network("graph", ".graph.json"),
        "edges": _network("edges", ".edges.csv"),
        "dot": _network("dot", ".dot"),
        "nanopub": Exporter(lambda dataset, _: nanopub.nanopublications(dataset), ".nanopub.trig"),
    }
)
"""Exporters by name."""


def export(dataset: Dataset, path: str | PathLike[str], kind: str | None = None, quads: Iterable[Quad] | None = None) -> Path:
    """Write a dataset to a path, whole or not at all, and return the path.

    ``kind`` is a name in EXPORTERS; without it the end of the path chooses (none: a folder of CSV tables). ``quads`` are the
    statements of the dataset's graph where they hold more than the model knows; RDF kinds write those.

    Raises UnknownName for an unknown kind, UsageError where the path cannot be written to or the kind cannot hold the data.
    """
    file = Path(fspath(path))
    exporter = _exporter(kind or kind_of(file))
    made = exporter.make(dataset, writing.quads(dataset) if quads is None else quads)
    if isinstance(made, bytes):
        write_file(file, made)
    else:
        write_folder(file, made, exporter.names)
    return file


def render(dataset: Dataset, kind: str, quads: Iterable[Quad] | None = None) -> bytes:
    """The bytes of a dataset in a kind that is one file; raises UsageError for one that is a folder.

    >>> render(Dataset(id="toy"), "nt").decode().splitlines()[0]
    '<https://w3id.org/posgraph/id/toy/> <http://purl.org/dc/terms/identifier> "toy" .'
    """
    made = _exporter(kind).make(dataset, writing.quads(dataset) if quads is None else quads)
    if isinstance(made, bytes):
        return made
    raise UsageError("kind", kind, f"a kind that is one file: {', '.join(n for n, e in EXPORTERS.items() if e.suffix)}")


def kind_of(path: Path) -> str:
    """The kind of output that the end of a path names; without an end, a folder of CSV tables.

    >>> kind_of(Path("talks.ttl")), kind_of(Path("talks.nanopub.trig")), kind_of(Path("talks"))
    ('ttl', 'nanopub', 'csv')
    """
    ends = [name for name, exporter in EXPORTERS.items() if exporter.suffix and path.name.lower().endswith(exporter.suffix)]
    if ends:
        return max(ends, key=lambda name: len(EXPORTERS[name].suffix))
    if not path.suffix or path.is_dir():
        return "csv"
    suffixes = [exporter.suffix for exporter in EXPORTERS.values() if exporter.suffix]
    expected = f"a folder, or a file whose name ends in {', '.join(suffixes)}; or name the kind: {', '.join(EXPORTERS)}"
    hint = near(path.suffix, suffixes)
    raise UsageError("path", path, expected, str(path.with_suffix(hint)) if hint else "")


def _exporter(kind: str) -> Exporter:
    if kind not in EXPORTERS:
        raise UnknownName("kind", kind, f"one of: {', '.join(EXPORTERS)}", near(kind, EXPORTERS))
    return EXPORTERS[kind]
