"""A scenario laid over a dataset says what the dataset itself would say, if its files were edited so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import posgraph
from posgraph.analysis.force import begin, in_force
from posgraph.analysis.scenario import Drop, SetOrder, SetStance, changes
from posgraph.analysis.whatif import whatif
from posgraph.analysis.whatif.state import state
from posgraph.exporters import export
from posgraph.model import DemandRelation, Position, SequencePreference, When
from tests.analysis.made_up import ACTORS, datasets
from tests.analysis.toys import NOW

CHANGES = (
    "set n:a=accepts",
    "set n:b=rejects firmness=red_line",
    "set s:c=demands firmness=red_line if d",
    "order t:a before b=demands",
    "order n:b before c=rejects",
    "relate a requires c",
    "relate b incompatible d",
    "relate c same f",
    "drop p0",
    "drop p3",
    "drop o0",
)
TODAY, YESTERDAY = (When.parse((NOW - timedelta(days=days)).isoformat()) for days in (0, 1))


def edited(dataset, wanted):
    """What an analyst would write into the tables: new rows from the day on, and an end for what is dropped; and the ids."""
    new, rows = {}, {name: list(dataset.rows(name)) for name in ("positions", "sequencing", "relations")}
    for n, each in enumerate(wanted):
        if isinstance(each, Drop):
            for name in ("positions", "sequencing"):
                rows[name] = [replace(r, valid_to=YESTERDAY) if r.id == each.row else r for r in rows[name]]
            continue
        new[each.id] = id = f"new{n}"
        match each:
            case SetStance(actor=actor, demand=demand, stance=stance, firmness=firmness, only_if=only_if):
                row = Position(
                    id=id, actor=actor, demand=demand, stance=stance, firmness=firmness, only_if=only_if, valid_from=TODAY
                )
                rows["positions"].append(row)
            case SetOrder(actor=actor, first=first, relation=relation, then=then, stance=stance):
                rows["sequencing"].append(
                    SequencePreference(
                        id=id, actor=actor, first=first, relation=relation, then=then, stance=stance, valid_from=TODAY
                    )
                )
            case _:
                row = DemandRelation(id=id, demand_a=each.a, relation=each.relation, demand_b=each.b, by="scenario")
                rows["relations"].append(row)
    return replace(dataset, **{name: tuple(each) for name, each in rows.items()}), new


def touched(dataset, wanted):
    """The rows in force that the changes are about."""
    force = in_force(dataset, NOW)
    for each in wanted:
        for h in (*force.positions, *force.preferences):
            own = h.row.id, getattr(h.row, "demand", None), {getattr(h.row, "first", None), getattr(h.row, "then", None)}
            match each:
                case Drop(row=id) if id == own[0]:
                    yield h.row
                case SetStance(actor=h.row.actor, demand=demand) if demand == own[1]:
                    yield h.row
                case SetOrder(actor=h.row.actor, first=first, then=then) if {first, then} == own[2]:
                    yield h.row


@settings(deadline=None, max_examples=60)
@given(datasets(), st.sets(st.sampled_from(CHANGES), min_size=1, max_size=4))
def test_laying_a_scenario_over_is_editing_the_files(dataset, chosen) -> None:
    plain = tuple(replace(p, only_if=()) for p in dataset.positions)  # an order that is imagined away takes its condition with it
    dataset = replace(dataset, positions=plain)
    live = {h.row.id for part in (in_force(dataset, NOW).positions, in_force(dataset, NOW).preferences) for h in part}
    wanted = changes(dataset, [text for text in chosen if not text.startswith("drop ") or text[5:] in live])
    # where what is changed begins on the day itself, an edit would bring back what it had superseded
    assume(all(begin(row) < NOW for row in touched(dataset, wanted)))
    rows, new = edited(dataset, wanted)
    with TemporaryDirectory() as place, posgraph.open(export(rows, f"{place}/toy", "csv")) as graph:
        expected = state(graph.dataset, NOW, ACTORS)
    found = whatif(dataset, tuple(map(str, wanted)), NOW, actors=ACTORS).after

    def named(ids):
        return tuple(sorted(new.get(id, id) for id in ids))

    def clashes(side):
        return {(c.rule, named(c.ids), round(c.severity, 9), c.hard) for c in side.conflicts}

    assert clashes(found) == clashes(expected)
    assert {named(ids) for ids in found.contradictions} == {named(ids) for ids in expected.contradictions}
    assert {named(ids) for ids in found.because} == {named(ids) for ids in expected.because}
    for figure in ("feasible", "hard", "cost"):
        assert found.deal_figures()[figure] == expected.deal_figures()[figure]
    assert found.order_figures()["cost"] == expected.order_figures()["cost"]
