"""The view: a folder that holds no rows of its own, only a header that says of which dataset it is a view.

``dataset.toml`` has a table ``[view]``: ``of`` (the path of a dataset, from the folder on), and where wanted ``process`` (the id
of a process, or a list of them), ``from`` and ``until`` (dates). Of the entries that the header leaves out, title, licence,
description and process are those of that dataset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from posgraph.errors import DataError, Fault, UsageError
from posgraph.importers.cut import cut
from posgraph.importers.folder import TABLE_FILES
from posgraph.importers.header import HEADER, VIEW, entries, texts
from posgraph.importers.window import Window
from posgraph.model import Dataset, When
from posgraph.model.cells import near
from posgraph.model.dates import EXPECTED as A_DATE
from posgraph.names import DATA
from posgraph.reading import Book
from posgraph.reading.header import header
from posgraph.reading.header import name as id_of

KEYS = ("of", "process", "from", "until")
"""What ``[view]`` may hold."""

A_PATH = "the path of a dataset, from this folder on"


def is_view(path: Path) -> bool:
    """True for a folder whose header has an entry ``view``.

    >>> is_view(Path("no such folder"))
    False
    """
    return path.is_dir() and VIEW in _entries(path, [])


def _entries(path: Path, faults: list[Fault]) -> dict[str, Any]:
    file = path / HEADER
    return (entries(file.read_bytes(), faults) if file.is_file() else None) or {}


def read_view(path: Path, bases: Callable[[Path], Iterable[Dataset]]) -> Dataset:
    """The dataset that a view is; ``bases`` reads the datasets at the path that it is a view of.

    Raises DataError with every fault of the view, or of the dataset behind it.
    """
    return _View(path).dataset(bases)


@dataclass(frozen=True, slots=True)
class _Said:
    """What ``[view]`` says, read; an entry that could not be read is as if it were not there."""

    of: Path | None
    processes: tuple[str, ...]
    first: date | None
    last: date | None


class _View:
    """A view while it is read; collects faults."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.resolve().name
        self.faults: list[Fault] = []

    def dataset(self, bases: Callable[[Path], Iterable[Dataset]]) -> Dataset:
        self._tables()
        found = _entries(self.path, self.faults)
        said = self._said(found.pop(VIEW))
        given = {"id": id_of(self.name), **texts(found, self.faults)}
        own = header(Book(self.name, HEADER, given, {}), self.faults)
        whole = self._whole(said.of, bases) if said.of else None
        if whole is not None:
            self._known(whole, said.processes, f"{HEADER} {VIEW}.process")
            self._known(whole, (own["process"],) if "process" in own else (), f"{HEADER} process")
        if self.faults or whole is None:
            raise DataError(self.faults)
        view = cut(whole, Window(said.processes, said.first, said.last))
        if not view.positions and not view.sequencing:
            raise DataError([Fault(f"{HEADER} {VIEW}", "", "at least one position or order of these processes in this window")])
        text = {name: own.get(name, getattr(whole, name)) for name in ("title", "licence", "description", "process")}
        main = text["process"] if text["process"] in view.by_id("processes") else None
        base = own.get("base", f"{DATA}{own['id']}/")
        return replace(view, **{**text, "id": own["id"], "base": base, "process": main})

    def _tables(self) -> None:
        for file in sorted(self.path.iterdir()):
            if file.suffix.lower() in TABLE_FILES and not file.name.startswith((".", "~")):
                what = "no table beside [view]: a view takes its rows from another dataset"
                self.faults.append(Fault(f"{self.name}/{file.name}", file.name, what))

    def _known(self, whole: Dataset, processes: Iterable[str], place: str) -> None:
        known = whole.by_id("processes")
        for id in processes:
            if id not in known:
                what = "the id of a process of the dataset behind the view"
                self.faults.append(Fault(place, id, what, near(id, known)))

    def _tell(self, key: str, value: object, expected: str, hint: str = "") -> None:
        self.faults.append(Fault(f"{HEADER} {VIEW}.{key}", str(value), expected, hint))

    def _said(self, table: Any) -> _Said:
        if not isinstance(table, dict):
            self.faults.append(Fault(f"{HEADER} {VIEW}", str(table), f"a table [view] with some of: {', '.join(KEYS)}"))
            return _Said(None, (), None, None)
        for key in table:
            if key not in KEYS:
                self.faults.append(Fault(f"{HEADER} {VIEW}", key, f"one of: {', '.join(KEYS)}", near(key, KEYS)))
        first, last = self._date(table, "from"), self._date(table, "until")
        begin, end = first.first if first else None, last.last if last else None
        if begin and end and end < begin:
            self._tell("until", last, f"a date that is not before from ({first})")
        return _Said(self._of(table.get("of", "")), self._processes(table.get("process", [])), begin, end)

    def _of(self, text: Any) -> Path | None:
        """The path behind the view; none, with a fault, where nothing is there or the way leads in a circle."""
        if not isinstance(text, str) or not text:
            self._tell("of", text, A_PATH)
            return None
        target = self.path / text
        if not target.exists():
            around = target.resolve().parent
            beside = [other.name for other in around.iterdir()] if around.is_dir() else []
            hint = near(target.name, beside)
            self._tell("of", text, f"{A_PATH}; nothing is there", text[: len(text) - len(target.name)] + hint if hint else "")
            return None
        ring = _ring(self.path)
        if ring:
            self._tell("of", " > ".join(ring), "a dataset that is no view of this one")
            return None
        return target

    def _processes(self, value: Any) -> tuple[str, ...]:
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(id, str) for id in found):
            self._tell("process", value, "the id of a process, or a list of such ids")
            return ()
        return tuple(found)

    def _date(self, table: dict[str, Any], key: str) -> When | None:
        value = table.get(key, "")
        text = value.isoformat() if isinstance(value, date) else value
        if text == "":
            return None
        try:
            return When.parse(text)
        except (ValueError, AttributeError):
            self._tell(key, value, A_DATE)
            return None

    def _whole(self, path: Path, bases: Callable[[Path], Iterable[Dataset]]) -> Dataset | None:
        """The dataset behind the view; its faults are told as such, and make that the view cannot be read."""
        try:
            found = list(bases(path))
        except DataError as error:
            self.faults += [replace(fault, where=f"{path.name}: {fault.where}") for fault in error.faults]
            return None
        except UsageError as error:
            self._tell("of", path.name, error.fault.expected, error.fault.hint)
            return None
        if len(found) == 1:
            return found[0]
        there = ", ".join(dataset.id for dataset in found) or "none"
        self._tell("of", path.name, f"the path of one dataset (there: {there})")
        return None


def _ring(path: Path) -> list[str]:
    """The names of the views through which a path leads back to itself; none where it does not."""
    names: list[str] = []
    start = step = path.resolve()
    seen: set[Path] = set()
    while step not in seen:
        seen.add(step)
        names.append(step.name)
        table = _entries(step, []).get(VIEW) if step.is_dir() else None
        of = table.get("of") if isinstance(table, dict) else None
        if not isinstance(of, str):
            return []
        step = (step / of).resolve()
    return [*names, step.name] if step == start else []
