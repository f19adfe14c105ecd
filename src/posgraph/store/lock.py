"""The lock of a store folder: one process writes, or any number read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from weakref import finalize

from posgraph.errors import StoreError

try:
    import fcntl
except ImportError:  # no such locks on Windows: there every process opens a store for itself alone
    fcntl = None  # type: ignore[assignment]

LOCK = "posgraph.lock"
"""The file in a store folder that is locked while the folder is open; it stays there, empty."""

_ENGINE = "LOCK"  # what RocksDB locks while a program writes to its folder, be it posgraph or another
SHARES = fcntl is not None
"""True where several processes can read one store at a time."""


class InUse(StoreError):
    """Another process has a store folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is open in another process; close that one, or ask it through its service (posgraph serve)")


class FolderLock:
    """A lock on a store folder until ``release()``, or until the process ends in whatever way.

    Shared with other readers for ``reading``, else exclusive. Raises StoreError where someone else has the folder.
    """

    def __init__(self, folder: Path, *, reading: bool) -> None:
        self._held: list[int] = []
        self.release = finalize(self, _close, self._held)  # also where the store is dropped without being closed
        if fcntl is None:
            return
        try:
            self._take(folder, reading)
        except BlockingIOError:
            self.release()
            raise InUse(folder) from None
        except BaseException:
            self.release()
            raise

    def _take(self, folder: Path, reading: bool) -> None:
        if (own := _open(folder / LOCK, make=not reading)) is not None:
            self._held.append(own)
            fcntl.flock(own, (fcntl.LOCK_SH if reading else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        if reading and (engine := _open(folder / _ENGINE, make=None)) is not None:
            # RocksDB takes this lock itself when it writes, but not when it reads: so other programs are kept out as well
            self._held.append(engine)
            try:
                fcntl.lockf(engine, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except PermissionError as error:  # POSIX allows this answer for a lock that another has
                raise BlockingIOError from error


def _close(files: list[int]) -> None:
    while files:
        os.close(files.pop())


def _open(path: Path, make: bool | None) -> int | None:
    """The file, made if it may be (``make``: must be, False: if it can be, None: not at all); None where there is none."""
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)
    if make is not None:
        try:
            return os.open(path, flags | os.O_CREAT, 0o666)
        except OSError:
            if make:
                raise
    with suppress(FileNotFoundError):
        return os.open(path, flags)
    return None
