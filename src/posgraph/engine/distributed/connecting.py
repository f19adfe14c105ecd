"""Which engine answers: one name, and a connection to what it names."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from posgraph.engine.distributed.connection import Connection
from posgraph.errors import StoreError, UnknownName, UsageError
from posgraph.model.cells import near

SETTING = "POSGRAPH_ENGINE"
"""The environment variable that names the engine."""
FOLDER = "POSGRAPH_ENGINE_FOLDER"
"""Where a cluster keeps what is computed once: a folder that the client and all workers can write."""
WORKERS = "POSGRAPH_ENGINE_WORKERS"
"""In how many parts a cluster multiplies matrices in Python; 0: in SQL."""

NAMES = ("embedded", "duckdb", "sail", "spark")
"""Engines on this machine; besides them, addresses."""
EXPECTED = "one of: " + ", ".join(NAMES) + "; sc://HOST:PORT (Spark Connect) or spark://HOST:PORT (a standalone cluster)"
EXTRA = "the packages of an extra: pip install 'posgraph[scale]'"
JAVA = "Java 17 or later, on the path or in JAVA_HOME (Debian: apt install default-jre-headless); the engine sail needs none"

NEEDED = {
    "duckdb": ("ibis", "duckdb"),
    "sail": ("ibis", "pysail", "pyspark", "grpc", "grpc_status", "pandas"),
    "spark": ("ibis", "pyspark", "pandas"),
    "sc": ("ibis", "pyspark", "grpc", "grpc_status", "pandas"),
}
"""The modules that each needs."""


def chosen(name: str | None = None) -> str:
    """The name of the engine: as given, or as the environment says, or ``embedded``. Raises UnknownName for any other.

    >>> chosen("sail"), chosen("sc://cluster:15002")
    ('sail', 'sc://cluster:15002')
    >>> chosen("snail")
    Traceback (most recent call last):
    posgraph.errors.UnknownName: engine: 'snail'; expected one of: embedded, duckdb, sail, spark; sc://HOST:PORT (Spark \
Connect) or spark://HOST:PORT (a standalone cluster); did you mean 'sail'?
    """
    name = name or os.environ.get(SETTING) or "embedded"
    if name in NAMES or (urlsplit(name).scheme in ("sc", "spark") and urlsplit(name).hostname):
        return name
    raise UnknownName("engine", name, EXPECTED, near(name, NAMES))


def connect(name: str, folder: str | None = None, workers: int | None = None) -> Connection:
    """A connection to an engine that runs SQL: ``duckdb``, ``sail``, ``spark`` or an address.

    ``folder`` is where what is computed once is kept as Parquet: on a cluster a place that all its workers can write; without
    one the session holds it. On this machine it is a temporary folder. ``workers``: in how many parts Python kernels run there.
    Raises UsageError where a package or Java is missing, UnknownName for another name, StoreError where nobody answers.
    """
    name = chosen(name)
    if name == "embedded":
        raise UsageError("engine", name, "an engine that one connects to; the embedded one runs in this process")
    kind = name if name in NAMES else urlsplit(name).scheme
    _installed(name, NEEDED[kind])
    folder = folder or os.environ.get(FOLDER) or None
    if kind == "duckdb":
        from posgraph.engine.distributed.duck import Duck

        return Duck()
    if kind == "sail":
        return _sail(folder)
    workers = _workers(workers)
    return _remote(name, folder, workers) if kind == "sc" else _session(name, folder, workers)


def _installed(name: str, modules: tuple[str, ...]) -> None:
    for module in modules:
        try:
            import_module(module)
        except ModuleNotFoundError as error:
            raise UsageError("engine", name, f"{EXTRA} ({error.name} is missing)") from None


def _workers(given: int | None) -> int:
    text = str(given) if given is not None else os.environ.get(WORKERS) or "0"
    if not text.isdecimal():
        raise UsageError(WORKERS, text, "a number of parts, or 0 to multiply in SQL")
    return int(text)


def _sail(folder: str | None) -> Connection:
    os.environ.setdefault("RUST_LOG", "off")  # it logs each start to stderr
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    kept = TemporaryDirectory(prefix="posgraph-")
    return _connected("sail", f"sc://{host}:{port}", folder or kept.name, os.cpu_count() or 1, [server.stop, kept.cleanup])


def _remote(name: str, folder: str | None, workers: int) -> Connection:
    address = urlsplit(name)
    try:
        socket.create_connection((address.hostname or "", address.port or 15002), 10).close()
    except OSError as error:
        raise StoreError(
            f"{name} cannot be reached ({error.strerror or error}): is a Spark Connect server running there?"
        ) from None
    return _connected(name, name, folder, workers, [])


def _connected(name: str, address: str, folder: str | None, workers: int, ends: list[Callable[[], Any]]) -> Connection:
    from pyspark.sql.connect.session import SparkSession

    from posgraph.engine.distributed.spark import Spark

    session = SparkSession(address)
    return Spark(name, session, workers, folder, _all([session.stop, *ends]))


def _session(name: str, folder: str | None, workers: int) -> Connection:
    """A session with a JVM of its own: local, or the driver of a standalone cluster."""
    import subprocess
    import sys

    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql.session import SparkSession

    from posgraph.engine.distributed.spark import Spark

    if not (which("java") or os.environ.get("JAVA_HOME")):
        raise UsageError("engine", name, JAVA)
    local = name == "spark"
    cores = min(os.cpu_count() or 1, 8)
    kept = TemporaryDirectory(prefix="posgraph-") if local else None
    conf = SparkConf().setAppName("posgraph").setMaster(f"local[{cores}]" if local else name)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    }
    if kept:
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": os.environ.get("SPARK_DRIVER_MEMORY", "4g"),
            "spark.local.dir": kept.name,
            "spark.sql.shuffle.partitions": str(2 * cores),
            "spark.sql.warehouse.dir": f"{kept.name}/warehouse",
        }
    for key, value in settings.items():
        conf.set(key, value)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        gateway = launch_gateway(conf, quiet)  # type: ignore[no-untyped-call]
    except PySparkRuntimeError:
        if kept:
            kept.cleanup()
        raise UsageError("engine", name, JAVA) from None
    context = SparkContext(conf=conf, gateway=gateway)
    if local:
        context.pythonExec = sys.executable
    session = SparkSession(context)

    def end() -> None:
        session.stop()
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.kill()
        gateway.proc.wait()
        SparkContext._gateway = SparkContext._jvm = None

    ends = [end, kept.cleanup] if kept else [end]
    return Spark(name, session, cores if local else workers, folder or (kept.name if kept else None), _all(ends))


def _all(ends: list[Callable[[], Any]]) -> Callable[[], None]:
    """Each of them, whatever the others raise: a server that is gone has nothing left to end."""

    def end() -> None:
        for one in ends:
            with suppress(Exception):
                one()

    return end
