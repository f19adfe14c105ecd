"""Asking the service that has a store open to make a copy of it, or to take one over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from posgraph.errors import StoreError
from posgraph.keeping.presence import HEADER, Presence, find
from posgraph.store.lock import InUse

_PATIENCE = httpx.Timeout(10.0, read=3600.0)  # seconds; a large store takes its time


def service(store: Path, error: InUse) -> Presence:
    """The service that has a store open. Raises ``error`` where it is another program."""
    if (presence := find(store)) is None:
        raise error
    return presence


def ask(presence: Presence, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send a request to a service as the machine's own; its answer. Raises StoreError, which says what the service said."""
    headers = {HEADER: presence.key, "host": presence.host}
    try:
        with httpx.Client(trust_env=False, timeout=_PATIENCE) as client:
            answer = client.post(f"{presence.url}{path}", headers=headers, json=body or {})
            found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise StoreError(
            f"The service at {presence.url} (process {presence.pid}) did not answer ({error}); try again, or stop it first"
        ) from error
    if not answer.is_success or not isinstance(found, dict):
        told = found.get("detail") if isinstance(found, dict) else None
        raise StoreError(f"The service at {presence.url} refused: {told or answer.status_code}")
    return found
