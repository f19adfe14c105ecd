"""A real service on a free port of loopback, for the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import httpx

from tests import forked

ADMIN = "admin-of-the-tests"
"""The token that may do everything in the services that take it."""


@dataclass
class Running:
    """A service that runs: its address, its process, what it has said on stderr, and whether a test has killed it.

    Of several processes, one that is still starting when the others are killed tells of a bug.
    """

    url: str
    process: subprocess.Popen[str]
    said: list[str]
    killed: bool = False


def start(*flags: str, **environment: str) -> subprocess.Popen[str]:
    """``posgraph serve`` as a process, forked where that can be done."""
    return forked.popen("serve", "--port", "0", *flags, stderr=subprocess.PIPE, text=True, env=os.environ | environment)


def start_afresh(*flags: str, **environment: str) -> subprocess.Popen[str]:
    """``posgraph serve`` as a process that imports everything itself, as users start it."""
    command = [sys.executable, "-m", "posgraph", "serve", "--port", "0", *flags]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environment)


@contextmanager
def serving(*flags: str, by: Callable[..., subprocess.Popen[str]] = start, **environment: str) -> Iterator[Running]:
    """A service that answers; it is stopped afterwards, and must not have told of a bug."""
    process = by(*flags, **environment)
    assert process.stderr is not None
    said, at = list[str](), ""
    for line in process.stderr:
        said.append(line)
        if " at http://" in line:
            at = line.split()[-1]
            break
    reader = Thread(target=said.extend, args=(process.stderr,))
    reader.start()
    try:
        if not at:
            reader.join(30)
            raise AssertionError("".join(said))
        try:
            assert httpx.get(f"{at}/health", timeout=60).status_code == 200
        except httpx.TransportError:
            reader.join(30)
            raise AssertionError("".join(said)) from None
        running = Running(at, process, said)
        yield running
    finally:
        process.terminate()
        process.wait(30)
        reader.join(30)
        process.stderr.close()
    assert running.killed or "Traceback" not in "".join(said), "".join(said)
