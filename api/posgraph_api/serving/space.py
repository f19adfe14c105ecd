"""A full disk: writes are refused before the store is touched, and what the store says of it becomes a clear answer."""

from __future__ import annotations

import errno
import shutil

from posgraph.errors import Fault
from posgraph.store import DiskStore, Store
from posgraph_api.http.problems import Problem
from posgraph_api.serving.settings import Settings

MEGABYTE = 1_000_000
RETRY = "60"
"""Seconds after which a client may ask again, as Retry-After says it."""

_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TEXTS = ("no space left on device", "disk quota exceeded", "file too large")  # RocksDB's errors carry a text and no number


def check_space(store: Store, settings: Settings) -> None:
    """Raise Problem 507 where the disk of a store folder has less space than ``settings.free_megabytes``.

    A store in memory or behind an URL has no disk here, and 0 means no check. A store that a full disk made refuse writes is
    opened anew first; raises StoreError where that is in vain.
    """
    if not isinstance(store, DiskStore):
        return
    if settings.free_megabytes:
        _check_disk(store, settings)
    store.recover()


def _check_disk(store: DiskStore, settings: Settings) -> None:
    free = shutil.disk_usage(store.place).free / MEGABYTE
    if free < settings.free_megabytes:
        raise full(
            f"The disk of the store has {free:,.0f} MB left, and writing needs {settings.free_megabytes:,} (free_megabytes). "
            "Nothing was written; reading goes on. Make space, then send the request again",
            [Fault("disk", f"{free:.0f} MB free", f"{settings.free_megabytes} MB free or more")],
        )


def of_full_disk(error: BaseException) -> Problem | None:
    """The problem 507 of an error, if it, or what caused it, says that the disk is full; else None.

    >>> problem = of_full_disk(OSError(28, "No space left on device"))
    >>> problem.status, problem.word
    (507, 'no-space')
    >>> of_full_disk(OSError(13, "Permission denied"))
    """
    each: BaseException | None = error
    while each is not None:
        if _says_full(each):
            return full(
                "The disk of the store is full. Nothing was written; reading goes on. Make space, then send the request again",
                [Fault("disk", "full", "free space")],
            )
        each = each.__cause__ or each.__context__
    return None


def full(detail: str, faults: list[Fault]) -> Problem:
    """The problem of a disk without space."""
    return Problem(507, "no-space", detail, faults, {"retry-after": RETRY})


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in _ERRORS:
        return True
    text = str(error).lower()
    return any(each in text for each in _TEXTS)
