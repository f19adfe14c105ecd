"""Which packages would stand: the graph model of conflict on the proposals of a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.filters import day
from posgraph.analysis.models.packages import MOST, READING, Packages, State, packages
from posgraph.analysis.models.stability import CONCEPTS, Need, Verdict, needs, rankings, verdict
from posgraph.analysis.models.stability import MOST as COUNTED
from posgraph.model import Dataset

ASSUMES = (
    "Only each party's ranking of the packages counts, and all parties know it. It says which packages nobody would leave, "
    "not which will be agreed; no error has been measured for it."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A package: the verdict of each party under each concept, and what would have to change for it to be stable.

    ``changes`` are, by party and concept, the needs of an inverse question that the party's ranking does not meet.
    """

    state: State
    verdicts: tuple[Verdict, ...]
    changes: tuple[tuple[str, str, tuple[Need, ...]], ...]

    def stable(self, concept: str) -> bool:
        """Whether all parties would stay under this concept."""
        return all(v.stable for v in self.verdicts if v.concept == concept)


@dataclass(frozen=True, slots=True, repr=False)
class Standoff:
    """The packages with their verdicts, and the states between which the parties could move."""

    packages: Packages
    items: tuple[Standing, ...]

    def __iter__(self) -> Iterator[Standing]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def partial(self) -> bool:
        """True where states were cut: answers that lead there are not seen, so GMR, SMR and SEQ may miss a deterrent."""
        return self.packages.cut > 0

    def movable(self, package: str) -> bool:
        """Whether any party has a move from the package."""
        return any(moves[package] for moves in self.packages.conflict.moves.values())

    def vacuous(self, standing: Standing) -> bool:
        """True where no party is contra any demand of the package, nor gains by any move: that it is stable says nothing."""
        refused = any(self.packages.hands[d] for d in standing.state.demands)
        return not refused and not any(v.deterrents for v in standing.verdicts)

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "actors", "items", "states", "cut", "partial", "positions", "reading", "assumes"}``."""
        found = self.packages
        return {
            "as_of": found.as_of and found.as_of.isoformat(),
            "actors": list(found.actors),
            "items": [self._item(standing) for standing in self],
            "states": {
                s.id: {
                    "package": s.package,
                    "steps": [{"put_in" if sign == "+" else "take_out": d} for sign, d in s.steps],
                    "demands": list(s.demands),
                    "worth": {a: found.conflict.ranks[a][s.id] for a in found.actors},
                }
                for s in found.states.values()
            },
            "cut": found.cut,
            "cut_next_to_packages": found.nearest,
            "partial": self.partial,
            "positions": [t.evidence.to_dict() for t in found.counted],
            "reading": READING,
            "assumes": ASSUMES,
        }

    def _item(self, standing: Standing) -> dict[str, Any]:
        state = standing.state.id
        return {
            "package": state,
            "demands": list(standing.state.demands),
            "movable": self.movable(state),
            "vacuous": self.vacuous(standing),
            "refused": {d: sorted(self.packages.hands[d]) for d in standing.state.demands if self.packages.hands[d]},
            "equilibrium": {concept: standing.stable(concept) for concept in CONCEPTS},
            "actors": [self._actor(standing, actor) for actor in self.packages.actors],
            "rankings": self._rankings(state),
        }

    def _actor(self, standing: Standing, actor: str) -> dict[str, Any]:
        own = {v.concept: v for v in standing.verdicts if v.actor == actor}
        terms = self.packages.worth(actor, standing.state.id)
        return {
            "actor": actor,
            "worth": self.packages.conflict.ranks[actor][standing.state.id],
            "terms": [
                {
                    "position": t.evidence.position,
                    "salience": t.numbers.salience,
                    "polarity": t.numbers.polarity,
                    "value": t.value,
                }
                | {"assumed": [name for name in t.numbers.assumed if name == "salience"]}
                for t in terms
            ],
            "stable": {concept: v.stable for concept, v in own.items()},
            "gains": {concept: [_deterrent(d.move, d.answer) for d in v.deterrents] for concept, v in own.items()},
            "changes": {
                concept: [{"rank_no_higher": need.move, "or_all_of": [list(group) for group in need.spoiled]} for need in unmet]
                for a, concept, unmet in standing.changes
                if a == actor
            },
        }

    def _rankings(self, state: str) -> dict[str, Any]:
        """Where there are few states: how many rankings of each party would make the package an equilibrium."""
        conflict = self.packages.conflict
        if len(conflict.states) > COUNTED:
            return {}
        found = {(a, c): rankings(conflict, a, state, c) for a in conflict.actors for c in ("nash", "seq")}
        return {a: {c: {"stable": found[a, c].stable, "of": found[a, c].total} for c in ("nash", "seq")} for a in conflict.actors}

    def __repr__(self) -> str:
        lines = [f"{s.state.id}: {self._said(s)}" for s in self]
        return "\n".join([f"{len(self)} packages as of {self.packages.as_of}", *lines])

    def _said(self, standing: Standing) -> str:
        holds = ", ".join(c for c in CONCEPTS if standing.stable(c)) or "not stable"
        return "nobody is known to refuse any of it" if self.vacuous(standing) else holds

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("package", *CONCEPTS))
        body = "".join(f"<tr><td>{escape(s.state.id)}</td>{self._cells(s)}</tr>" for s in self)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _cells(self, standing: Standing) -> str:
        if self.vacuous(standing):
            return f'<td colspan="{len(CONCEPTS)}">nobody is known to refuse any of it</td>'
        return "".join(f"<td>{'yes' if standing.stable(c) else 'no'}</td>" for c in CONCEPTS)


def standoff(
    dataset: Dataset,
    as_of: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    proposals: str | Iterable[str] = (),
    states: str | Iterable[str] = (),
    without: str | Iterable[str] = (),
    most: int = MOST,
) -> Standoff:
    """The stability of proposals, and of sets of demands (``a+b``), at ``as_of`` (None: today).

    No proposal and no state given: all proposals whose clauses name demands. No actors named: the parties, else all who hold a
    position. Raises UnknownName, and UsageError where there is no package.

    >>> from posgraph.model import Demand, Position
    >>> from posgraph.stance import Stance
    >>> said = (("n", "toll", "demands"), ("s", "toll", "rejects"), ("s", "ring", "demands"), ("n", "ring", "rejects"))
    >>> rows = [Position(id=a + d, actor=a, demand=d, stance=Stance(s)) for a, d, s in said]
    >>> toy = Dataset(id="toy", demands=(Demand(id="toll", issue="i", label="T"), Demand(id="ring", issue="i", label="R")),
    ...     positions=tuple(rows))
    >>> standoff(toy, "2025-01-01", states=["ring+toll"])
    1 packages as of 2025-01-01
    ring+toll: gmr, smr, seq
    """
    found = packages(dataset, day(as_of, False), actors, proposals, states, without, most)
    return Standoff(found, tuple(_standing(found, state) for state in found.given))


def _standing(found: Packages, state: State) -> Standing:
    conflict = found.conflict
    verdicts = tuple(verdict(conflict, a, state.id, c) for a in conflict.actors for c in CONCEPTS)
    changes = []
    for v in verdicts:
        if not v.stable:
            open_moves = {d.move for d in v.deterrents if not d.answer}
            unmet = tuple(n for n in needs(conflict, v.actor, state.id, v.concept) if n.move in open_moves)
            changes.append((v.actor, v.concept, unmet))
    return Standing(state, verdicts, tuple(changes))


def _deterrent(move: str, answer: tuple[tuple[str, str], ...] | None) -> dict[str, Any]:
    return {"move": move, "answer": answer and [{"actor": a, "to": t} for a, t in answer]}
