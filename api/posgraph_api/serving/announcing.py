"""How posgraph backup and restore find the service that has a store folder open."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from pathlib import Path

from posgraph.keeping.presence import announced
from posgraph.store import Store
from posgraph_api.http.hosts import names
from posgraph_api.querying.copies import is_folder
from posgraph_api.serving.settings import Settings

_NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def announce(stack: ExitStack, store: Store, settings: Settings, place: socket.socket) -> None:
    """Leave a note in the store folder that says where the service listens, until the stack ends; nothing for other stores."""
    if not is_folder(store):
        return
    host, port = place.getsockname()[:2]
    near = _bracketed(_NEAR.get(host, host))
    known = names(settings)
    name = near if "*" in known or near in known else min(known)
    stack.enter_context(announced(Path(store.place), f"http://{near}:{port}", name))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
