"""Restoring: a backup takes the place of a store, or of what a service serves."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from uuid import uuid4

from pyoxigraph import DefaultGraph

from posgraph import __version__
from posgraph.errors import DataError, Fault, StoreError, UsageError
from posgraph.graph import Graph
from posgraph.keeping.beside import STAY
from posgraph.keeping.copying import copy, files, refused, sync_folder, totals
from posgraph.keeping.manifest import Manifest
from posgraph.names import AUDIT_GRAPH
from posgraph.recording import Author, Change, Journal
from posgraph.recording.journal import guard, quads
from posgraph.store import DiskStore, Store, Transaction
from posgraph.store.disk import FORMAT, MARKER
from posgraph.store.interrupted import safety, staged
from posgraph.store.lock import LOCK, FolderLock, InUse
from posgraph.writing import node

_OLD = 86_400  # seconds


def checked(folder: Path) -> Manifest:
    """The manifest of a backup that is whole: its files, its graphs, and that each dataset in it can be read.

    Raises StoreError, which says what is wrong with it, DataError where a dataset in it has faults.
    """
    manifest = Manifest.read(folder)
    found = totals(folder, manifest.files)
    for name, total in manifest.files.items():
        if found[name] != total:
            raise StoreError(f"{folder} is damaged: its file {name} is {_wrong(found[name])}; take another backup")
    with DiskStore(folder, read_only=True) as store:
        if differs := manifest.difference(Manifest.of(store)):
            raise StoreError(f"{folder} is damaged: {differs}; take another backup")
        _read(store)
    return manifest


def _read(store: Store) -> None:
    """Raise DataError, with every fault, where a dataset of a store has some."""
    faults: list[Fault] = []
    for id in Graph(store).datasets():
        try:
            _ = Graph(store, dataset=id).dataset
        except DataError as error:
            faults += [replace(fault, where=f"{id}: {fault.where}") for fault in error.faults]
    if faults:
        raise DataError(faults)


def _wrong(total: str) -> str:
    return "not what was written" if total else "missing"


def stage(backup: Path, store: Path, moment: datetime | None = None) -> Path:
    """Copy a backup into a hidden folder beside a store, ready to take its place; the folder. Raises StoreError."""
    manifest = Manifest.read(backup)
    admit(store)
    _clear(store)
    folder = staged(store, f"{moment or datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    try:
        folder.mkdir(mode=0o777 if not store.is_dir() else store.stat().st_mode & 0o777)
        found = copy(backup, folder, manifest.files)
        if wrong := [name for name, total in found.items() if manifest.files[name] != total]:
            raise StoreError(f"{backup} is damaged: its file {wrong[0]} is {_wrong(found[wrong[0]])}; take another backup")
        (folder / MARKER).write_text(json.dumps({"format": FORMAT, "posgraph": __version__}) + "\n", encoding="utf-8")
        sync_folder(folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise refused(folder, error) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def admit(store: Path) -> None:
    """Raise UsageError where a store cannot be put at a path: in the place of a file, or of a folder that holds other files."""
    if store.exists() and not store.is_dir():
        raise UsageError("--data", store, "the folder of a store, or a new one")
    if not store.parent.is_dir():
        raise UsageError("--data", store, f"a folder in one that is there; {store.parent} is not")
    try:
        names = [entry.name for entry in store.iterdir()] if store.is_dir() else []
        if names and MARKER not in names and not files(store):
            raise UsageError("--data", store, "the folder of a store, or a new one; this one holds other files")
    except OSError as error:
        raise refused(store, error) from error


def _clear(store: Path) -> None:
    """Remove what restores left long ago that were killed before they began to take the store's place."""
    for folder in store.parent.glob(f"{escape(staged(store, '').name)}*"):
        if time.time() - folder.stat().st_mtime > _OLD:
            shutil.rmtree(folder, ignore_errors=True)


def swap(folder: Path, store: Path, author: Author) -> tuple[Change, Path | None]:
    """Put a staged folder in the place of a store that nobody has open; the change, and where the old store is now.

    A process that is killed in between leaves the old store, the new one, or neither: then whoever opens it next finds the
    new one beside it and puts it in place (:mod:`posgraph.store.interrupted`).
    """
    last, old = _last(store), safety(store, folder)
    lock = FolderLock(store, reading=False) if store.is_dir() else None
    try:
        with DiskStore(folder) as new:
            change = _record(new, author, last)
            new.sync()
        for kept_there in (store / name for name in STAY if (store / name).is_file()):
            shutil.copy2(kept_there, folder)  # a backup holds none of these: those of the store go on
        kept = lock is not None and any(path.name != LOCK for path in store.iterdir())
        if lock is not None:
            store.rename(old)
        folder.rename(store)
        sync_folder(store.parent)
        if lock is not None and not kept:
            shutil.rmtree(old)
    except OSError as error:
        raise refused(store, error) from error
    finally:
        if lock is not None:
            lock.release()
    return change, old if kept else None


def _last(store: Path) -> int:
    """The number of the last change of a store; 0 where it cannot be read, which may be why it is restored."""
    try:
        with DiskStore(store, read_only=True) as found:
            return Journal(found).last()
    except InUse:
        raise
    except StoreError:
        return 0


def _record(store: Store, author: Author, other: int) -> Change:
    """Note in the log of a restored store that it was restored, under a number that no change has had."""
    last = Journal(store).last()
    change = _change(author, max(last, other) + 1)
    store.commit(Transaction(added=quads(change), guard=guard(last, change)))
    return change


def _change(author: Author, number: int) -> Change:
    return Change(number=number, id=uuid4().hex, at=datetime.now(UTC), kind="restore", by=author.name, address=author.address)


def replace_content(store: Store, folder: Path, author: Author) -> Change:
    """Put what a folder holds in the place of all that an open store holds, log included, in one step; the change.

    Raises StoreError, DataError; then the store holds what it held.
    """
    last = Journal(store).last()
    with DiskStore(folder, read_only=True) as new:
        _read(new)
        change = _change(author, max(last, Journal(new).last()) + 1)
        with new.reading():
            added = list(new.native.quads_for_pattern(None, None, None, DefaultGraph()))
        added += quads(change)
        for name in new.graphs():
            added += [quad for quad in new.quads(name) if name != AUDIT_GRAPH or quad.predicate != node("pg:lastChange")]
    if not store.commit(Transaction(drop=["", *store.graphs()], added=added, guard=guard(last, change))):
        raise StoreError(f"{store.place} has changed meanwhile; restore again")
    return change
