"""Stores: in memory, in a folder, or any SPARQL 1.1 endpoint, behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posgraph.store.disk import DiskStore, is_store
from posgraph.store.interface import Store
from posgraph.store.memory import MemoryStore
from posgraph.store.remote import RemoteStore
from posgraph.store.results import Answer, Result, Solutions, Triples
from posgraph.store.transaction import Guard, Transaction

BACKENDS: MappingProxyType[str, Callable[..., Store]] = MappingProxyType(
    {"memory": MemoryStore, "disk": DiskStore, "remote": RemoteStore}
)
"""Every backend by name. Another one is a Store class with a line here."""


def open_store(place: str | Path | None = None, **options: Any) -> Store:
    """The store at a place: none is memory, an http(s) URL an endpoint, anything else a folder.

    >>> open_store()
    MemoryStore()
    """
    if place is None:
        return BACKENDS["memory"](**options)
    remote = str(place).startswith(("http://", "https://"))
    return BACKENDS["remote" if remote else "disk"](place, **options)


__all__ = ["BACKENDS", "Answer", "DiskStore", "Guard", "MemoryStore", "RemoteStore", "Result", "Solutions", "Store",
           "Transaction", "Triples", "is_store", "open_store"]  # fmt: skip
