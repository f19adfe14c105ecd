"""A small dataset, of which every count can be checked by eye."""

from __future__ import annotations

from posgraph.model import Actor, Dataset, Demand, DemandRelation, Issue, Position, SequencePreference, Source, When
from posgraph.stance import Stance

TOY = Dataset(
    id="toy",
    actors=(
        Actor(id="north", label="North", kind="state", aliases=("Northern Realm",)),
        Actor(id="south", label="South", kind="state"),
        Actor(id="zelenskyy", label="Volodymyr Zelenskyy", kind="person"),
    ),
    issues=(Issue(id="peace", label="peace"), Issue(id="truce", label="truce", broader="peace", note="coded twice")),
    demands=(
        Demand(id="halt", issue="truce", label="a halt of fire"),
        Demand(id="vote", issue="peace", label="a vote"),
    ),
    relations=(DemandRelation(id="r1", demand_a="halt", relation="requires", demand_b="vote", by="coder", note="a guess"),),
    sources=(Source(id="s1", title="Zelensky on the halt", publisher="The Paper", published=When.parse("2024-05")),),
    positions=(
        Position(id="p1", actor="north", demand="halt", stance=Stance.demands, valid_from=When.parse("2024"), source="s1",
                 quote="We want a halt, and soon", mode="byOpponent", reported_by="south"),
        Position(id="p2", actor="south", demand="halt", stance=Stance.rejects, valid_from=When.parse("2024-02"),
                 quote="No halt before the vote"),
        Position(id="p3", actor="south", demand="halt", stance=Stance.accepts, valid_from=When.parse("2025"),
                 quote="Зеленський згоден"),
    ),
    sequencing=(
        SequencePreference(id="o1", actor="south", first="vote", relation="before", then="halt", stance=Stance.demands,
                           valid_from=When.parse("2025-01-07")),
    ),
)  # fmt: skip
