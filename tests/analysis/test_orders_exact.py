"""Contradictions and concessions against brute force over all subsets, on random small datasets."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from math import inf
from time import monotonic

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from posgraph.analysis.force import in_force
from posgraph.analysis.orders import orders, stream
from posgraph.analysis.orders.concessions import Prices
from posgraph.analysis.orders.contradictions import contradictions_of
from posgraph.analysis.orders.hitting import Hitting
from posgraph.analysis.orders.knots import knots
from posgraph.analysis.orders.statements import statements
from posgraph.model import Dataset, DemandRelation, SequencePreference, When
from posgraph.model.schema import ORDERS
from posgraph.stance import Stance
from tests.analysis.toys import position, toy

STEPS = ("a", "b", "c", "d")
WORDS = ("before", "before", "before", *ORDERS)

# What each relation says of the starts and ends of its steps, written apart from the code under test: pairs of points, < or =.
SAYS = {
    "before": ["e1<s2"],
    "meets": ["e1=s2"],
    "overlaps": ["s1<s2", "s2<e1", "e1<e2"],
    "starts": ["s1=s2", "e1<e2"],
    "during": ["s2<s1", "e1<e2"],
    "finishes": ["s2<s1", "e1=e2"],
    "equals": ["s1=s2", "e1=e2"],
    "with": ["s1=s2"],
    "same": ["s1=s2", "e1=e2"],
    "requires": ["e2<s1"],
}
CONVERSE = {
    "after": "before", "metBy": "meets", "overlappedBy": "overlaps", "startedBy": "starts", "contains": "during",
    "finishedBy": "finishes",
}  # fmt: skip


def consistent(said: list[tuple[str, str, str]]) -> bool:
    """True where numbers can be given to the points: equal points drawn together, no cycle among what must be less."""
    points: nx.Graph = nx.Graph()
    less = []
    for a, word, b in said:
        first, then = (b, a) if word in CONVERSE else (a, b)
        for text in SAYS[CONVERSE.get(word, word)]:
            u, v = ({"1": first, "2": then}[end[1]] + end[0] for end in (text[:2], text[3:]))
            points.add_nodes_from((u, v))
            if text[2] == "=":
                points.add_edge(u, v)
            else:
                less.append((u, v))
        less += [(step + "s", step + "e") for step in (a, b)]
    points.add_nodes_from(chain.from_iterable(less))
    drawn = {p: i for i, part in enumerate(nx.connected_components(points)) for p in part}
    return nx.is_directed_acyclic_graph(nx.DiGraph((drawn[u], drawn[v]) for u, v in less))


def subsets(ids):
    return chain.from_iterable(combinations(sorted(ids), n) for n in range(len(ids) + 1))


def minimal(sets):
    found = []
    for each in sets:
        if not any(set(known) <= set(each) for known in found):
            found.append(each)
    return found


def said_by(dataset: Dataset) -> dict[str, list[tuple[str, str, str]]]:
    """What each row of a dataset says, by id, where nothing is merged and every relation bears on the steps."""
    said = {row.id: [(row.first, row.relation, row.then)] for row in dataset.sequencing}
    said |= {row.id: [(row.demand_a, row.relation, row.demand_b)] for row in dataset.relations}
    said |= {row.id: [(row.demand, "requires", e) for e in row.only_if] for row in dataset.positions if row.only_if}
    return said


@st.composite
def datasets(draw, most: int = 6, words=WORDS, relations: bool = True) -> Dataset:
    pairs = st.tuples(st.sampled_from(STEPS), st.sampled_from(STEPS)).filter(lambda p: p[0] != p[1])
    degrees = st.sampled_from([None, 0.0, 0.25, 0.5, 0.75, 1.0])
    rows = [
        SequencePreference(
            id=f"s{i}", actor=draw(st.sampled_from("xyz")), first=a, relation=draw(st.sampled_from(words)), then=b,
            stance=Stance.demands, firmness=draw(degrees), salience=draw(degrees),
        )
        for i, (a, b) in enumerate(draw(st.lists(pairs, min_size=1, max_size=most)))
    ]  # fmt: skip
    used = {step for row in rows for step in (row.first, row.then)}
    near = pairs.filter(lambda p: p[0] in used and p[1] in used)
    claims = draw(st.lists(st.tuples(near, st.sampled_from(["same", "requires"])), max_size=2)) if relations else []
    ties = [
        DemandRelation(id=f"r{i}", demand_a=a, relation=word, demand_b=b, by="coder") for i, ((a, b), word) in enumerate(claims)
    ]
    held = []
    if relations and draw(st.booleans()):
        # A holder of no preference: its condition is nobody's order.
        (a, b) = draw(near)
        held = [position("p", "w", a, only_if=(b,))]
    return toy(held, rows, ties)


def by_brute_force(dataset: Dataset):
    said = said_by(dataset)
    clash = [ids for ids in subsets(said) if not consistent([x for id in ids for x in said[id]])]
    wanted = {row.id for row in dataset.sequencing}
    enough = [ids for ids in subsets(wanted) if consistent([x for id in said if id not in ids for x in said[id]])]
    return set(minimal(clash)), set(minimal(enough))


def product(parts):
    """One concession of each component, in all ways."""
    found = [frozenset()]
    for part in parts:
        found = [a | b for a in found for b in part]
    return {tuple(sorted(each)) for each in found}


@settings(max_examples=150, deadline=None)
@given(datasets())
def test_contradictions_and_concessions_are_what_brute_force_finds(dataset: Dataset) -> None:
    result = orders(dataset)
    clash, enough = by_brute_force(dataset)
    assert {c.members for part in result.components for c in part.contradictions} == clash
    assert sum(len(part.contradictions) for part in result.components) == len(clash)
    assert result.consistent == (not clash)
    if any(part.hard for part in result.components):
        assert enough == set()
        assert result.cheapest is None
    else:
        assert product([[frozenset(c.withdraw) for c in part.concessions] for part in result.components]) == enough
        assert result.cheapest.proven
        assert result.cheapest.concession.cost == min(price(dataset, ids) for ids in enough)
        assert bool(result.roadmap) == bool(dataset.sequencing)
    assert not result.partial


@settings(max_examples=60, deadline=None)
@given(datasets(most=8, words=("before", "after"), relations=False))
def test_eight_plain_orders_are_settled_as_by_brute_force(dataset: Dataset) -> None:
    result = orders(dataset)
    clash, enough = by_brute_force(dataset)
    assert {c.members for part in result.components for c in part.contradictions} == clash
    assert product([[frozenset(c.withdraw) for c in part.concessions] for part in result.components]) == enough


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_contradictions_and_concessions_are_each_others_minimal_hitting_sets(dataset: Dataset) -> None:
    wanted = {row.id for row in dataset.sequencing}
    for part in orders(dataset).components:
        if not part.hard:
            clash = minimal(sorted({tuple(sorted(wanted & set(c.members))) for c in part.contradictions}, key=len))
            ways = [c.withdraw for c in part.concessions]
            assert hitting_sets(clash) == set(ways)
            assert hitting_sets(ways) == set(clash)
            assert [(c.cost, len(c.withdraw), c.withdraw) for c in part.concessions] == sorted(
                (price(dataset, ids), len(ids), ids) for ids in ways
            )


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_contradictions_stream_as_they_are_told_at_once(dataset: Dataset) -> None:
    told = [c for part in orders(dataset).components for c in part.contradictions]
    found = list(stream(dataset))
    assert [len(c.members) for c in found] == sorted(len(c.members) for c in told)
    assert {c.members for c in found} == {c.members for c in told}


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_a_cycle_at_a_time_the_solver_finds_the_same_concessions_the_cheapest_first(dataset: Dataset) -> None:
    costs = Prices(dataset.sequencing)
    for knot in knots(statements(dataset, in_force(dataset, None))):
        if not knot.short_cycles(knot.withdrawable):
            names = {i: knot.members[i][0] for i in knot.withdrawable}
            found = list(Hitting(knot, {i: costs.price[id] for i, id in names.items()}, monotonic() + 60).cheapest_first())
            told = [tuple(sorted(names[i] for i in ids)) for ids in found]
            known = [tuple(c.source for c in each.because if c.withdrawable) for each in contradictions_of(knot, 1000, inf)[0]]
            assert set(told) == hitting_sets(known)
            assert len(told) == len(set(told))
            sums = [sum(costs.price[id] for id in ids) for ids in told]
            assert sums == sorted(sums)
            best = Hitting(knot, dict.fromkeys(names, 1), monotonic() + 60).greedy()
            assert tuple(sorted(names[i] for i in best)) in told


@settings(max_examples=60, deadline=None)
@given(datasets(most=6, relations=False), st.data())
def test_ever_means_on_some_one_day(dataset: Dataset, data) -> None:
    """Each holder here holds one order, from one of six days to another, both included."""
    spans = st.tuples(st.integers(1, 6), st.integers(1, 6)).map(sorted)
    rows = []
    for i, row in enumerate(dataset.sequencing):
        start, end = data.draw(spans)
        rows.append(
            replace(row, actor=f"h{i}", valid_from=When.parse(f"2025-01-0{start}"), valid_to=When.parse(f"2025-01-0{end}"))
        )
    dataset = toy(orders=rows)
    result = orders(dataset, ever=True)
    days = [orders(dataset, f"2025-01-0{day}") for day in range(1, 7)]
    once = {c.members for each in days for part in each.components for c in part.contradictions}
    assert {c.members for part in result.components for c in part.contradictions} == once
    told = product([[frozenset(c.withdraw) for c in part.concessions] for part in result.components])
    assert told == hitting_sets(once)


def price(dataset: Dataset, ids) -> float:
    rows = [dataset.by_id("sequencing")[id] for id in ids]
    return sum((0.5 if r.firmness is None else r.firmness) * (0.5 if r.salience is None else r.salience) for r in rows)


def hitting_sets(sets) -> set[tuple[str, ...]]:
    """All minimal sets that meet each of some sets, by brute force."""
    return set(
        minimal(ids for ids in subsets({id for each in sets for id in each}) if all(set(ids) & set(each) for each in sets))
    )
