"""What is wrong with the positions, found where they lie: the same faults as ``posgraph.engine.columns.from_table`` tells."""

from __future__ import annotations

from posgraph.engine.distributed.connection import NEEDED, Connection, Expression
from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph.stance import Stance

MOST = 100
"""How many faults of one kind are listed."""


def faults(positions: Expression, connection: Connection) -> list[Fault]:
    """Empty cells, words that are no stance, ids that stand twice. Rows have no numbers here: the ids say which they are."""
    import ibis

    known = [str(stance) for stance in Stance]
    empty = {name: positions[name].isnull() for name in NEEDED}
    strange = ~positions.stance.isin(known) & positions.stance.notnull()
    wrong = ibis.or_(strange, *empty.values())
    listed = connection.fetch(positions.filter(wrong).select(*NEEDED).order_by("id").limit(MOST)).to_pylist()
    found = []
    for row in listed:
        for name in NEEDED:
            if row[name] is None:
                found.append(Fault(f"positions ({row['id']}) column {name}", "", "a cell that is not empty"))
        if row["stance"] is not None and row["stance"] not in known:
            where = f"positions ({row['id']}) column stance"
            found.append(Fault(where, row["stance"], "one of: " + ", ".join(sorted(known)), near(row["stance"], known)))
    there = positions.filter(positions.id.notnull())
    ids = there.group_by("id").agg(number=there.count())
    twice = connection.fetch(ids.filter(ids.number > 1).order_by("id").limit(MOST))
    found += [Fault("positions column id", id, "an id that stands once") for id in twice["id"].to_pylist()]
    return found
