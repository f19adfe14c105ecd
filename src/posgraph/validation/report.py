"""The report on a dataset: counts, faults, remarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from posgraph.errors import DataError, Fault
from posgraph.importers import Loaded, load_quads
from posgraph.importers.registry import Written
from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.names import shorten
from posgraph.reading import beyond
from posgraph.validation.remarks import Remark, remarks
from posgraph.validation.scenarios import unreadable


@dataclass(frozen=True, slots=True)
class Content:
    """One dataset that was read: its rows by table, and what there is to remark."""

    id: str
    title: str
    counts: dict[str, int]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What stands at a path: datasets if it can be loaded, else every fault."""

    path: str
    datasets: tuple[Content, ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """True where nothing keeps the data from being loaded; remarks do not."""
        return not self.faults

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults]
        for content in self.datasets:
            counts = ", ".join(f"{table} {count}" for table, count in content.counts.items())
            lines += [
                ": ".join(filter(None, (content.id, content.title))),
                f"  {counts}",
                *(f"  {remark}" for remark in content.remarks),
            ]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "path": self.path,
            "ok": self.ok,
            "datasets": [
                {"id": c.id, "title": c.title, "counts": c.counts, "remarks": [remark.to_dict() for remark in c.remarks]}
                for c in self.datasets
            ],
            "faults": [fault.to_dict() for fault in self.faults],
        }


def check(path: str | PathLike[str]) -> Report:
    """Read what stands at a path and report on it. Raises UsageError where it is no dataset at all."""
    try:
        loaded = load_quads(path)
    except DataError as error:
        return Report(fspath(path), (), error.faults)
    return Report(fspath(path), tuple(map(content, loaded)), ())


def content(item: Loaded) -> Content:
    """What a dataset that was read holds, with what there is to remark."""
    counts = {table.name: len(rows) for table in TABLES if (rows := item.dataset.rows(table.name))}
    noted = [*remarks(item.dataset), *_supposed(item.dataset), *_beyond(item)]
    return Content(item.id, item.dataset.title, counts, tuple(noted))


def _supposed(dataset: Dataset) -> Iterator[Remark]:
    """Scenarios that cannot be laid over the dataset: nothing else needs them, so they keep nothing from being loaded."""
    found = list(unreadable(dataset))
    if found:
        rows = tuple(dict.fromkeys(id for id, _ in found))
        yield Remark("scenarios", "that cannot be laid over the data", rows, tuple(fault for _, fault in found))


def _beyond(item: Loaded) -> Iterator[Remark]:
    """Statements of a graph that no table holds."""
    if isinstance(item.quads, Written):
        return  # they are what the tables say
    found = tuple(
        " ".join(shorten(str(getattr(term, "value", term))) for term in (each.subject, each.predicate))
        for each in beyond(item.quads)
    )
    if found:
        yield Remark("statements", "in no table, which export to ttl keeps and to csv, xlsx or parquet does not", found)
