"""What must be true of conflicts and overlaps whatever the data."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.force import in_force
from posgraph.analysis.overlaps import overlaps
from posgraph.model import Actor, Demand, Position
from posgraph.stance import Stance
from tests.analysis import oracle
from tests.analysis.made_up import datasets
from tests.analysis.toys import NOW

TABLE = ("R1", "R2", "R3", "R4", "R5")


def met(results):
    """What was found, whichever side comes first."""
    return {(getattr(f, "rule", None) or f.kind, frozenset(f.ids)) for f in results}


@given(datasets())
@settings(max_examples=150, deadline=None)
def test_the_table_finds_what_the_definitions_say(dataset) -> None:
    found = conflicts(dataset, NOW, rules=TABLE)
    expected = oracle.conflicts(dataset, NOW)
    assert {(c.rule, frozenset(c.ids)): len(c.chain) for c in found} == expected
    kinds = ("shared", "implied", "shared-refusal", "range")
    assert met(overlaps(dataset, NOW, kinds=kinds)) == oracle.overlaps(dataset, NOW)


@given(datasets())
@settings(max_examples=150, deadline=None)
def test_gaps_on_a_scale_are_what_the_definition_says(dataset) -> None:
    assert {c.ids: c.hard for c in conflicts(dataset, NOW, rules=["R6"])} == oracle.scale(dataset, NOW)


@given(datasets())
@settings(max_examples=80, deadline=None)
def test_in_force_is_what_the_definition_says(dataset) -> None:
    assert [h.row.id for h in in_force(dataset, NOW).positions] == [p.id for p in oracle.in_force(dataset, NOW)]


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_every_chain_leads_over_relations_that_are_named(dataset) -> None:
    ids = dataset.by_id("relations")
    for c in conflicts(dataset, NOW, rules=("R2",)):
        links = {pair for i in c.parts["relations"] for pair in oracle.arrows(ids[i])}
        assert set(zip(c.chain, c.chain[1:], strict=False)) <= links


@given(datasets(), st.permutations(["n", "s", "t"]))
@settings(max_examples=50, deadline=None)
def test_who_the_holders_are_makes_no_difference(dataset, names) -> None:
    swap = dict(zip(["n", "s", "t"], names, strict=True))
    renamed = replace(
        dataset,
        positions=tuple(replace(p, actor=swap[p.actor]) for p in dataset.positions),
        sequencing=tuple(replace(s, actor=swap[s.actor]) for s in dataset.sequencing),
    )
    for ask in (conflicts, overlaps):
        assert met(ask(dataset, NOW)) == met(ask(renamed, NOW))
        for before, after in zip(ask(dataset, NOW), ask(renamed, NOW), strict=True):
            assert (swap[before.a.actor], swap[before.b.actor]) == (after.a.actor, after.b.actor)


@given(datasets(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_makes_no_difference(dataset, chance) -> None:
    tables = ("positions", "sequencing", "relations", "demands", "issues")
    rows = {table: list(dataset.rows(table)) for table in tables}
    for found in rows.values():
        chance.shuffle(found)
    shuffled = replace(dataset, **{table: tuple(found) for table, found in rows.items()})
    assert conflicts(dataset, NOW).to_dict() == conflicts(shuffled, NOW).to_dict()
    assert overlaps(dataset, ever=True).to_dict() == overlaps(shuffled, ever=True).to_dict()


@given(datasets(), st.sampled_from(["demands", "rejects"]))
@settings(max_examples=50, deadline=None)
def test_rows_about_something_else_change_nothing(dataset, stance) -> None:
    more = replace(
        dataset,
        actors=(*dataset.actors, Actor(id="z", label="Z", kind="state")),
        demands=(*dataset.demands, Demand(id="z", issue="i", label="Z")),
        positions=(*dataset.positions, Position(id="z", actor="z", demand="z", stance=Stance(stance))),
    )
    assert conflicts(dataset, NOW).to_dict() == conflicts(more, NOW).to_dict()
    assert overlaps(dataset, NOW).to_dict() == overlaps(more, NOW).to_dict()


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_ambiguous_and_undefined_stances_are_never_a_side(dataset) -> None:
    silent = {"ambiguous", "undefined", "neutral"}
    for ask in (conflicts, overlaps):
        for f in ask(dataset, ever=True, within=True):
            assert not silent & {f.a.stance, f.b.stance}


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_what_is_found_at_a_date_is_found_ever(dataset) -> None:
    for ask in (conflicts, overlaps):
        assert met(ask(dataset, NOW, within=True)) <= met(ask(dataset, ever=True, within=True))


@given(datasets())
@settings(max_examples=50, deadline=None)
def test_findings_hold_within_their_days_and_between_two_holders(dataset) -> None:
    for f in conflicts(dataset, NOW):
        assert f.a.actor != f.b.actor
        assert f.start is None or f.start <= NOW
        assert f.end is None or f.end >= NOW
        assert 0 <= f.severity <= 1
