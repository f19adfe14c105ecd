"""What is in force at a date."""

from datetime import date

import pytest

from posgraph.analysis.force import imagined, in_force, overlap
from posgraph.errors import UnknownName
from tests.analysis.toys import order, position, relation, toy


def at(dataset, text):
    force = in_force(dataset, date.fromisoformat(text))
    return [h.row.id for h in (*force.positions, *force.preferences)]


def test_a_position_holds_from_its_first_day_to_its_last() -> None:
    d = toy([position("p", "n", "peace", begin="2025-03", end="2025-11")])
    assert at(d, "2025-02-28") == []
    assert at(d, "2025-03-01") == ["p"]
    assert at(d, "2025-11-30") == ["p"]
    assert at(d, "2025-12-01") == []


def test_missing_bounds_are_open() -> None:
    d = toy([position("p", "n", "peace"), position("q", "n", "war", begin="../2025-06")])
    assert at(d, "1900-01-01") == ["p", "q"]
    assert at(d, "2999-01-01") == ["p", "q"]


def test_a_later_position_on_the_same_target_supersedes_even_after_it_has_expired() -> None:
    d = toy([position("p", "n", "peace", begin="2025-01"), position("q", "n", "peace", "rejects", "2025-06", "2025-07")])
    assert at(d, "2025-05-31") == ["p"]
    assert at(d, "2025-06-01") == ["q"]
    assert at(d, "2025-08-01") == []
    assert str(in_force(d, date(2025, 2, 1)).positions[0].end) == "2025-05-31"


def test_another_holder_or_another_target_supersedes_nothing() -> None:
    d = toy(
        [
            position("p", "n", "peace", begin="2025-01"),
            position("q", "s", "peace", begin="2025-02"),
            position("r", "n", "war", begin="2025-02"),
        ]
    )
    assert at(d, "2025-03-01") == ["p", "q", "r"]


def test_an_ambiguous_statement_supersedes_too() -> None:
    d = toy([position("p", "n", "peace", begin="2025-01"), position("q", "n", "peace", "ambiguous", "2025-06")])
    assert at(d, "2025-06-01") == ["q"]


def test_a_missing_start_counts_as_earliest() -> None:
    d = toy([position("p", "n", "peace"), position("q", "n", "peace", "rejects", "2025-06")])
    assert at(d, "2025-05-31") == ["p"]
    assert at(d, "2025-06-01") == ["q"]


def test_opposite_signs_from_the_same_day_are_disputed_and_both_stay() -> None:
    d = toy(
        [
            position("p", "n", "peace", begin="2025-06"),
            position("q", "n", "peace", "rejects", "2025-06-01"),
            position("r", "n", "peace", "neutral", "2025-06-01"),
        ]
    )
    assert [(h.row.id, h.disputed) for h in in_force(d, date(2025, 6, 1)).positions] == [("p", True), ("q", True), ("r", False)]


def test_two_reports_of_the_same_sign_are_not_disputed() -> None:
    d = toy([position("p", "n", "peace", begin="2025-06"), position("q", "n", "peace", "accepts", "2025-06")])
    assert not any(h.disputed for h in in_force(d, date(2025, 6, 1)).positions)


def test_a_correction_or_retraction_removes_the_old_row_for_good() -> None:
    for reason in ("correction", "retraction"):
        d = toy(
            [
                position("p", "n", "peace", begin="2025-01"),
                position("q", "n", "war", begin="2025-06", revises="p", revision_reason=reason),
            ]
        )
        assert at(d, "2025-02-01") == []
        assert [h.row.id for h in in_force(d, None, ever=True).positions] == ["q"]


def test_an_invalidated_row_supersedes_nothing() -> None:
    d = toy([
        position("p", "n", "peace", begin="2025-01"),
        position("q", "n", "peace", "rejects", "2025-03"),
        position("r", "n", "peace", "accepts", "2025-06", revises="q", revision_reason="correction"),
    ])  # fmt: skip
    assert at(d, "2025-04-01") == ["p"]
    assert at(d, "2025-06-01") == ["r"]


def test_a_change_supersedes_from_the_day_it_begins_even_on_another_target() -> None:
    d = toy(
        [
            position("p", "n", "peace", begin="2025-01"),
            position("q", "n", "truce", begin="2025-06", revises="p", revision_reason="change"),
        ]
    )
    assert at(d, "2025-05-31") == ["p"]
    assert at(d, "2025-06-01") == ["q"]
    assert [h.row.id for h in in_force(d, None, ever=True).positions] == ["p", "q"]


