"""A process that has imported all of posgraph, and forks a child for each ``python -m posgraph`` that a test wants.

Started by :mod:`tests.forked`. It opens nothing and starts no thread, so that forking is safe. What a fresh process finds out as
it starts is set anew in the child: arguments, environment, folder, standard streams, signals. The child then runs the module as
``python -m`` does, and ends as a process of its own does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

LAZY = (
    "httptools",
    "openpyxl",
    "pyarrow.parquet",
    "pysat.examples.rc2",
    "pyshacl",
    "rdflib",
    "rich.console",
    "rich.table",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
"""What posgraph imports when it first needs it; not prometheus_client, which looks at the environment when it is loaded."""


def preload() -> None:
    """Import everything. What cannot be imported is for those to tell who need it."""
    names = list(LAZY)
    for package in ("posgraph", "posgraph_api"):
        found = pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.", onerror=lambda _: None)
        names += [module.name for module in found if not module.name.endswith("__main__")]
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)
    assert "prometheus_client" not in sys.modules
    assert tempfile.tempdir is None
    threads = [Path(f"/proc/self/task/{id}/comm").read_text() for id in os.listdir("/proc/self/task")]  # noqa: PTH208
    assert len(threads) == 1, f"with threads forking is not safe: {threads}"
    gc.freeze()


def jobs(place: socket.socket) -> dict[str, Any]:
    """Fork a child for each message; in the child, what it has to do. The process ends with whoever asks."""
    while True:
        data, streams, _, _ = socket.recv_fds(place, 1 << 20, 3)
        if not data:
            os._exit(0)
        between = os.fork()  # it ends at once, so that the child comes to be one of the process that asks, which waits for it
        if between == 0:
            if child := os.fork():
                place.send(str(child).encode())
                os._exit(0)
            place.close()
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
                os.close(stream)
            found: dict[str, Any] = json.loads(data)
            return found
        for stream in streams:
            os.close(stream)
        os.waitpid(between, 0)
        place.send(b"done")


def become(job: dict[str, Any]) -> None:
    """Be the process that was asked for."""
    if job["session"]:
        os.setsid()
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    sys.path[0] = job["folder"]
    sys.argv[1:] = job["arguments"]


if __name__ == "__main__":
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is for who asks
    preload()
    become(jobs(socket.socket(fileno=int(sys.argv[1]))))
    signal.signal(signal.SIGINT, interrupted)
    runpy.run_module("posgraph", run_name="__main__", alter_sys=True)
