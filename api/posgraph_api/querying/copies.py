"""Copies of a store in a folder, for other processes to read: RocksDB lets nobody look into a folder that is open for writing."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import TypeGuard

from posgraph.errors import StoreError
from posgraph.store import DiskStore, Store
from posgraph.store.lock import FolderLock


class Copy(DiskStore):
    """A copy, which nobody writes to; any number of processes may read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_only=True)


def is_folder(store: Store) -> TypeGuard[DiskStore]:
    """True where a store is a folder that this process has open for writing."""
    return isinstance(store, DiskStore) and not isinstance(store, Copy)


class Copies:
    """Copies of one store. They stand beside it, since the hard links they are made of do not cross disks.

    Whoever makes copies of the same store for another ``use`` has others; neither removes those of the other.
    """

    def __init__(self, store: DiskStore, use: str = "copy") -> None:
        self._store, self._made, self._begun = store, list[Path](), False
        self._place = Path(store.place).resolve()
        self._prefix = f".{self._place.name}-{use}-"

    def make(self) -> Path:
        """A new copy of what the store holds now; older ones stay."""
        if not self._begun:  # what a service left that was killed: it is gone, since this process has the store's lock
            for stale in self._place.parent.glob(f"{escape(self._prefix)}*"):
                shutil.rmtree(stale, ignore_errors=True)
            self._begun = True
        folder = self._folder()
        self._made.append(folder)
        try:
            self._store.backup(str(folder / "store"))
        except BaseException:
            self.drop(folder / "store")
            raise
        return folder / "store"

    def _folder(self) -> Path:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._place.parent))
        return Path(tempfile.mkdtemp(prefix=self._prefix))

    def drop(self, copy: Path) -> None:
        """Remove one copy, which nobody reads any more."""
        shutil.rmtree(copy.parent, ignore_errors=True)
        with suppress(ValueError):
            self._made.remove(copy.parent)

    def clear_idle(self, kept: Path) -> None:
        """Remove the copies that no process has open, but not the one that is to be ``kept``."""
        for folder in self._made[:]:
            if folder / "store" == kept:
                continue
            with suppress(StoreError):
                lock = FolderLock(folder / "store", reading=False)  # nobody can open it from here on
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()
                self._made.remove(folder)

    def clear(self) -> None:
        """Remove every copy."""
        for folder in self._made[:]:  # another thread may be dropping one of them
            shutil.rmtree(folder, ignore_errors=True)
        self._made.clear()
