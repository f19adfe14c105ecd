"""The store in a folder: Oxigraph on disk, safe against crashes, for one process that writes or any number that read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import pyoxigraph
from pyoxigraph import Quad

from posgraph import __version__
from posgraph.errors import QueryError, StoreError
from posgraph.store.damage import ENGINE, being_made, damaged, refuse_damage, unopened
from posgraph.store.embedded import EmbeddedStore
from posgraph.store.interrupted import mend
from posgraph.store.lock import LOCK, SHARES, FolderLock
from posgraph.store.terms import BlankNode, NamedNode
from posgraph.store.writeahead import WriteAhead

MARKER = "posgraph.json"
"""The small file in a store folder that says which format it has."""

MANIFEST = "backup.json"
"""The file in a folder that says that it is a backup, and what it holds."""

FORMAT = 1
_BULK = 20_000  # from so many statements on, bulk loading is ten times faster than a transaction
_DRAIN = 5.0  # seconds that queries which still read the old files are given when a folder is opened anew


class DiskStore(EmbeddedStore):
    """A store in a folder, which is made if it is not there yet. Raises StoreError where the folder is something else, is
    damaged, was written by a newer posgraph, or is open elsewhere. With ``read_only`` any number of processes may have it
    open; where the system has no locks for that (Windows), only a backup may be read by several.
    """

    kind = "disk"

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        folder = Path(path)
        self._native: pyoxigraph.Store | None = None
        self._opening, self._stuck, self._closed = Lock(), False, False
        try:
            _admit(folder, read_only)
            if not read_only:
                folder.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(folder, reading=read_only)
            refuse_damage(folder, folder / MARKER)
            shared = read_only and (SHARES or not (folder / MARKER).exists())  # a backup has no marker, and no writer
            native = pyoxigraph.Store.read_only(str(folder)) if shared else pyoxigraph.Store(str(folder))
            if not read_only and not (folder / MARKER).exists():
                (folder / MARKER).write_text(json.dumps({"format": FORMAT, "posgraph": __version__}) + "\n", encoding="utf-8")
        except (OSError, RuntimeError, StoreError) as error:
            if hasattr(self, "_lock"):
                self._lock.release()
            if isinstance(error, StoreError):
                raise
            raise unopened(folder, error) from error
        super().__init__(native, str(folder))
        self.read_only = read_only
        self._ahead = WriteAhead(folder)

    @property
    def native(self) -> pyoxigraph.Store:
        """The Oxigraph store; whoever asks while the folder is opened anew waits."""
        with self._opening:
            if self._native is None:
                raise StoreError(f"{self.place} is closed" if self._closed else f"{self.place} cannot be read; restart posgraph")
            return self._native

    @native.setter
    def native(self, native: pyoxigraph.Store) -> None:
        self._native = native

    def sync(self) -> None:
        """Wait until all that was written is on the disk, so that a power cut loses none of it (some 0.3 ms)."""
        with self._errors():
            self._ahead.sync()

    @property
    def stuck(self) -> bool:
        """True where a write failed on the disk (full, or faulty): RocksDB refuses all others until :meth:`recover`."""
        return self._stuck

    def recover(self) -> None:
        """Open the folder anew after a write failed; what was written before is there. Raises StoreError where it still cannot
        be written to; reading goes on all the same.
        """
        if not self._stuck:
            return
        with self._opening:
            self._native = None  # RocksDB frees the folder when the last query that reads it has ended
            try:
                self._native = _reopened(self.place)
                self._stuck = False
            except (OSError, RuntimeError) as error:
                with suppress(OSError, RuntimeError):
                    self._native = pyoxigraph.Store.read_only(self.place)
                raise unopened(Path(self.place), error) from error

    def _find(self, graph: NamedNode | BlankNode) -> Iterator[Quad]:
        with self._errors():
            yield from super()._find(graph)

    def _fill(self, quads: set[Quad]) -> None:
        if len(quads) < _BULK:
            super()._fill(quads)
        else:
            self.native.bulk_extend(quads)  # builds its files first and takes them in at once

    @contextmanager
    def _errors(self, text: str = "", querying: bool = False) -> Iterator[None]:
        try:
            with super()._errors(text, querying):
                yield
        except QueryError as error:
            if str(error).startswith("Corruption"):
                raise damaged(self.place, error) from error
            raise
        except StoreError as error:
            if "Corruption" in str(error.__cause__):
                raise damaged(self.place, error.__cause__) from error.__cause__
            if self.read_only and not querying:
                raise StoreError(f"disk store {self.place} is open for reading only ({error.__cause__})") from error
            self._stuck = self._stuck or _of_disk(error.__cause__)
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """For whoever reads from ``native`` itself: errors become StoreError, as they do elsewhere."""
        with self._errors():
            yield

    def close(self) -> None:
        """Write everything to disk and free the folder for others."""
        if not self._closed:
            if not self.read_only:
                with suppress(OSError):
                    self._ahead.sync()
            self._closed, self._native = True, None  # RocksDB lets its own lock go with the last reference
            self._lock.release()


def is_store(path: Path) -> bool:
    """True where a folder holds a store, or did before it was damaged. A restore that was interrupted is finished first."""
    mend(path)
    return path.is_dir() and ((path / MARKER).is_file() or (path / ENGINE).is_file())


def _admit(folder: Path, read_only: bool) -> None:
    """Raise StoreError where a folder is no store that this posgraph may open."""
    mend(folder)
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file; a store is a folder")
    if not is_store(folder):
        _admit_new(folder)
        if read_only:
            raise StoreError(f"{folder} is no store; posgraph load makes one")
        return
    if not read_only and (folder / MANIFEST).exists():
        raise StoreError(
            f"{folder} is a backup, which nobody writes to; make a store of it: posgraph restore {folder} --data STORE"
        )
    marker = folder / MARKER
    if not marker.is_file():
        return
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))["format"]
    except PermissionError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, f'{marker} cannot be read ({error}); it should be {{"format": {FORMAT}}}') from error
    if not isinstance(found, int) or found > FORMAT:
        raise StoreError(
            f"{folder} has store format {found}; this posgraph {__version__} reads up to {FORMAT}: install a newer one"
        )


def _admit_new(folder: Path) -> None:
    if not folder.is_dir():
        return
    if any(folder.glob("*.csv")) or (folder / "dataset.toml").exists():
        raise StoreError(f"{folder} is a dataset, not a store; load it into a store in another folder: posgraph load {folder}")
    refuse_damage(folder, folder / MARKER)
    if any(path.name != LOCK for path in folder.iterdir()) and not being_made(folder):
        raise StoreError(f"{folder} holds other files; name an empty or new folder for the store")


def _reopened(place: str) -> pyoxigraph.Store:
    """The folder opened for writing, as soon as the last reader in this process has let go of it."""
    until = time.monotonic() + _DRAIN
    while True:
        try:
            return pyoxigraph.Store(place)
        except OSError as error:
            if "lock hold by current process" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _of_disk(cause: BaseException | None) -> bool:
    """True where the disk, not the text of an update, made a write fail: RocksDB then wants the folder opened anew."""
    return isinstance(cause, OSError) and "IO error" in str(cause)
