"""The registry of importers, and reading by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Quad

from posgraph import writing
from posgraph.errors import UsageError
from posgraph.importers.folder import is_folder, read_folder
from posgraph.model import Dataset
from posgraph.reading import Book, assemble


class Loaded(NamedTuple):
    """A dataset and its quads, which may hold more than the model knows."""

    id: str
    base: str
    quads: list[Quad]
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of input: which paths it takes, and how it loads the datasets in one."""

    takes: Callable[[Path], bool]
    load: Callable[[Path], Iterator[Loaded]]


def from_book(read: Callable[[Path], Book]) -> Callable[[Path], Iterator[Loaded]]:
    """The loader of tables, whose quads are those that their dataset writes."""

    def load(path: Path) -> Iterator[Loaded]:
        dataset = assemble(read(path))
        yield Loaded(dataset.id, dataset.base, list(writing.quads(dataset)), dataset)

    return load


IMPORTERS: MappingProxyType[str, Importer] = MappingProxyType({"folder": Importer(is_folder, from_book(read_folder))})
"""Importers by name; the first that takes a path reads it."""


def load_quads(path: str | PathLike[str]) -> list[Loaded]:
    """The datasets at a path with all their quads."""
    file = Path(fspath(path))
    for importer in IMPORTERS.values():
        if importer.takes(file):
            return list(importer.load(file))
    raise UsageError("path", fspath(path), "a dataset")


def read(path: str | PathLike[str]) -> Dataset:
    """The dataset at a path."""
    return load_quads(path)[0].dataset
