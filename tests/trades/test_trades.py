"""Trades: stakes and gains worked out by hand, red lines, who else loses, and what no order of rows may change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.trades import trades
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Demand, Issue
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW, order, position, relation, toy

PORT, VOTE = (Demand(id=d, issue=f"{d}-issue", label=d) for d in ("port", "vote"))
ISSUES = tuple(Issue(id=f"{d}-issue", label=d.title()) for d in ("port", "vote"))


def two(*positions, **more):
    return toy(positions, demands=(PORT, VOTE, *more.pop("demands", ())), issues=ISSUES, **more)


def opposite(**north_port):
    """n cares for the port (0.9 × 1), s for the vote (0.8 × 1); each has 0.3 or less on the other issue."""
    return (
        position("n1", "n", "port", "demands", salience=0.9, **north_port),
        position("n2", "n", "vote", "opposes", salience=0.6),
        position("s1", "s", "port", "rejects", salience=0.2),
        position("s2", "s", "vote", "demands", salience=0.8),
    )


def test_each_gives_on_what_it_cares_less_about() -> None:
    (trade,) = trades(two(*opposite()), NOW)
    assert (trade.a.actor, trade.a.gives, trade.a.gains) == ("n", "vote-issue", "port-issue")
    assert (trade.b.actor, trade.b.gives, trade.b.gains) == ("s", "port-issue", "vote-issue")
    assert (trade.a.cost, trade.a.worth, trade.a.gain) == (0.3, 0.9, 0.6)  # 0.6 × |-0.5| and 0.9 × 1
    assert (trade.b.cost, trade.b.worth, trade.b.gain) == (0.2, 0.8, 0.6)
    assert (trade.joint, trade.lesser, trade.crosses, trade.losers, trade.left) == (1.2, 0.6, (), (), ())
    assert [s.position.position for s in (*trade.a.given, *trade.b.given)] == ["n2", "s1"]


def test_a_position_counts_once_however_many_conflicts_it_is_in() -> None:
    more = position("s3", "s", "wide", "rejects", salience=0.5)
    data = two(
        *opposite(), more, relations=[relation("port entails wide")], demands=[Demand(id="wide", issue="port-issue", label="w")]
    )
    (trade,) = trades(data, NOW)
    assert trade.a.worth == 0.9  # n1 clashes with s1 and with s3
    assert trade.b.cost == 0.7


def test_equal_weights_give_none_and_the_note_says_why() -> None:
    even = (
        position("n1", "n", "port"),
        position("n2", "n", "vote"),
        position("s1", "s", "port", "rejects"),
        position("s2", "s", "vote", "rejects"),
    )
    found = trades(two(*even), NOW)
    assert (len(found), found.to_dict()["items"]) == (0, [])
    assert "no salience is known" in found.note
    known = tuple(replace(row, salience=0.4) for row in even)
    assert "as much at stake" in trades(two(*known), NOW).note


def test_two_that_both_care_for_the_same_issue_have_nothing_to_trade() -> None:
    rows = (
        position("n1", "n", "port", salience=0.9), position("n2", "n", "vote", salience=0.1),
        position("s1", "s", "port", "rejects", salience=0.9), position("s2", "s", "vote", "rejects", salience=0.1),
    )  # fmt: skip
    found = trades(two(*rows), NOW)
    assert (found.items, found.note) == ((), "No trade: on every two issues, where one would gain the other would not.")


def test_one_issue_alone_is_no_trade() -> None:
    rows = (position("n1", "n", "port"), position("s1", "s", "port", "rejects"))
    assert "No two actors conflict on two" in trades(two(*rows), NOW).note


def test_no_gain_comes_of_how_numbers_are_added() -> None:
    rows = (
        position("n1", "n", "port", salience=0.3), position("n2", "n", "vote", salience=0.1),
        position("n3", "n", "ballot", salience=0.2),
        position("s1", "s", "port", "rejects", salience=0.1), position("s2", "s", "vote", "rejects", salience=0.5),
        position("s3", "s", "ballot", "rejects", salience=0.5),
    )  # fmt: skip
    found = trades(two(*rows, demands=[Demand(id="ballot", issue="vote-issue", label="b")]), NOW)
    assert found.items == ()  # 0.1 + 0.2 is what 0.3 is


def test_a_trade_that_asks_for_a_red_line_is_flagged_and_comes_last() -> None:
    """n and s as above, the vote a red line of n's; n and t the same with less to gain and no red line."""
    rows = [replace(row, firmness=1.0) if row.id == "n2" else row for row in opposite()]
    more = (position("t1", "t", "port", "rejects", salience=0.2), position("t2", "t", "sea", "demands", salience=0.3))
    sea = (position("n4", "n", "sea", "rejects", salience=0.5),)
    data = two(*rows, *more, *sea, demands=[Demand(id="sea", issue="misc", label="sea")])
    found = trades(data, NOW).items
    assert [(t.a.actor, t.b.actor, t.crosses) for t in found] == [("n", "t", ()), ("n", "s", ("n2",))]
    assert found[0].joint < found[1].joint


