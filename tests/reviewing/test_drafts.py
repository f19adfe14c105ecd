"""Drafts: what a form tells, where a quote stands, what a draft does to a dataset."""

from __future__ import annotations

import pytest

from posgraph_api.reviewing.drafts import Entry, anchor

TEXT = "Asked about a vote, she said:\n“There will be no vote\n   before a ceasefire.” He laughed."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("no vote before a ceasefire", "no vote\n   before a ceasefire"),
        ("  He\tlaughed. ", "He laughed."),
        ("No vote", None),
        ("no vote before the ceasefire", None),
        ("a vote, she said: “There", "a vote, she said:\n“There"),
        (".*", None),
        ("", None),
    ],
)
def test_a_quote_is_found_letter_by_letter_however_the_lines_break(quote: str, found: str | None) -> None:
    span = anchor(TEXT, quote)
    assert (TEXT[slice(*span)] if span else None) == found


def test_letters_written_in_two_ways_are_the_same() -> None:
    entry = Entry.of({"text": "Le Premier ministre a de\u0301clare\u0301 non", "quote": "a d\u00e9clar\u00e9 non"})
    assert entry.faults() == []


def test_a_quote_that_does_not_stand_in_the_text_is_a_fault_of_its_field() -> None:
    entry = Entry.of({"text": TEXT, "quote": "There will be a vote"})
    assert [fault.where for fault in entry.faults()] == ["positions () column quote"]
    assert Entry.of({"text": "", "quote": "There will be a vote"}).faults() == []


def test_a_form_tells_one_row_and_what_is_empty_is_left_out() -> None:
    told = {"table": "sequencing", "actor": "a", "first": "x", "then": "y", "relation": "before", "demand": "z", "salience": " "}
    assert Entry.of(told).row == {"actor": "a", "first": "x", "then": "y", "relation": "before"}
    assert Entry.of(told | {"table": "positions"}).row == {"actor": "a", "demand": "z"}


def test_a_new_source_is_made_before_the_row_that_names_it() -> None:
    entry = Entry.of({"actor": "a", "source_title": "Talks", "source": "old"}, made="s1")
    source, row = entry.steps()
    assert (source.table, source.row) == ("sources", {"id": "s1", "title": "Talks"})
    assert (row.table, row.row) == ("positions", {"actor": "a", "source": "s1"})
    assert Entry.of({"source_title": "T", "source_id": "own"}, made="s1").source["id"] == "own"
    assert [step.table for step in Entry.of({"actor": "a", "source": "old"}).steps()] == ["positions"]


def test_the_fields_of_an_entry_give_the_entry_again() -> None:
    entry = Entry.of({"table": "sequencing", "actor": "a", "source_title": "T", "text": "said so", "quote": "so"}, made="s1")
    assert Entry.of(entry.fields()) == entry
    assert Entry.from_dict(entry.to_dict()) == entry


def test_two_entries_differ_in_what_was_changed_added_and_left_out() -> None:
    one = Entry("positions", {"actor": "a", "stance": "rejects"})
    other = Entry("positions", {"actor": "a", "quote": "q"})
    assert one.differs(other) == [("stance", "rejects", ""), ("quote", "", "q")]
    assert one.differs(one) == []
