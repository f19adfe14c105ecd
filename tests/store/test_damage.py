"""Damaged stores: each is refused in words that say what was found and what to do, and nothing is made anew in its place."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from posgraph.errors import StoreError
from posgraph.store import DiskStore, MemoryStore, is_store
from posgraph.store.writeahead import NOTE

G = "http://example.org/g"
P = NamedNode("http://example.org/p")

WRITER = """
import os, sys
from pyoxigraph import Literal, NamedNode, Quad
from posgraph.store import DiskStore
store = DiskStore(sys.argv[1])
for n in range(200):
    store.change([], [Quad(NamedNode(f"http://example.org/{n}"), NamedNode("http://example.org/p"), Literal("x" * 300 + str(n)),
                           NamedNode("http://example.org/g"))])
store.sync()
os._exit(9)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose data lie in tables."""
    folder = tmp_path_factory.mktemp("whole") / "s"
    with DiskStore(folder) as store:
        store.replace(G, [Quad(NamedNode(f"http://example.org/{n}"), P, Literal(n)) for n in range(3000)])
        store.native.flush()
    return folder


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose process was killed: its data lie in the log alone."""
    folder = tmp_path_factory.mktemp("killed") / "s"
    assert subprocess.run([sys.executable, "-c", WRITER, str(folder)], check=False).returncode == 9
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    def make(source: Path) -> Path:
        return Path(shutil.copytree(source, tmp_path / "s"))

    yield make
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 4, len(data) // 4 + max(1, len(data) // 2)):
        data[place] ^= 0x5A
    path.write_bytes(data)


def remove(path: Path) -> None:
    path.unlink()


def largest(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def refused(folder: Path, match: str = "is damaged: ") -> None:
    """Both ways to open a folder are refused in the same words, and neither adds a database to it."""
    before = {path.name for path in folder.iterdir()}
    for read_only in (True, False):
        with pytest.raises(StoreError, match=match) as error:
            DiskStore(folder, read_only=read_only)
        assert str(folder) in str(error.value)
        assert f"posgraph restore BACKUP --data {folder}" in str(error.value)
    assert {path.name for path in folder.iterdir()} - before <= {"LOG", "LOCK", "posgraph.lock"} | {
        path.name for path in folder.glob("LOG.old*")
    }


@pytest.mark.parametrize("harm", [truncate, empty, remove])
@pytest.mark.parametrize("pattern", ["*.sst", "MANIFEST-*", "CURRENT"])
def test_a_file_that_is_cut_or_missing_is_told(
    whole: Path, copy: Callable[[Path], Path], pattern: str, harm: Callable[[Path], None]
) -> None:
    folder = copy(whole)
    harm(largest(folder, pattern))
    refused(folder)


@pytest.mark.parametrize("pattern", ["MANIFEST-*", "CURRENT"])
def test_a_garbled_list_of_files_is_told(whole: Path, copy: Callable[[Path], Path], pattern: str) -> None:
    folder = copy(whole)
    garble(largest(folder, pattern))
    refused(folder)


def test_garbled_tables_are_told_when_they_are_read(whole: Path, copy: Callable[[Path], Path]) -> None:
    folder = copy(whole)
    for table in folder.glob("*.sst"):
        garble(table)
    with pytest.raises(StoreError, match=r"is damaged: .*posgraph restore BACKUP"):
        list(DiskStore(folder, read_only=True).quads(G))
    with pytest.raises(StoreError, match=r"is damaged: .*posgraph restore BACKUP"):
        DiskStore(folder, read_only=True).select("SELECT (COUNT(?o) AS ?n) { ?s ?p ?o }")


@pytest.mark.parametrize("harm", [truncate, empty, garble, remove])
def test_a_log_that_lost_writes_is_told(killed: Path, copy: Callable[[Path], Path], harm: Callable[[Path], None]) -> None:
    folder = copy(killed)
    harm(largest(folder, "*.log"))
    refused(folder, r"is damaged: its file \d+\.log (is missing|has [\d,]+ bytes|does not hold)")


def test_a_log_that_is_whole_is_read(killed: Path, copy: Callable[[Path], Path]) -> None:
    with DiskStore(copy(killed)) as store:
        assert sum(1 for _ in store.quads(G)) == 200


def test_what_was_written_after_the_last_sync_may_be_torn(killed: Path, copy: Callable[[Path], Path]) -> None:
    folder = copy(killed)
    with largest(folder, "*.log").open("ab") as log:
        log.write(b"\x5a" * 100)  # as a power cut leaves it
    with DiskStore(folder) as store:
        assert sum(1 for _ in store.quads(G)) == 200


def test_a_note_that_a_power_cut_spoiled_is_no_damage(killed: Path, copy: Callable[[Path], Path]) -> None:
    folder = copy(killed)
    (folder / NOTE).write_bytes(bytes(512))
    with DiskStore(folder) as store:
        assert sum(1 for _ in store.quads(G)) == 200


def test_each_write_can_be_synced_and_the_store_opened_again(tmp_path: Path) -> None:
    for number in range(3):
        with DiskStore(tmp_path / "s") as store:
            for _ in range(3):
                store.change([], [Quad(P, P, Literal(f"{number} {_}"), NamedNode(G))])
                store.sync()
            store.native.flush()
            store.change([], [Quad(P, P, Literal(f"{number} last"), NamedNode(G))])
            store.sync()
    with DiskStore(tmp_path / "s") as store:
        assert sum(1 for _ in store.quads(G)) == 12
    MemoryStore().sync()


def test_a_folder_with_nothing_but_its_marker_is_no_new_store(whole: Path, copy: Callable[[Path], Path]) -> None:
    folder = copy(whole)
    for path in folder.iterdir():
        if path.name != "posgraph.json":
            path.unlink()
    refused(folder, "is damaged: its file CURRENT is missing")


def test_a_folder_of_tables_without_marker_and_list_is_no_new_store(whole: Path, copy: Callable[[Path], Path]) -> None:
    folder = copy(whole)
    (folder / "posgraph.json").unlink()
    (folder / "CURRENT").unlink()
    refused(folder, "is damaged: its file CURRENT is missing")


def test_a_store_whose_making_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    for name in ("posgraph.lock", "LOCK", "LOG", "IDENTITY", "MANIFEST-000001"):
        (tmp_path / "s" / name).touch()
    with DiskStore(tmp_path / "s") as store:
        store.replace(G, [Quad(P, P, P)])


POWERLESS = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if os.name == "posix" and os.geteuid() == 0 else ()
"""What a command begins with so that not even root may read what permissions forbid."""
OPEN = """
import sys
from posgraph.errors import StoreError
from posgraph.store import DiskStore
try:
    DiskStore(sys.argv[1], read_only=sys.argv[2] == "read")
    print("opened")
except StoreError as error:
    print(error)
"""


def opening(folder: Path, mode: str, *before: str) -> str:
    command = [*before, sys.executable, "-c", OPEN, str(folder), mode]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.skipif(bool(POWERLESS) and not shutil.which("setpriv"), reason="root may read everything, and setpriv is not here")
@pytest.mark.parametrize(
    ("mode", "name", "bits"),
    [("read", ".", 0), ("write", ".", 0), ("write", ".", 0o555), ("read", "CURRENT", 0), ("write", "LOCK", 0)],
)
def test_a_folder_that_one_may_not_use_is_told(
    whole: Path, copy: Callable[[Path], Path], mode: str, name: str, bits: int
) -> None:
    folder = copy(whole)
    (folder / name).chmod(bits)
    said = opening(folder, mode, *POWERLESS)
    assert "may not read and write all of it" in said
    assert "Permission denied" in said
    assert str(folder) in said
    assert "another process" not in said


def test_a_read_only_file_system_is_told_and_can_be_read(whole: Path, tmp_path: Path) -> None:
    mount = f"mount -t tmpfs tmpfs {tmp_path} && cp -r {whole} {tmp_path}/s && mount -o remount,ro {tmp_path} && exec "
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount + "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a file system of his own")
    for mode, told in (("write", "its file system is read-only"), ("read", "opened")):
        code = ["unshare", "-rm", "sh", "-c", mount + '"$0" -c "$1" "$2" "$3"', sys.executable, OPEN, f"{tmp_path}/s", mode]
        assert told in subprocess.run(code, check=True, capture_output=True, text=True, timeout=60).stdout


