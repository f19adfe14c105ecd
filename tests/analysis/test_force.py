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


def test_to_want_an_order_and_refuse_its_reverse_is_no_dispute() -> None:
    same = toy(orders=[order("a", "n", "truce before peace"), order("b", "n", "peace after truce", "rejects")])
    reverse = toy(orders=[order("a", "n", "truce before peace"), order("b", "n", "peace before truce", "rejects")])
    assert [h.disputed for h in in_force(same, None).preferences] == [True, True]
    assert [h.disputed for h in in_force(reverse, None).preferences] == [False, False]


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
