"""Scenarios in files and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.scenario import scenario
from posgraph.analysis.scenario.address import from_query, merged, to_query
from posgraph.analysis.scenario.files import kept, parse_scenarios, read_scenarios, toml, write_scenarios
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Scenario
from tests.analysis.toys import position, toy

KEPT = Scenario(id="yes", label="If yes", changes=("drop p1", "set s:vote=accepts"), note="a note")
TOY = toy([position("p1", "n", "truce"), position("p2", "s", "vote", "rejects")], scenarios=(KEPT,))

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
some = st.builds(
    Scenario,
    id=texts,
    label=texts,
    changes=st.lists(texts, max_size=3).map(tuple),
    note=st.none() | texts,
    source=st.none() | texts,
)


@settings(deadline=None)
@given(st.lists(some, min_size=1, max_size=3, unique_by=lambda s: s.id))
def test_what_is_written_to_a_file_is_read_back(scenarios) -> None:
    assert parse_scenarios(toml(scenarios)) == tuple(scenarios)


def test_a_file_is_never_written_over_unless_forced(tmp_path) -> None:
    path = tmp_path / "deep" / "yes.toml"
    write_scenarios(path, [KEPT])
    with pytest.raises(UsageError, match="the name of a new file"):
        write_scenarios(path, [])
    assert read_scenarios(path) == (KEPT,)
    other = Scenario(id="no", label="no", changes=())
    write_scenarios(path, [KEPT, other], force=True)
    assert read_scenarios(path) == (KEPT, other)
    assert [each.name for each in path.parent.iterdir()] == ["yes.toml"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id = ", "expected a file of TOML"),
        ('id = "a"', "changes besides"),
        ('changes = ["drop p1"]', "id besides"),
        ('id = "a"\nchanges = "drop p1"', "a list of texts"),
        ('id = "a"\nchanges = [1]', "a list of texts"),
        ('id = 1\nchanges = ["drop p1"]', "a text in quotes"),
        ('id = " "\nchanges = ["drop p1"]', "an id that is not empty"),
        ('id = "a"\nchanges = []\nlable = "x"', "did you mean 'label'?"),
        ('id = "a"\n[[scenario]]\nid = "a"\nchanges = []', "several of these, each under [[scenario]]"),
        ('[[scenario]]\nid = "a"\nchanges = []\n[[scenario]]\nid = "a"\nchanges = []', "one scenario of this id"),
        ('[[scenario]]\nid = "a"\n', "f.toml scenario 1"),
    ],
)
def test_a_file_that_is_none_is_named_with_what_was_expected(tmp_path, text, told) -> None:
    path = tmp_path / "f.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_scenarios(path)
    assert "f.toml" in str(caught.value)
    assert told in str(caught.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path) -> None:
    path = tmp_path / "f.toml"
    path.write_bytes(b'id = "\xff"')
    with pytest.raises(UsageError, match="text in UTF-8"):
        read_scenarios(path)


def test_the_parameters_of_an_address_have_one_order() -> None:
    pairs = [("relate", "vote incompatible truce"), ("drop", "p2"), ("set", "n:vote=accepts"), ("drop", "p1"),
             ("set", "s:truce-before-vote=accepts")]  # fmt: skip
    wanted = (("set", "n:vote=accepts"), ("order", "s:truce before vote=accepts"), ("drop", "p1"), ("drop", "p2"),
              ("relate", "truce incompatible vote"))  # fmt: skip
    assert to_query(from_query(TOY, pairs)) == to_query(from_query(TOY, pairs[::-1])) == wanted
    assert from_query(TOY, wanted) == from_query(TOY, pairs)


def test_a_kept_scenario_is_addressed_by_its_id_and_any_other_spelled_out() -> None:
    assert from_query(TOY, [("scenario", "yes")]) == KEPT
    assert to_query(KEPT, TOY) == (("scenario", "yes"),)
    assert to_query(KEPT) == (("set", "s:vote=accepts"), ("drop", "p1"))
    assert to_query(scenario(TOY, KEPT.changes), TOY) == to_query(KEPT)
    assert from_query(TOY, [("scenario", "yes"), ("drop", "p2")]) == scenario(TOY, (*KEPT.changes, "drop p2"))
    assert to_query(from_query(TOY, [])) == ()


def test_names_that_nothing_has_are_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'drop'"):
        from_query(TOY, [("drops", "p1")])
    with pytest.raises(UnknownName, match="did you mean 'yes'"):
        kept(TOY, "yess")
    with pytest.raises(UnknownName, match="this dataset has none"):
        kept(toy(), "yes")


def test_scenarios_laid_over_together_must_not_contradict_each_other() -> None:
    no = Scenario(id="no", label="", changes=("set s:vote=opposes",))
    with pytest.raises(UsageError, match="contradict each other"):
        merged(TOY, [KEPT, no])
    assert merged(TOY, [no]) == no
