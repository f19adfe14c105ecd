"""What a sequence preference says, whichever way round it is written: ``b after a`` is ``a before b``."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from posgraph.model import SequencePreference

CONVERSE = MappingProxyType(
    {
        "after": "before",
        "metBy": "meets",
        "overlappedBy": "overlaps",
        "startedBy": "starts",
        "contains": "during",
        "finishedBy": "finishes",
    }
)
"""Allen's relations that are written as their converse, with the steps swapped (Allen 1983)."""

SYMMETRIC = ("equals", "with")

IMPLIED = MappingProxyType({"meets": "before", "starts": "with", "equals": "with"})
"""The wider relation that a relation implies: a step that meets another comes before it; the two start together."""


class Precedence(NamedTuple):
    """A relation between two steps, written one way: ``str()`` reads ``a before b``."""

    first: str
    relation: str
    then: str

    def __str__(self) -> str:
        return " ".join(self)


def precedence(row: SequencePreference) -> Precedence:
    """The order of steps that the preference is about, with its ids as written.

    >>> from posgraph.stance import Stance
    >>> row = SequencePreference(id="s", actor="n", first="b", relation="after", then="a", stance=Stance.demands)
    >>> str(precedence(row))
    'a before b'
    """
    swapped = row.relation in CONVERSE or (row.relation in SYMMETRIC and row.then < row.first)
    first, then = (row.then, row.first) if swapped else (row.first, row.then)
    return Precedence(first, CONVERSE.get(row.relation, row.relation), then)


def implied(order: Precedence) -> tuple[Precedence, ...]:
    """The order, and the wider one that it implies: who wants it wants that too.

    >>> print(*implied(Precedence("b", "starts", "a")), sep=", ")
    b starts a, a with b
    """
    wider = IMPLIED.get(order.relation)
    if wider is None:
        return (order,)
    steps = sorted((order.first, order.then)) if wider in SYMMETRIC else (order.first, order.then)
    return order, Precedence(steps[0], wider, steps[1])


def compatible(one: Precedence, other: Precedence) -> bool:
    """Whether two orders of the same two steps can both be had.

    Of Allen's thirteen relations exactly one holds between two intervals; only ``with`` is not among them, and leaves open
    which of the two ends first.

    >>> wanted = Precedence("a", "before", "b")
    >>> compatible(wanted, Precedence("b", "before", "a")), compatible(wanted, wanted)
    (False, True)
    >>> compatible(Precedence("a", "with", "b"), Precedence("b", "starts", "a"))
    True
    """
    return one == other or ("with" in (one.relation, other.relation) and {*implied(one)} & {*implied(other)} != set())
