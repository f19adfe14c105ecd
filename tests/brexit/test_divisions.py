"""The eight divisions of 27 March 2019: the counts in the dataset are those of the votes."""

from __future__ import annotations

import re
from collections import Counter

import pytest


@pytest.fixture(scope="module")
def counts(votes) -> dict[str, tuple[int, int]]:
    """Ayes and noes of each division, counted from the votes of the members."""
    cast = Counter((row["division_id"], row["vote"]) for row in votes)
    return {division: (cast[division, "aye"], cast[division, "no"]) for division in sorted({d for d, _ in cast})}


def told(note: str) -> tuple[int, int]:
    """The counts in a note of the fixed form."""
    ((ayes, noes),) = re.findall(r"\bayes (\d+), noes (\d+)$", note)
    return int(ayes), int(noes)


def test_nobody_voted_twice_in_a_division(votes) -> None:
    assert max(Counter((row["division_id"], row["member"]) for row in votes).values()) == 1
    assert {row["vote"] for row in votes} == {"aye", "no"}


def test_there_were_eight_options_and_none_had_a_majority(counts) -> None:
    assert len(counts) == 8
    assert [division for division, (ayes, noes) in counts.items() if ayes > noes] == []


def test_the_nearest_to_a_majority_was_the_customs_union(counts, votes) -> None:
    nearest = max(counts, key=lambda division: counts[division][0] - counts[division][1])
    assert counts[nearest] == (265, 271)
    assert {row["motion"] for row in votes if row["division_id"] == nearest} == {"Mr Clarke's motion J (Customs union)"}


def test_each_event_holds_the_counts_of_its_division(dataset, counts) -> None:
    assert {event.id.removeprefix("division-"): told(event.note) for event in dataset.events} == counts
    assert {(str(event.status), str(event.date)) for event in dataset.events} == {("occurred", "2019-03-27")}


def test_the_house_rejects_each_option_by_the_counts_of_its_division(dataset, counts) -> None:
    rows = {
        ("1105521" if p.id == "BX023" else p.id.removeprefix("IV-")): p
        for p in dataset.positions
        if p.actor == "house-of-commons"
    }
    assert {division: told(p.note) for division, p in rows.items()} == counts
    assert {str(p.stance) for p in rows.values()} == {"rejects"}
    assert {d.id: d.note for d in dataset.demands if d.issue == "commons-options"} == {
        p.demand: f"division {division}" for division, p in rows.items()
    }


def test_members_could_say_aye_to_several(dataset, votes) -> None:
    assert not dataset.by_id("issues")["commons-options"].exclusive
    ayes = Counter(row["member"] for row in votes if row["vote"] == "aye")
    assert max(ayes.values()) > 1


@pytest.mark.parametrize(("motions", "members"), [("HJ", 24), ("BH", 19)])
def test_ayes_to_two_motions_are_as_many_as_the_readme_says(votes, motions, members) -> None:
    one, other = ({row["member"] for row in votes if row["vote"] == "aye" and f"motion {m} " in row["motion"]} for m in motions)
    assert len(one & other) == members
