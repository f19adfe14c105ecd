"""Contradictions of orders as cards: the chain of steps, each member with its evidence, who could undo it and at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders import Concession, Contradiction, Orders
from posgraph.analysis.orders.concessions import Prices
from posgraph.analysis.words import Words, listed, number, price
from posgraph.model import Dataset
from posgraph_api.views.orders.brief import Brief
from posgraph_api.views.statement import Cited, Statement, cited, statement

Said = Mapping[tuple[str, str], Evidence]
"""The wanted orders and conditions of an answer, by kind and id."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation between two steps, in words, and whose claim it is."""

    id: str
    text: str
    source: Cited | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a contradiction: a statement or a claim. ``quoted``: it stands in full further up, under ``anchor``."""

    id: str
    kind: str
    short: str
    statement: Statement | None
    claim: Claim | None
    quoted: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Given:
    """An order that a holder might give up: what it costs, how that comes about, and which contradictions end with it."""

    id: str
    says: str
    cost: str
    sum: str
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A contradiction; ``full`` where its members are shown and not only named."""

    number: int
    part: int
    lead: str
    chain: tuple[str, ...]
    full: bool
    members: tuple[Member, ...]
    gives: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """Orders whose withdrawal is enough in a part."""

    cost: str
    says: str
    sums: str
    withdraw: tuple[str, ...]


def said_in(found: Orders) -> dict[tuple[str, str], Evidence]:
    """The wanted orders and conditions of an answer."""
    given = (("preference", found.preferences), ("condition", found.conditions))
    return {(kind, p.position): p for kind, some in given for p in some}


def numbered(found: Orders) -> list[tuple[int, int, Contradiction]]:
    """Every contradiction with its number and that of its part, counted through."""
    every = [(part, each) for part, component in enumerate(found.components, 1) for each in component.contradictions]
    return [(n, part, each) for n, (part, each) in enumerate(every, 1)]


def cycles_of(found: Orders) -> dict[str, tuple[int, ...]]:
    """For each member the numbers of the contradictions that it is in."""
    held: dict[str, list[int]] = {}
    for n, _, each in numbered(found):
        for member in each.members:
            held.setdefault(member, []).append(n)
    return {member: tuple(some) for member, some in held.items()}


def lead(words: Words, actors: Sequence[str]) -> str:
    """Who is in a contradiction; nobody is in one that relations between demands make alone."""
    who = listed(words.actor(actor) for actor in actors)
    if len(actors) < 2:
        return f"{who or 'The relations alone'}: what is said contradicts itself"
    return f"{who} cannot {'both' if len(actors) == 2 else 'all'} have their way"


def cards(found: Orders, dataset: Dataset, full: Iterable[int], shown: Iterable[str] = ()) -> tuple[Card, ...]:
    """The cards of an answer: those with numbers in ``full`` with evidence, which stands once for each member.

    ``shown`` are ids of statements that stand on the page already.
    """
    words, said, cycles, wanted = Brief(dataset), said_in(found), cycles_of(found), set(full)
    quoted = {*shown}
    rows = dataset.by_id("sequencing")
    made = []
    for n, part, each in numbered(found):
        members: list[Member] = []
        gives: tuple[Given, ...] = ()
        if n in wanted:
            for kind, id in dict.fromkeys((c.kind, c.source) for c in each.because):
                members.append(_member(kind, id, said, dataset, words, id in quoted))
                quoted.add(id)
            ids = [id for kind, id in dict.fromkeys((c.kind, c.source) for c in each.because) if kind == "preference"]
            prices = Prices(rows[id] for id in ids)
            gives = tuple(_given(said["preference", id], prices.concession([id]), words, cycles[id]) for id in ids)
        chain = tuple(words.demand(step) for step in (*each.steps, *each.steps[:1]))
        made.append(Card(n, part, lead(words, each.actors), chain, n in wanted, tuple(members), gives))
    return tuple(made)


def way_out(concession: Concession, said: Said, words: Words) -> WayOut:
    """A concession in words."""
    held = [said["preference", id].to_dict() for id in concession.withdraw]
    gives = (
        f"{words.actor(p['actor'])} gives up {words.wanted(p)} ({p['position']}{words.hearsay(p['position'])})" for p in held
    )
    return WayOut(number(concession.cost), listed(gives), " + ".join(map(price, held)), concession.withdraw)


def claim(id: str, dataset: Dataset, words: Words) -> Claim:
    """A relation and whose claim it is."""
    row = dataset.by_id("relations").get(id)
    source = dataset.by_id("sources").get(row.source or "") if row else None
    return Claim(id, words.relation(id), cited(source) if source else None)


def anchor(id: str) -> str:
    """The fragment of the address that leads to a statement or a claim."""
    return f"s-{quote(id, safe='')}"


def _member(kind: str, id: str, said: Said, dataset: Dataset, words: Words, quoted: bool) -> Member:
    evidence = said.get((kind, id))
    if evidence is None:
        told = claim(id, dataset, words)
        return Member(id, kind, told.text, None, None if quoted else told, quoted, anchor(id))
    short = words.sentence(evidence.to_dict()) + words.condition(id) + words.hearsay(id)
    return Member(id, kind, short, None if quoted else statement(evidence, dataset), None, quoted, anchor(id))


def _given(p: Evidence, concession: Concession, words: Words, ends: tuple[int, ...]) -> Given:
    shown = p.to_dict()
    says = f"{words.actor(p.actor)} gives up {words.wanted(shown)}"
    return Given(p.position, says, number(concession.cost), price(shown).removeprefix(f"{p.position} "), ends)
