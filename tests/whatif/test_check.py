"""Scenarios in a dataset are looked at when it is checked."""

from __future__ import annotations

import json

import pytest

from posgraph.exporters import export
from posgraph.model import Scenario
from posgraph.validation import check
from tests.analysis.toys import position, toy
from tests.cli.console import run


@pytest.fixture
def folder(tmp_path):
    kept = (
        Scenario(id="sound", label="Sound", changes=("drop RU001",)),
        Scenario(id="torn", label="Torn", changes=("set n:truce=accepts", "set n:truce=rejects")),
        Scenario(id="wrong", label="Wrong", changes=("drop RU001", "drop RU01", "set n:truce=acepts", "set n:trice=accepts")),
    )
    rows = toy([position("RU001", "n", "truce"), position("p2", "s", "truce", "rejects")], scenarios=kept)
    return export(rows, tmp_path / "toy", "csv")


def test_every_change_that_cannot_be_read_is_a_remark_with_what_was_expected(folder) -> None:
    report = check(folder)
    assert report.ok
    (remark,) = [r for r in report.datasets[0].remarks if r.table == "scenarios"]
    assert remark.rows == ("torn", "wrong")
    assert [(f.where.split(" change")[0], f.value, f.hint) for f in remark.faults] == [
        ("scenarios (torn)", "set n:truce=accepts; set n:truce=rejects", ""),
        ("scenarios (wrong)", "RU01", "RU001"),
        ("scenarios (wrong)", "trice", "truce"),
        ("scenarios (wrong)", "acepts", "accepts"),
    ]
    assert all(f.expected for f in remark.faults)
    assert remark.to_dict()["faults"][1]["value"] == "RU01"


def test_the_command_names_row_value_and_near_match(folder) -> None:
    said = run("check", str(folder), data=None, columns=200)
    assert said.exit_code == 0
    assert "• scenarios that cannot be laid over the data: 2 (torn, wrong)" in said.stdout
    assert (
        "- scenarios (wrong) change 'drop RU01': 'RU01'; expected the id of a position, an order or a relation; " in said.stdout
    )
    assert "did you mean 'RU001'?" in said.stdout
    assert "scenarios (wrong) change 'drop RU01',RU01," in run("check", str(folder), "--format", "csv", data=None).stdout
    (found,) = json.loads(run("check", str(folder), "--format", "json", data=None).stdout)["reports"]
    assert len(found["datasets"][0]["remarks"][-1]["faults"]) == 4
