"""The graph model of conflict: which states would stay as they are, because nobody gains by moving or others would answer.

Actors move between states. R_i(s) are the states that actor i reaches from s in one move, R_i+(s) those that it ranks higher.
The others of i answer by a legal sequence of moves: each by one of them, none of them twice in a row. State s is stable for i

- **Nash**: where R_i+(s) is empty;
- **GMR**: where for each t in R_i+(s) the others can answer with some u that i ranks no higher than s;
- **SMR**: where for each t there is such a u, and i reaches nothing from u that it ranks higher than s;
- **SEQ**: as GMR, but each move of the answer is a gain for the one that makes it.

A state that is stable for all is an equilibrium. Nash looks no move ahead; SEQ looks for credible answers only; GMR and SMR let
the others hurt themselves to deter. Rankings are all that counts: the numbers behind them are not compared between actors. The
model says what could stay, not what will come about; no error has been measured for it.

Source: Fang, Hipel and Kilgour, Interactive Decision Making (Wiley 1993).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

from posgraph.errors import UnknownName, UsageError

CONCEPTS = ("nash", "gmr", "smr", "seq")
MOST = 7
"""For so many states at most all rankings are counted (5040)."""

Path = tuple[tuple[str, str], ...]
"""An answer: who moves, to which state; one pair a move."""


@dataclass(frozen=True, eq=False)
class Conflict:
    """States, the moves of each actor from each state, and how high each actor ranks each state (higher is better).

    >>> moves = {"A": {"cc": ("dc",), "cd": ("dd",), "dc": ("cc",), "dd": ("cd",)},
    ...          "B": {"cc": ("cd",), "dc": ("dd",), "cd": ("cc",), "dd": ("dc",)}}
    >>> ranks = {"A": {"dc": 4, "cc": 3, "dd": 2, "cd": 1}, "B": {"cd": 4, "cc": 3, "dd": 2, "dc": 1}}
    >>> dilemma = Conflict(("cc", "cd", "dc", "dd"), moves, ranks)
    >>> equilibria(dilemma, "nash"), equilibria(dilemma, "seq")
    (('dd',), ('cc', 'dd'))
    """

    states: tuple[str, ...]
    moves: Mapping[str, Mapping[str, Sequence[str]]]
    ranks: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        for actor in self.actors:
            if missing := [s for s in self.states if s not in self.ranks.get(actor, {})]:
                raise UsageError(f"ranks[{actor}]", ", ".join(missing), "a rank for each state")

    @property
    def actors(self) -> tuple[str, ...]:
        """All actors, by id."""
        return tuple(sorted(self.moves))

    def reach(self, actor: str, state: str) -> tuple[str, ...]:
        """R_i(s): where the actor can go from here in one move."""
        return tuple(self.moves[actor].get(state, ()))

    def better(self, actor: str, state: str) -> tuple[str, ...]:
        """R_i+(s): where the actor can go and would gain."""
        return tuple(t for t in self.reach(actor, state) if self.ranks[actor][t] > self.ranks[actor][state])

    @cached_property
    def _answers(self) -> dict[tuple[str, str, bool], dict[str, Path]]:
        return {}

    def answers(self, actor: str, state: str, credible: bool = False) -> Mapping[str, Path]:
        """The states that the others of the actor reach from here by a legal sequence, each with the shortest.

        ``credible``: each move is a gain for the one that makes it.
        """
        key = (actor, state, credible)
        if key not in self._answers:
            self._answers[key] = self._sequences([a for a in self.actors if a != actor], state, credible)
        return self._answers[key]

    def _sequences(self, others: Iterable[str], state: str, credible: bool) -> dict[str, Path]:
        """Breadth first over states and who moved last."""
        others, found = list(others), dict[str, Path]()
        seen: set[tuple[str, str]] = set()
        queue: deque[tuple[str, str, Path]] = deque([(state, "", ())])
        while queue:
            here, last, path = queue.popleft()
            for actor in others:
                for t in () if actor == last else self.better(actor, here) if credible else self.reach(actor, here):
                    if (t, actor) not in seen:
                        seen.add((t, actor))
                        found.setdefault(t, (*path, (actor, t)))
                        queue.append((t, actor, (*path, (actor, t))))
        return found


@dataclass(frozen=True, slots=True)
class Deterrent:
    """A move of the actor that would be a gain (to ``move``), and the answer that spoils it; None where nothing does."""

    move: str
    answer: Path | None

    @property
    def end(self) -> str | None:
        """The state that the answer leads to."""
        return self.answer[-1][1] if self.answer else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a state is stable for an actor under a concept, and what deters each of its gains."""

    actor: str
    state: str
    concept: str
    deterrents: tuple[Deterrent, ...]

    @property
    def stable(self) -> bool:
        """True where every gain is deterred; under Nash, where there is none."""
        return all(d.answer for d in self.deterrents)


