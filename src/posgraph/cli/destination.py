"""Where a command writes a file: never over another one unless it is told to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from posgraph.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])


def force(command: F) -> F:
    """``--force``."""
    return click.option("--force", is_flag=True, help="Overwrite what is there.")(command)


def free(output: str, force: bool) -> Path:
    """The path, if nothing is there that may not be overwritten; an empty folder is nothing."""
    path = Path(output)
    if not force and path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError("--output", output, "a new path, or --force to overwrite this one")
    return path
