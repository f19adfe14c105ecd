"""posgraph backup and posgraph restore: while nothing runs, while the store is served, and what they refuse."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad

from posgraph.graph import load
from posgraph.graph import open as open_graph
from posgraph.keeping import replace_content
from posgraph.recording import Author, Journal, Recorder, Step
from posgraph.store import DiskStore, is_store
from tests.api.serving import Running, serving
from tests.cli.console import TALKS, run

ID = "talks"
ADMIN, WRITE = "an-admin-of-the-test", "a-writer-of-the-test"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store at a path with a space and a letter beyond ASCII."""
    folder = tmp_path / "the tälks"
    load(TALKS, folder)
    return folder


def actors(store: Path) -> set[str]:
    with open_graph(store, read_only=True) as graph:
        return {row.id for row in graph.dataset.actors}


def add_actor(store: Path, id: str) -> int:
    """Write one row; the number of the change."""
    with open_graph(store) as graph:
        step = Step("create", "actors", row={"id": id, "label": id, "kind": "state"})
        return Recorder(graph.store).edit(graph.dataset, [step], Author("tester"))[0].number


def numbers(store: Path) -> list[tuple[int, str]]:
    with DiskStore(store, read_only=True) as opened:
        return [(change.number, change.kind) for change in Journal(opened).changes()]


