"""What backup and restore share: the store folder that they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from posgraph.errors import StoreError, UsageError

F = TypeVar("F", bound=Callable[..., Any])


def store(command: F) -> F:
    """``--data``, for a store folder alone."""
    return click.option("--data", metavar="STORE", envvar="POSGRAPH_DATA", show_envvar=True, help="Store folder.")(command)


def folder(data: str | None, verb: str) -> Path:
    """The store folder, by its real name. Raises UsageError where none is named, StoreError on an address."""
    if not data:
        raise UsageError("--data", "", "a store folder")
    if data.startswith(("http://", "https://")):
        raise StoreError(
            f"{data} is an address, and {verb} is for the machine that has the store folder: run it there, also while it "
            "is served. Everything else works over an address; of a posgraph service, /store gives the whole content as N-Quads"
        )
    return Path(data).resolve()
