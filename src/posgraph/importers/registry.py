"""The registry of importers, and reading by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Quad

from posgraph import reading, resources, writing
from posgraph.archive.place import is_archive
from posgraph.errors import DataError, Fault, UnknownName, UsageError
from posgraph.importers import shapes
from posgraph.importers.folder import is_folder, read_folder
from posgraph.importers.rdf import is_rdf, read_rdf
from posgraph.importers.split import split
from posgraph.importers.spreadsheet import is_spreadsheet, read_spreadsheet
from posgraph.importers.view import is_view, read_view
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.model.schema import BY_NAME
from posgraph.reading import Book, assemble

EXPECTED = "a folder of CSV tables, an .xlsx file, or RDF: .ttl, .trig, .nt, .nq, .jsonld, .rdf"


class Loaded(NamedTuple):
    """A dataset and its quads, all in its named graph; they may hold more than the model knows."""

    id: str
    quads: Iterable[Quad]
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class Written:
    """The quads that a dataset writes, made when they are asked for."""

    dataset: Dataset

    def __iter__(self) -> Iterator[Quad]:
        return writing.quads(self.dataset)


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of input: which paths it takes, and how it loads the datasets in one."""

    takes: Callable[[Path], bool]
    load: Callable[[Path], Iterator[Loaded]]


def tables(read: Callable[[Path], Book]) -> Callable[[Path], Iterator[Loaded]]:
    """The loader of tables, whose quads are those that their dataset writes."""

    def load(path: Path) -> Iterator[Loaded]:
        dataset = assemble(read(path))
        yield Loaded(dataset.id, Written(dataset), dataset)

    return load


def views(path: Path) -> Iterator[Loaded]:
    """The loader of a view, which reads the dataset behind it by the same registry."""
    dataset = read_view(path, lambda behind: [loaded.dataset for loaded in load_quads(behind)])
    yield Loaded(dataset.id, Written(dataset), dataset)


def archives(path: Path) -> Iterator[Loaded]:
    """The loader of an archive, all of whose positions become objects."""
    from posgraph.archive.reading import read_archive

    dataset = read_archive(path).whole()
    yield Loaded(dataset.id, Written(dataset), dataset)


def graphs(read: Callable[[Path], Iterator[Quad]]) -> Callable[[Path], Iterator[Loaded]]:
    """The loader of RDF: read as tables are, and held against the ontology's shapes."""

    def load(path: Path) -> Iterator[Loaded]:
        yield from check_quads(read(path), path.name)

    return load


def check_quads(quads: Iterator[Quad] | list[Quad], place: str = "graph") -> list[Loaded]:
    """The datasets in quads; raises DataError with every fault that reading or a shape finds.

    The shapes are not run on what is, to the quad, what posgraph writes for a dataset that has no faults: that holds.
    """
    loaded: list[Loaded] = []
    faults: list[Fault] = []
    parts = split(quads, place)
    file = place
    for id, base, part in parts:
        place = f"{file} [{id}]" if len(parts) > 1 else file
        found: list[Fault] = []
        try:
            dataset = reading.dataset(part, place)
        except DataError as error:
            found = list(error.faults)
        else:
            loaded.append(Loaded(id, part, dataset))
            if set(part) == set(writing.quads(dataset)):
                continue
        if len(part) <= shapes.LIMIT:
            found += [fault for fault in shapes.violations(part, base, place) if not _told(fault, found)]
        faults += found
    if faults:
        raise DataError(faults)
    return loaded


def _told(fault: Fault, faults: Iterable[Fault]) -> bool:
    """True where reading has told the same: at the same place, or in the same words of the same row or value.

    What a shape finds in a node beside a row (evidence, condition) is told when that row has a fault.
    """
    row = fault.where.rpartition(" column ")[0].rpartition(" (")[2].rpartition("/")[2].rstrip(")")
    beside = not any(f" {table} (" in fault.where for table in BY_NAME)
    for other in faults:
        of_row = bool(row) and other.where.partition(" column ")[0].endswith((f"({row})", f"/{row})"))
        of_value = bool(fault.value) and other.value.startswith(fault.value)
        if fault.where == other.where or ((of_row or of_value) and (beside or other.expected.startswith(fault.expected))):
            return True
    return False


IMPORTERS: MappingProxyType[str, Importer] = MappingProxyType(
    {
        "view": Importer(is_view, views),
        "archive": Importer(is_archive, archives),
        "folder": Importer(is_folder, tables(read_folder)),
        "spreadsheet": Importer(is_spreadsheet, tables(read_spreadsheet)),
        "rdf": Importer(is_rdf, graphs(read_rdf)),
    }
)
"""Importers by name; the first that takes a path reads it."""


def load_quads(path: str | PathLike[str]) -> list[Loaded]:
    """The datasets at a path with all their quads, also those that the model does not know.

    Where nothing is there, the bare name of a bundled dataset stands for it.

    Raises DataError with every fault of the data, UsageError where the path is no dataset.
    """
    file = resources.place(path)
    if not file.exists():
        beside = [other.name for other in file.parent.iterdir()] if file.parent.is_dir() else []
        hint = near(file.name, beside)
        what = f"{EXPECTED}, or the name of a bundled dataset: {', '.join(resources.bundled())}; nothing is there"
        raise UsageError("path", fspath(path), what, str(file.parent / hint) if hint else near(file.name, resources.bundled()))
    for importer in IMPORTERS.values():
        if importer.takes(file):
            return list(importer.load(file))
    raise UsageError("path", fspath(path), EXPECTED)


def read(path: str | PathLike[str], dataset: str | None = None) -> Dataset:
    """The dataset at a path; ``dataset`` names the one that is meant where an RDF file holds several.

    Raises DataError with every fault of the data, UsageError where the path is no dataset, UnknownName where it holds
    none of that id.
    """
    found = {loaded.id: loaded.dataset for loaded in load_quads(path)}
    if dataset is None and len(found) == 1:
        return next(iter(found.values()))
    if dataset in found:
        return found[dataset]
    raise UnknownName("dataset", dataset or "", f"one of: {', '.join(found)}", near(dataset or "", found))
