"""Bridges of demands: those on record, and the ranges and ranks that lie between two.

A demand may stand in the place of two opposed ones where it bears on them (a relation, an exclusive issue, a range or a
scale links it with one of the two: else it could be had beside them, and takes the place of neither), where neither of the
two refuses it, where it gives neither side just what it asks for, and where it is not what both want already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

from posgraph.analysis.bridges.build import both, built, figure, holders
from posgraph.analysis.bridges.change import Change, accepted
from posgraph.analysis.bridges.results import Bridge, Term, Written
from posgraph.analysis.bridges.talks import Talks
from posgraph.analysis.clash import opposed, pro
from posgraph.analysis.evidence import shown
from posgraph.analysis.force import Held
from posgraph.analysis.results import Conflict
from posgraph.analysis.state import demand_of
from posgraph.graphs.incompatible import bounds
from posgraph.model import Demand, Position

RULES = ("contradiction", "refused-consequence", "incompatible", "exclusive", "range", "scale")
"""The rules by which two positions on demands clash: R1 to R6."""


class Record:
    """What demands are on record: in positions that are pro, and in clauses of proposals made by the day."""

    def __init__(self, talks: Talks) -> None:
        self.talks, dataset = talks, talks.dataset
        self.said: defaultdict[str, list[Held[Position]]] = defaultdict(list)
        for h in talks.force.positions:
            if h.row.stance.pro and (demand := demand_of(dataset, h.row.demand)):
                self.said[demand].append(h)
        self.written: defaultdict[str, list[Written]] = defaultdict(list)
        for clause in dataset.clauses:
            plan = dataset.by_id("proposals")[clause.proposal]
            day = plan.date.first if plan.date else None
            if clause.demand and plan.status != "absent" and (day is None or day <= talks.moment):
                head = (clause.proposal, clause.number, plan.label, plan.proposed_by, plan.status)
                self.written[clause.demand].append(Written(*head, clause.text, plan.source))
        self.on_issue: defaultdict[str, list[Demand]] = defaultdict(list)
        for each in dataset.demands:
            self.on_issue[each.issue].append(each)
        self._broader = {issue.id: issue.broader for issue in dataset.issues}

    def near(self, issue: str) -> Iterator[str]:
        """The issue, those above it, and those below it."""
        yield issue
        yield from self._above(issue)
        yield from (other for other in sorted(self._broader) if issue in self._above(other))

    def _above(self, issue: str) -> list[str]:
        found: list[str] = []
        while (wider := self._broader.get(issue)) and wider not in found:
            found.append(wider)
            issue = wider
        return found


def on_record(talks: Talks, record: Record, conflict: Conflict) -> Iterator[Bridge]:
    """Demands that somebody has put forward on the issue, above or below it."""
    if conflict.rule in RULES:
        for issue in record.near(conflict.issue):
            for demand in record.on_issue[issue]:
                if record.said[demand.id] or record.written[demand.id]:
                    yield from _bridged(talks, record, conflict, demand, "on-record")


def between(talks: Talks, record: Record, conflict: Conflict) -> Iterator[Bridge]:
    """R5: the range between the two. R6: the ranks between them, as demands where there are any with these ranks."""
    if conflict.rule == "range" and (gap := _gap(talks, conflict)):
        low, high = gap
        unit = conflict.parts.get("unit")
        found = [d for d in record.on_issue[conflict.issue] if (d.min, d.max) == gap]
        text = f"{figure(low)} to {figure(high)}{f' {unit}' if unit else ''}"
        made = Demand(id=f"bridge {conflict.issue} {low:g} {high:g}", issue=conflict.issue, label=text, min=low, max=high)
        yield from _either(talks, record, conflict, found, made, "range")
    if conflict.rule == "scale":
        ranks = sorted(conflict.parts["ranks"].values())
        for rank in range(ranks[0] + 1, ranks[-1]):
            found = [d for d in record.on_issue[conflict.issue] if d.rank == rank]
            label = f"rank {rank} of {talks.dataset.by_id('issues')[conflict.issue].label}"
            made = Demand(id=f"bridge {conflict.issue} {rank}", issue=conflict.issue, label=label, rank=rank)
            yield from _either(talks, record, conflict, found, made, "rank")


def _either(talks: Talks, record: Record, conflict: Conflict, found: list[Demand], made: Demand, kind: str) -> Iterator[Bridge]:
    """The demands that have the range or rank, unless they are told as on record; the bare one where there is none."""
    for demand in found:
        if not (record.said[demand.id] or record.written[demand.id]):
            yield from _bridged(talks, record, conflict, demand, kind)
    if not found:
        yield from _bridged(talks, record, conflict, made, kind)


def _gap(talks: Talks, conflict: Conflict) -> tuple[float, float] | None:
    """From the nearer bound of the one to the nearer bound of the other; None where what one of them holds leaves no range."""
    (low_a, high_a), (low_b, high_b) = (_bounds(talks, row.position, conflict.issue) for row in (conflict.a, conflict.b))
    low, high = (high_a, low_b) if high_a < low_b else (high_b, low_a)
    return (low, high) if low_a <= high_a and low_b <= high_b and -inf < low < high < inf else None


def _bounds(talks: Talks, id: str, issue: str) -> tuple[float, float]:
    """The range that a position leaves on an issue: that of all that its demand entails, intersected."""
    demands = talks.dataset.by_id("demands")
    own = demand_of(talks.dataset, talks.positions[id].row.demand)
    ranges = [bounds(demands[d]) for d in talks.graph.entailed(own or "") if demands[d].issue == issue]
    return max((low for low, _ in ranges), default=-inf), min((high for _, high in ranges), default=inf)


def _bridged(talks: Talks, record: Record, conflict: Conflict, demand: Demand, kind: str) -> Iterator[Bridge]:
    """The bridge over a demand, where it is one. One that is not on record is added to the dataset for the check.

    A refusal stays: the demand is none that it refuses, and what it stands against is what the other gives up.
    """
    drops = tuple(id for id in conflict.ids if talks.positions[id].row.stance.pro)
    made = demand.id not in talks.dataset.by_id("demands")
    if not made and not _may_stand(talks, conflict, demand.id):
        return
    new = tuple(accepted(actor, demand.id) for actor in holders(conflict) if made or not talks.wants(actor, demand.id, drops))
    dataset = replace(talks.dataset, demands=(*talks.dataset.demands, demand)) if made else None
    term = Term(
        issue=demand.issue,
        of=holders(conflict),
        demand=None if made else demand.id,
        label=demand.label,
        low=demand.min,
        high=demand.max,
        unit=conflict.parts.get("unit") if kind == "range" else None,
        rank=demand.rank if kind == "rank" else None,
    )
    bridge = built(
        talks,
        conflict,
        kind,
        Change(drops, new),
        f"{both(talks, conflict)} would accept: {demand.label}",
        (term,),
        evidence=(shown(talks.dataset, h) for h in _in_order(record.said.get(demand.id, ()))),
        clauses=record.written.get(demand.id, ()),
        dataset=dataset,
    )
    if bridge and made:  # a scenario has no word for what no demand says
        bridge = replace(bridge, changes=Change(drops).texts)
    if bridge:
        yield bridge


def _in_order(said: Iterable[Held[Position]]) -> list[Held[Position]]:
    return sorted(said, key=lambda h: h.row.id)


def _may_stand(talks: Talks, conflict: Conflict, demand: str) -> bool:
    """Whether a demand on record may stand in the place of the two opposed ones."""
    actors = holders(conflict)
    rows = [talks.positions[id].row for id in conflict.ids]
    sides = [(row.stance.pro, own) for row in rows if (own := demand_of(talks.dataset, row.demand))]
    if any(wanted and _gives(talks, demand, own) for wanted, own in sides) or not _between_ranks(talks, conflict, demand):
        return False
    if not any(_bears(talks, demand, own) for _, own in sides):
        return False
    return not any(talks.refuses(a, demand) for a in actors) and not all(talks.wants(a, demand) for a in actors)


def _gives(talks: Talks, demand: str, asked: str) -> bool:
    """Whether the demand gives all that is asked: it entails it, or its range lies within the range that is asked for."""
    if asked in talks.graph.entailed(demand):
        return True
    one, two = (talks.dataset.by_id("demands")[d] for d in (demand, asked))
    (low, high), (least, most) = bounds(one), bounds(two)
    return one.issue == two.issue and (least, most) != (-inf, inf) and least <= low and high <= most


def _between_ranks(talks: Talks, conflict: Conflict, demand: str) -> bool:
    """Whether, of two that stand apart on a scale (R6), the demand gives neither all: its rank, if it has one, lies between."""
    found = talks.dataset.by_id("demands")[demand]
    if conflict.rule != "scale" or found.issue != conflict.issue or found.rank is None:
        return True
    low, high = sorted(conflict.parts["ranks"].values())
    return bool(low < found.rank < high)


def _bears(talks: Talks, demand: str, other: str) -> bool:
    """Whether one needs the other, the two cannot be had together, or both lie on one scale or have ranges on one issue."""
    if other in talks.graph.needed(demand) or demand in talks.graph.needed(other):
        return True
    if pro(other) in opposed(talks.dataset).get(pro(demand), ()):
        return True
    one, two = (talks.dataset.by_id("demands")[d] for d in (demand, other))
    scale = one.rank is not None and two.rank is not None
    ranges = all(bounds(each) != (-inf, inf) for each in (one, two))
    return one.issue == two.issue and (scale or ranges)
