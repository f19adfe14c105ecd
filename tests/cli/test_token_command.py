"""``posgraph token``: what it shows, where, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from posgraph import tokens
from tests.cli.console import TALKS, run


@pytest.fixture
def store(tmp_path: Path) -> Path:
    assert run("load", str(TALKS), "--into", str(tmp_path / "talks.store")).exit_code == 0
    return tmp_path / "talks.store"


def token(*args: str, **env: str):
    return run("token", *args, data=None, **env)


def test_the_token_alone_goes_to_stdout(store: Path) -> None:
    done = token("create", "editor", "--right", "write", "--expires", "90d", "--data", str(store))
    assert done.exit_code == 0
    text = done.stdout.removesuffix("\n")
    assert tokens.LOOKS.fullmatch(text)
    assert "editor may read and write until" in done.stderr
    assert text not in done.stderr
    assert tokens.read(store / "tokens.json").find(text).name == "editor"  # type: ignore[union-attr]


def test_a_list_shows_all_but_secrets_and_hashes(store: Path) -> None:
    text = token("create", "editor", "--right", "write", "--data", str(store)).stdout.strip()
    token("create", "guest", "--right", "read", "--expires", (date.today() + timedelta(2)).isoformat(), "--data", str(store))
    token("revoke", "editor", "--data", str(store))
    shown = {format: token("list", "--format", format, POSGRAPH_DATA=str(store)).stdout for format in ("table", "json", "csv")}
    (editor, guest) = json.loads(shown["json"])["tokens"]
    assert (editor["state"], editor["expires"], guest["right"], guest["state"]) == ("revoked", None, "read", "active")
    expires = datetime.combine(datetime.now(UTC).date() + timedelta(3), datetime.min.time(), UTC)
    assert abs(datetime.fromisoformat(guest["expires"]) - expires) <= timedelta(days=1)  # today may end while this runs
    assert [row["name"] for row in csv.DictReader(io.StringIO(shown["csv"]))] == ["editor", "guest"]
    assert editor["id"] in shown["table"]
    for page in shown.values():
        assert text[12:] not in page
        assert tokens.digest(text) not in page


def test_a_token_is_revoked_by_id_or_name(store: Path) -> None:
    token("create", "editor", "--right", "write", "--data", str(store))
    id = json.loads(token("list", "--format", "json", "--data", str(store)).stdout)["tokens"][0]["id"]
    assert f"Revoked editor [{id}]." in token("revoke", id, "--data", str(store)).stderr
    again = token("revoke", "editor", "--data", str(store))
    assert (again.exit_code, "was revoked before" in again.stderr) == (0, True)


def test_a_file_may_lie_anywhere(tmp_path: Path) -> None:
    place = tmp_path / "rights.json"
    assert token("create", "editor", "--right", "admin", POSGRAPH_TOKENS=str(place)).exit_code == 0
    assert [each.name for each in tokens.read(place).items] == ["editor"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["list"], "--data: expected the store folder of the service, or --tokens"),
        (["list", "--data", "nowhere.store"], "--data: 'nowhere.store'; expected a store folder (posgraph load makes one)"),
        (["list", "--data", str(TALKS)], "expected a store folder"),
        (["list", "--data", "http://127.0.0.1:9"], "the tokens of a service are made where that lies"),
        (["list", "--tokens", str(TALKS)], "a file, not a folder"),
        (["create", "a", "--right", "read", "--tokens", "no/such/folder/tokens.json"], "a file in a folder that is there"),
        (["create", "a b", "--right", "read", "--tokens", "t.json"], "name: 'a b'"),
        (["create", "a", "--right", "wite", "--tokens", "t.json"], "'wite' is not one of"),
        (["create", "a", "--right", "read", "--expires", "soon", "--tokens", "t.json"], "expires: 'soon'; expected a day"),
        (["create", "a", "--right", "read", "--expires", "2020-01-01", "--tokens", "t.json"], "a time that is still to come"),
        (["create", "a", "--tokens", "t.json"], "Missing option '--right'"),
        (["revoke", "nobody", "--tokens", "t.json"], "the file has no token in use"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = token(*args)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "t.json").exists()


def test_a_folder_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / ".tokens.json.lock").mkdir()
    done = token("create", "a", "--right", "read", "--tokens", str(tmp_path / "tokens.json"))
    assert done.exit_code == 2
    assert "Is a directory" in done.stderr


@pytest.mark.parametrize("name", ["create", "list", "revoke"])
def test_the_help_of_each_ends_with_examples_and_exit_codes(name: str) -> None:
    said = token(name, "--help").stdout
    assert f"$ posgraph token {name}" in said
    assert "Exit codes:" in said
