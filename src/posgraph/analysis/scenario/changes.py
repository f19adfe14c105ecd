"""One change of a scenario: what somebody says instead, what is left out, how two demands are related besides.

A change is a text that says by itself what it does; it reads the same in a flag, in a file, in the table ``scenarios`` and in an
address. ``str()`` gives the one canonical form, so that equal changes have equal texts.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from posgraph.model.cells import render
from posgraph.model.schema import BY_NAME
from posgraph.stance import Stance

SYMMETRIC = ("incompatible", "same")
"""Relations between demands that read the same from both ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A holder that says something else, or for the first time; what is not said of firmness and salience is unknown."""

    actor: str
    stance: Stance
    firmness: float | None = None
    salience: float | None = None

    def _tail(self) -> str:
        strength = {name: _number(name, getattr(self, name)) for name in ("firmness", "salience")}
        return f"={self.stance}" + "".join(f" {name}={text}" for name, text in strength.items() if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStance(Saying):
    """From the day asked about on, the actor holds this stance on the demand, in the place of what it holds on it.

    >>> print(SetStance(actor="n", demand="vote", stance=Stance.conditional, firmness=0.75, only_if=("truce", "aid")))
    set n:vote=conditional firmness=firm if aid,truce
    """

    demand: str
    only_if: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the position that it adds."""
        return f"set:{self.actor}:{self.demand}"

    @property
    def target(self) -> Hashable:
        """What no other change may be about."""
        return "set", self.actor, self.demand

    def __str__(self) -> str:
        terms = f" if {','.join(sorted(self.only_if))}" if self.only_if else ""
        return f"set {self.actor}:{self.demand}{self._tail()}{terms}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOrder(Saying):
    """From the day asked about on, the actor wants or refuses this order, in the place of what it holds on the two steps.

    >>> print(SetOrder(actor="n", first="truce", relation="before", then="vote", stance=Stance.accepts, salience=0.5))
    order n:truce before vote=accepts salience=0.5
    """

    first: str
    relation: str
    then: str

    @property
    def id(self) -> str:
        """The id of the sequence preference that it adds."""
        return f"order:{self.actor}:{self.first}-{self.relation}-{self.then}"

    @property
    def target(self) -> Hashable:
        """What no other change may be about: the pair of steps, whichever is first."""
        return "order", self.actor, frozenset((self.first, self.then))

    def __str__(self) -> str:
        return f"order {self.actor}:{self.first} {self.relation} {self.then}{self._tail()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A position, order or relation is left out: nobody insists on it, and nothing that it superseded comes back."""

    row: str

    @property
    def target(self) -> Hashable:
        """What no other change may be about."""
        return "drop", self.row

    def __str__(self) -> str:
        return f"drop {self.row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relate:
    """A further relation between two demands.

    >>> print(Relate(a="vote", relation="incompatible", b="truce"), Relate(a="vote", relation="requires", b="truce"), sep="; ")
    relate truce incompatible vote; relate vote requires truce
    """

    a: str
    relation: str
    b: str

    def __post_init__(self) -> None:
        if self.relation in SYMMETRIC and self.b < self.a:
            a, b = self.a, self.b
            object.__setattr__(self, "a", b)
            object.__setattr__(self, "b", a)

    @property
    def id(self) -> str:
        """The id of the relation that it adds."""
        return f"relate:{self.a}:{self.relation}:{self.b}"

    @property
    def target(self) -> Hashable:
        """What no other change may be about."""
        return "relate", self.a, self.relation, self.b

    def __str__(self) -> str:
        return f"relate {self.a} {self.relation} {self.b}"


Change = SetStance | SetOrder | Drop | Relate


def _number(name: str, value: Any) -> str:
    """The number as a cell of the table of positions has it: a word of firmness where there is one."""
    return render(BY_NAME["positions"].column(name), value)
