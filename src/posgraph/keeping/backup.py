"""Making a backup: a copy of a store in a folder of its own, checked before it gets its name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from posgraph.errors import StoreError, UsageError
from posgraph.keeping.copying import copy, files, refused, sync_folder
from posgraph.keeping.manifest import Manifest
from posgraph.store import DiskStore, is_store


def backup(source: Path, target: Path, store: Path | None = None) -> Manifest:
    """Copy the store in ``source``, which nobody may write to meanwhile, to the new folder ``target``; what it holds.

    The copy has files of its own, also on the same disk. It is read and compared with the store before it gets its name, so a
    folder called ``target`` is whole. ``store`` is the store of which ``source`` is a copy already. Raises
    StoreError, UsageError.
    """
    if not is_store(source):
        raise UsageError("--data", source, "a store folder; posgraph load makes one")
    free(target, store or source)
    part = target.parent / f".{target.name}-{uuid4().hex[:8]}"
    try:
        _make(part)
        with DiskStore(source, read_only=True) as opened:
            found = Manifest.of(opened)
            written = replace(found, files=copy(source, part, files(source)))
        with DiskStore(part, read_only=True) as made:
            if differs := written.difference(Manifest.of(made)):
                raise StoreError(f"The backup did not become what the store is: {differs}; nothing was kept, try again")
        _name(part, target, written)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return written


def free(target: Path, source: Path) -> None:
    """Raise UsageError where a backup cannot be made at ``target``."""
    if target.exists() or target.is_symlink():
        raise UsageError("DEST", target, "a new folder; nothing is ever overwritten by a backup")
    if not target.parent.is_dir():
        raise UsageError("DEST", target, f"a folder in one that is there; {target.parent} is not")
    inner, outer = target.resolve(), source.resolve()
    if outer in inner.parents:
        raise UsageError("DEST", target, f"a folder outside the store {source}")


def _make(part: Path) -> None:
    try:
        part.mkdir()
    except OSError as error:
        raise refused(part.parent, error) from error


def _name(part: Path, target: Path, manifest: Manifest) -> None:
    try:
        for name in {entry.name for entry in part.iterdir()} - manifest.files.keys():
            (part / name).unlink()  # what opening it left there
        manifest.write(part)
        sync_folder(part)
        part.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise refused(target, error) from error
