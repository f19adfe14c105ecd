"""Copies of a store in a folder, for other processes to read: RocksDB lets nobody look into a folder that is open for writing."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import TypeGuard

from posgraph.store import DiskStore, Store


class Copy(DiskStore):
    """A copy, which nobody writes to; any number of processes may read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_only=True)


def is_folder(store: Store) -> TypeGuard[DiskStore]:
    """True where a store is a folder that this process has open for writing."""
    return isinstance(store, DiskStore) and not isinstance(store, Copy)


class Copies:
    """Copies of one store. They stand beside it, since the hard links they are made of do not cross disks."""

    def __init__(self, store: DiskStore) -> None:
        self._store, self._made = store, list[Path]()
        self._place = Path(store.place).resolve()
        self._prefix = f".{self._place.name}-copy-"

    def make(self) -> Path:
        """A new copy of what the store holds now; older ones stay."""
        if not self._made:  # what a service left that was killed: it is gone, since this process has the store's lock
            for stale in self._place.parent.glob(f"{escape(self._prefix)}*"):
                shutil.rmtree(stale, ignore_errors=True)
        folder = self._folder()
        self._made.append(folder)
        self._store.backup(str(folder / "store"))
        return folder / "store"

    def _folder(self) -> Path:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._place.parent))
        return Path(tempfile.mkdtemp(prefix=self._prefix))

    def clear(self) -> None:
        """Remove every copy."""
        for folder in self._made:
            shutil.rmtree(folder, ignore_errors=True)
        self._made.clear()