def test_the_target_of_a_preference_is_the_unordered_pair() -> None:
    d = toy(
        orders=[
            order("a", "n", "truce before peace", begin="2025-01"),
            order("b", "n", "peace before truce", begin="2025-06"),
            order("c", "n", "vote before peace", begin="2025-01"),
        ]
    )
    assert at(d, "2025-05-01") == ["a", "c"]
    assert at(d, "2025-06-01") == ["b", "c"]


def disputed(*texts):
    """Whether two orders of one holder from the same day are disputed; ``no`` before an order refuses it."""
    rows = [
        order(f"o{n}", "n", text.removeprefix("no "), "rejects" if text.startswith("no ") else "demands", begin="2025-06")
        for n, text in enumerate(texts)
    ]
    first, second = in_force(toy(orders=rows), date(2025, 6, 1)).preferences
    assert first.disputed == second.disputed
    return first.disputed


def test_to_want_an_order_and_refuse_its_reverse_is_no_dispute() -> None:
    assert not disputed("truce before peace", "no peace before truce")
    assert not disputed("no truce before peace", "no peace before truce")


def test_an_order_that_is_wanted_and_refused_is_disputed_however_it_is_written() -> None:
    assert disputed("truce before peace", "no truce before peace")
    assert disputed("truce before peace", "no peace after truce")


def test_who_refuses_the_wider_order_does_not_want_the_narrower() -> None:
    assert disputed("truce meets peace", "no truce before peace")
    assert disputed("vote starts truce", "no truce with vote")
    assert not disputed("truce before peace", "no truce meets peace")


def test_two_wanted_orders_that_exclude_each_other_are_disputed() -> None:
    assert disputed("truce before peace", "peace before truce")
    assert disputed("truce before peace", "truce after peace")
    assert disputed("vote during truce", "vote before truce")
    assert disputed("vote with truce", "vote before truce")
    assert not disputed("truce before peace", "peace after truce")
    assert not disputed("vote with truce", "truce startedBy vote")


def test_opposite_orders_from_different_days_are_a_change_and_no_dispute() -> None:
    d = toy(orders=[order("a", "n", "x before y", begin="2025-01"), order("b", "n", "y before x", begin="2025-02")])
    assert [(h.row.id, h.disputed) for h in in_force(d, None, ever=True).preferences] == [("a", False), ("b", False)]


def test_only_what_is_in_force_too_disputes() -> None:
    d = toy([position("p", "n", "peace", begin="2025-01", end="2025-06"), position("q", "n", "peace", "rejects", "2025-01")])
    assert [h.disputed for h in in_force(d, date(2025, 6, 30)).positions] == [True, True]
    assert [h.disputed for h in in_force(d, date(2025, 7, 1)).positions] == [False]
    assert [h.disputed for h in in_force(d, None, ever=True).positions] == [True, True]
    assert [h.disputed for h in imagined(d, date(2025, 6, 30), without="p")[1].positions] == [False]


def change(id, demand, revises, stance="demands", begin=None, reason="change"):
    return position(id, "n", demand, stance, begin, revises=revises, revision_reason=reason)


def test_a_change_without_a_date_or_with_an_earlier_one_is_not_superseded_by_what_it_changes() -> None:
    old = position("P1", "n", "peace", "rejects", "2025-01")
    for begin in (None, "2024-06", "2025-01"):
        assert at(toy([old, change("P2", "peace", "P1", "accepts", begin)]), "2025-06-01") == ["P2"]


def test_no_row_supersedes_one_that_revises_it_through_others() -> None:
    old = position("P1", "n", "peace", "rejects", "2025-01")
    chain = [change("P2", "truce", "P1"), change("P3", "peace", "P2", "accepts")]
    assert at(toy([old, *chain]), "2025-06-01") == ["P3"]
    corrected = change("P1b", "peace", "P1", "opposes", "2025-01", reason="correction")
    assert at(toy([old, corrected, *chain]), "2025-06-01") == ["P3"]


def test_who_corrects_a_change_changes_what_that_row_changed() -> None:
    rows = [position("P1", "n", "nato", begin="2025-12-01"), change("P2", "art5", "P1", begin="2025-12-10")]
    first = change("P3", "art5", "P2", "supports", "2025-12-10", "correction")
    second = change("P4", "art5", "P3", "accepts", "2025-12-10", "correction")
    for more, left_over in (((first,), "P3"), ((first, second), "P4")):
        assert at(toy([*rows, *more]), "2025-12-09") == ["P1"]
        assert at(toy([*rows, *more]), "2025-12-10") == [left_over]


