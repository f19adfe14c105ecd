"""The store in a folder: Oxigraph on disk, safe against crashes, for one process that writes or any number that read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad

from posgraph import __version__
from posgraph.errors import StoreError
from posgraph.store.embedded import EmbeddedStore
from posgraph.store.lock import LOCK, SHARES, FolderLock, in_use

MARKER = "posgraph.json"
"""The small file in a store folder that says which format it has."""

FORMAT = 1
_BULK = 20_000  # from so many statements on, bulk loading is ten times faster than a transaction
_ENGINE = "CURRENT"  # RocksDB keeps a file of this name in every database folder


class DiskStore(EmbeddedStore):
    """A store in a folder, which is made if it is not there yet. Raises StoreError where the folder is something else,
    was written by a newer posgraph, or is open elsewhere. With ``read_only`` any number of processes may have it open; where
    the system has no locks for that (Windows), only a backup may be read by several.
    """

    kind = "disk"

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        folder = Path(path)
        _admit(folder)
        if read_only and not is_store(folder):
            raise StoreError(f"{folder} is no store; posgraph load makes one")
        try:
            if not read_only:
                folder.mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(folder, reading=read_only)
            shared = read_only and (SHARES or not (folder / MARKER).exists())  # a backup has no marker, and no writer
            native = pyoxigraph.Store.read_only(str(folder)) if shared else pyoxigraph.Store(str(folder))
            if not read_only and not (folder / MARKER).exists():
                (folder / MARKER).write_text(json.dumps({"format": FORMAT, "posgraph": __version__}) + "\n", encoding="utf-8")
        except OSError as error:
            if hasattr(self, "_lock"):
                self._lock.release()
            raise StoreError(_reason(folder, error)) from error
        super().__init__(native, str(folder))
        self.read_only = read_only

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
        except StoreError as error:
            if self.read_only and not querying:
                raise StoreError(f"disk store {self.place} is open for reading only ({error.__cause__})") from error
            raise

    def close(self) -> None:
        """Write everything to disk and free the folder for others."""
        if hasattr(self, "native"):
            del self.native  # RocksDB lets its own lock go with the last reference
            self._lock.release()


def is_store(path: Path) -> bool:
    """True where a folder holds a store."""
    return path.is_dir() and ((path / MARKER).is_file() or (path / _ENGINE).is_file())


def _admit(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file; a store is a folder")
    if not is_store(folder):
        if folder.is_dir() and (any(folder.glob("*.csv")) or (folder / "dataset.toml").exists()):
            raise StoreError(
                f"{folder} is a dataset, not a store; load it into a store in another folder: posgraph load {folder}"
            )
        if folder.is_dir() and any(path.name != LOCK for path in folder.iterdir()):
            raise StoreError(f"{folder} holds other files; name an empty or new folder for the store")
        return
    marker = folder / MARKER
    if not marker.is_file():
        return
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f'{marker} cannot be read ({error}); it should be {{"format": {FORMAT}}}') from error
    if not isinstance(found, int) or found > FORMAT:
        raise StoreError(
            f"{folder} has store format {found}; this posgraph {__version__} reads up to {FORMAT}: install a newer one"
        )


def _reason(folder: Path, error: OSError) -> str:
    if "lock" in str(error).lower():
        return in_use(folder)
    return f"{folder} cannot be opened as a store: {error}"
