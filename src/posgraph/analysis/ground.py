"""Common ground: which demands all of a set of actors want, which nobody among them refuses, which are contested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.filters import chosen_actors, chosen_issues, day
from posgraph.analysis.force import Force, Held, imagined, snapshots
from posgraph.analysis.parties import consenting
from posgraph.analysis.state import demand_of, reference
from posgraph.analysis.strength import side
from posgraph.graphs.entailments import Chain, entailments
from posgraph.model import Dataset, Demand, Position


@dataclass(frozen=True, slots=True)
class Voice:
    """An actor that is pro or contra a demand, and why.

    ``via`` leads, where pro, from the demand of the position to the demand that it entails; where contra, from the demand
    to the consequence that the position refuses. It has one entry where the position is on the demand itself.
    """

    actor: str
    via: tuple[str, ...]
    relations: tuple[str, ...]
    position: Evidence

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``pro`` or ``contra``."""
        return {
            "actor": self.actor,
            "via": list(self.via),
            "relations": list(self.relations),
            "position": self.position.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict between two of the actors: its rule and the ids of both positions."""

    rule: str
    a: str
    b: str

    def to_dict(self) -> dict[str, str]:
        """As a member of ``clashes``."""
        return {"rule": self.rule, "a": self.a, "b": self.b}


@dataclass(frozen=True, slots=True)
class Ask:
    """A demand, who is pro it and who is contra, one voice an actor.

    ``clashes`` are conflicts that a voice's position is a side of, the most severe first: that nobody refuses a demand does
    not yet mean that it goes together with what the others want.
    """

    demand: str
    label: str
    issue: str
    pro: tuple[Voice, ...]
    contra: tuple[Voice, ...]
    clashes: tuple[Clash, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``common``, ``uncontested`` or ``contested``."""
        return {
            "demand": self.demand,
            "label": self.label,
            "issue": self.issue,
            "pro": [voice.to_dict() for voice in self.pro],
            "contra": [voice.to_dict() for voice in self.contra],
            "clashes": [clash.to_dict() for clash in self.clashes],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Ground:
    """The ground that actors share. ``as_of`` is None where all times count.

    ``common``: all are pro and nobody is contra. ``uncontested``: some are pro and nobody is contra. ``contested``: some are
    pro and some are contra. Those with most voices come first.
    """

    as_of: date | None
    actors: tuple[str, ...]
    common: tuple[Ask, ...]
    uncontested: tuple[Ask, ...]
    contested: tuple[Ask, ...]

    def to_dict(self) -> dict[str, Any]:
        """``{"as_of", "actors", "common", "uncontested", "contested"}``."""
        lists = {name: [ask.to_dict() for ask in getattr(self, name)] for name in LISTS}
        return {"as_of": self.as_of and self.as_of.isoformat(), "actors": list(self.actors), **lists}

    def __repr__(self) -> str:
        when = f"as of {self.as_of}" if self.as_of else "whatever the date"
        lists = [f"{name}: {', '.join(ask.demand for ask in getattr(self, name)) or 'nothing'}" for name in LISTS]
        return "\n".join([f"Common ground of {', '.join(self.actors) or 'nobody'} {when}", *lists])

    def _repr_html_(self) -> str:
        def voices(found: tuple[Voice, ...]) -> str:
            return escape(", ".join(voice.actor for voice in found))

        body = "".join(
            f"<tr><td>{name}</td><td>{escape(ask.label)}</td><td>{voices(ask.pro)}</td><td>{voices(ask.contra)}</td>"
            f"<td>{len(ask.clashes) or ''}</td></tr>"
            for name in LISTS
            for ask in getattr(self, name)
        )
        names = "".join(f"<th>{name}</th>" for name in ("", "demand", "pro", "contra", "clashes"))
        return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


LISTS = ("common", "uncontested", "contested")

CLASHING = ("incompatible", "exclusive", "range", "scale", "deadlock")
"""Rules by which demands clash that nobody need refuse. R1 and R2 are what makes a demand contested."""


def ground(
    dataset: Dataset,
    actors: Iterable[str] = (),
    as_of: date | str | None = None,
    ever: bool = False,
    issues: Iterable[str] = (),
    without: Iterable[str] = (),
) -> Ground:
    """The common ground of ``actors`` at ``as_of`` (None: today).

    No actors named: the parties of the dataset's process (of its rounds, where it names none itself), else of any process,
    else all who hold a position. An actor is pro d where it is pro something that entails d, contra d where it is contra
    something that d entails or requires. With ``ever`` a demand stands in each list in which it stood at any time, with the
    latest evidence, and with clashes of any time. ``without`` imagines positions and relations away. Raises UnknownName.

    >>> from posgraph.stance import Stance
    >>> rows = [Position(id=a, actor=a, demand="vote", stance=Stance.accepts) for a in ("north", "south")]
    >>> found = ground(Dataset(id="toy", demands=(Demand(id="vote", issue="i", label="A vote"),), positions=tuple(rows)))
    >>> found.actors, [ask.label for ask in found.common]
    (('north', 'south'), ['A vote'])
    """
    moment = day(as_of, ever)
    within = chosen_issues(dataset, issues)
    data, force = imagined(dataset, moment, ever, without)
    who = consenting(data, force, chosen_actors(data, actors))
    demands = [d for d in data.demands if not within or d.issue in within]
    found: dict[str, dict[str, Ask]] = {name: {} for name in LISTS}
    for snapshot in snapshots(force):
        for name, ask in _asks(data, snapshot, who, demands):
            found[name][ask.demand] = ask
    clashes = _clashes(dataset, moment, who, without)
    for asks in found.values():
        for id, ask in asks.items():
            asks[id] = replace(ask, clashes=_of(clashes, ask))
    lists = {name: sorted(asks.values(), key=lambda a: (-len(a.pro), -len(a.contra), a.demand)) for name, asks in found.items()}
    return Ground(moment, tuple(sorted(who)), *(tuple(lists[name]) for name in LISTS))


Clashes = Mapping[str, Mapping[int, Clash]]
"""By position, and by place among all, the most severe first."""


def _clashes(dataset: Dataset, moment: date | None, who: frozenset[str], without: str | Iterable[str]) -> Clashes:
    """The conflicts between different ones of these actors by the rules that need no refusal."""
    among = who if len(who) > 1 and who <= dataset.by_id("actors").keys() else ()
    found = conflicts(dataset, moment, moment is None, actors=among, rules=CLASHING, without=without)
    by_position: defaultdict[str, dict[int, Clash]] = defaultdict(dict)
    for place, conflict in enumerate(found):
        if {conflict.a.actor, conflict.b.actor} <= who:
            for id in conflict.ids:
                by_position[id][place] = Clash(conflict.rule, *conflict.ids)
    return by_position


def _of(clashes: Clashes, ask: Ask) -> tuple[Clash, ...]:
    """Those of the positions that speak of a demand."""
    found = {place: c for v in (*ask.pro, *ask.contra) for place, c in clashes.get(v.position.position, {}).items()}
    return tuple(found[place] for place in sorted(found))


def _asks(dataset: Dataset, force: Force, who: frozenset[str], demands: Iterable[Demand]) -> Iterable[tuple[str, Ask]]:
    """Each demand that somebody is pro, with the list in which it stands."""
    pro, contra = _voices(dataset, [h for h in force.positions if h.row.actor in who])
    for d in demands:
        for_it, against = pro.get(d.id, {}), contra.get(d.id, {})
        if for_it:
            said, refused = (tuple(voices[a] for a in sorted(voices)) for voices in (for_it, against))
            ask = Ask(d.id, d.label, d.issue, said, refused)
            yield "contested" if against else "common" if len(for_it) == len(who) else "uncontested", ask


Voices = Mapping[str, Mapping[str, Voice]]
"""By demand and actor."""


def _voices(dataset: Dataset, positions: Iterable[Held[Position]]) -> tuple[Voices, Voices]:
    """Who is pro and who is contra each demand: one voice an actor, of the shortest chain, then the weightiest position."""
    graph = entailments(dataset)
    needing: dict[str, list[Chain]] = {}
    for d in dataset.demands:
        for e, chain in graph.needed(d.id).items():
            needing.setdefault(e, []).append(chain)
    best: dict[int, dict[str, dict[str, tuple[Any, Chain, Held[Position]]]]] = {1: {}, -1: {}}
    for h in positions:
        demand, sign = demand_of(dataset, h.row.demand), h.row.stance.sign
        if demand is None or not sign:
            continue
        chains = graph.entailed(demand).values() if sign > 0 else needing.get(demand, ())
        for chain in chains:
            voices = best[sign].setdefault(chain.steps[-1 if sign > 0 else 0], {})
            rank = (len(chain.steps), -side(h.row).weight, chain.steps, h.row.id)
            if h.row.actor not in voices or rank < voices[h.row.actor][0]:
                voices[h.row.actor] = (rank, chain, h)
    pro, contra = (
        {d: {actor: _voice(dataset, chain, h) for actor, (_, chain, h) in found.items()} for d, found in best[sign].items()}
        for sign in (1, -1)
    )
    return pro, contra


def _voice(dataset: Dataset, chain: Chain, held: Held[Position]) -> Voice:
    clause = reference(held.row)
    via = (*clause, *chain.steps) if held.row.stance.pro else (*chain.steps, *clause)
    return Voice(held.row.actor, via, chain.relations, shown(dataset, held))