def verdict(conflict: Conflict, actor: str, state: str, concept: str) -> Verdict:
    """Whether the state is stable for the actor. Raises UnknownName for what the conflict does not have."""
    _check(conflict, actor, state, concept)
    found = []
    for t in conflict.better(actor, state):
        answer = None
        if concept != "nash":
            ends = conflict.answers(actor, t, concept == "seq")
            answer = next((path for u, path in ends.items() if _spoils(conflict, actor, state, u, concept)), None)
        found.append(Deterrent(t, answer))
    return Verdict(actor, state, concept, tuple(found))


def _spoils(conflict: Conflict, actor: str, state: str, end: str, concept: str) -> bool:
    rank = conflict.ranks[actor]
    after = conflict.reach(actor, end) if concept == "smr" else ()
    return rank[end] <= rank[state] and all(rank[v] <= rank[state] for v in after)


def told(conflict: Conflict, found: Verdict, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Each gain as a sentence: what deters it, or that nothing does.

    >>> moves = {"A": {"s": ("t",)}, "B": {"t": ("u",)}}
    >>> chain = Conflict(("s", "t", "u"), moves, {"A": {"s": 2, "t": 3, "u": 1}, "B": {"s": 1, "t": 1, "u": 2}})
    >>> told(chain, verdict(chain, "A", "s", "seq"))
    ('A would not move from s to t, since B could answer with u, which is worse for A than s',)
    """
    called = names or {}
    actor, state, rank = found.actor, found.state, conflict.ranks[found.actor]

    def name(id: str) -> str:
        return called.get(id, id)

    said = []
    for d in found.deterrents:
        head = f"from {name(state)} to {name(d.move)}"
        if d.answer is None:
            said.append(f"{name(actor)} would move {head}")
            continue
        answers = ", then ".join(f"{name(a)} could answer with {name(t)}" for a, t in d.answer)
        end = d.answer[-1][1]
        worse = f"{'worse' if rank[end] < rank[state] else 'no better'} for {name(actor)} than {name(state)}"
        said.append(f"{name(actor)} would not move {head}, since {answers}, which is {worse}")
    return tuple(said)


def stable(conflict: Conflict, actor: str, concept: str) -> tuple[str, ...]:
    """The states that are stable for the actor, in the conflict's order."""
    return tuple(s for s in conflict.states if verdict(conflict, actor, s, concept).stable)


def equilibria(conflict: Conflict, concept: str) -> tuple[str, ...]:
    """The states that are stable for everybody, in the conflict's order."""
    return tuple(s for s in conflict.states if all(verdict(conflict, a, s, concept).stable for a in conflict.actors))


@dataclass(frozen=True, slots=True)
class Need:
    """What has to hold of an actor's ranking for a move not to tempt it: ``move`` is ranked no higher than the state, or all of
    one of the ``spoiled`` groups (what the others can answer with) are.
    """

    move: str
    spoiled: tuple[tuple[str, ...], ...]


def needs(conflict: Conflict, actor: str, state: str, concept: str) -> tuple[Need, ...]:
    """The inverse question for any size: the state is stable for the actor exactly where each of these needs is met.

    They do not depend on the actor's own ranking, only on its moves and on the others.
    """
    _check(conflict, actor, state, concept)
    found = []
    for t in conflict.reach(actor, state):
        ends = () if concept == "nash" else conflict.answers(actor, t, concept == "seq")
        groups = [(u, *(conflict.reach(actor, u) if concept == "smr" else ())) for u in ends]
        spoiled = {tuple(dict.fromkeys(x for x in group if x != state)) for group in groups}
        found.append(Need(t, tuple(sorted(_least(spoiled), key=lambda g: (len(g), g)))))
    return tuple(found)


def _least(groups: set[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """The groups that hold no other one."""
    return [g for g in groups if not any(set(other) < set(g) for other in groups)]


def in_words(conflict: Conflict, actor: str, state: str, concept: str, names: Mapping[str, str] | None = None) -> str:
    """The needs as a sentence: what ranking of the actor would make the state stable for it.

    >>> chain = Conflict(("s", "t", "u"), {"A": {"s": ("t",)}, "B": {"t": ("u",)}}, {"A": {"s": 1, "t": 2, "u": 3}, "B": {"s": 1,
    ...     "t": 1, "u": 2}})
    >>> in_words(chain, "A", "s", "seq")
    's is stable for A where A ranks t or u no higher than s'
    """
    called = names or {}

    def name(id: str) -> str:
        return called.get(id, id)

    parts = []
    for need in needs(conflict, actor, state, concept):
        if () in need.spoiled:  # the others can lead it back to where it was
            continue
        options = [name(need.move), *(" and ".join(map(name, group)) for group in need.spoiled if need.move not in group)]
        text = " or ".join(dict.fromkeys(options))
        if text not in parts:
            parts.append(text)
    head = f"{name(state)} is stable for {name(actor)}"
    joint = "; and " if any(" or " in part for part in parts) else " and "
    return f"{head} where {name(actor)} ranks {joint.join(parts)} no higher than {name(state)}" if parts else f"{head} anyhow"


@dataclass(frozen=True, slots=True)
class Rankings:
    """How many strict rankings of one actor, the others' being as they are, make a state stable for all; an example of one."""

    total: int
    stable: int
    examples: tuple[tuple[str, ...], ...] = field(default=())


def rankings(conflict: Conflict, actor: str, state: str, concept: str, examples: int = 1) -> Rankings:
    """Count, over all strict rankings of the actor, those that make the state an equilibrium.

    Raises UsageError for more than :data:`MOST` states, whose rankings are too many to go through; :func:`needs` holds for any
    number. ``examples`` are rankings, best first, that differ least from the actor's own (by inverted pairs).
    """
    _check(conflict, actor, state, concept)
    if len(conflict.states) > MOST:
        raise UsageError("states", len(conflict.states), f"{MOST} states at most, to count all rankings")
    wanted = needs(conflict, actor, state, concept)
    others = [a for a in conflict.actors if a != actor]
    total, found = 0, []
    for ranking in permutations(conflict.states):
        total += 1
        rank = {s: -place for place, s in enumerate(ranking)}
        if not all(_met(need, rank, state) for need in wanted):
            continue
        imagined = Conflict(conflict.states, conflict.moves, {**conflict.ranks, actor: rank})
        if all(verdict(imagined, other, state, concept).stable for other in others):
            found.append(ranking)
    own = conflict.ranks[actor]
    found.sort(key=lambda r: (_inversions(r, own), r))
    return Rankings(total, len(found), tuple(found[:examples]))


def _met(need: Need, rank: Mapping[str, float], state: str) -> bool:
    return rank[need.move] <= rank[state] or any(all(rank[x] <= rank[state] for x in group) for group in need.spoiled)


def _inversions(ranking: Sequence[str], rank: Mapping[str, float]) -> int:
    """How many pairs a ranking, best first, orders against these ranks."""
    return sum(rank[b] > rank[a] for n, a in enumerate(ranking) for b in ranking[n + 1 :])


def _check(conflict: Conflict, actor: str, state: str, concept: str) -> None:
    for argument, value, known in (
        ("actor", actor, conflict.actors),
        ("state", state, conflict.states),
        ("concept", concept, CONCEPTS),
    ):
        if value not in known:
            raise UnknownName(argument, value, f"one of: {', '.join(known)}")
