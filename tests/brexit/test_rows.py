"""What the rows of the fact base say is in the dataset, word for word."""

from __future__ import annotations

import pytest

POLARITY = {"requires": "demands", "prefers": "supports"}


@pytest.fixture(scope="module")
def coded(tables):
    return tables["positions"] | tables["sequencing"]


def test_every_row_of_the_fact_base_is_there_once(factbase, coded) -> None:
    assert len(factbase) == 24 + 4
    assert {id for id in coded if not id.startswith("IV-")} == set(factbase)


def test_the_other_rows_are_the_seven_other_divisions(tables) -> None:
    numbers = (1105524, 1105526, 1105527, 1105529, 1105530, 1105532, 1105533)
    assert [id for id in tables["positions"] if id.startswith("IV-")] == [f"IV-{n}" for n in numbers]


def test_holders_are_the_holders_of_the_rows(factbase, coded, tables) -> None:
    for id, row in factbase.items():
        actor = tables["actors"][coded[id]["actor"]]
        assert row["actor"] in [actor["label"], *actor["aliases"].split(";")], id


def test_stances_are_those_of_the_rows(factbase, coded) -> None:
    for id, row in factbase.items():
        assert coded[id]["stance"] == POLARITY.get(row["stance"], row["stance"]), id


def test_dates_are_as_written(factbase, coded) -> None:
    for id, row in factbase.items():
        assert (coded[id]["valid_from"], coded[id]["valid_to"]) == (row["valid_from"], row["valid_to"]), id


def test_words_of_firmness_and_confidence_are_as_written(factbase, coded) -> None:
    for id, row in factbase.items():
        assert coded[id]["firmness"] == row["firmness"].replace("unclear", ""), id
        assert ("firmness: unclear" in coded[id]["note"]) == (row["firmness"] == "unclear"), id
        assert coded[id]["confidence"] == row["confidence"], id
    assert {row["salience"] for row in coded.values()} == {""}


def test_quotes_are_unchanged_and_an_order_quotes_its_position(factbase, tables) -> None:
    for id, row in tables["positions"].items():
        assert row["quote"] == (factbase[id]["quote"] if id in factbase else ""), id
    for id, row in tables["sequencing"].items():
        basis = tables["positions"][row["basis"]]
        assert row["basis"] == factbase[id]["basis"]
        assert (row["source"], row["quote"]) == (basis["source"], basis["quote"]), id


def test_sources_are_those_of_the_rows(factbase, coded, tables) -> None:
    sources = tables["sources"]
    assert len(sources) == len({row["url"] for row in sources.values()})
    for id, row in factbase.items():
        assert sources[coded[id]["source"]]["url"] == row["url"], id


def test_wording_and_condition_are_kept_in_the_note(factbase, coded) -> None:
    for id, row in factbase.items():
        assert row["wording"] in coded[id]["note"], id
        counts = row["condition"] == "160 ayes, 400 noes"
        assert ("ayes 160, noes 400" if counts else row["condition"]) in coded[id]["note"], id


def test_reporters_are_those_of_the_rows(factbase, tables) -> None:
    for id, row in tables["positions"].items():
        if id in factbase:
            actor = tables["actors"].get(row["reported_by"])
            said = factbase[id]["reported_by"]
            assert said == (actor["label"] if actor else row["reported_by"]) or f"reported by: {said}" in row["note"], id


def test_every_row_says_how_it_is_known(coded) -> None:
    assert [id for id, row in coded.items() if not row["mode"]] == []
    assert {id for id, row in coded.items() if row["mode"] in ("anonymous", "byOpponent")} == {"BX010", "BX021"}


def test_a_position_revises_another_only_where_that_ends_as_it_begins(tables) -> None:
    found = set()
    for table in (tables["positions"], tables["sequencing"]):
        for id, row in table.items():
            if row["revises"]:
                old = table[row["revises"]]
                found.add((old["id"], id))
                assert (old["actor"], old["valid_to"]) == (row["actor"], row["valid_from"])
                assert row["revision_reason"] == "change"
    assert found == {("BX002", "BX003"), ("BX020", "BX021"), ("SQ101", "SQ102")}
