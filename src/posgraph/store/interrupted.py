"""A restore that was interrupted: the old store has left its place and the new one is not there yet."""

from __future__ import annotations

from contextlib import suppress
from glob import escape
from pathlib import Path

_MARKER = "posgraph.json"  # written last into a staged folder


def staged(store: Path, moment: str) -> Path:
    """The hidden folder beside a store in which a new one is made ready."""
    return store.parent / f".{store.name}-restore-{moment}"


def safety(store: Path, folder: Path) -> Path:
    """Where the old store goes when the one in the staged ``folder`` takes its place."""
    moment = folder.name.removeprefix(staged(store, "").name)
    return store.parent / f"{store.name}.before-restore-{moment}"


def mend(store: Path) -> None:
    """Finish a restore that was interrupted between its two renames: then there is a new store and an old one, and none in
    the place of both. Another process that does the same at this moment is no harm.
    """
    if store.exists() or not store.parent.is_dir():
        return
    for folder in sorted(store.parent.glob(f"{escape(staged(store, '').name)}*"), reverse=True):
        if (folder / _MARKER).is_file() and safety(store, folder).is_dir():
            with suppress(OSError):
                folder.rename(store)
            return
