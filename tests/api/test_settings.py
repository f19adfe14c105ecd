"""Settings by flag, by environment and by file: what wins, what is refused, and what is shown."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from posgraph_api.serving.options import Option
from posgraph_api.serving.settings import Settings, options
from posgraph_api.serving.sources import SettingsError, gather
from tests import forked
from tests.api.serving import start


def written(folder: Path, text: str) -> str:
    place = folder / "serve.toml"
    place.write_text(text, encoding="utf-8")
    return str(place)


def test_a_flag_wins_over_a_variable_that_over_the_file_that_over_the_default(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 1\nquery_seconds = 20\nhosts = ["a", "b"]\ncors_origins = "c d"\ninfer = true\n')
    found = gather(
        {"POSGRAPH_PORT": "2", "POSGRAPH_HOST": "::1", "POSGRAPH_CONFIG": file}, {"port": 3, "data": "x", "host": None}
    )
    assert found.settings == Settings(
        port=3, host="::1", data="x", query_seconds=20.0, hosts=("a", "b"), cors_origins=("c", "d"), infer=True
    )
    assert found.origins["port"] == "--port"
    assert found.origins["host"] == "POSGRAPH_HOST"
    assert found.origins["query_seconds"] == file
    assert found.origins["workers"] == "default"


def test_everything_that_cannot_be_used_is_told_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, 'query_secnds = 3\nport = "80"\ninfer = 1\nlog_format = "jsn"\nhosts = [1]\nworkers = true\n')
    with pytest.raises(SettingsError) as told:
        gather({"POSGRAPH_QUERY_BYTES": "1"}, {"port": "80000"}, file)
    assert [(fault.where, fault.value, fault.hint) for fault in told.value.faults] == [
        (f"{file}: query_secnds", "3", "query_seconds"),
        (f"{file}: port", "80", ""),
        (f"{file}: infer", "1", ""),
        (f"{file}: log_format", "jsn", "json"),
        (f"{file}: hosts", "[1]", ""),
        (f"{file}: workers", "True", ""),
        ("--port", "80000", ""),
        ("POSGRAPH_QUERY_BYTES", "1", ""),
    ]
    assert str(told.value).startswith("8 settings cannot be used\n")


@pytest.mark.parametrize("text", ["port =", "port = 1\nport = 2"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"serve\.toml.*a file in TOML"):
        gather({}, {}, written(tmp_path, text))


def test_the_service_says_what_is_wrong_with_its_file_and_does_not_start(tmp_path: Path) -> None:
    process = start("--config", str(tmp_path / "none.toml"))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "none.toml'; expected a settings file that can be read (No such file or directory)" in said


def test_the_settings_shown_are_a_file_that_gives_the_same_settings(tmp_path: Path) -> None:
    file = written(tmp_path, 'hosts = ["é", "b"]\ndata = "http://me:secret@localhost:1/sparql"\n')
    done = forked.run("serve", "--config", file, "--query-seconds", "0.5", "--show-settings")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode()
    assert "secret" not in shown
    read = tomllib.loads(shown)
    assert read["data"] == "http://me:…@localhost:1/sparql"
    again = gather({}, {}, written(tmp_path, shown)).settings
    assert again == Settings(hosts=("é", "b"), data=read["data"], query_seconds=0.5)
    assert f"# {file}" in shown
    assert "# --query-seconds" in shown
    assert "port = 8000" in shown


def test_a_secret_is_never_shown() -> None:
    secret = Option("word", str, "", "A word.", "Group", None, None, ("right",), True)
    with pytest.raises(ValueError, match="POSGRAPH_WORD: '…'") as told:
        secret.parse("POSGRAPH_WORD", "hidden")
    assert "hidden" not in str(told.value)
    for option in options():
        if option.secret:
            assert "hidden" not in gather({option.variable: "hidden"}, {}).write()


def test_help_shows_every_setting_under_its_heading() -> None:
    shown = forked.run("serve", "--help", text=True).stdout
    places = [
        (shown.index(f"\n{option.group}:\n"), shown.index(f"\n  {option.flag} ")) for option in options() if not option.secret
    ]
    assert all(heading < flag for heading, flag in places)
    assert len({option.group for option in options()}) >= 4
    assert all(option.group for option in options())
