"""Stores of every backend, and a real SPARQL endpoint on loopback."""

import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from posgraph.store import DiskStore, MemoryStore, RemoteStore, Store


def serve(*arguments: str, port: int = 0) -> tuple[subprocess.Popen[bytes], str]:
    """Start ``oxigraph serve`` on a port (0: a free one) and wait until it answers; gives the process and its address."""
    program = shutil.which("oxigraph", path=f"{sysconfig.get_path('scripts')}:{Path(sys.executable).parent}") or "oxigraph"
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with httpx.Client(
        transport=httpx.HTTPTransport(retries=8)
    ) as client:  # tries again, each time a little later, until it listens
        client.get(f"http://127.0.0.1:{port}/query", params={"query": "ASK {}"}).raise_for_status()
    return process, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def sparql_endpoint() -> Iterator[str]:
    """The address of a writable SPARQL endpoint in memory: /query and /update."""
    process, address = serve()
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def remote(sparql_endpoint: str) -> Iterator[RemoteStore]:
    with RemoteStore(f"{sparql_endpoint}/query") as store:
        store.update("DROP ALL")
        yield store


@pytest.fixture(params=["memory", "disk", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each backend."""
    if request.param == "remote":
        yield request.getfixturevalue("remote")
        return
    with MemoryStore() if request.param == "memory" else DiskStore(tmp_path / "store") as found:
        yield found
