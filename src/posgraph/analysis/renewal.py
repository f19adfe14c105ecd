"""What a write touches: the rows that came and went, and whose statements on which targets they can bear on.

A row's effective days follow from what its holder says of the same target, and from the rows that revise it, or that it revises,
directly or over others. What is neither is as it was, and need not be worked out again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from posgraph.model import Position

Group = Hashable
"""A holder and a target."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Between two tables of positions: what went, what came, and the holders and groups (holder, target) on which they bear.

    ``context`` are the rows of those groups, and all that revise or are revised by one of them; rows of other groups are in it
    only for that.
    """

    gone: tuple[Position, ...]
    came: tuple[Position, ...]
    holders: frozenset[str]
    groups: frozenset[Group]
    context: tuple[Position, ...]


def touched(former: Sequence[Position], rows: Sequence[Position], group: Callable[[Position], Group]) -> Touched:
    """What is other in ``rows`` than in ``former``; a row that is the same object is the same.

    >>> from posgraph.stance import Stance
    >>> a, b, c = (Position(id=i, actor="n", demand=d, stance=Stance.accepts) for i, d in (("a", "x"), ("b", "x"), ("c", "y")))
    >>> found = touched([a, c], [a, b, c], lambda row: (row.actor, row.demand))
    >>> [row.id for row in found.came], sorted(found.groups), [row.id for row in found.context]
    (['b'], [('n', 'x')], ['a', 'b'])
    """
    head = _alike(former, rows)
    tail = _alike(former[head:][::-1], rows[head:][::-1])
    before, after = former[head : len(former) - tail], rows[head : len(rows) - tail]
    there, here = {id(row) for row in before}, {id(row) for row in after}
    gone = tuple(row for row in before if id(row) not in here)
    came = tuple(row for row in after if id(row) not in there)
    linked = _links([*rows, *gone])
    by_id = {row.id: row for row in gone} | {row.id: row for row in rows} if linked else {}
    changed = {row.id: row for row in (*gone, *came)}
    near = _reached(changed, linked)
    concerned = (*gone, *came, *(by_id[id] for id in near if id in by_id))
    holders, groups = frozenset(row.actor for row in concerned), frozenset(group(row) for row in concerned)
    inside = [row for row in rows if row.actor in holders and group(row) in groups]
    beside = _reached({row.id for row in inside}, linked) - {row.id for row in inside}
    ids = {row.id for row in rows} if beside else frozenset()
    return Touched(gone, came, holders, groups, (*inside, *(by_id[id] for id in sorted(beside) if id in ids)))


def _alike(one: Sequence[Position], other: Sequence[Position]) -> int:
    """How many rows both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a is not b), min(len(one), len(other)))


def _links(rows: Iterable[Position]) -> dict[str, list[str]]:
    """For each row that revises or is revised, those that it is linked to."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.revises:
            found[row.id].append(row.revises)
            found[row.revises].append(row.id)
    return found


def _reached(ids: Iterable[str], linked: dict[str, list[str]]) -> set[str]:
    """These rows and all that links lead to."""
    found, queue = set(ids), [id for id in ids if id in linked]
    while queue:
        for id in linked.get(queue.pop(), ()):
            if id not in found:
                found.add(id)
                queue.append(id)
    return found