def test_who_corrects_what_was_changed_is_changed_too() -> None:
    d = toy([
        position("P1", "n", "nato", begin="2025-12-01"),
        change("P1b", "nato", "P1", "supports", "2025-12-01", "correction"),
        change("P2", "art5", "P1", begin="2025-12-10"),
    ])  # fmt: skip
    assert at(d, "2025-12-09") == ["P1b"]
    assert at(d, "2025-12-10") == ["P2"]


def test_what_a_retracted_row_changed_is_unchanged_again() -> None:
    rows = [position("P1", "n", "nato", begin="2025-12-01"), change("P2", "art5", "P1", begin="2025-12-10")]
    taken_back = change("P3", "art5", "P2", "undefined", "2025-12-20", "retraction")
    assert at(toy([*rows, taken_back]), "2025-12-29") == ["P1", "P3"]
    corrected = change("P3", "art5", "P2", "supports", "2025-12-10", "correction")
    assert at(toy([*rows, corrected, change("P4", "art5", "P3", "undefined", "2025-12-20", "retraction")]), "2025-12-29") == [
        "P1",
        "P4",
    ]


def test_of_two_corrections_of_one_row_the_later_supersedes_the_earlier() -> None:
    d = toy([
        position("P", "n", "peace", begin="2025-01"),
        change("A", "peace", "P", "accepts", "2025-01", "correction"),
        change("B", "peace", "P", "rejects", "2025-06", "correction"),
    ])  # fmt: skip
    assert at(d, "2025-05-31") == ["A"]
    assert at(d, "2025-06-01") == ["B"]


def test_ever_keeps_expired_and_superseded_rows_with_their_days() -> None:
    d = toy(
        [
            position("p", "n", "peace", begin="2025-01"),
            position("q", "n", "peace", "rejects", "2025-06", "2025-07"),
            position("r", "s", "peace", begin="2025-07-31"),
        ]
    )
    p, q, r = in_force(d, None, ever=True).positions
    assert overlap(p, q) is None
    assert overlap(q, r) == (date(2025, 7, 31), date(2025, 7, 31))
    assert overlap(r) == (date(2025, 7, 31), None)


def left(dataset, *without, ever=False):
    """What is left in force at the end of 2025, and which preferences are left out."""
    _, force = imagined(dataset, None if ever else date(2025, 12, 29), ever, without)
    return [h.row.id for h in (*force.positions, *force.preferences)], [h.row.id for h in force.left_out]


def test_what_a_row_corrected_does_not_come_back_when_that_row_is_imagined_away() -> None:
    d = toy(
        [
            position("P1", "n", "peace", begin="2025-01"),
            position("P1b", "n", "peace", "rejects", "2025-01", revises="P1", revision_reason="correction"),
        ]
    )
    assert left(d) == (["P1b"], [])
    assert left(d, "P1b") == left(d, "P1b", ever=True) == ([], [])


def test_what_a_row_superseded_does_not_come_back_when_that_row_is_imagined_away() -> None:
    d = toy(
        orders=[order("S0", "n", "truce before peace", begin="2025-01"), order("S1", "n", "truce before peace", begin="2025-11")]
    )
    assert left(d, "S1") == ([], ["S1"])
    assert left(d, "S0") == (["S1"], [])
    assert left(d, "S1", ever=True) == (["S0"], ["S1"])


def test_a_change_to_another_target_that_is_imagined_away_brings_nothing_back() -> None:
    d = toy(
        [
            position("p", "n", "peace", begin="2025-01"),
            position("q", "n", "truce", begin="2025-06", revises="p", revision_reason="change"),
        ]
    )
    assert left(d, "q") == ([], [])


def test_a_relation_is_imagined_out_of_the_dataset_and_rows_stay_in_it() -> None:
    d = toy([position("p", "n", "peace")], relations=[relation("peace entails truce"), relation("truce entails vote")])
    data, force = imagined(d, None, without=("p", "peace.entails.truce"))
    assert [r.id for r in data.relations] == ["truce.entails.vote"]
    assert (data.positions, force.positions) == (d.positions, ())
    assert imagined(d, None, without="p")[0] is d


def test_what_is_imagined_away_must_exist() -> None:
    with pytest.raises(UnknownName) as caught:
        imagined(toy([position("p", "n", "peace")]), None, without=("p", "q"))
    assert caught.value.fault.value == "q"
