"""The file of tokens: what it keeps, what it never keeps, and what becomes of it under two commands at once."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph import tokens
from posgraph.errors import StoreError, UnknownName, UsageError
from posgraph.tokens import LOOKS, RIGHTS, Tokens, Watched

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


def test_a_token_is_found_by_its_text_and_by_nothing_else(file: Path) -> None:
    made, text = tokens.create(file, "editor", "write", NOW)
    other, _ = tokens.create(file, "reader", "read", NOW)
    held = tokens.read(file)
    assert held.find(text) == made
    assert LOOKS.fullmatch(text)
    for wrong in ("", text[:-1], text + "x", text.upper(), text.replace(made.id, other.id), made.sha256, "ü", "\udcff"):
        assert held.find(wrong) is None, wrong


def test_the_file_holds_no_token_and_is_for_its_owner_alone(file: Path) -> None:
    _, text = tokens.create(file, "editor", "write", NOW)
    assert text[-43:] not in file.read_text(encoding="utf-8")
    assert text[12:] not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in file.parent.iterdir()) == [".tokens.json.lock", "tokens.json"]


def test_a_name_is_free_again_when_its_token_is_revoked(file: Path) -> None:
    first, text = tokens.create(file, "editor", "write", NOW)
    with pytest.raises(UsageError, match="a name that no token has"):
        tokens.create(file, "editor", "read", NOW)
    tokens.revoke(file, "editor", NOW)
    second, _ = tokens.create(file, "editor", "read", NOW)
    held = tokens.read(file)
    assert held.find(text).state(NOW) == "revoked"  # type: ignore[union-attr]
    assert held.named("editor") == second
    assert held.named(first.id).revoked == NOW
    assert tokens.revoke(file, first.id, NOW + timedelta(days=1)).revoked == NOW


def test_what_nothing_is_called_is_told_with_what_comes_near(file: Path) -> None:
    tokens.create(file, "editor", "write", NOW)
    with pytest.raises(UnknownName, match="did you mean 'editor'"):
        tokens.revoke(file, "edtor", NOW)


@pytest.mark.parametrize("name", ["", "a b", "anonymous", "environment", "0123abcd", "x" * 65, "a\nb", "-a", "a/b"])
def test_names_that_logs_could_not_tell_apart_are_refused(file: Path, name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        tokens.create(file, name, "write", NOW)
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-01-31", datetime(2027, 2, 1, tzinfo=UTC)),
        ("90d", NOW + timedelta(days=90)),
        ("12h", NOW + timedelta(hours=12)),
        ("2027-02-30", None),
        ("9999-12-31", None),
        ("0d", None),
        ("1w", None),
        ("-1d", None),
        ("٣d", None),
    ],
)
def test_when_a_token_expires(text: str, moment: datetime | None) -> None:
    if moment:
        assert tokens.expiry(text, NOW) == moment
    else:
        with pytest.raises(UsageError, match="expires"):
            tokens.expiry(text, NOW)


def test_a_token_holds_until_it_expires(file: Path) -> None:
    made, _ = tokens.create(file, "editor", "write", NOW, NOW + timedelta(hours=1))
    assert made.state(NOW + timedelta(minutes=59)) == "active"
    assert made.state(NOW + timedelta(hours=1)) == "expired"
    with pytest.raises(UsageError, match="still to come"):
        tokens.create(file, "late", "write", NOW, NOW)


TOKEN = {"id": "0123abcd", "name": "a", "right": "read", "sha256": "0" * 64, "created": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no file of tokens"),
        ("[]", "no file of tokens"),
        ("{}", "no file of tokens"),
        ('{"format": 2, "tokens": []}', "format 2; this posgraph"),
        ('{"format": "1", "tokens": []}', "no file of tokens"),
        (json.dumps({"format": 1, "tokens": [TOKEN | {"right": "root"}]}), "no file of tokens"),
        (json.dumps({"format": 1, "tokens": [TOKEN | {"sha256": ""}]}), "no file of tokens"),
        (json.dumps({"format": 1, "tokens": [TOKEN | {"expires": "soon"}]}), "no file of tokens"),
        (json.dumps({"format": 1, "tokens": [TOKEN | {"expires": "2026-01-01T00:00:00"}]}), "no file of tokens"),
        (json.dumps({"format": 1, "tokens": [{}]}), "no file of tokens"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_left_alone(file: Path, text: str, message: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=message):
        tokens.read(file)
    with pytest.raises(StoreError, match=message):
        tokens.create(file, "editor", "write", NOW)
    assert file.read_text(encoding="utf-8") == text


def test_a_file_that_everybody_can_write_gives_no_tokens(file: Path) -> None:
    tokens.create(file, "editor", "write", NOW)
    file.chmod(0o666)
    with pytest.raises(StoreError, match=r"written by everybody on this machine.*chmod 600"):
        tokens.read(file)


def test_commands_at_once_lose_nothing(file: Path) -> None:
    count = 6
    commands = [
        [sys.executable, "-m", "posgraph", "token", "create", f"t{n}", "--right", "read", "--tokens", str(file)]
        for n in range(count)
    ]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands]
    texts = [process.communicate(timeout=60)[0].strip() for process in running]
    held = tokens.read(file)
    assert sorted(token.name for token in held.items) == [f"t{n}" for n in range(count)]
    assert {held.find(text).name for text in texts} == {f"t{n}" for n in range(count)}  # type: ignore[union-attr]


def test_a_change_is_seen_once_a_second_has_gone_by(file: Path) -> None:
    said: list[str] = []
    watched = Watched(file)
    assert watched.tokens(0.0, said.append) == Tokens()
    _, text = tokens.create(file, "editor", "write", NOW)
    assert watched.tokens(0.9, said.append) == Tokens()
    assert watched.tokens(1.0, said.append).find(text)
    tokens.revoke(file, "editor", NOW)
    assert watched.tokens(2.0, said.append).find(text).state(NOW) == "revoked"  # type: ignore[union-attr]
    file.write_text("{", encoding="utf-8")
    for clock in (3.0, 3.5, 4.0):
        with pytest.raises(StoreError):
            watched.tokens(clock, said.append)
    assert len(said) == 1
    file.unlink()
    assert watched.tokens(5.0, said.append) == Tokens()


def test_of_one_text_for_several_rights_the_greatest_counts() -> None:
    text = "0123456789abcdef"
    assert tokens.of_environment(dict.fromkeys(RIGHTS, text)).find(text).right == "admin"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["short", "x" * 15, "has a blank in its middle", "ünïcödé-ünïcödé-ünïcödé"])
def test_a_token_of_the_environment_that_is_too_weak_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UsageError, match="POSGRAPH_WRITE_TOKEN") as caught:
        tokens.of_environment({"write": text})
    assert text not in str(caught.value)


@given(st.lists(st.tuples(st.sampled_from(RIGHTS), st.none() | st.timedeltas(timedelta(1), timedelta(999))), max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, wanted: list[tuple[str, timedelta | None]]) -> None:
    file = tmp_path_factory.mktemp("tokens") / "tokens.json"
    made = [
        tokens.create(file, f"t{n}", right, NOW, NOW + timedelta(seconds=int(span.total_seconds())) if span else None)[0]
        for n, (right, span) in enumerate(wanted)
    ]
    assert tokens.read(file) == Tokens(tuple(made))
