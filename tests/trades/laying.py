"""A bridge laid over a dataset, from what it says of itself alone: its changes as texts, and its terms."""

from dataclasses import replace

from posgraph.analysis.conflicts import conflicts
from posgraph.model import Demand, Position, SequencePreference, When
from posgraph.stance import Stance


def laid(dataset, bridge, day):
    """The dataset with the rows that the changes set, and the ids that they drop."""
    begin, gone, new, orders, demands = When.parse(str(day)), [], [], [], []
    texts = [*bridge.changes]
    for term in bridge.terms:
        if term.demand is None:
            made = Demand(id="made", issue=term.issue, label="made", min=term.low, max=term.high, rank=term.rank)
            demands.append(made)
            texts += [f"set {actor}:made=accepts" for actor in term.of]
    for number, text in enumerate(texts):
        verb, _, rest = text.partition(" ")
        if verb == "drop":
            gone.append(rest)
            continue
        actor, _, said = rest.partition(":")
        what, _, stance = said.partition("=")
        id = f"new{number}"
        if verb == "set":
            word, _, terms = stance.partition(" if ")
            only_if = tuple(terms.split(",")) if terms else ()
            new.append(Position(id=id, actor=actor, demand=what, stance=Stance(word), only_if=only_if, valid_from=begin))
        else:
            assert verb == "order"
            first, relation, then = what.split(" ")
            orders.append(
                SequencePreference(
                    id=id, actor=actor, first=first, relation=relation, then=then, stance=Stance(stance), valid_from=begin
                )
            )
    more = replace(
        dataset,
        demands=(*dataset.demands, *demands),
        positions=(*dataset.positions, *new),
        sequencing=(*dataset.sequencing, *orders),
    )
    return more, gone


def raised(dataset, bridge, day):
    """The conflicts between the two holders, or within one of them, that the bridge brings about."""
    actors = {bridge.conflict.a.actor, bridge.conflict.b.actor}
    more, gone = laid(dataset, bridge, day)
    before, after = (
        {(c.rule, *sorted(c.ids)) for c in conflicts(data, day, within=True, without=left) if {c.a.actor, c.b.actor} <= actors}
        for data, left in ((dataset, ()), (more, gone))
    )
    return after - before, (bridge.conflict.rule, *sorted(bridge.conflict.ids)) in after
