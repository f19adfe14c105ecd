"""A full disk: writes are answered with 507 and change nothing, reading goes on, and writing too as soon as there is space."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from posgraph.graph import load
from tests.api.serving import Running, serving
from tests.cli.console import TALKS

resource = pytest.importorskip("resource", reason="this system limits no files")

TOKEN = "a-token-for-writing"
HEADERS = {"authorization": f"Bearer {TOKEN}", "content-type": "application/sparql-update"}
GRAPH = "http://example.org/g"
COUNT = {"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full") / "s"
    load(TALKS, folder)
    return folder


def write(service: Running, number: int, size: int = 100) -> httpx.Response:
    text = f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <http://example.org/{number}> <http://example.org/p> "{"x" * size}" }} }}'
    return httpx.post(f"{service.url}/update", headers=HEADERS, content=text, timeout=60)


def count(service: Running) -> int:
    """What SPARQL counts now; and REST answers as well."""
    assert httpx.get(f"{service.url}/v1/actors", timeout=60).status_code == 200
    answer = httpx.get(f"{service.url}/sparql", params=COUNT, headers={"accept": "text/csv"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return int(answer.text.split()[1])


def told(answer: httpx.Response) -> str:
    """The detail of a refusal for want of space."""
    assert answer.status_code == 507, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    problem = answer.json()
    assert problem["type"].endswith("/no-space")
    assert problem["errors"][0]["where"] == "disk"
    return str(problem["detail"])


def test_a_write_that_would_leave_too_little_space_is_refused(store: Path) -> None:
    with serving(
        "--data", str(store), "--free-megabytes", str(10**9), "--query-workers", "1", POSGRAPH_WRITE_TOKEN=TOKEN
    ) as service:
        assert "1,000,000,000 (free_megabytes)" in told(write(service, 1))
        assert count(service) == 0


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system limits no other process")
def test_a_store_that_cannot_grow_is_read_on_and_written_again_when_it_can(store: Path) -> None:
    with serving("--data", str(store), "--free-megabytes", "0", "--query-workers", "1", POSGRAPH_WRITE_TOKEN=TOKEN) as service:
        assert write(service, 1).status_code == 204
        before = count(service)
        size = max(path.stat().st_size for path in store.glob("*.log"))
        limits = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (size + 5_000, limits[1]))
        for number in (2, 3):
            assert "disk of the store is full" in told(write(service, number, 20_000))
            assert count(service) == before
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, limits)
        assert write(service, 5, 20_000).status_code == 204
        assert count(service) == before + 1
    with serving("--data", str(store), "--query-workers", "1", POSGRAPH_WRITE_TOKEN=TOKEN) as service:
        assert count(service) == before + 1


INSIDE = """
import os, shutil, sys
from pathlib import Path
from tests.api.serving import serving
from tests.api.test_full_disk import TOKEN, count, told, write
store = Path(sys.argv[1]) / "s"
with serving("--data", str(store), "--free-megabytes", "0", "--query-workers", "1", POSGRAPH_WRITE_TOKEN=TOKEN) as service:
    done = count(service)
    for number in range(1000):
        answer = write(service, number, 200_000)
        if answer.status_code != 204:
            break
        done += 1
    told(answer)
    assert count(service) == done, (count(service), done)
    (Path(sys.argv[1]) / "ballast").unlink()
    assert write(service, 2000).status_code == 204
    assert count(service) == done + 1
print("done", done)
"""


def test_a_disk_that_is_really_full_is_read_on_and_written_again_when_it_is_not(store: Path, tmp_path: Path) -> None:
    size = sum(path.stat().st_size for path in store.iterdir()) // 1_000_000
    mount = (
        f"mount -t tmpfs -o size={2 * size + 30}m tmpfs {tmp_path} && cp -r {store} {tmp_path}/s && "
        f"dd if=/dev/zero of={tmp_path}/ballast bs=1M count=20 2>/dev/null && exec "
    )
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-rm", "sh", "-c", mount + "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("this system lets nobody mount a file system of his own")
    command = ["unshare", "-rm", "sh", "-c", mount + '"$0" -c "$1" "$2"', sys.executable, INSIDE, str(tmp_path)]
    root = Path(__file__).parent.parent.parent
    ran = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("done ")
