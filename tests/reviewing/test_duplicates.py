"""Likely duplicates, on rows written by hand."""

from __future__ import annotations

from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, SequencePreference, When
from posgraph.stance import Stance
from posgraph_api.reviewing.duplicates import Likeness, duplicates

QUOTE = "There will be no vote before the ceasefire holds"


def _said(id: str, actor: str, demand: str, since: str = "2020", quote: str = "") -> Position:
    when = When.parse(since)
    return Position(id=id, actor=actor, demand=demand, stance=Stance.rejects, valid_from=when, quote=quote or None)


TALKS = Dataset(
    id="talks",
    actors=tuple(Actor(id=name, label=name.title(), kind="state") for name in ("north", "south")),
    issues=(Issue(id="votes", label="Votes"), Issue(id="other", label="Other")),
    demands=(
        Demand(id="vote", issue="votes", label="A vote"),
        Demand(id="early-vote", issue="votes", label="An early vote"),
        Demand(id="poll", issue="other", label="A poll"),
        Demand(id="road", issue="other", label="A road"),
    ),
    relations=(DemandRelation(id="r", demand_a="vote", relation="same", demand_b="poll", by="coder"),),
    positions=(
        _said("same", "north", "vote", "2025-12-10"),
        _said("old", "north", "vote", "2019"),
        _said("related", "north", "poll", "2025-12-10"),
        _said("far", "north", "poll", "2019"),
        _said("issue", "north", "early-vote", "2025-12-10"),
        _said("road", "north", "road", "2025-12-10"),
        _said("south", "south", "vote", "2025-12-10"),
        _said("quoted", "south", "road", "2019", QUOTE.upper()),
    ),
    sequencing=(
        SequencePreference(id="o1", actor="north", first="vote", relation="before", then="road", stance=Stance.demands),
        SequencePreference(id="o2", actor="south", first="vote", relation="before", then="road", stance=Stance.demands),
    ),
)
NEW = _said("new", "north", "vote", "2025-12-18", QUOTE)


def _found(most: int = 6) -> dict[str, Likeness]:
    return {one.row.id: one for one in duplicates(TALKS, "positions", NEW, most)}


def test_the_same_holder_on_the_same_demand_comes_first_and_says_why() -> None:
    found = _found()
    assert list(found) == ["same", "old", "quoted", "related"]
    assert found["same"].why == ("the same holder on the same demand", "about the same time")
    assert (found["same"].score, found["old"].score, found["related"].score) == (4.0, 3.0, 3.0)


def test_a_quote_counts_whoever_is_said_to_have_said_it() -> None:
    assert (_found()["quoted"].score, _found()["quoted"].why) == (3.0, ("the same quote",))


def test_a_quote_with_a_word_more_is_similar() -> None:
    changed = TALKS.having("positions", (_said("p", "north", "vote", "2019", QUOTE + " everywhere"),))
    (found,) = duplicates(changed, "positions", NEW)
    assert found.why == ("the same holder on the same demand", "a similar quote")
    assert 5 < found.score < 6


def test_at_most_so_many_are_shown_and_never_the_row_itself() -> None:
    assert list(_found(most=1)) == ["same"]
    assert "same" not in [one.row.id for one in duplicates(TALKS, "positions", TALKS.positions[0])]


def test_an_order_is_like_one_of_the_same_holder_on_the_same_steps() -> None:
    turned = SequencePreference(id="new", actor="north", first="road", relation="after", then="vote", stance=Stance.demands)
    assert [(one.row.id, one.why) for one in duplicates(TALKS, "sequencing", turned)] == [
        ("o1", ("the same holder on the same steps",))
    ]
