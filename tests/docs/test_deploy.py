"""docs/deploy: what its files name is there, and its settings can be used."""

from __future__ import annotations

import json
import re
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from posgraph.cli.serve import options, serve
from posgraph_api.serving.metrics import Metrics
from posgraph_api.serving.sources import gather

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
PAGE = (DEPLOY / "README.md").read_text(encoding="utf-8")
FLAGS = {
    name
    for parameter in serve.params
    if isinstance(parameter, click.Option)
    for name in (*parameter.opts, *parameter.secondary_opts)
}
VARIABLES = {option.variable for option in options()} | {"POSGRAPH_CONFIG"}


def flags(text: str) -> set[str]:
    """The options in a command line."""
    return set(re.findall(r"(?<!\S)--[a-z-]+", text))


def unit() -> ConfigParser:
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read(DEPLOY / "posgraph.service", encoding="utf-8")
    return found


def test_the_example_settings_can_be_used() -> None:
    found = gather({}, {}, str(DEPLOY / "serve.toml"))
    assert found.settings.workers == 2
    assert found.origins["hosts"].endswith("serve.toml")


def test_the_unit_starts_posgraph_as_it_can_be_started_and_waits_for_its_end() -> None:
    service = unit()["Service"]
    command = service["ExecStart"].split()
    assert command[0].endswith("/bin/posgraph")
    assert command[1] == "serve"
    assert flags(service["ExecStart"]) <= FLAGS
    settings = gather({}, {}, str(DEPLOY / "serve.toml")).settings
    assert int(service["TimeoutStopSec"]) >= settings.stop_seconds + settings.drain_seconds + 10
    assert settings.data is not None
    assert settings.data.startswith(f"/var/lib/{service['StateDirectory']}/"), "the only folder it may write to"
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert "AF_UNIX" in service["RestrictAddressFamilies"], "the processes talk over it"


def test_the_image_runs_posgraph_as_it_can_be_run_and_not_as_root() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith(("#", " "))]
    last = {line[0]: line[1] for line in lines}
    assert json.loads(last["ENTRYPOINT"]) == ["posgraph", "serve"]
    assert flags(" ".join(json.loads(last["CMD"]))) <= FLAGS
    named = set(re.findall(r"POSGRAPH_[A-Z_]+", text))
    assert named <= VARIABLES
    environment = dict(pair.split("=", 1) for pair in last["ENV"].split() if pair.startswith("POSGRAPH_"))
    settings = gather(environment, {}).settings
    assert (settings.host, settings.log_format) == ("0.0.0.0", "json")
    assert last["USER"] == "posgraph"
    assert last["VOLUME"] == str(Path(settings.data or "").parent)
    assert "/ready" in last["HEALTHCHECK"] or "/ready" in text
    copied = {word for line in lines if line[0] == "COPY" and "--from" not in line[1] for word in line[1].split()[:-1]}
    for name in copied:
        assert (DEPLOY.parents[1] / name).exists(), name
    assert {line[1].split()[0] for line in lines if line[0] == "FROM"} == {"python:3.11-slim"}


def test_the_page_names_settings_that_are_there() -> None:
    assert set(re.findall(r"POSGRAPH_[A-Z_]+", PAGE)) <= VARIABLES
    known = {option.name for option in options()}
    for name in ("hosts", "trusted_proxies", "open_reading", "upload_bytes", "store_bytes", "request_bytes", "free_megabytes",
                 "query_megabytes", "query_workers", "drain_seconds", "stop_seconds"):  # fmt: skip
        assert f"`{name}`" in PAGE
        assert name in known, name


def test_the_page_names_every_metric() -> None:
    metrics = Metrics(store=str(DEPLOY))
    metrics.query("ok", 0.1)
    names = set(re.findall(r"^# TYPE (posgraph_\w+)", metrics.text().decode(), re.MULTILINE))
    for name in sorted(names):
        if not name.startswith("posgraph_process_") and not name.endswith("_created"):
            assert f"`{name}`" in PAGE, name


@pytest.mark.parametrize("name", ["serve.toml", "posgraph.service", "Containerfile", "prometheus.yml"])
def test_every_file_is_told_of(name: str) -> None:
    assert f"({name})" in PAGE
    assert (DEPLOY / name).is_file()
