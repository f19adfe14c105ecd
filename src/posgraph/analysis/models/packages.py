"""Packages of demands as the states of a conflict: who can take out or put in what, and how each party fares.

The reading: **a demand is in the hands of those who refuse it.** A party can take out of a package a demand that it is contra,
and put in one that only it, of the parties, is contra. Nobody can force on another what that one refuses, and what nobody
refuses is nobody's to withhold. A party is contra a demand where it refuses something that the demand entails, unless it is pro
the demand itself; to want something else in its place is not to refuse it. What a package is worth to a party is the sum of
salience × polarity of its positions on the demands that are in, with all that these entail; an unknown salience counts as 0.5.
Whether the demands of a package go together is not asked here (settlements ask it).

The states are the packages, what one such move makes of them, and what a second one makes of those, at most :data:`MOST`. Only
demands of the packages are moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.filters import chosen_actors, names
from posgraph.analysis.force import Held, imagined
from posgraph.analysis.models.stability import Conflict
from posgraph.analysis.parties import consenting
from posgraph.analysis.state import demand_of
from posgraph.analysis.strength import Side, side
from posgraph.errors import UnknownName, UsageError
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, Position
from posgraph.model.cells import near

MOST = 200
"""So many states are laid out at most."""

READING = (
    "A demand is in the hands of those who refuse it: a party can take out one that it refuses, and put in one that only it "
    "refuses. To refuse something that a demand entails is to refuse the demand, unless the party wants the demand itself; to "
    "want something else in its place is not. A package is worth to a party the sum of salience × polarity of its positions on "
    "the demands that are in, with all that these entail."
)

Demands = frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """A package, or what moves make of one: ``steps`` are (``+`` or ``-``, demand), none for a package itself."""

    id: str
    demands: tuple[str, ...]
    package: str
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """What a position adds to the worth of a package: salience × polarity."""

    evidence: Evidence
    demand: str
    numbers: Side

    @property
    def value(self) -> float:
        """Salience × polarity."""
        return self.numbers.salience * self.numbers.polarity


@dataclass(frozen=True, slots=True)
class Packages:
    """The states, the packages first, and the conflict over them. ``hands``: by demand, the parties that are contra it. ``cut``
    states were not laid out, ``nearest`` of them one move away from a package.
    """

    as_of: date | None
    actors: tuple[str, ...]
    states: Mapping[str, State] = field(hash=False)
    conflict: Conflict
    terms: Mapping[str, tuple[Term, ...]] = field(hash=False)
    closures: Mapping[str, Demands] = field(hash=False)
    hands: Mapping[str, Demands] = field(hash=False)
    cut: int
    nearest: int

    @property
    def given(self) -> tuple[State, ...]:
        """The packages themselves."""
        return tuple(s for s in self.states.values() if not s.steps)

    def worth(self, actor: str, state: str) -> tuple[Term, ...]:
        """The positions that count for an actor in a state."""
        return tuple(t for t in self.terms[actor] if t.demand in self.closures[state])

    @property
    def counted(self) -> tuple[Term, ...]:
        """The positions that count in any state, by id."""
        anywhere = frozenset[str]().union(*self.closures.values())
        found = {t.evidence.position: t for terms in self.terms.values() for t in terms if t.demand in anywhere}
        return tuple(found[id] for id in sorted(found))


def packages(
    dataset: Dataset,
    moment: date | None,
    actors: str | Iterable[str] = (),
    proposals: str | Iterable[str] = (),
    sets: str | Iterable[str] = (),
    without: str | Iterable[str] = (),
    most: int = MOST,
) -> Packages:
    """The states around these proposals and sets of demands (``a+b``); where none is given, around all proposals with demands.

    No actors named: the parties, else all who hold a position. Raises UnknownName, and UsageError where there is no package.

    >>> from posgraph.model import Demand
    >>> from posgraph.stance import Stance
    >>> said = (("n", "toll", "demands"), ("s", "toll", "rejects"), ("s", "ring", "demands"), ("n", "ring", "rejects"))
    >>> rows = [Position(id=a + d, actor=a, demand=d, stance=Stance(s)) for a, d, s in said]
    >>> toy = Dataset(id="toy", demands=(Demand(id="toll", issue="i", label="T"), Demand(id="ring", issue="i", label="R")),
    ...     positions=tuple(rows))
    >>> found = packages(toy, date(2025, 1, 1), sets=["ring+toll"])
    >>> list(found.states), found.conflict.moves["n"]["ring+toll"]
    (['ring+toll', 'ring+toll - ring', 'ring+toll - toll', 'ring+toll - ring - toll'], ('ring+toll - ring',))
    """
    given = _given(dataset, names(proposals), names(sets))
    data, force = imagined(dataset, moment, moment is None, without)
    who = tuple(sorted(consenting(data, force, chosen_actors(data, actors))))
    terms = {a: tuple(_terms(data, [h for h in force.positions if h.row.actor == a])) for a in who}
    hands = _hands(data, terms, sorted({d for state in given for d in state.demands}))
    states, known, cut, nearest = _laid_out(given, hands, most)
    graph = entailments(data)
    closures = {s.id: frozenset(e for d in s.demands for e in graph.entailed(d)) for s in states}
    moves = {a: {s.id: tuple(_reached(s, a, hands, known)) for s in states} for a in who}
    ranks = {a: {s.id: _value(terms[a], closures[s.id]) for s in states} for a in who}
    conflict = Conflict(tuple(s.id for s in states), moves, ranks)
    return Packages(moment, who, {s.id: s for s in states}, conflict, terms, closures, hands, cut, nearest)


def _given(dataset: Dataset, proposals: tuple[str, ...], sets: tuple[str, ...]) -> list[State]:
    demands, plans = dataset.by_id("demands"), dataset.by_id("proposals")
    for id in proposals:
        if id not in plans:
            raise UnknownName("proposal", id, f"one of: {', '.join(sorted(plans))}", near(id, plans))
    clauses: dict[str, set[str]] = {}
    for clause in dataset.clauses:
        if clause.demand:
            clauses.setdefault(clause.proposal, set()).add(clause.demand)
    chosen = proposals or (() if sets else tuple(sorted(id for id in clauses if plans[id].status != "absent")))
    if empty := [id for id in chosen if id not in clauses]:
        raise UsageError("proposal", empty[0], f"a proposal whose clauses name demands, one of: {', '.join(sorted(clauses))}")
    found = [State(id, tuple(sorted(clauses[id])), id) for id in chosen]
    for text in sets:
        parts = sorted({part.strip() for part in text.split("+")})
        for part in parts:
            if part not in demands:
                raise UnknownName("state", part, "ids of demands, joined with +", near(part, demands))
        found.append(State("+".join(parts), tuple(parts), "+".join(parts)))
    if not found:
        raise UsageError(
            "proposal", "", "a proposal, or a state of demands: the data have no proposal whose clauses name demands"
        )
    return list({state.id: state for state in found}.values())


def _terms(dataset: Dataset, held: Iterable[Held[Position]]) -> Iterator[Term]:
    for h in held:
        demand = demand_of(dataset, h.row.demand)
        if demand and h.row.stance.sign:
            yield Term(shown(dataset, h), demand, side(h.row))


Hands = Mapping[str, frozenset[str]]
"""By demand: the parties that are contra it."""


def _hands(dataset: Dataset, terms: Mapping[str, tuple[Term, ...]], demands: Iterable[str]) -> Hands:
    graph = entailments(dataset)
    refused = {a: {t.demand for t in own if t.numbers.polarity < 0} for a, own in terms.items()}
    wanted = {a: {e for t in own if t.numbers.polarity > 0 for e in graph.same(t.demand)} for a, own in terms.items()}
    return {d: frozenset(a for a in terms if d not in wanted[a] and refused[a] & graph.entailed(d).keys()) for d in demands}


def _value(terms: Iterable[Term], closure: Demands) -> float:
    """Rounded, so that equal sums are equal whatever the order of the rows."""
    return round(sum(t.value for t in terms if t.demand in closure), 9)


def _steps(state: State, hands: Hands) -> Iterator[tuple[str, str]]:
    """The moves that somebody can make: out first, then in, by demand."""
    yield from (("-", d) for d in state.demands if hands[d])
    yield from (("+", d) for d in sorted(hands) if d not in state.demands and len(hands[d]) == 1)


def _after(state: State, step: tuple[str, str]) -> Demands:
    return frozenset(state.demands) ^ {step[1]}


Known = Mapping[Demands, str]
"""The id of each state that is laid out."""


def _laid_out(given: Iterable[State], hands: Hands, most: int) -> tuple[list[State], Known, int, int]:
    """Breadth first, two moves deep; how many states did not fit, and how many of these lie one move away."""
    states = list(given)
    known = {frozenset(state.demands): state.id for state in reversed(states)}
    kept, level, cut, nearest = states[:], states, 0, 0
    for depth in (1, 2):
        below: dict[Demands, State] = {}
        for state in level:
            for step in _steps(state, hands):
                demands = _after(state, step)
                if demands not in known and demands not in below:
                    steps = (*state.steps, step)
                    name = " ".join([state.package, *(f"{sign} {d}" for sign, d in steps)])
                    below[demands] = State(name, tuple(sorted(demands)), state.package, steps)
        fitting = list(below.items())[: max(0, most - len(kept))]
        cut += len(below) - len(fitting)
        nearest += len(below) - len(fitting) if depth == 1 else 0
        known |= {demands: state.id for demands, state in fitting}
        level = [state for _, state in fitting]
        kept += level
    return kept, known, cut, nearest


def _reached(state: State, actor: str, hands: Hands, known: Known) -> Iterator[str]:
    for step in _steps(state, hands):
        if actor in hands[step[1]] and (found := known.get(_after(state, step))) and found != state.id:
            yield found
