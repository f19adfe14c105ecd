"""The commands over an archive: the same answers, the same shapes, and errors that say what to do instead."""

import json
from pathlib import Path

import pytest

from posgraph.archive.writing import write_archive
from posgraph.importers import read
from tests.cli.console import run


@pytest.fixture(scope="module")
def talks(tmp_path_factory) -> str:
    return str(write_archive(read("brexit"), tmp_path_factory.mktemp("kept") / "talks"))


def answer(*words: str):
    done = run(*words, "--format", "json", data=None)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("question", ["conflicts", "overlaps"])
def test_pairs_of_an_archive_are_those_of_its_dataset(talks, question) -> None:
    asked = (question, "--as-of", "2019-10-16")
    assert answer(*asked, "--data", talks) == answer(*asked, "--data", "brexit")


def test_a_table_of_an_archive_says_how_many_there_are_in_all(talks) -> None:
    done = run("conflicts", "--data", talks, "--as-of", "2019-10-16", "--limit", "2")
    every = answer("conflicts", "--data", "brexit", "--as-of", "2019-10-16")
    assert done.stdout.startswith(f"{every['total']} conflicts as of 2019-10-16")
    assert f"{every['total'] - 2} more; --limit {every['total']} shows all." in done.stdout


def test_a_network_of_an_archive_counts_its_positions_as_statements(talks) -> None:
    found = answer("network", "--data", talks, "--kind", "conflict", "--stop", "2019-10-17")
    assert found["rows"] == sorted(found["rows"])
    assert found["statements"] > 0
    assert sum(map(sum, found["matrix"])) > 0


def test_what_is_only_asked_of_a_dataset_is_refused_with_what_to_ask_instead(talks) -> None:
    for words, remedy in (
        (("network", "--as-of", "2019-10-16"), "--start, --stop"),
        (("conflicts", "--without", "BX001"), "load it into a store"),
        (("conflicts", "--engine", "abacus"), "embedded"),
        (("conflicts", "--dataset", "other"), "brexit"),
    ):
        done = run(*words, "--data", talks)
        assert done.exit_code == 2
        assert remedy in done.stderr


def test_another_engine_is_refused_where_there_is_no_archive() -> None:
    done = run("conflicts", "--engine", "duckdb", data=None)
    assert done.exit_code == 2
    assert "positions.parquet" in done.stderr


def test_another_engine_gives_the_same_answer(talks: str) -> None:
    pytest.importorskip("ibis")
    asked = ("conflicts", "--data", talks, "--as-of", "2019-10-16")
    assert answer(*asked, "--engine", "duckdb") == answer(*asked)


def test_every_other_command_reads_an_archive_as_the_dataset_that_it_is(talks: str) -> None:
    assert answer("orders", "--data", talks, "--as-of", "2019-10-16") == answer(
        "orders", "--data", "brexit", "--as-of", "2019-10-16"
    )
    assert Path(talks, "positions.parquet").is_file()
