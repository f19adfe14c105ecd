"""What the rows of the fact base say is in the dataset, word for word."""

from __future__ import annotations

import pytest

POLARITY = {"requires": "demands", "prefers": "supports", "accepts": "accepts", "rejects": "rejects"}
RECODED = {"US003": "undefined"}


@pytest.fixture(scope="module")
def coded(tables):
    return tables["positions"] | tables["sequencing"]


def test_every_row_of_the_window_is_there_once_and_no_other(window, tables, coded) -> None:
    assert set(coded) == set(window)
    assert len(tables["positions"]) == 168
    assert len(tables["sequencing"]) == 66
    assert not set(tables["positions"]) & set(tables["sequencing"])


def test_the_rows_are_those_in_force_or_spoken_in_november_and_december_2025(window) -> None:
    assert len(window) == 168 + 66
    assert all(row["valid_from"] <= "2025-12-31" for row in window.values())
    assert all(not row["valid_to"] or row["valid_to"] >= "2025-11-01" for row in window.values())


def test_each_holder_has_as_many_positions_as_in_the_fact_base(dataset) -> None:
    held = [p.actor for p in dataset.positions]
    counts = {actor: held.count(actor) for actor in dict.fromkeys(held)}
    assert counts.pop("russia") == 58
    assert counts.pop("ukraine") == 53
    assert counts.pop("united-states") + counts.pop("donald-trump") == 33
    assert counts.pop("e3") == 9
    assert sum(counts.values()) == 15


def test_holders_are_the_holders_of_the_rows(window, coded, tables) -> None:
    for id, row in window.items():
        actor = tables["actors"][coded[id]["actor"]]
        assert row["actor"] in [actor["label"], *actor["aliases"].split(";")], id


def test_stances_are_those_of_the_rows(window, coded) -> None:
    for id, row in window.items():
        assert coded[id]["stance"] == RECODED.get(id, POLARITY.get(row["stance"], row["stance"])), id


def test_dates_are_as_written(window, coded) -> None:
    for id, row in window.items():
        assert (coded[id]["valid_from"], coded[id]["valid_to"]) == (row["valid_from"], row["valid_to"]), id


def test_words_of_firmness_and_confidence_are_as_written(window, coded) -> None:
    for id, row in window.items():
        assert coded[id]["firmness"] == row["firmness"].replace("unclear", ""), id
        assert ("firmness: unclear" in coded[id]["note"]) == (row["firmness"] == "unclear"), id
        assert coded[id]["confidence"] == row["confidence"], id
        assert coded[id]["salience"] == "", id


def test_quotes_are_unchanged(window, tables) -> None:
    for id, row in tables["positions"].items():
        assert row["quote"] == window[id]["quote"], id


def test_an_order_quotes_its_position_and_only_from_the_same_source(tables) -> None:
    positions = tables["positions"]
    for id, row in tables["sequencing"].items():
        basis = positions[row["basis"]]
        shared = basis["source"] == row["source"]
        assert row["quote"] == (basis["quote"] if shared else ""), id


def test_sources_are_those_of_the_rows(window, coded, tables) -> None:
    sources = tables["sources"]
    assert len(sources) == len({row["url"] for row in sources.values()}) == 87
    assert len({row["source"] for row in coded.values()}) == 85
    for id, row in window.items():
        assert sources[coded[id]["source"]]["url"] == row["url"], id


def test_wording_and_condition_are_kept_in_the_note(window, coded) -> None:
    for id, row in window.items():
        assert row["wording"] in coded[id]["note"], id
        assert row["condition"] in coded[id]["note"], id


def test_reporters_are_those_of_the_rows(window, tables) -> None:
    for id, row in tables["positions"].items():
        actor = tables["actors"].get(row["reported_by"])
        names = [actor["label"], *actor["aliases"].split(";")] if actor else [row["reported_by"]]
        said = window[id]["reported_by"]
        assert said in names or f"reported by: {said}" in row["note"], id


def test_every_row_says_how_it_is_known(coded) -> None:
    assert [id for id, row in coded.items() if not row["mode"]] == []
    assert {id for id, row in coded.items() if row["mode"] == "anonymous"} == {"RU012", "RU031", "US031", "SQ015"}
    assert {id for id, row in coded.items() if row["mode"] == "byOpponent"} == {"EU001", "US007", "SQ014", "SQ008"}
    told = {id for id, row in coded.items() if row["source"] == "expertnews-2025-12-29"}
    assert {coded[id]["mode"] for id in told} == {"byThirdParty"}
