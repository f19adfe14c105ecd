"""What the fact base asks of the dataset of Russia and Ukraine: what has Kyiv moved on since 2022, and what not?

The moves are those of question 5 of the fact base (its README): withdrawal before talks (UA054), a mutual truce of 30 days
(UA037), talks without a prior truce (UA029, in the place of UA028), the NATO bid for guarantees (UA026, in the place of
UA047), 800,000 after no limits (UA011, in the place of UA045). Not moved: recognition (UA048), one-sided withdrawal (UA018,
UA036). Days and quotes are those of the rows.
"""

from __future__ import annotations

import pytest

import posgraph
from posgraph import resources
from posgraph.analysis.shifts import Shift

FOLDER = resources.data() / "russia-ukraine"


@pytest.fixture(scope="module")
def graph():
    with posgraph.open(FOLDER) as found:
        yield found


@pytest.fixture(scope="module")
def moves(graph) -> dict[tuple[str, ...], Shift]:
    return {s.ids: s for s in graph.shifts(ever=True, actors="ukraine")}


@pytest.mark.parametrize(
    ("ids", "kind", "day", "basis"),
    [
        (("UA054", "UA037"), "concession", "2025-03-11", "weight"),
        (("UA028", "UA029"), "concession", "2025-08-18", "weight"),
        (("UA047", "UA026"), "concession", "2025-12-14", "weight"),
        (("UA045", "UA011"), "reversal", "2025-12-24", "implied"),
    ],
)
def test_what_kyiv_moved_on_is_a_shift_with_its_kind_and_day(moves, ids, kind, day, basis) -> None:
    shift = moves[ids]
    assert (shift.kind, str(shift.day), shift.move.basis) == (kind, day, basis)


def test_a_shift_shows_both_quotes_with_their_sources(moves) -> None:
    army = moves["UA045", "UA011"]
    assert army.before is not None
    assert army.after is not None
    assert army.before.quote.startswith("No restrictions can be placed on the size")
    assert army.after.quote == "remain at 800,000 personnel in peacetime"
    assert all(
        p.source is not None for ids in (("UA054", "UA037"), ("UA047", "UA026")) for p in (moves[ids].before, moves[ids].after)
    )
    assert moves["UA054", "UA037"].move.parts == {
        "from": {"polarity": 1.0, "firmness": 1.0, "weight": 1.0, "assumed": ()},
        "to": {"polarity": 0.5, "firmness": 0.25, "weight": 0.125, "assumed": ()},
    }


@pytest.mark.parametrize("id", ["UA048", "UA018", "UA036"])
def test_what_kyiv_has_not_moved_on_has_no_shift(moves, id) -> None:
    assert {(s.kind, s.ids) for ids, s in moves.items() if id in ids} == {("first", (id,))}


def test_other_holders_who_turned_round(graph) -> None:
    turned = {s.ids: str(s.day) for s in graph.shifts(ever=True, kinds="reversal")}
    assert turned == {("UA045", "UA011"): "2025-12-24", ("RU009", "RU038"): "2026-01-28"}


def test_a_report_on_2025_tells_each_move_with_its_rows(graph) -> None:
    found = graph.report("2025-01-01", "2025-12-31", actors="ukraine")
    told = [s.ids[:2] for s in found.sentences]
    for ids in (("UA054", "UA037"), ("UA028", "UA029"), ("UA047", "UA026"), ("UA045", "UA011")):
        assert ids in told
    assert not {"UA048", "UA018"} & {id for s in found.shifts if s.kind not in ("first", "silence") for id in s.ids}


def test_the_two_sides_are_far_apart_and_washington_stands_nearer_to_either(graph) -> None:
    asked = {"window": "years:1", "step": "years:1", "since": "2025-12-31", "until": "2025-12-31", "ever": True}
    (apart,) = graph.convergence("russia", "ukraine", **asked)
    for other in ("russia", "ukraine"):
        (near,) = graph.convergence("united-states", other, **asked)
        assert -1 < apart.index < near.index