def test_a_store_of_the_version_before_is_opened_and_written(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "s") as store:
        store.replace(G, [Quad(P, P, P)])
    (tmp_path / "s" / "posgraph.json").write_text('{"format": 1, "posgraph": "0.3.0"}\n')
    with DiskStore(tmp_path / "s") as store:
        store.change([], [Quad(P, P, Literal(1), NamedNode(G))])
        store.sync()
        assert sum(1 for _ in store.quads(G)) == 2


def test_the_owner_killed_leaves_the_folder_free_and_the_refusal_names_the_remedy(tmp_path: Path) -> None:
    code = f"from posgraph.store import DiskStore; s = DiskStore({str(tmp_path / 's')!r}); print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"open\n"
        with pytest.raises(StoreError, match=r"is open in another process; close that one, or ask it through its service"):
            DiskStore(tmp_path / "s")
        owner.kill()
    DiskStore(tmp_path / "s").close()


def test_a_path_with_the_word_lock_in_it_is_not_taken_for_one_that_is_in_use(whole: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "while lock ü"))
    largest(folder, "MANIFEST-*").unlink()
    with pytest.raises(StoreError, match="is damaged"):
        DiskStore(folder)


def restoring(tmp_path: Path, whole: Path) -> tuple[Path, Path, Path]:
    """A folder as a restore leaves it that was killed between its two renames."""
    store = tmp_path / "s"
    new, old = tmp_path / ".s-restore-20260101T000000000000", tmp_path / "s.before-restore-20260101T000000000000"
    shutil.copytree(whole, new)
    DiskStore(old).close()
    return store, new, old


def test_a_restore_that_was_killed_half_way_is_finished(tmp_path: Path, whole: Path) -> None:
    store, new, old = restoring(tmp_path, whole)
    assert is_store(store)
    assert not new.exists()
    assert old.exists()
    with DiskStore(store) as opened:
        assert opened.graphs() == (G,)


def test_a_restore_that_was_killed_before_it_began_is_not_finished(tmp_path: Path, whole: Path) -> None:
    store, new, old = restoring(tmp_path, whole)
    shutil.rmtree(old)
    assert not is_store(store)
    assert new.exists()
