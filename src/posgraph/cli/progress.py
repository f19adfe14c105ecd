"""A sign of life on stderr while something takes longer than a second; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DELAY = 1.0
"""Seconds before the sign appears."""


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Show ``message`` with a moving mark and the time spent, from the second second on, until the block ends."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    shower = threading.Thread(target=_show, args=(message, over), daemon=True, name="posgraph-progress")
    shower.start()
    try:
        yield
    finally:
        over.set()
        shower.join()


def _show(message: str, over: threading.Event) -> None:
    if over.wait(DELAY):
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(message, total=None)
        over.wait()