def test_a_backup_holds_what_the_store_held_and_can_be_read(store: Path, tmp_path: Path) -> None:
    result = run("backup", str(tmp_path / "copy"), "--data", str(store), "--format", "json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    manifest = json.loads((tmp_path / "copy" / "backup.json").read_text())
    assert told["quads"] == manifest["quads"] > 100
    assert told["changes"] == manifest["changes"] == 1
    assert actors(tmp_path / "copy") == actors(store)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", store.name]
    assert not {path.stat().st_ino for path in (tmp_path / "copy").iterdir()} & {path.stat().st_ino for path in store.iterdir()}


def test_a_restore_brings_back_what_was_there_and_keeps_what_it_replaces(store: Path, tmp_path: Path) -> None:
    before = actors(store)
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    (store / "tokens.json").write_text("{}")
    last = add_actor(store, "newcomer")
    result = run("restore", str(tmp_path / "copy"), "--data", str(store), "--format", "json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert actors(store) == before
    assert (store / "tokens.json").read_text() == "{}"
    assert told["change"] == last + 1
    assert numbers(store) == [(1, "load"), (last + 1, "restore")]
    assert actors(Path(told["before"])) == before | {"newcomer"}
    assert add_actor(store, "another") == last + 2


def test_several_large_graphs_are_restored_in_one_step(store: Path, tmp_path: Path) -> None:
    say, names = NamedNode("https://example.org/says"), [f"https://example.org/graph/{n}" for n in range(2)]
    with DiskStore(store) as opened:
        for name in names:
            home = NamedNode(name)
            opened.native.bulk_extend(Quad(NamedNode(f"https://example.org/{n}"), say, say, home) for n in range(20_000))
    load(TALKS, tmp_path / "new")
    with DiskStore(tmp_path / "new") as opened:
        assert replace_content(opened, store, Author("tester")).kind == "restore"
        assert [len(list(opened.quads(name))) for name in names] == [20_000, 20_000]


def test_a_damaged_store_is_restored_and_so_is_one_that_is_gone(store: Path, tmp_path: Path) -> None:
    before = actors(store)
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    (store / "CURRENT").unlink()
    refused = run("sparql", "ASK {}", "--data", str(store))
    assert refused.exit_code == 2
    assert "is damaged: its file CURRENT is missing. Nothing was changed; restore it from a backup" in refused.stderr
    assert f"posgraph restore BACKUP --data {store}" in refused.stderr
    assert run("restore", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    assert actors(store) == before
    shutil.rmtree(store)
    result = run("restore", str(tmp_path / "copy"), "--data", str(store))
    assert result.exit_code == 0, result.stderr
    assert "before" not in result.stdout
    assert actors(store) == before


def test_a_backup_that_was_changed_is_not_restored(store: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    table = max((tmp_path / "copy").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(data)
    manifest = tmp_path / "copy" / "backup.json"
    whole = manifest.read_text()
    for text, told in (
        (whole, f"is damaged: its file {table.name} is not what was written"),
        (whole.replace('"format": 1', '"format": 2'), "has backup format 2; this posgraph"),
        (whole[:100], "cannot be read"),
        ("[]", "is not what posgraph wrote"),
        (None, "is no backup: it has no backup.json"),
    ):
        manifest.write_text(text) if text is not None else manifest.unlink()
        result = run("restore", str(tmp_path / "copy"), "--data", str(store))
        assert result.exit_code == 2
        assert told in result.stderr
    assert [path.name for path in tmp_path.iterdir() if "restore" in path.name] == []


def test_what_the_manifest_says_of_the_graphs_is_held_against_them(store: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    manifest = tmp_path / "copy" / "backup.json"
    body = json.loads(manifest.read_text())
    body["graphs"][min(body["graphs"])]["quads"] += 1
    manifest.write_text(json.dumps(body))
    result = run("restore", str(tmp_path / "copy"), "--data", str(store))
    assert result.exit_code == 2
    assert "quads and should have" in result.stderr


def test_nothing_writes_into_a_backup(store: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    result = run("load", str(TALKS), "--into", str(tmp_path / "copy"))
    assert result.exit_code == 2
    assert "is a backup, which nobody writes to; make a store of it: posgraph restore" in result.stderr
    assert run("restore", str(tmp_path / "copy"), "--data", str(tmp_path / "second")).exit_code == 0
    assert actors(tmp_path / "second") == actors(store)


def test_places_that_cannot_be_used_are_told(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.docx").touch()
    copy = str(tmp_path / "copy")
    assert run("backup", copy, "--data", str(store)).exit_code == 0
    for arguments, told in (
        (("backup", copy, "--data", str(store)), "nothing is ever overwritten"),
        (("backup", str(tmp_path / "file"), "--data", str(store)), "nothing is ever overwritten"),
        (("backup", str(store / "in"), "--data", str(store)), "a folder outside the store"),
        (("backup", str(tmp_path / "no" / "where"), "--data", str(store)), "is not"),
        (("backup", str(tmp_path / "new"), "--data", str(tmp_path / "nothing")), "a store folder; posgraph load makes one"),
        (("backup", str(tmp_path / "new"), "--data", str(TALKS)), "a store folder; posgraph load makes one"),
        (("backup", str(tmp_path / "new"), "--data", "http://localhost:1"), "is for the machine that has the store folder"),
        (("restore", copy, "--data", "http://localhost:1"), "is for the machine that has the store folder"),
        (("restore", copy, "--data", str(tmp_path / "file")), "the folder of a store, or a new one"),
        (("restore", copy, "--data", str(tmp_path / "other")), "this one holds other files"),
        (("restore", copy, "--data", str(tmp_path / "no" / "where")), "is not"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert told in result.stderr, arguments
    result = run("backup", str(tmp_path / "new"), data=None)
    assert result.exit_code == 2
    assert "--data" in result.stderr


def test_a_full_disk_is_told_and_leaves_nothing(store: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system limits no files")
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
    code = f"{limit}; from posgraph.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "backup", str(tmp_path / "copy"), "--data", str(store)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=os.environ | {"COLUMNS": "80"})
    assert resource
    assert result.returncode == 2, result.stderr
    assert "is full" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [store.name]


def test_a_store_that_another_program_has_open_is_not_restored(store: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    with DiskStore(store):
        for command in (("backup", str(tmp_path / "second")), ("restore", str(tmp_path / "copy"))):
            result = run(*command, "--data", str(store))
            assert result.exit_code == 2
            assert "is open in another process; close that one" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", store.name]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A service on a store."""
    folder = tmp_path_factory.mktemp("served") / "s"
    load(TALKS, folder)
    flags = ("--data", str(folder), "--query-workers", "1")
    with serving(*flags, POSGRAPH_ADMIN_TOKEN=ADMIN, POSGRAPH_WRITE_TOKEN=WRITE) as service:
        yield service, folder


def create(service: Running, id: str) -> None:
    headers = {"authorization": f"Bearer {WRITE}"}
    body = {"id": id, "label": id, "kind": "state"}
    answer = httpx.post(f"{service.url}/v1/actors", headers=headers, json=body, timeout=60)
    assert answer.status_code == 201, answer.text


def there(service: Running, id: str) -> tuple[bool, bool]:
    """Whether REST and SPARQL know an actor."""
    items = httpx.get(f"{service.url}/v1/actors?limit=1000", timeout=60).json()["items"]
    text = f'ASK {{ ?actor a pg:Actor ; dcterms:identifier "{id}" }}'
    found = httpx.get(f"{service.url}/sparql", params={"query": text}, headers={"accept": "application/json"}, timeout=60).json()
    return id in {row["id"] for row in items}, found["boolean"]


def test_a_served_store_is_backed_up_and_restored_without_a_stop(served: tuple[Running, Path]) -> None:
    service, store = served
    beside = store.parent
    create(service, "early")
    result = run("backup", str(beside / "copy"), "--data", str(store))
    assert result.exit_code == 0, result.stderr
    create(service, "late")
    assert there(service, "late")[0]
    result = run("restore", str(beside / "copy"), "--data", str(store), "--format", "json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert there(service, "early")[0]
    assert there(service, "late") == (False, False)
    assert told["change"] == 4  # load, early, late, restore
    assert "late" in actors(Path(told["before"]))
    create(service, "later")
    assert there(service, "later")[0]
    hidden = {
        path.name for path in beside.iterdir() if "-backup-" in path.name or "-restore-2" in path.name.removeprefix("s.before")
    }
    assert hidden <= {Path(told["before"]).name}


def test_only_an_administrator_and_this_machine_may_ask_for_copies(served: tuple[Running, Path]) -> None:
    service, store = served
    key = json.loads((store / "posgraph.service").read_text())["key"]
    assert (store / "posgraph.service").stat().st_mode & 0o777 == 0o600
    for path in ("/v1/backups", "/v1/restore"):
        for headers, status in (
            ({}, 401),
            ({"posgraph-local-key": "wrong"}, 401),
            ({"authorization": f"Bearer {WRITE}"}, 403),
        ):
            assert httpx.post(service.url + path, headers=headers, json={}).status_code == status
    for name in ("../s", ".s-restore-", ".s-restore-20260101T000000000000", "/etc", ".s-restore-../../etc", 5, None):
        answer = httpx.post(f"{service.url}/v1/restore", headers={"posgraph-local-key": key}, json={"name": name})
        assert answer.status_code == 400, name
    assert httpx.post(f"{service.url}/v1/restore", headers={"posgraph-local-key": key}, content=b"[" * 5000).status_code == 400
    assert httpx.post(f"{service.url}/v1/actors", headers={"posgraph-local-key": key}, json={}).status_code == 401
    answer = httpx.post(f"{service.url}/v1/backups", headers={"authorization": f"Bearer {ADMIN}"})
    assert answer.status_code == 200
    assert is_store(store.parent / answer.json()["name"])
    shutil.rmtree(store.parent / answer.json()["name"])


def test_the_note_of_a_service_goes_with_it_and_that_of_a_killed_one_does_no_harm(tmp_path: Path) -> None:
    load(TALKS, tmp_path / "s")
    with serving("--data", str(tmp_path / "s"), "--query-workers", "1"):
        note = (tmp_path / "s" / "posgraph.service").read_text()
    assert not (tmp_path / "s" / "posgraph.service").exists()
    (tmp_path / "s" / "posgraph.service").write_text(note)
    assert run("backup", str(tmp_path / "copy"), "--data", str(tmp_path / "s")).exit_code == 0


def test_a_service_without_a_folder_says_so() -> None:
    with serving("--data", str(TALKS), "--query-workers", "1", POSGRAPH_ADMIN_TOKEN=ADMIN) as service:
        answer = httpx.post(f"{service.url}/v1/backups", headers={"authorization": f"Bearer {ADMIN}"})
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("/no-folder")
        assert "/store" in answer.json()["errors"][0]["hint"]


def test_a_restore_that_is_killed_at_any_moment_leaves_the_old_store_or_the_new_one(store: Path, tmp_path: Path) -> None:
    old, new = actors(store), actors(store) | {"newcomer"}
    assert run("backup", str(tmp_path / "copy"), "--data", str(store)).exit_code == 0
    add_actor(store, "newcomer")
    restoring = [sys.executable, "-m", "posgraph", "restore", str(tmp_path / "copy"), "--data", str(store)]
    for name, number in (("mkdir", 1), ("fsync", 2), ("rename", 1), ("rename", 2)):  # it is killed before this call of the system
        code = KILLED.format(name=name, number=number)
        ended = subprocess.run([sys.executable, "-c", code, *restoring[3:]], check=False, capture_output=True, timeout=60)
        assert ended.returncode == -9, ended.stderr
        assert is_store(store)
        between = name == "rename" and number == 2
        assert actors(store) == (old if between else new)
    (before,) = tmp_path.glob("*.before-restore-*")
    assert actors(before) == new


KILLED = """
import os, pathlib, signal, sys
calls, real = [], os.{name}
def call(*arguments, **options):
    if "-restore-" in str(arguments[0]) or "{name}" == "fsync" or "before-restore" in str(arguments[-1]):
        calls.append(arguments)
    if len(calls) == {number}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **options)
os.{name} = call
from posgraph.cli import main
sys.exit(main())
"""
