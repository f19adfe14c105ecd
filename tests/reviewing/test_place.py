"""Where the queue is kept, and what becomes of it where a backup is restored."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

import posgraph
from posgraph.errors import UsageError
from posgraph_api.reviewing.drafts import Entry
from posgraph_api.reviewing.place import place_of
from posgraph_api.reviewing.queue import Queue
from posgraph_api.serving.settings import Settings
from tests.cli.console import run

ENTRY = Entry("positions", {"actor": "ukraine"})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    place = tmp_path / "miami.store"
    posgraph.load("miami-2025", place)
    return place


def test_the_queue_is_in_the_store_folder_where_there_is_one(store: Path, tmp_path: Path) -> None:
    assert place_of(Settings(data=str(store)), "disk") == store / "review.sqlite"
    assert place_of(Settings(data=str(store), review=str(tmp_path / "own.sqlite")), "disk") == tmp_path / "own.sqlite"


def test_elsewhere_it_is_where_a_setting_says_or_ends_with_the_service(tmp_path: Path) -> None:
    assert place_of(Settings(), "memory") is None
    assert place_of(Settings(data="http://localhost/sparql"), "remote") is None
    assert place_of(Settings(data="http://localhost/sparql", review=str(tmp_path / "q")), "remote") == tmp_path / "q"
    with pytest.raises(UsageError, match="a file in a folder that is there"):
        place_of(Settings(review=str(tmp_path / "no" / "q")), "memory")


def test_the_file_is_for_its_user_alone(tmp_path: Path) -> None:
    Queue(tmp_path / "review.sqlite").close()
    assert stat.S_IMODE((tmp_path / "review.sqlite").stat().st_mode) == 0o600


def test_a_backup_holds_no_queue_and_where_it_is_restored_the_queue_stays(store: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert run("backup", str(backup), data=str(store)).exit_code == 0
    queue = Queue(store / "review.sqlite")
    queue.propose("miami-2025", ENTRY, "anna")
    queue.close()
    done = run("restore", str(backup), data=str(store))
    assert done.exit_code == 0, done.output
    assert not list(backup.glob("review*"))
    again = Queue(store / "review.sqlite")
    assert again.get(1).entry == ENTRY
    again.close()
