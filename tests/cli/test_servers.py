"""``posgraph serve``, and the commands over a SPARQL endpoint: real servers on loopback."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.cli.console import DAY, TALKS, environment, run
from tests.store.conftest import serve


@pytest.fixture
def service():
    """A running ``posgraph serve`` and its address."""
    asked = [sys.executable, "-m", "posgraph", "serve", "--port", "0", "--query-workers", "1"]
    running = subprocess.Popen(asked, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert running.stderr is not None
    said = running.stderr.readline()
    assert said.startswith("posgraph serves talks at http://127.0.0.1:")
    yield running, said.split()[-1]
    running.kill()
    running.communicate(timeout=60)


def test_serve_answers_what_the_command_line_says_and_ends_with_130_on_ctrl_c(service) -> None:
    running, address = service
    for name in ("conflicts", "orders"):
        with urlopen(f"{address}/v1/{name}?as_of=2025-12-29", timeout=60) as answer:
            assert json.load(answer) == json.loads(run(name, *DAY, "--format", "json").stdout)
    assert run("conflicts", *DAY, data=f"{address}/sparql").stdout == run("conflicts", *DAY).stdout
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=60) == ("", "Stopped.\n")
    assert running.returncode == 130


def test_a_port_that_is_taken_is_wrong_usage() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.exit_code == 2
    assert f"port: '{port}'; expected a port that nobody listens on" in done.stderr


def test_a_flag_wins_over_its_variable_and_both_are_checked() -> None:
    done = run("serve", POSGRAPH_PORT="80000")
    assert (done.exit_code, done.stderr) == (2, "Error: POSGRAPH_PORT: '80000'; expected a whole number, 0 to 65535\n")
    done = run("serve", "--port", "80000", POSGRAPH_PORT="8000")
    assert (done.exit_code, done.stderr) == (2, "Error: --port: '80000'; expected a whole number, 0 to 65535\n")


def test_faults_are_told_before_anything_is_served(tmp_path) -> None:
    (tmp_path / "actors.csv").write_text("id,label,kind\nnorth,North,sate\n", encoding="utf-8")
    done = run("serve", "--port", "0", "--data", str(tmp_path))
    assert done.exit_code == 1
    assert "(did you mean 'state'?)" in done.stderr


@pytest.fixture
def endpoint():
    process, address = serve()
    yield address
    process.terminate()
    process.wait(timeout=10)


def test_an_endpoint_is_loaded_and_asked_like_a_folder(endpoint) -> None:
    url = f"{endpoint}/query"
    assert run("load", str(TALKS), "--into", url).exit_code == 0
    for command in ("conflicts", "orders", "ground"):
        assert run(command, *DAY, data=url).stdout == run(command, *DAY).stdout
    assert run("infer", *DAY, data=url).stdout.endswith("graph https://w3id.org/posgraph/graph/inferred/talks.\n")
    assert run("sparql", "ASK { ?c a pg:Conflict }", data=url).stdout == "yes\n"


def test_an_endpoint_that_does_not_answer_is_told() -> None:
    done = run("conflicts", data="http://127.0.0.1:9/query")
    assert done.exit_code == 2
    assert "http://127.0.0.1:9/query" in done.stderr
    assert "Traceback" not in done.stderr
