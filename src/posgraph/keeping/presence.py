"""The presence of a service: a small file in the store folder by which commands on this machine find it and are believed.

Whoever may read the file may read the store as well; so its key is as good as the store itself, and no better.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hmac import compare_digest
from pathlib import Path

FILE = "posgraph.service"
HEADER = "posgraph-local-key"
"""The header in which a command shows the key."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a service listens, under what name it is known (``host``), its process, and the key of this run of it."""

    url: str
    host: str
    pid: int
    key: str


@contextmanager
def announced(store: Path, url: str, host: str) -> Iterator[Presence]:
    """Announce a service in the folder of its store while the block runs. Raises OSError."""
    presence = Presence(url, host, os.getpid(), secrets.token_urlsafe(32))
    part = store / f"{FILE}.part"
    with suppress(FileNotFoundError):
        part.unlink()
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(asdict(presence), file)
    part.replace(store / FILE)
    try:
        yield presence
    finally:
        with suppress(OSError):
            (store / FILE).unlink()


def find(store: Path) -> Presence | None:
    """The service that announced itself in a store folder; one that was killed cannot take it back."""
    try:
        return Presence(**json.loads((store / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_valid(store: Path, key: str) -> bool:
    """True where the key is that of the service that runs on this store."""
    presence = find(store)
    return presence is not None and compare_digest(presence.key.encode(), key.encode())
