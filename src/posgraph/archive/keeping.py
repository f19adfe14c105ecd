"""Columns kept beside a store: what was projected once is found again in milliseconds, for as long as nothing was written.

They lie in the folder ``columns`` within the store's own, a file for each dataset in Arrow's IPC format, mapped into memory.
The name of a file says of which files of the store it was made: whoever writes to the store, posgraph or another, changes
those, and then it counts no more. It holds nothing that the store does not: no backup has it, and it may be removed at any time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from posgraph import __version__
from posgraph.archive.archive import Archive
from posgraph.model import Dataset
from posgraph.model.cells import CellError, parse, render
from posgraph.model.schema import BY_NAME, TABLES
from posgraph.store.disk import MANIFEST, MARKER

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "columns"
"""The folder of the kept columns, within that of a store."""

FORMAT = 1
_ENTRY = b"posgraph"
_OLD = 86_400  # seconds after which a file that was begun and not finished is nobody's


def stamp(folder: Path) -> str:
    """A text that changes with what the files of a store hold: its own name, and its tables and logs, each with size and time.

    Opening a store and writing nothing leaves it as it is.
    """
    found: list[tuple[int, str, str]] = [(FORMAT, __version__, "")]
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        with suppress(FileNotFoundError):  # merged with others meanwhile
            if entry.name.endswith((".sst", ".log", ".blob")) and (about := entry.stat()).st_size:
                found.append((about.st_size, entry.name, str(about.st_mtime_ns)))
    return sha256(json.dumps(found).encode()).hexdigest()[:32]


def found(folder: Path, id: str) -> Archive | None:
    """The archive of a dataset from the columns kept beside a store; None where there are none that count, or they are spoilt."""
    place = folder / FOLDER / _name(id, stamp(folder))
    if not place.is_file():
        return None
    import pyarrow as pa

    with suppress(OSError, ValueError, KeyError, TypeError, CellError, pa.ArrowException):
        table = pa.ipc.open_file(pa.memory_map(str(place))).read_all()
        return Archive(_restored(json.loads(table.schema.metadata[_ENTRY])), table.replace_schema_metadata(), folder)
    return None


def keep(archive: Archive, folder: Path, of: str) -> bool:
    """Keep the columns of a dataset beside its store, whole or not at all; whether they are kept.

    ``of`` is the stamp that the store had before they were made. They are not kept where it has another by now, beside a
    backup, or where the folder cannot be written to or its disk is full: that is no error, they will be made again.
    """
    part = folder / FOLDER / f".{uuid4().hex}.part"
    try:
        if not (folder / MARKER).is_file() or (folder / MANIFEST).exists() or stamp(folder) != of:
            return False
        told = json.dumps(_told(archive.dataset))
        if _restored(json.loads(told)) != archive.dataset:
            return False
        part.parent.mkdir(exist_ok=True)
        _write(archive.table.replace_schema_metadata({_ENTRY: told.encode()}), part)
        part.replace(part.parent / _name(archive.id, of))
    except OSError:
        return False
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    _tidy(part.parent, of)
    return True


def _name(id: str, of: str) -> str:
    return f"{sha256(id.encode()).hexdigest()[:16]}-{of}.arrow"


def _write(table: pa.Table, place: Path) -> None:
    import pyarrow as pa

    with place.open("xb") as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        file.flush()
        os.fsync(file.fileno())


def _tidy(folder: Path, of: str) -> None:
    """Remove the columns that count no more, and what was never finished."""
    with suppress(OSError):
        for file in folder.iterdir():
            with suppress(OSError):
                outdated = file.suffix == ".arrow" and not file.stem.endswith(of)
                if outdated or (file.suffix == ".part" and time.time() - file.stat().st_mtime > _OLD):
                    file.unlink()


def _told(dataset: Dataset) -> dict[str, Any]:
    """A dataset as texts: its header, and the cells of its tables."""
    rows = {t.name: [[render(c, getattr(row, c.name)) for c in t.columns] for row in dataset.rows(t.name)] for t in TABLES}
    return {"header": dataset.header, "tables": {name: table for name, table in rows.items() if table}}


def _restored(told: Mapping[str, Any]) -> Dataset:
    rows: dict[str, Any] = {name: tuple(_row(name, row) for row in rows) for name, rows in told["tables"].items()}
    return Dataset(**told["header"], **rows)


def _row(name: str, cells: list[str]) -> Any:
    table = BY_NAME[name]
    return table.record(**{c.name: parse(c, cell) for c, cell in zip(table.columns, cells, strict=True) if cell})
