"""A TCP proxy before a real server that passes requests on and, when told to, loses the answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Lossy:
    """``lose`` answers are lost of requests to /update that hold ``mark``; ``sent`` counts these requests."""

    port: int
    lose: int = 0
    mark: bytes = b""
    sent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, request: bytes) -> bool:
        """Whether the answer to a request is lost."""
        with self._lock:
            if not request.startswith(b"POST /update") or self.mark not in request:
                return False
            self.sent += 1
            self.lose -= 1
            return self.lose >= 0


def _message(caller: socket.socket) -> bytes:
    """One HTTP message with a Content-Length; empty where the connection ends."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := caller.recv(65536)):
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line.lower() for line in head.split(b"\r\n")]
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")), 0)
    while len(body) < length:
        part = caller.recv(65536)
        data, body = data + part, body + part
    return data


def _pass(caller: socket.socket, address: tuple[str, int], lossy: Lossy) -> None:
    with caller, suppress(OSError):
        while request := _message(caller):
            head, _, body = request.partition(b"\r\n\r\n")
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection")]
            with socket.create_connection(address, timeout=30) as server:
                server.sendall(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
                answer = b"".join(iter(lambda: server.recv(65536), b""))
            if lossy.take(request):
                return
            caller.sendall(answer)


@contextmanager
def losing(address: tuple[str, int]) -> Iterator[Lossy]:
    """The proxy of a server on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        lossy = Lossy(server.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    threading.Thread(target=_pass, args=(caller, address, lossy), daemon=True).start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield lossy
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
