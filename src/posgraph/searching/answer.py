"""The search: entries that have what is asked, limited by the filters, best first, with facets to limit them further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posgraph.analysis.evidence import evidence
from posgraph.analysis.filters import check_limit, chosen_actors, chosen_issues, chosen_rules, day, names
from posgraph.analysis.force import in_force
from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph.names import mint
from posgraph.searching.asking import Question, Term, question
from posgraph.searching.entries import KINDS, STATEMENTS, WHERE, Entry
from posgraph.searching.folding import forms
from posgraph.searching.index import index
from posgraph.searching.marking import Marked, marked
from posgraph.searching.results import Facet, Found, Hit

FACETS = ("kind", "actor", "issue", "year")
_TABLE = {"position": "positions", "order": "sequencing"}


def search(
    dataset: Dataset,
    q: str,
    as_of: str | date | None = None,
    *,
    kinds: str | Iterable[str] = (),
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    years: str | int | Iterable[str | int] = (),
    prefix: bool = False,
    limit: int | None = None,
) -> Found:
    """What holds all the words of ``q``, of all times; what stands there as it is written before what is spelt otherwise.

    ``"some words"`` have to follow one another, ``ceasef*`` begins a word, ``-vote`` must not be there; all else is taken as it
    stands. With ``prefix`` the last word may be the beginning of one. ``as_of`` (None: today) decides which statements count as
    in force. Without any words the filters alone choose; without either, nothing is listed and the facets count everything.

    >>> from posgraph.model import Actor
    >>> toy = Dataset(id="toy", actors=(Actor(id="z", label="Volodymyr Zelenskyy", kind="person"),))
    >>> search(toy, "Зеленский")
    1 hit for 'Зеленский'
    actor z  label: Volodymyr [Zelenskyy]
    """
    check_limit(limit)
    moment = day(as_of, ever=False)
    assert moment is not None
    chosen = _chosen(dataset, kinds, actors, issues, years)
    asked = question(q, prefix=prefix)
    kept = index(dataset)
    named = " ".join(word.folded for term in asked.wanted for word in term.words)
    ranked = []
    for number, exact, score in kept.find(asked):
        entry = kept.entries[number]
        order = _order(entry, exact, named)
        ranked.append(_Ranked(order, -round(score, 6), number, entry))
    facets = {name: _facet(name, ranked, chosen) for name in FACETS}
    if asked.empty and not any(chosen.values()):
        return Found(q, moment, 0, facets, ())
    passed = sorted((one for one in ranked if all(_passes(one.entry, *each) for each in chosen.items())), key=_Ranked.key)
    shown = passed if limit is None else passed[:limit]
    make = _Maker(dataset, asked, moment)
    items = tuple(make.hit(rank, one.entry, spelling=not one.order) for rank, one in enumerate(shown, 1))
    return Found(q, moment, len(passed), facets, items)


def chosen_year(year: str | int) -> str:
    """A year as it is filtered by; raises UsageError for what is none.

    >>> chosen_year(2025)
    '2025'
    """
    text = str(year)
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise UsageError("year", text, "a year of four digits: 2025")
    return text


def chosen_kind(kind: str) -> str:
    """A kind of entries; raises UnknownName, with the one that comes near, on any other word."""
    return chosen_rules(kind, {name: name for name in KINDS}, "type")[0]


Chosen = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """An entry in its place; ``order`` is 0 where a word is only spelt otherwise, -2 where what is asked is its name."""

    order: int
    score: float
    number: int
    entry: Entry

    def key(self) -> tuple[int, float, int]:
        return self.order, self.score, self.number


def _chosen(dataset: Dataset, kinds: Any, actors: Any, issues: Any, years: Any) -> Chosen:
    several = (years,) if isinstance(years, str | int) else tuple(years)
    chosen_issues(dataset, issues)  # raises on what is none; an entry counts with its issue and with all above that
    return {
        "kind": frozenset(map(chosen_kind, names(kinds))),
        "actor": chosen_actors(dataset, actors),
        "issue": frozenset(names(issues)),
        "year": frozenset(map(chosen_year, several)),
    }


def _order(entry: Entry, exact: bool, named: str) -> int:
    called = exact and named and len(entry.label) <= 2 * len(named) and forms(entry.label)[0] == named
    return -2 if called else -int(exact)


def _values(entry: Entry, facet: str) -> tuple[str, ...]:
    if facet == "kind":
        return (entry.kind,)
    if facet == "year":
        return (entry.year,) if entry.year else ()
    return entry.actors if facet == "actor" else entry.issues


def _passes(entry: Entry, facet: str, wanted: frozenset[str]) -> bool:
    return not wanted or not wanted.isdisjoint(_values(entry, facet))


def _facet(name: str, ranked: Iterable[_Ranked], chosen: Chosen) -> tuple[Facet, ...]:
    """How many entries each value has under the other filters, the most first; years the newest first, kinds in their order."""
    others = [(facet, wanted) for facet, wanted in chosen.items() if facet != name and wanted]
    counts: Counter[str] = Counter()
    for one in ranked:
        if all(_passes(one.entry, *each) for each in others):
            counts.update(_values(one.entry, name))
    if name == "kind":
        order = [kind for kind in KINDS if kind in counts]
    elif name == "year":
        order = sorted(counts, reverse=True)
    else:
        order = sorted(counts, key=lambda value: (-counts[value], value))
    return tuple(Facet(value, counts[value]) for value in order)


class _Maker:
    """Makes hits of entries."""

    def __init__(self, dataset: Dataset, asked: Question, moment: date) -> None:
        self._dataset, self._wanted, self._moment = dataset, asked.wanted, moment
        self._now: frozenset[str] | None = None
        self._disputed: frozenset[str] = frozenset()

    def hit(self, rank: int, entry: Entry, *, spelling: bool) -> Hit:
        found = _texts(entry, self._wanted)
        (where, best), *also = found or [("label", marked(entry.label, ()))]
        statement, now = None, None
        if entry.kind in STATEMENTS:
            forced = self._in_force()
            row = self._dataset.by_id(_TABLE[entry.kind])[entry.id]
            statement, now = evidence(self._dataset, row, entry.id in self._disputed), entry.id in forced
        return Hit(
            rank=rank,
            kind=entry.kind,
            key=entry.key,
            iri=mint(self._dataset.base, entry.kind, *entry.key),
            label=entry.label,
            where=where,
            text=best.pieces,
            also=tuple((place, one.pieces) for place, one in also if one.terms),
            spelling=spelling,
            actor=entry.actors[0] if entry.actors else None,
            issue=entry.issues[0] if entry.issues else None,
            date=entry.date,
            source=self._dataset.by_id("sources").get(entry.source) if entry.source else None,
            statement=statement,
            in_force=now,
        )

    def _in_force(self) -> frozenset[str]:
        if self._now is None:
            force, ever = in_force(self._dataset, self._moment), in_force(self._dataset, None, ever=True)
            self._now = frozenset([h.row.id for h in force.positions] + [h.row.id for h in force.preferences])
            disputed = [h.row.id for h in ever.positions if h.disputed] + [h.row.id for h in ever.preferences if h.disputed]
            self._disputed = frozenset(disputed)
        return self._now


def _texts(entry: Entry, wanted: tuple[Term, ...]) -> list[tuple[str, Marked]]:
    """The texts of an entry, those with the most of what was asked first."""
    found = [(where, marked(text, wanted)) for where, text in entry.texts]
    return sorted(found, key=lambda each: (-each[1].terms, WHERE.index(each[0])))
