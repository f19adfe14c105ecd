"""On every day of its window a view answers as the whole does: made-up datasets, with any revisions and any dates."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import in_force
from posgraph.analysis.orders import orders
from posgraph.analysis.overlaps import overlaps
from posgraph.importers.cut import cut
from posgraph.importers.window import Window
from posgraph.model import Position, When
from posgraph.stance import Stance
from tests.analysis.made_up import datasets
from tests.analysis.toys import toy

MONTHS = tuple(date(2025, month, 1) for month in range(1, 9))


def month(number: int | None) -> When | None:
    return None if number is None else When.parse(str(MONTHS[number]))


@st.composite
def statements(draw):
    """Positions of one holder on two demands, of any dates, revising one another in any way that is no circle."""
    rows = []
    reasons = st.sampled_from(["change", "correction", "retraction"])
    for number in range(draw(st.integers(2, 7))):
        revises = draw(st.sampled_from([None, *(row.id for row in rows)]))
        begin, end = draw(st.none() | st.integers(0, 7)), draw(st.none() | st.integers(0, 7))
        if begin is not None and end is not None and end < begin:
            begin, end = end, begin
        rows.append(
            Position(
                id=f"p{draw(st.integers(0, 9))}.{number}", actor="n", demand=draw(st.sampled_from("ab")),
                stance=draw(st.sampled_from([Stance.demands, Stance.rejects])), valid_from=month(begin), valid_to=month(end),
                revises=revises, revision_reason=draw(reasons) if revises else None,
            )
        )  # fmt: skip
    return tuple(rows)


@given(statements(), st.integers(0, 7), st.integers(0, 7))
def test_the_same_is_in_force_on_every_day_of_the_window(rows, one, other) -> None:
    first, last = sorted((one, other))
    whole = toy(positions=rows)
    view = cut(whole, Window((), MONTHS[first], MONTHS[last]))
    for day in MONTHS[first : last + 1]:
        there, expected = ({(h.row.id, h.disputed) for h in in_force(d, day).positions} for d in (view, whole))
        assert there == expected, day


def found(dataset, find, day) -> list[tuple[str, str, str]]:
    items = find(dataset, day, within=True).to_dict()["items"]
    return sorted((item.get("rule") or item["kind"], item["a"]["position"], item["b"]["position"]) for item in items)


def contradictions(dataset, day) -> set[frozenset[str]]:
    """Those in which somebody has a part: a circle of needs alone, among demands that nobody speaks of, is no part of a view."""
    said = {*dataset.by_id("positions"), *dataset.by_id("sequencing")}
    sets = [frozenset(c["members"]) for part in orders(dataset, day).to_dict()["components"] for c in part["contradictions"]]
    return {members for members in sets if members & said}


@given(datasets())
def test_findings_are_those_of_the_whole(whole) -> None:
    first, last = date(2025, 12, 20), date(2025, 12, 29)
    view = cut(whole, Window((), first, last))
    for day in (first, last):
        assert found(view, conflicts, day) == found(whole, conflicts, day)
        assert found(view, overlaps, day) == found(whole, overlaps, day)
        assert contradictions(view, day) == contradictions(whole, day)
