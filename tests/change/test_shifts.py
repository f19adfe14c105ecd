"""Shifts: who moved, in which direction, when, and towards whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.shifts import KINDS, move, shifts
from posgraph.errors import UnknownName, UsageError
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, Issue, position, relation, toy


def kinds(dataset, **asked):
    """Of each shift the kind and the ids, newest first."""
    return [(s.kind, *s.ids) for s in shifts(dataset, **{"as_of": NOW, **asked})]


def moved(*said):
    """The kinds of the shifts of one holder that says these things of one demand, month by month."""
    rows = [
        position(f"p{n}", "n", "vote", stance, f"2025-0{n}", firmness=firmness) for n, (stance, firmness) in enumerate(said, 1)
    ]
    return [kind for kind, *_ in kinds(toy(rows)) if kind != "first"]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("rejects", "accepts", "reversal"),
        ("conditional", "opposes", "reversal"),
        ("demands", "accepts", "concession"),
        ("rejects", "opposes", "concession"),
        ("accepts", "demands", "hardening"),
        ("opposes", "rejects", "hardening"),
        ("demands", "neutral", "concession"),
        ("rejects", "neutral", "concession"),
        ("neutral", "accepts", "hardening"),
        ("neutral", "rejects", "hardening"),
        ("demands", "ambiguous", "unclear"),
        ("undefined", "rejects", "unclear"),
        ("neutral", "ambiguous", "unclear"),
        ("ambiguous", "undefined", "unclear"),
    ],
)
def test_each_change_of_stance_on_one_target_has_its_kind(before, after, kind) -> None:
    assert moved((before, None), (after, None)) == [kind]


@pytest.mark.parametrize("stance", ["demands", "neutral", "rejects", "ambiguous"])
def test_the_same_said_again_is_no_shift(stance) -> None:
    assert moved((stance, None), (stance, None)) == []


@pytest.mark.parametrize(
    ("stance", "before", "after", "kinds"),
    [
        ("demands", 1.0, 0.75, ["concession"]),
        ("rejects", 1.0, 0.25, ["concession"]),
        ("rejects", 0.25, 0.75, ["hardening"]),
        ("demands", None, 1.0, []),
        ("demands", 1.0, None, []),
        ("neutral", 1.0, 0.25, []),
    ],
)
def test_of_equal_stances_the_firmness_decides_where_both_are_known(stance, before, after, kinds) -> None:
    assert moved((stance, before), (stance, after)) == kinds


def change(old, new, *relations):
    """The kind and basis of a change; each side reads ``rejects limits``, with a firmness if it has one."""
    sides = [(side.split()[0], side.split()[1], [float(f) for f in side.split()[2:]]) for side in (old, new)]
    a, b = (position(i, "n", d, s, firmness=f[0] if f else None) for i, (s, d, f) in zip("ab", sides, strict=True))
    found = move(toy([a, b], relations=[relation(text) for text in relations]), a, b)
    return found.kind, found.basis


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("rejects limits", "accepts cap", ("reversal", "implied")),  # yes to the narrow is yes to the wide
        ("demands cap", "rejects limits", ("reversal", "implied")),  # no to the wide is no to the narrow
        ("demands limits", "rejects cap 0.25", ("concession", "weight")),  # no to the narrow says nothing of the wide
        ("demands cap", "demands limits", ("concession", "width")),
        ("demands cap", "accepts limits", ("concession", "width")),
        ("accepts limits", "accepts cap", ("hardening", "width")),
        ("rejects limits", "rejects cap", ("concession", "width")),  # it refuses less
        ("opposes cap", "opposes limits", ("hardening", "width")),  # it refuses more
        ("demands cap", "neutral limits", ("concession", "neutral")),
        ("neutral cap", "rejects limits", ("hardening", "neutral")),
        ("neutral cap", "neutral limits", ("unclear", "neutral")),
        ("rejects cap", "ambiguous limits", ("unclear", "no-polarity")),
        ("demands cap", "accepts vote", ("concession", "weight")),
        ("accepts cap 0.25", "demands vote", ("hardening", "weight")),
        ("demands cap 0.25", "conditional vote 1", ("unclear", "equal")),
        ("rejects cap", "demands vote", ("unclear", "equal")),
    ],
)
def test_a_change_from_one_demand_to_another_goes_by_what_the_new_one_implies(old, new, expected) -> None:
    assert change(old, new, "cap entails limits") == expected


def test_what_is_required_counts_as_implied() -> None:
    assert change("rejects truce", "accepts vote", "vote requires truce") == ("reversal", "implied")


def test_demands_that_are_the_same_are_one_target() -> None:
    assert change("demands deal", "accepts treaty", "deal same treaty") == ("concession", "polarity")
    assert change("demands deal", "demands treaty", "deal same treaty") == ("unclear", "equal")


def test_demands_that_entail_each_other_are_as_wide_as_each_other() -> None:
    assert change("demands a 1", "demands b 0.5", "a entails b", "b entails a") == ("concession", "weight")


def test_an_assumed_firmness_is_named() -> None:
    a, b = position("a", "n", "cap", firmness=1.0), position("b", "n", "vote", "accepts")
    parts = move(toy([a, b]), a, b).parts
    assert parts["from"] == {"polarity": 1.0, "firmness": 1.0, "weight": 1.0, "assumed": ()}
    assert parts["to"] == {"polarity": 0.5, "firmness": 0.5, "weight": 0.25, "assumed": ("firmness",)}


CHANGE = {"revision_reason": "change"}


def test_a_change_across_demands_is_one_shift_and_no_first_position() -> None:
    d = toy([
        position("p", "n", "cap", "rejects", "2025-01", "2025-06"),
        position("q", "n", "limits", "accepts", "2025-06-30", revises="p", **CHANGE),
    ])  # fmt: skip
    (shift, first) = shifts(d, NOW)
    assert (shift.kind, shift.demand, shift.from_demand, str(shift.day)) == ("concession", "limits", "cap", "2025-06-30")
    assert (first.kind, first.ids) == ("first", ("p",))


def test_a_change_by_another_holder_is_no_shift_of_either() -> None:
    d = toy([position("p", "n", "a", begin="2025"), position("q", "s", "b", begin="2025-06", revises="p", **CHANGE)])
    assert kinds(d) == [("first", "p")]


def test_a_change_of_a_corrected_row_is_a_change_of_its_correction() -> None:
    d = toy([
        position("p", "n", "a", "rejects", "2025-01"),
        position("pp", "n", "a", "opposes", "2025-01", revises="p", revision_reason="correction"),
        position("q", "n", "b", "accepts", "2025-06", revises="p", **CHANGE),
    ])  # fmt: skip
    assert kinds(d) == [("unclear", "pp", "q"), ("first", "pp")]


def test_an_undated_change_comes_after_what_it_changes() -> None:
    d = toy([
        position("p", "n", "a", "rejects", "2025-02"),
        position("q", "n", "a", "accepts", revises="p", **CHANGE),
        position("r", "n", "a", "demands", "2025-05"),
    ])  # fmt: skip
    assert kinds(d) == [("hardening", "q", "r"), ("first", "p"), ("reversal", "p", "q")]
    assert shifts(d, NOW).items[-1].day is None


def test_a_change_on_the_same_day_is_a_shift() -> None:
    d = toy([position("p", "n", "a", "rejects", "2025-02"), position("q", "n", "a", "accepts", "2025-02", revises="p", **CHANGE)])
    assert kinds(d) == [("first", "p"), ("reversal", "p", "q")]


def test_positions_that_revise_each_other_in_a_circle_keep_their_days() -> None:
    d = toy([
        position("p", "n", "a", "rejects", "2025-02", revises="q", **CHANGE),
        position("q", "n", "a", "accepts", "2025-03", revises="p", **CHANGE),
    ])  # fmt: skip
    assert kinds(d) == [("reversal", "p", "q")]


def test_two_on_one_day_are_each_compared_with_what_follows() -> None:
    d = toy([
        position("p", "n", "a", "rejects", "2025-02"),
        position("q", "n", "a", "accepts", "2025-02"),
        position("r", "n", "a", "demands", "2025-05"),
    ])  # fmt: skip
    assert kinds(d) == [
        ("reversal", "p", "r"), ("hardening", "q", "r"), ("first", "p"), ("first", "q"),
    ]  # fmt: skip
    assert [s.before.disputed for s in shifts(d, NOW, kinds="reversal")] == [True]


def test_who_says_nothing_more_after_the_end_of_a_position_is_silent_from_the_next_day() -> None:
    d = toy([position("p", "n", "a", "rejects", "2025-02", "2025-06")])
    (silence, _) = shifts(d, NOW)
    assert (silence.kind, silence.ids, str(silence.day), silence.after) == ("silence", ("p",), "2025-07-01", None)
    assert kinds(d, as_of="2025-06-30") == [("first", "p")]
    assert kinds(d, as_of="2025-07-01") == [("silence", "p"), ("first", "p")]


def test_who_speaks_again_or_goes_over_to_another_demand_is_not_silent() -> None:
    again = toy([position("p", "n", "a", "rejects", "2025-02", "2025-03"), position("q", "n", "a", "rejects", "2025-06")])
    assert kinds(again) == [("first", "p")]
    assert kinds(again, as_of="2025-05-01") == [("silence", "p"), ("first", "p")]
    over = toy([
        position("p", "n", "a", "rejects", "2025-02", "2025-03"),
        position("q", "n", "b", "rejects", "2025-06", revises="p", **CHANGE),
    ])  # fmt: skip
    assert "silence" not in [kind for kind, *_ in kinds(over)]


def test_a_position_that_another_supersedes_before_its_end_does_not_fall_silent() -> None:
    d = toy([
        position("p", "n", "a", "rejects", "2025-02", "2025-09"),
        position("q", "n", "a", "rejects", "2025-04", "2025-05"),
    ])  # fmt: skip
    assert kinds(d) == [("silence", "q"), ("first", "p")]


def approached(dataset, **asked):
    return [(s.kind, [(t.actor, *t.positions) for t in s.toward]) for s in shifts(dataset, NOW, **asked)]


def test_a_shift_approaches_those_who_want_what_it_moves_to_on_that_day() -> None:
    others = [
        position("s1", "s", "vote", "demands", "2025-01"),
        position("t1", "t", "vote", "rejects", "2025-01"),
        position("u1", "u", "vote", "accepts", "2025-01", "2025-03"),
    ]
    yes = toy([*others, position("p", "n", "vote", "rejects", "2025-02"), position("q", "n", "vote", "accepts", "2025-05")])
    assert approached(yes, actors="n", kinds="reversal") == [("reversal", [("s", "s1")])]
    less = toy([*others, position("p", "n", "vote", "demands", "2025-02"), position("q", "n", "vote", "accepts", "2025-05")])
    assert approached(less, actors="n", kinds="concession") == [("concession", [("t", "t1")])]
    firmer = toy([
        *others,
        position("p", "n", "vote", "rejects", "2025-02", firmness=0.5),
        position("q", "n", "vote", "rejects", "2025-05", firmness=1.0),
    ])  # fmt: skip
    assert approached(firmer, actors="n", kinds="hardening") == [("hardening", [("t", "t1")])]


def test_a_change_of_demand_approaches_those_who_refuse_what_was_given_up() -> None:
    d = toy(
        [
            position("s1", "s", "limits", "rejects", "2025-01"),
            position("t1", "t", "cap", "demands", "2025-01"),
            position("u1", "u", "vote", "accepts", "2025-01"),
            position("p", "n", "cap", "demands", "2025-02"),
            position("q", "n", "vote", "accepts", "2025-05", revises="p", **CHANGE),
        ],
        relations=[relation("cap entails limits")],
    )
    assert approached(d, actors="n", kinds="concession") == [("concession", [("s", "s1"), ("u", "u1")])]


def test_a_narrower_demand_does_not_give_up_the_wider_one() -> None:
    d = toy(
        [
            position("s1", "s", "limits", "rejects", "2025-01"),
            position("t1", "t", "cap", "demands", "2025-01"),
            position("p", "n", "limits", "demands", "2025-02"),
            position("q", "n", "cap", "demands", "2025-05", revises="p", **CHANGE),
        ],
        relations=[relation("cap entails limits")],
    )
    assert approached(d, actors="n", kinds="hardening") == [("hardening", [("t", "t1")])]


def test_shifts_can_be_asked_for_by_day_actor_issue_and_kind() -> None:
    d = toy(
        [
            position("p", "n", "a", "rejects", "2025-02"),
            position("q", "n", "a", "accepts", "2025-05"),
            position("r", "s", "issue:other", "rejects", "2025-03"),
            position("x", "s", "a", "demands", "2026-02"),
        ],
        issues=[Issue(id="other", label="Other")],
    )
    assert kinds(d, since="2025-03-01") == [("reversal", "p", "q"), ("first", "r")]
    assert kinds(d, actors="s") == [("first", "r")]
    assert kinds(d, as_of=None, ever=True, actors=("s",)) == [("first", "x"), ("first", "r")]
    assert kinds(d, issues="other") == [("first", "r")]
    assert kinds(d, kinds=("first", "silence"), limit=1) == [("first", "r")]
    for wrong in ({"kinds": "reversals"}, {"actors": "nobody"}, {"issues": "nothing"}):
        with pytest.raises(UnknownName):
            shifts(d, NOW, **wrong)
    for wrong in ({"since": "May"}, {"limit": -1}):
        with pytest.raises(UsageError):
            shifts(d, NOW, **wrong)


def test_the_json_shape_has_both_sides_with_quotes() -> None:
    d = toy(
        [position("p", "n", "a", "rejects", "2025-02", quote="no"), position("q", "n", "a", "accepts", "2025-05", quote="yes")]
    )
    shown = shifts(d, NOW, kinds="reversal").to_dict()
    assert (shown["as_of"], shown["next"]) == ("2025-12-29", None)
    (item,) = shown["items"]
    assert (item["from"]["quote"], item["to"]["quote"], item["date"]) == ("no", "yes", "2025-05-01")
    assert item["parts"] == {
        "basis": "sign", "chain": [], "relations": [],
        "from": {"polarity": -1.0, "firmness": None, "assumed": []}, "to": {"polarity": 0.5, "firmness": None, "assumed": []},
    }  # fmt: skip


@given(datasets(), st.randoms())
def test_the_order_of_rows_does_not_matter(d, random) -> None:
    rows = list(d.positions)
    random.shuffle(rows)
    assert shifts(replace(d, positions=tuple(rows)), ever=True).to_dict() == shifts(d, ever=True).to_dict()


@given(datasets())
def test_every_shift_has_a_kind_of_the_list_and_one_holder(d) -> None:
    for s in shifts(d, ever=True):
        assert s.kind in KINDS
        assert {p.actor for p in (s.before, s.after) if p} == {s.actor}
        assert (s.before is None) == (s.kind == "first")
        assert (s.after is None) == (s.kind == "silence")
        assert s.actor not in {t.actor for t in s.toward}
