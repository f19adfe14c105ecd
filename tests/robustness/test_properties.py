"""Leave-one-out against really leaving it out, and other things that hold for any dataset."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import in_force
from posgraph.analysis.orders import orders
from posgraph.analysis.robustness import robustness
from posgraph.analysis.settlements.answer import settlements
from tests.analysis.toys import NOW
from tests.robustness.made_up import datasets


def keys(dataset, without=()):
    return {(c.rule, *sorted(c.ids)) for c in conflicts(dataset, NOW, without=without)}


def disputes(dataset, without=()):
    return {(tuple(sorted({c.a.actor, c.b.actor})), c.issue) for c in conflicts(dataset, NOW, without=without)}


def ids(dataset):
    """All that can be left out one by one: reports in force, relations, and sources."""
    force = in_force(dataset, NOW)
    rows = [h.row for h in (*force.positions, *force.preferences)] + list(dataset.relations)
    single = {("row", row.id): (row.id,) for row in rows}
    sources = {("source", s): tuple(row.id for row in rows if row.source == s) for s in {row.source for row in rows} - {None}}
    return single | sources


def members(found):
    """The minimal sets of an answer about orders."""
    return {each.members for part in found.components for each in part.contradictions}


def named(support):
    return ("source" if support.kind == "source" else "row"), support.id


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_conflicts_and_disputes_hang_on_just_what_ends_them_when_it_is_really_left_out(dataset) -> None:
    found = robustness(dataset, NOW, draws=0)
    left = {name: keys(dataset, rows) for name, rows in ids(dataset).items()}
    at_odds = {name: disputes(dataset, rows) for name, rows in ids(dataset).items()}
    assert {(c.rule, *sorted((c.a, c.b))) for c in found.conflicts} == keys(dataset)
    for c in found.conflicts:
        key = (c.rule, *sorted((c.a, c.b)))
        assert set(c.hangs_on) == {id for (kind, id), there in left.items() if kind == "row" and key not in there}
    assert {(d.actors, d.issue) for d in found.disputes} == disputes(dataset)
    for d in found.disputes:
        assert {named(s) for s in d.hangs_on} == {name for name, there in at_odds.items() if (d.actors, d.issue) not in there}


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_contradictions_and_the_verdict_on_orders_hang_on_just_what_ends_them(dataset) -> None:
    found = robustness(dataset, NOW, draws=0).orders
    without = {name: orders(dataset, NOW, without=rows) for name, rows in ids(dataset).items()}
    assert found.consistent == orders(dataset, NOW).consistent
    for part in found.components:
        for each in part.sets:
            gone = {name for name, there in without.items() if each.members not in members(there)}
            assert {named(s) for s in each.hangs_on} == gone
    flips = {("source" if f.kind == "source" else "row", f.id) for f in found.flips if f.kind != "confidence"}
    assert flips == {name for name, there in without.items() if there.consistent != found.consistent}


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_blockers_and_the_verdict_on_settlements_hang_on_just_what_ends_them(dataset) -> None:
    found = robustness(dataset, NOW, draws=0).settlements
    who = {"actors": found.parties} if found.parties else {}
    without = {name: settlements(dataset, NOW, without=rows, **who) for name, rows in ids(dataset).items()}
    assert found.feasible == settlements(dataset, NOW, **who).feasible
    for part in found.components:
        for each in part.sets:
            for s in each.hangs_on:
                assert each.members not in {m.members for k in without[named(s)].components for m in k.blockers}
            hanging = {named(s) for s in each.hangs_on}
            for name, there in without.items():
                if name not in hanging:  # then some of its red lines still block, if not just these
                    assert any(set(m.members) <= set(each.members) for k in there.components for m in k.blockers) or any(
                        k.hard for k in there.components
                    )
    flips = {("source" if f.kind == "source" else "row", f.id) for f in found.flips if f.kind != "confidence"}
    assert flips == {name for name, there in without.items() if there.feasible != found.feasible}


@settings(max_examples=40, deadline=None)
@given(datasets())
def test_what_is_left_without_a_band_of_confidence_is_what_is_found_without_its_reports(dataset) -> None:
    found = robustness(dataset, NOW, draws=0)
    who = {"actors": found.settlements.parties} if found.settlements.parties else {}
    for left in found.without:
        assert left.conflicts == len(keys(dataset, left.rows) & keys(dataset))
        assert left.disputes == len(disputes(dataset, left.rows) & disputes(dataset))
        assert left.consistent == orders(dataset, NOW, without=left.rows).consistent
        assert left.feasible == settlements(dataset, NOW, without=left.rows, **who).feasible
        for c in found.conflicts:
            assert c.survives[left.band] == ((c.rule, *sorted((c.a, c.b))) in keys(dataset, left.rows))


@settings(max_examples=30, deadline=None)
@given(datasets())
def test_where_every_confidence_is_high_to_leave_out_what_is_doubted_leaves_all(dataset) -> None:
    sure = replace(
        dataset,
        positions=tuple(replace(row, confidence=0.9) for row in dataset.positions),
        sequencing=tuple(replace(row, confidence=0.9) for row in dataset.sequencing),
    )
    found = robustness(sure, NOW, draws=0)
    for left in found.without:
        assert left.rows == ()
        assert (left.conflicts, left.disputes) == (len(found.conflicts), len(found.disputes))
        assert (left.consistent, left.feasible) == (found.orders.consistent, found.settlements.feasible)
        assert left.contradictions == sum(len(part.sets) for part in found.orders.components)
        assert left.blockers == sum(len(part.sets) for part in found.settlements.components)
    assert all(all(c.survives.values()) for c in found.conflicts)


@settings(max_examples=25, deadline=None)
@given(datasets())
def test_the_order_of_rows_makes_no_difference(dataset) -> None:
    other = replace(
        dataset, positions=dataset.positions[::-1], sequencing=dataset.sequencing[::-1], relations=dataset.relations[::-1],
        demands=dataset.demands[::-1],
    )  # fmt: skip
    assert robustness(dataset, NOW, draws=3).to_dict() == robustness(other, NOW, draws=3).to_dict()


@settings(max_examples=40, deadline=None)
@given(datasets())
def test_a_severity_as_coded_lies_in_its_range(dataset) -> None:
    for c in robustness(dataset, NOW, draws=0).conflicts:
        assert c.low - 1e-12 <= c.severity <= c.high + 1e-12
        assert 1 <= c.best <= c.worst
