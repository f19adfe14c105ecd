"""The commands over a SPARQL endpoint: the same answers as over files, and findings that are written there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posgraph.store import RemoteStore
from tests.cli.console import DAY, TALKS, run
from tests.store.conftest import remote, sparql_endpoint

__all__ = ["remote", "sparql_endpoint"]  # fixtures


@pytest.fixture
def endpoint(sparql_endpoint: str, remote: RemoteStore) -> str:
    """The query URL of an endpoint into which the talks were loaded."""
    url = f"{sparql_endpoint}/query"
    loaded = run("load", str(TALKS), "--into", url)
    assert loaded.exit_code == 0, loaded.output
    return url


def test_analyses_and_questions_answer_as_over_files(endpoint: str) -> None:
    for command in (
        ("conflicts", *DAY, "--format", "json"),
        ("overlaps", *DAY, "--format", "json"),
        ("orders", *DAY, "--format", "json"),
        ("settle", *DAY, "--format", "json"),
        ("shifts", "--format", "json"),
        ("sparql", "SELECT (COUNT(*) AS ?n) { ?p a pg:Position }", "--format", "csv"),
    ):
        here, there = run(*command), run(*command, data=endpoint)
        assert here.exit_code == 0, here.output
        assert (there.exit_code, there.stdout) == (0, here.stdout), command


def test_findings_are_written_to_the_endpoint_and_the_dataset_comes_back(
    endpoint: str, remote: RemoteStore, tmp_path: Path
) -> None:
    inferred = run("infer", *DAY, "--format", "json", data=endpoint)
    assert inferred.exit_code == 0, inferred.output
    assert remote.select("SELECT (COUNT(*) AS ?n) { ?c a pg:Conflict }").to_dicts()[0]["n"] > 0
    exported = run("export", "--to", "ttl", "--output", str(tmp_path / "talks.ttl"), data=endpoint)
    assert exported.exit_code == 0, exported.output
    checked = run("check", str(tmp_path / "talks.ttl"), data=None)
    assert checked.exit_code == 0, checked.output


def test_an_endpoint_is_not_backed_up_here(endpoint: str, tmp_path: Path) -> None:
    refused = run("backup", "--data", endpoint, str(tmp_path / "backup"))
    assert refused.exit_code != 0
    assert "endpoint" in refused.output or "service" in refused.output


def test_loading_again_is_told_in_the_log(endpoint: str, remote: RemoteStore) -> None:
    again = run("load", str(TALKS), "--into", endpoint, "--format", "json")
    assert json.loads(again.stdout)["datasets"][0]["dataset"] == "talks"
    kinds = remote.select("SELECT ?n ?k { ?c pg:changeNumber ?n ; pg:changeKind ?k } ORDER BY ?n").to_dicts()
    assert [row["k"].rpartition("/")[2] for row in kinds] == ["load", "load"]
