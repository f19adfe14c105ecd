"""The service on the bundled data: a request beside the same answer without HTTP, and many beside ``oxigraph serve``."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import httpx
from pyoxigraph import RdfFormat
from tests.api.serving import serving

import posgraph
from benchmarks.clock import best, line
from benchmarks.load import Load, get, load
from posgraph.graph import Graph
from posgraph.names import PREFIXES
from posgraph.store import MemoryStore

DAY = "2025-12-29"
ROWS = "SELECT ?id ?holder { ?p a pg:Position ; dcterms:identifier ?id ; pg:holder/dcterms:identifier ?holder } ORDER BY ?id"
ASKED = "SELECT ?p ?id ?holder { ?p a pg:Position ; dcterms:identifier ?id ; pg:holder ?holder } LIMIT "
ACTOR = "SELECT ?p ?x ?y { ?p a pg:Position ; pg:holder <https://w3id.org/posgraph/id/miami-2025/actor/russia> ; ?x ?y }"
AIMS = {10: 0.2, 57: 0.4}
"""Rows of an answer, and the share of the rival's throughput that an answer from the store is to reach."""


def main() -> None:
    """Print the speeds."""
    with serving() as service, httpx.Client(base_url=service.url) as client, posgraph.open() as g:
        answers = {"conflicts": g.conflicts, "overlaps": g.overlaps, "ground": lambda d: g.ground(as_of=d), "orders": g.orders}
        for name, compute in answers.items():
            ours = best(lambda name=name: client.get(f"/v1/{name}?as_of={DAY}").raise_for_status())
            theirs = best(lambda compute=compute: json.dumps(compute(DAY).to_dict()))
            line(f"GET /v1/{name}, warm", ours, "the library, computed and as JSON", theirs, 0.020)
        ours = best(lambda: client.get("/sparql", params={"query": ROWS}).raise_for_status())
        line("GET /sparql, 168 rows", ours, "the library's store", best(lambda: g.sparql(ROWS).serialize("json")))
    with posgraph.open() as g:
        g.infer()
        _throughput(g)


def _throughput(g: Graph) -> None:
    """Answers a second over four connections, of one web process and of the rival."""
    texts = {rows: f"{_prologue()}{ASKED}{rows}" for rows in AIMS}
    texts[0] = _prologue() + ACTOR
    with _oxigraph(g) as (pid, port):
        rival = {rows: load(port, get(f"/query?query={quote(text)}"), pid) for rows, text in texts.items()}
    for cache, name in ((0, "from the store"), (64, "from memory")):
        with serving("--cache-megabytes", str(cache)) as service:
            pid, port = service.process.pid, int(service.url.rpartition(":")[2])
            for rows, aim in AIMS.items():
                path = f"/sparql?query={quote(texts[rows])}" + ("" if cache else "%20%23{n}")
                _compare(f"/sparql, {rows} rows, {name}", load(port, get(path), pid), rival[rows], 1 if cache else aim)
            path = "/v1/positions?actor=russia"
            _compare(f"{path}, {name}", load(port, get(path), pid), rival[0], 1 if cache else AIMS[57])


def _compare(name: str, ours: Load, theirs: Load, aim: float) -> None:
    ratio = ours.rate / theirs.rate
    kept = "" if ratio >= aim else ", MISSED"
    theirs_told = f"oxigraph serve {theirs.rate:6.0f}/s, {theirs.processor * 1e6:5.0f} us"
    told = f"{ratio:5.2f} x (aim {aim:g}{kept}), {theirs.processor / ours.processor:5.2f} x by processor"
    print(f"{name:<44}{ours.rate:6.0f}/s, {ours.processor * 1e6:5.0f} us of processor   {theirs_told}   {told}")


def _prologue() -> str:
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("pg", "dcterms"))


@contextmanager
def _oxigraph(g: Graph) -> Iterator[tuple[int, int]]:
    """The same data in ``oxigraph serve``: its process and its port."""
    program = str(Path(sys.executable).parent / "oxigraph")
    assert isinstance(g.store, MemoryStore)
    with TemporaryDirectory() as folder, socket.socket() as probe:
        g.store.native.dump(f"{folder}/data.nq", format=RdfFormat.N_QUADS)
        place = ("--location", f"{folder}/store")
        subprocess.run([program, "load", *place, "--file", f"{folder}/data.nq"], check=True, capture_output=True)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [program, "serve", *place, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                _until_it_listens(port)
                yield process.pid, port
            finally:
                process.terminate()


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