def test_third_actors_that_stand_for_what_is_given_are_named() -> None:
    rows = (
        *opposite(),
        position("t1", "t", "wide-vote", "rejects"),  # refuses what the vote entails: n no longer refuses the vote
        position("t2", "t", "vote", "rejects"),
        position("t3", "t", "port", "demands"),  # is on the side that wins on the port
    )
    data = two(*rows, relations=[relation("vote entails wide-vote")])
    trade = next(t for t in trades(data, NOW) if (t.a.actor, t.b.actor) == ("n", "s"))
    assert [(x.actor, x.position.position, x.given, x.via) for x in trade.losers] == [
        ("t", "t1", "n2", ("vote", "wide-vote")),
        ("t", "t2", "n2", ("vote",)),
    ]


def test_who_wants_the_narrow_loses_when_the_wide_is_given_up_and_not_the_other_way_round() -> None:
    rows = (
        position("n1", "n", "port", salience=0.1), position("s1", "s", "port", "rejects", salience=0.9),
        position("n2", "n", "vote", "rejects", salience=0.9), position("s2", "s", "vote", salience=0.1),
        position("t1", "t", "deep-port"), position("t2", "t", "harbour"),
    )  # fmt: skip
    data = two(*rows, relations=[relation("deep-port entails port"), relation("port entails harbour")])
    trade = next(t for t in trades(data, NOW) if (t.a.actor, t.b.actor) == ("n", "s"))
    assert [x.position.position for x in trade.losers] == ["t1"]


def test_an_order_that_one_refuses_can_be_traded() -> None:
    orders = (
        order("o1", "n", "vote before port", salience=0.2), order("o2", "s", "vote before port", "rejects", salience=0.9),
        order("o3", "t", "port after vote", salience=0.9),
    )  # fmt: skip
    rows = (position("n1", "n", "sea", salience=0.9), position("s1", "s", "sea", "rejects", salience=0.1))
    (trade,) = trades(two(*rows, orders=orders), NOW, actors=("n", "s"))
    assert (trade.a.gives, trade.b.gives) == ("vote-issue", "misc")
    assert [x.position.position for x in trade.losers] == ["o3"]


def test_what_counts_on_both_issues_goes_with_the_one_that_is_given() -> None:
    """n1 clashes with s1 on the port, and, since the port entails the quay, with s2 on the vote-issue."""
    quay = Demand(id="quay", issue="vote-issue", label="quay")
    rows = (
        position("n1", "n", "port", salience=0.3), position("n2", "n", "vote", salience=0.4),
        position("s1", "s", "port", "rejects", salience=0.9), position("s2", "s", "quay", "rejects", salience=0.1),
        position("s3", "s", "vote", "rejects", salience=0.1),
    )  # fmt: skip
    (trade,) = trades(two(*rows, demands=[quay], relations=[relation("port entails quay")]), NOW)
    assert ([s.position.position for s in trade.a.given], [s.position.position for s in trade.a.kept]) == (["n1"], ["n2"])
    assert trade.a.gain == 0.1


def test_a_step_along_a_scale_tells_what_it_leaves() -> None:
    """n wants ranks 3 and 2, s rank 1: when n gives up rank 3, rank 2 stands against rank 1."""
    scale = tuple(Demand(id=f"r{n}", issue="port-issue", label=f"r{n}", rank=n) for n in (1, 2, 3))
    rows = (
        position("n1", "n", "r2", salience=0.1), position("n2", "n", "r3", salience=0.1), position("s1", "s", "r1", salience=0.9),
        position("n3", "n", "vote", salience=0.9), position("s2", "s", "vote", "rejects", salience=0.1),
    )  # fmt: skip
    (trade,) = trades(two(*rows, demands=scale), NOW)
    assert [s.position.position for s in trade.a.given] == ["n1"]
    assert [(left.rule, left.a, left.b) for left in trade.left] == [("scale", "n2", "s1")]


