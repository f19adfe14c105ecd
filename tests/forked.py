"""``python -m posgraph`` as a process of its own, forked from one that has imported everything: a hundredth of the time.

A test that is about the very start of a process starts one with :mod:`subprocess`, as do all where there is no Linux.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_THREADLESS = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""So numpy and pyarrow start no threads when they are imported."""
_turn = Lock()


def popen(*arguments: str, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[Any]:
    """``python -m posgraph`` with these arguments; options are those of Popen, as far as they concern streams and the session."""
    kind = _Forked if sys.platform == "linux" else subprocess.Popen
    return kind([sys.executable, "-m", "posgraph", *arguments], env=env, **options)


def run(
    *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 60, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """What it ended with; its output is captured unless the options say otherwise."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with popen(*arguments, env=env, **(streams | options)) as process:
        try:
            out, err = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


class _Forked(subprocess.Popen[Any]):
    """A Popen that asks the fork server for its process; it is a child of this process as any other."""

    def _execute_child(self, args: Any, *given: Any) -> None:
        executable, preexec, _, passed, cwd, env, _, _, _, *streams, _, _, _, _, _, session, group = given
        stdin, _, _, stdout, _, stderr = streams
        assert (executable, preexec, passed, group) == (None, None, (), -1)
        env = os.environ if env is None else env
        job = {"arguments": args[3:], "environment": dict(env), "folder": os.fspath(cwd or Path.cwd()), "session": session}
        used = [fd if fd != -1 else number for number, fd in enumerate((stdin, stdout, stderr))]
        try:
            with _turn:
                place = _server(frozenset(pair for pair in env.items() if pair[0].startswith("PYTHON")))
                _adopt(True)
                socket.send_fds(place, [json.dumps(job).encode()], used)
                self.pid = int(place.recv(100))
                self._child_created = True
                assert place.recv(100) == b"done"  # it is our child by now
                _adopt(False)  # whom the processes of a test leave behind is not for us
        finally:
            self._close_pipe_fds(*streams)


def _adopt(whom: bool) -> None:
    """Whether a descendant whose parent ends becomes a child of this process."""
    assert ctypes.CDLL(None).prctl(_ADOPT, int(whom), 0, 0, 0) == 0


@cache
def _server(settings: frozenset[tuple[str, str]]) -> socket.socket:
    """A fork server whose interpreter has these settings, started when it is first needed; it ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    program = [sys.executable, str(Path(__file__).with_name("fork_server.py")), str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            program, env=kept | dict(settings) | _THREADLESS, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
