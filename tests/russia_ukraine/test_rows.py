"""What the rows of the fact base say is in the dataset, word for word."""

from __future__ import annotations

import pytest

POLARITY = {"requires": "demands", "prefers": "supports", "accepts": "accepts", "rejects": "rejects", "mixed": "ambiguous"}
RECODED = {"US003": "undefined"}
ENDS = {"SQ079": "2022-02-24"}  # that of MK001, from which it was read: the fact base gives none


@pytest.fixture(scope="module")
def coded(tables):
    return tables["positions"] | tables["sequencing"]


def test_every_row_is_there_once_and_no_other(rows, tables, coded) -> None:
    assert set(coded) == set(rows)
    assert (len(tables["positions"]), len(tables["sequencing"]), len(rows)) == (199, 83, 282)


def test_processes_are_those_of_the_rows(rows, coded) -> None:
    for id, row in rows.items():
        assert coded[id]["process"] == row["process"].replace("/", "-"), id


def test_holders_are_the_holders_of_the_rows(rows, coded, tables) -> None:
    for id, row in rows.items():
        actor = tables["actors"][coded[id]["actor"]]
        assert row["actor"] in [actor["label"], *actor["aliases"].split(";")], id


def test_stances_are_those_of_the_rows(rows, coded) -> None:
    for id, row in rows.items():
        assert coded[id]["stance"] == RECODED.get(id, POLARITY.get(row["stance"], row["stance"])), id


def test_dates_are_as_written(rows, coded) -> None:
    for id, row in rows.items():
        assert (coded[id]["valid_from"], coded[id]["valid_to"]) == (row["valid_from"], ENDS.get(id, row["valid_to"])), id


def test_words_of_firmness_and_confidence_are_as_written(rows, coded) -> None:
    for id, row in rows.items():
        assert coded[id]["firmness"] == row["firmness"].replace("unclear", ""), id
        assert ("firmness: unclear" in coded[id]["note"]) == (row["firmness"] == "unclear"), id
        assert coded[id]["confidence"] == row["confidence"], id
        assert coded[id]["salience"] == "", id


def test_quotes_are_unchanged(rows, tables) -> None:
    for id, row in tables["positions"].items():
        assert row["quote"] == rows[id]["quote"], id


def test_an_order_rests_on_its_position_and_quotes_it_only_from_the_same_source(rows, tables) -> None:
    for id, row in tables["sequencing"].items():
        assert row["basis"] == rows[id]["basis"], id
        basis = tables["positions"][row["basis"]]
        assert row["actor"] == basis["actor"], id
        assert row["quote"] == (basis["quote"] if basis["source"] == row["source"] else ""), id


def test_sources_are_those_of_the_rows(rows, coded, tables) -> None:
    sources = tables["sources"]
    assert len({row["url"] for row in sources.values()}) == len(sources) == 105
    for id, row in rows.items():
        assert sources[coded[id]["source"]]["url"] == row["url"], id


def test_wording_and_condition_are_kept_in_the_note(rows, coded) -> None:
    for id, row in rows.items():
        assert row["wording"] in coded[id]["note"], id
        assert row["condition"] in coded[id]["note"], id


def test_a_demand_lies_on_the_issue_of_its_row_or_the_note_says_so(rows, dataset) -> None:
    finer = {"referendum_truce", "agreement", "znpp_operation"}  # issues of the coding, told apart from those of the rows
    demands = dataset.by_id("demands")
    for p in dataset.positions:
        issue = p.demand.removeprefix("issue:") if ":" in p.demand else demands[p.demand].issue
        assert issue.replace("-", "_") in (rows[p.id]["issue"], *finer) or f"issue: {rows[p.id]['issue']}" in p.note, p.id


def test_reporters_are_those_of_the_rows(rows, tables) -> None:
    for id, row in tables["positions"].items():
        actor = tables["actors"].get(row["reported_by"])
        names = [actor["label"], *actor["aliases"].split(";")] if actor else [row["reported_by"]]
        said = rows[id]["reported_by"]
        assert said in names or f"reported by: {said}" in row["note"], id


def test_every_row_says_how_it_is_known(coded) -> None:
    assert [id for id, row in coded.items() if not row["mode"]] == []
    assert {id for id, row in coded.items() if row["mode"] == "anonymous"} == {
        *("RU012", "RU031", "US031", "SQ015"),
        *("US033", "SQ049"),
    }
