"""Tables of coded statements, and votes."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph.errors import DataError, UnknownName, UsageError
from posgraph.importers.foreign import Mapping, read_mapping, read_table, read_votes
from posgraph.importers.foreign.mapping import of_flags
from posgraph.importers.foreign.preview import preview
from posgraph.importers.foreign.slugs import slugs
from posgraph.importers.foreign.stances import WORDS, known
from posgraph.model.cells import parse
from posgraph.model.schema import BY_NAME

ROWS = """who,what,says,when,text,doc,headline,link,party
North,Build a bridge,yes,2024-05-02T10:00:00,We want it.,7,Minutes,https://example.org/7,Left
South,Build a bridge,no,02.05.2024,Never.,7,Minutes,https://example.org/7,Right
South,Raise the toll,maybe,2024-05,,,,,Right
,Raise the toll,yes,2024-06-01,,,,,
"""
MAPPING = """[columns]
actor = "who"
demand = "what"
stance = "says"
[stances]
maybe = "accepts"
yes = "demands"
[actors]
kind = "state"
kinds = { South = "faction" }
[dataset]
id = "x"
[ids]
position = "S"
"""
WHO = ["actor=who", "demand=what", "stance=says"]
MAP = [*WHO, "date=when", "quote=text", "document=doc", "title=headline", "url=link", "group=party"]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "coded.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_rows_become_positions_with_their_sources_and_groups(table) -> None:
    imported = read_table(table, of_flags(MAP, ["maybe=conditional"]))
    found = [(p.id, p.actor, p.demand, str(p.stance), str(p.valid_from), p.source, p.quote) for p in imported.dataset.positions]
    assert found == [
        ("row-2", "north", "build-a-bridge", "supports", "2024-05-02", "7", "We want it."),
        ("row-3", "south", "build-a-bridge", "opposes", "2024-05-02", "7", "Never."),
        ("row-4", "south", "raise-the-toll", "conditional", "2024-05", "coded-csv", None),
    ]
    assert {a.id: a.part_of for a in imported.dataset.actors} == {"left": None, "north": "left", "right": None, "south": "right"}
    assert [(s.id, s.title, s.url, s.kind) for s in imported.dataset.sources] == [
        ("7", "Minutes", "https://example.org/7", None),
        ("coded-csv", "coded.csv", None, "dataset"),
    ]
    assert [left.to_dict() for left in imported.report.left_out] == [{"why": "no actor", "count": 1, "first_rows": [5]}]


def test_every_fault_is_told_at_once_with_row_column_value_and_near_match(tmp_path) -> None:
    path = tmp_path / "bad.csv"
    head = "who,what,says,when,care,link,doc\n"
    path.write_text(head + "N,D,abstains?,soon,2,nowhere,1\nS,D,opose,2024-13-01,x,https://e.org/,2\n")
    mapping = of_flags([*WHO, "date=when", "salience=care", "url=link", "document=doc"])
    with pytest.raises(DataError) as error:
        read_table(path, mapping)
    assert [(f.where, f.value, f.hint) for f in error.value.faults] == [
        ("bad.csv row 2 column says", "abstains?", "abstains"),
        ("bad.csv row 2 column care", "2", ""),
        ("bad.csv row 2 column when", "soon", ""),
        ("bad.csv row 2 column link", "nowhere", ""),
        ("bad.csv row 3 column says", "opose", "oppose"),
        ("bad.csv row 3 column care", "x", ""),
        ("bad.csv row 3 column when", "2024-13-01", ""),
    ]


def test_what_breaks_a_rule_across_cells_is_told_by_the_row_of_the_source() -> None:
    table = {"who": ["", "a"], "what": ["d"] * 2, "says": ["yes"] * 2, "from": ["", "2024-05-02"], "to": ["", "2024-05-01"]}
    with pytest.raises(DataError, match=r"table row 3 \(row-3\) column to: '2024-05-01'.*valid_from is 2024-05-02"):
        read_table(table, of_flags([*WHO, "date=from", "until=to"]))


def test_cells_that_become_ids_as_they_are_can_be_ids() -> None:
    table = {"who": ["a/b"], "name": ["A or B"], "what": ["d"], "says": ["yes"]}
    with pytest.raises(DataError, match=r"table row 2 column who: 'a/b'; expected an id"):
        read_table(table, of_flags([*WHO, "actor_label=name"]))


def test_a_missing_mapping_is_suggested() -> None:
    table = {"Organization": ["a"], "concept": ["b"], "agreement": ["1"], "datetime": ["2024-01-01"]}
    with pytest.raises(UsageError) as error:
        read_table(table, Mapping())
    assert error.value.fault.hint == ("--map actor=Organization --map demand=concept --map stance=agreement --map date=datetime")


def test_a_column_that_is_not_there_is_refused_with_the_near_one(table) -> None:
    with pytest.raises(UnknownName, match="did you mean 'says'"):
        read_table(table, of_flags(["actor=who", "demand=what", "stance=say"]))


def test_ids_of_the_table_are_kept_and_each_may_stand_once() -> None:
    table = {"who": ["a", "a", "b"], "what": ["d"] * 3, "says": ["yes"] * 3, "n": ["x", "y", "x"]}
    mapping = of_flags([*WHO, "id=n"])
    with pytest.raises(DataError, match=r"table row 2 \(and 1 more\) column n: 'x'; expected each id once"):
        read_table(table, mapping)
    table["n"][2] = "z"
    assert [p.id for p in read_table(table, mapping).dataset.positions] == ["x", "y", "z"]


def test_labels_beside_ids_keep_the_ids_as_they_are() -> None:
    table = {"code": ["US", "us"], "name": ["United States", "Us Two"], "what": ["d"] * 2, "says": ["yes"] * 2}
    imported = read_table(table, of_flags(["actor=code", "actor_label=name", "demand=what", "stance=says"]))
    assert {a.id: a.label for a in imported.dataset.actors} == {"US": "United States", "us": "Us Two"}


def test_votes_support_oppose_or_abstain_and_absence_is_counted() -> None:
    said = ["Aye", "No", "abstain", "absent", "not a member", "yes"]
    table = {"member": list("ABCDEF"), "motion": ["M"] * 6, "vote": said, "party": ["P", "Q", "P", "Q", "P", "Q"]}
    imported = read_votes(table, of_flags(["actor=member", "demand=motion", "stance=vote", "group=party"]))
    assert [(p.actor, str(p.stance), p.mode) for p in imported.dataset.positions] == [
        ("a", "supports", "selfStated"),
        ("b", "opposes", "selfStated"),
        ("c", "neutral", "selfStated"),
        ("f", "supports", "selfStated"),
    ]
    assert imported.dataset.demands[0].label == "Adoption of “M”"
    assert [(left.why, left.count) for left in imported.report.left_out] == [("a stance that is left out", 2)]
    assert imported.report.stances["absent"] == {"nothing": 1}


def test_numbers_are_a_scale_only_where_one_is_below_zero() -> None:
    assert known(["0", "1"], WORDS, {}) == {"0": "opposes", "1": "supports"}
    assert known(["-2", "0", "1"], WORDS, {}) == {"-2": "rejects", "0": "neutral", "1": "supports"}
    assert known(["0", "1", "2"], WORDS, {}) == {}
    assert known(["0", "1", "2"], WORDS, {"0": "opposes", "1": "accepts", "2": "demands"})["1"] == "accepts"


def test_a_preview_shows_rows_in_their_order_and_why_one_is_left_out(table) -> None:
    rows = preview(read_table(table, of_flags(MAP, ["maybe=-"])), 4)
    assert [(row.row, row.position.get("actor"), row.why) for row in rows] == [
        (2, "north", ""), (3, "south", ""), (4, None, "a stance that is left out"), (5, None, "no actor"),
    ]  # fmt: skip


def test_a_mapping_file_says_what_flags_say_and_flags_come_before_it(table, tmp_path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(MAPPING, encoding="utf-8")
    found = read_table(table, of_flags([], ["maybe=neutral"]).over(read_mapping(file))).dataset
    assert found.id == "x"
    assert [(p.id, str(p.stance)) for p in found.positions] == [("S2", "demands"), ("S3", "opposes"), ("S4", "neutral")]
    assert {a.id: a.kind for a in found.actors} == {"north": "state", "south": "faction"}


def test_every_fault_of_a_mapping_file_is_told(tmp_path) -> None:
    file = tmp_path / "map.toml"
    file.write_text('[column]\n[columns]\nactr = "x"\ndemand = 3\n[stances]\nyes = "suports"\n[actors]\nkind = "nation"\n')
    with pytest.raises(DataError) as error:
        read_mapping(file)
    assert [(f.where, f.value, f.hint) for f in error.value.faults] == [
        ("map.toml", "column", "columns"),
        ("map.toml [columns]", "actr", "actor"),
        ("map.toml [columns] demand", "3", ""),
        ("map.toml [stances] yes", "suports", "supports"),
        ("map.toml [actors] kind", "nation", "faction"),
    ]


def test_control_characters_are_left_out_and_told() -> None:
    imported = read_table({"who": ["a\x08b"], "what": ["d"], "says": ["yes"]}, of_flags(WHO))
    assert imported.dataset.actors[0].label == "ab"
    assert imported.report.remarks == ("column who: control characters are left out of 1 different cells",)


def test_an_empty_table_is_a_fault() -> None:
    with pytest.raises(DataError, match="at least one row that is a position"):
        read_table({"who": [""], "what": ["d"], "says": ["yes"]}, of_flags(WHO))


@given(st.lists(st.text(min_size=1, max_size=100), min_size=1, max_size=30))
def test_slugs_are_ids_each_once_whatever_the_order(labels) -> None:
    found = slugs(labels)
    assert len(set(found.values())) == len(found)
    assert slugs(random.Random(1).sample(labels, len(labels))) == found
    column = BY_NAME["actors"].column("id")
    for id in found.values():
        assert parse(column, id) == id
        assert not re.search(r"\s", id)
