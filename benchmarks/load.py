"""A cheap load: raw requests over a few connections that stay open, from a process of its own, so that it is not measured."""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load: answers for each second of wall time, and processor seconds of its processes for each."""

    rate: float
    processor: float


def load(port: int, request: bytes, pid: int, seconds: float = 2.0) -> Load:
    """The same request over and over. ``{n}`` in it becomes a number of six digits that counts up: no two texts are equal."""
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(seconds)]
    before = _used(pid)
    done = subprocess.run(command, input=request, stdout=subprocess.PIPE, check=True)
    answers, wall = json.loads(done.stdout)
    return Load(answers / wall, (_used(pid) - before) / answers)


def get(path: str, accept: str = "application/json") -> bytes:
    """A GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()


def _used(pid: int) -> float:
    """Processor seconds of a process and all below it, with those that have ended."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
        ticks[int(folder.name)] = sum(map(int, fields[11:15]))
    found, total = [pid], 0
    while found:
        one = found.pop()
        total += ticks.get(one, 0)
        found += children.get(one, [])
    return total / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Send what stands on standard input, and write how many answers came in how many seconds."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    request = sys.stdin.buffer.read()
    head, varied, tail = request.partition(b"{n}")
    selector, count = selectors.DefaultSelector(), 0
    waiting: dict[socket.socket, bytes] = {}

    def send(place: socket.socket) -> None:
        place.sendall(b"%b%06d%b" % (head, count, tail) if varied else request)
        waiting[place] = b""

    for _ in range(CONNECTIONS):
        place = socket.create_connection(("127.0.0.1", port))
        place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(place, selectors.EVENT_READ)
        send(place)
        count += 1
    begun, answers = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for key, _ in selector.select(5):
            place = key.fileobj
            assert isinstance(place, socket.socket)
            data = place.recv(1 << 18)
            if not data:
                raise ConnectionError(waiting[place][:300])
            waiting[place] += data
            if _whole(waiting[place]):
                if not waiting[place].startswith(b"HTTP/1.1 200"):
                    raise ValueError(waiting[place][:300])
                answers += 1
                send(place)
                count += 1
    sys.stdout.write(json.dumps([answers, time.perf_counter() - begun]))


def _whole(data: bytes) -> bool:
    """Whether an answer has ended, by its length or by its last chunk."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = data[:end].lower()
    at = head.find(b"content-length:")
    if at < 0:
        return data.endswith(b"\r\n0\r\n\r\n")
    return len(data) - end - 4 >= int(head[at + 15 :].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    main()
