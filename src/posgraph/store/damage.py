"""What to say of a folder that cannot be opened as a store: what was found there, and what to do."""

from __future__ import annotations

import os
from pathlib import Path

from posgraph.errors import StoreError
from posgraph.store.lock import InUse
from posgraph.store.writeahead import lost

ENGINE = "CURRENT"
"""RocksDB keeps a file of this name in every database folder; it says which MANIFEST file lists the others."""

_DATA = (".sst", ".log")
_MAKING = ("posgraph.lock", "LOCK", "LOG", "IDENTITY", "CURRENT.dbtmp")  # with a MANIFEST: a store that is being made
_REMEDY = "restore it from a backup: posgraph restore BACKUP --data"


def refuse_damage(folder: Path, marker: Path) -> None:
    """Raise StoreError where files of a store are missing that RocksDB would make anew, or leave out, without a word."""
    if not (folder / ENGINE).exists() and (marker.exists() or any(path.suffix in _DATA for path in folder.glob("*"))):
        raise damaged(folder, f"its file {ENGINE} is missing")
    if missing := lost(folder):
        raise damaged(folder, missing)


def damaged(folder: Path | str, found: object) -> StoreError:
    """The error of a store with damaged files."""
    return StoreError(f"{folder} is damaged: {str(found).strip().rstrip('.')}. Nothing was changed; {_REMEDY} {folder}")


def being_made(folder: Path) -> bool:
    """True where a folder holds only what a process that was killed while it made a store leaves: there is nothing to lose."""
    names = [path.name for path in folder.iterdir()]
    return bool(names) and all(name in _MAKING or name.startswith(("MANIFEST-", "LOG.old", "OPTIONS-")) for name in names)


def unopened(folder: Path, error: Exception) -> StoreError:
    """The error of a folder that cannot be opened, from what the system or RocksDB says."""
    text = " ".join(str(error).split())
    low = text.lower()
    if "while lock file" in low or "lock hold by current process" in low:
        return InUse(folder)
    if isinstance(error, PermissionError) or "permission denied" in low:
        user = f"user {os.getuid()}" if hasattr(os, "getuid") else "you"
        return StoreError(
            f"{folder} cannot be opened as a store: {user} may not read and write all of it ({text}); change its owner"
        )
    if "read-only file system" in low:
        return StoreError(
            f"{folder} cannot be opened for writing: its file system is read-only ({text}); make that writable, or open a "
            "backup of the store, which is only read"
        )
    if "no space left" in low or "disk quota" in low:
        return StoreError(f"{folder} cannot be opened as a store: its disk is full ({text}); make space on it")
    if any(word in low for word in ("corruption", "no such file", "invalid argument")):
        return damaged(folder, text)
    return StoreError(f"{folder} cannot be opened as a store: {text}")
