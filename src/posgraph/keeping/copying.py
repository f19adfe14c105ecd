"""Copying the files of a store: whole, onto the disk, and with a sum of each."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from posgraph.errors import StoreError

_CHUNK = 1 << 20
_ENDS = (".sst", ".log", ".blob")
_STARTS = ("MANIFEST-", "OPTIONS-")
_NAMES = ("CURRENT", "IDENTITY")


def files(folder: Path) -> list[str]:
    """The names of the files in a folder that hold its data; locks, notes and the messages of RocksDB are no part of them."""
    found = (entry.name for entry in os.scandir(folder) if entry.is_file())
    return sorted(name for name in found if name in _NAMES or name.endswith(_ENDS) or name.startswith(_STARTS))


def copy(source: Path, target: Path, names: Iterable[str]) -> dict[str, str]:
    """Copy files into a folder and onto its disk; the SHA-256 of each. Raises StoreError where that cannot be done."""
    try:
        return {name: _copy(source / name, target / name) for name in names}
    except OSError as error:
        raise refused(target, error) from error


def totals(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each of these files; empty for one that is not there."""
    return {name: _total(folder / name) if (folder / name).is_file() else "" for name in names}


def refused(place: Path, error: OSError) -> StoreError:
    """The error of a place that cannot be written to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        free = shutil.disk_usage(place if place.exists() else place.parent).free
        return StoreError(
            f"The disk of {place} is full ({free / 1e6:,.0f} MB free); make space, or name a folder on another disk"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(f"{place} cannot be written ({error.strerror}); name a folder where you may write")
    return StoreError(f"{place} cannot be written: {error.strerror or error}")


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    if os.name == "nt":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _copy(source: Path, target: Path) -> str:
    total = sha256()
    with source.open("rb") as old, target.open("xb") as new:
        while part := old.read(_CHUNK):
            total.update(part)
            new.write(part)
        new.flush()
        os.fsync(new.fileno())
    return total.hexdigest()


def _total(path: Path) -> str:
    with path.open("rb") as file:
        total = sha256()
        while part := file.read(_CHUNK):
            total.update(part)
    return total.hexdigest()