def test_a_step_that_kept_two_together_on_a_scale_leaves_them_apart_when_it_is_given_up() -> None:
    """n is pro ranks 1 and 3, s rank 2: no conflict on the scale, until n gives up rank 1 for what else it stands for."""
    scale = tuple(Demand(id=f"r{n}", issue="army", label=f"r{n}", rank=n) for n in (1, 2, 3))
    rows = (
        position("n1", "n", "r1", salience=0.1), position("n2", "n", "r3"), position("s1", "s", "r2"),
        position("s3", "s", "port", "rejects", salience=0.9),
        position("n3", "n", "vote", salience=0.9), position("s2", "s", "vote", "rejects", salience=0.1),
    )  # fmt: skip
    data = two(*rows, demands=scale, relations=[relation("r1 requires port")])
    (trade,) = trades(data, NOW)
    assert [s.position.position for s in trade.a.given] == ["n1"]
    assert [(left.rule, left.a, left.b) for left in trade.left] == [("scale", "n2", "s1")]


def test_questions_can_be_limited_to_actors_and_issues() -> None:
    data = two(*opposite())
    assert len(trades(data, NOW, actors="n", issues="port-issue")) == 1
    assert len(trades(data, NOW, actors=("n", "s"), issues=("port-issue", "vote-issue"))) == 1
    assert len(trades(data, NOW, actors=("n", "t"))) == len(trades(data, NOW, issues="misc")) == 0
    assert len(trades(data, NOW, limit=0)) == 0
    with pytest.raises(UnknownName):
        trades(data, NOW, actors="nobody")
    with pytest.raises(UsageError):
        trades(data, "yesterday")


def test_a_trade_says_itself_and_shows_its_arithmetic() -> None:
    found = trades(two(*opposite()), NOW)
    item = found.to_dict()["items"][0]
    assert item["a"]["parts"]["given"] == [{"position": "n2", "salience": 0.6, "polarity": -0.5, "stake": 0.3, "assumed": []}]
    assert item["a"]["given"][0]["position"] == "n2"
    assert repr(found).splitlines()[1] == "1.20  n gives on vote-issue, s on port-issue: +0.6 and +0.6"
    assert "<td>n: vote-issue (+0.6)</td>" in found._repr_html_()


def test_the_miami_talks_have_no_known_salience_and_the_note_says_so() -> None:
    with posgraph.open() as graph:
        found = graph.trades("2025-12-29", actors=("russia", "ukraine"))
    assert found.note.startswith("No salience is known")
    assert all(s.assumed for trade in found for s in (*trade.a.given, *trade.b.given))
    assert [bool(trade.crosses) for trade in found] == sorted(bool(trade.crosses) for trade in found)


def plain(found):
    return [item.to_dict() for item in found]


@given(datasets(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_changes_nothing(data, random) -> None:
    rows = {
        name: random.sample(data.rows(name), len(data.rows(name))) for name in ("positions", "sequencing", "relations", "demands")
    }
    assert plain(trades(data, NOW)) == plain(trades(replace(data, **{name: tuple(r) for name, r in rows.items()}), NOW))


@given(datasets())
@settings(max_examples=60, deadline=None)
def test_other_names_for_the_two_actors_give_the_same_trades(data) -> None:
    """With n and s called by each other's names the halves change places and nothing else."""
    swap = {"n": "s", "s": "n", "t": "t"}
    other = replace(
        data,
        positions=tuple(replace(p, actor=swap[p.actor]) for p in data.positions),
        sequencing=tuple(replace(p, actor=swap[p.actor]) for p in data.sequencing),
    )

    def told(found, names):
        return {
            frozenset(
                (names[side.actor], side.gives, side.gain, tuple(s.position.position for s in side.given)) for side in (t.a, t.b)
            )
            for t in found
        }

    same = {name: name for name in swap}
    assert told(trades(data, NOW), same) == told(trades(other, NOW), swap)


@given(datasets())
@settings(max_examples=60, deadline=None)
def test_both_gain_and_withdrawing_what_is_given_ends_the_conflicts_on_both_issues(data) -> None:
    for trade in trades(data, NOW):
        assert trade.a.gain > 0
        assert trade.b.gain > 0
        given_up = [s.position.position for side in (trade.a, trade.b) for s in side.given]
        issues = {trade.a.gives, trade.b.gives}
        rules = ("R1", "R2", "R3", "R4", "R5", "R6", "R8")
        after = conflicts(data, NOW, actors=(trade.a.actor, trade.b.actor), rules=rules, without=given_up)
        before = conflicts(data, NOW, actors=(trade.a.actor, trade.b.actor), rules=rules)
        come_up = {(c.rule, *c.ids) for c in after} - {(c.rule, *c.ids) for c in before}
        assert come_up == {(x.rule, x.a, x.b) for x in trade.left}
        assert {(c.rule, *c.ids) for c in after if c.issue in issues} <= come_up
