"""A search as the page shows it: hits with the words marked, statements with their evidence, facets as links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph.searching.marking import Piece, snippet
from posgraph.searching.results import Facet, Found, Hit
from posgraph_api.views.statement import Cited, Statement, cited, statement

SHOWN = 8
"""So many actors, issues and years are shown, beside those that are chosen."""

NAMES = {"source": "title", "clause": "text", "assessment": "text"}
"""Where the text stands that is an entry's own name, by kind; of others it is the label."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit. ``name`` is its label in pieces; ``text`` another text with hits, and ``where`` it stands; ``quoted``: a quote.

    ``day``: the day of the page, or where the statement is not in force then, its own first day; on that day other pages show it.
    """

    kind: str
    key: tuple[str, ...]
    id: str
    name: tuple[Piece, ...]
    where: str
    text: tuple[Piece, ...]
    quoted: bool
    spelling: bool
    actor: str
    actor_id: str
    issue: str
    issue_id: str
    date: str
    source: Cited | None
    statement: Statement | None
    in_force: bool
    day: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; ``then`` are the values chosen after it is selected."""

    value: str
    label: str
    count: int
    chosen: bool
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A facet: its parameter, its name, its values; ``left`` counts those that are not shown."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    left: int


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page. ``asked`` is False where there is nothing to look for: then it says how to search."""

    q: str
    asked: bool
    total: int
    hits: tuple[Shown, ...]
    groups: tuple[Group, ...]
    chosen: int
    found: Found


def search_view(found: Found, dataset: Dataset, chosen: Mapping[str, Sequence[str]]) -> SearchView:
    """The view of what was found under these filters: ``type``, ``actor``, ``issue``, ``year``."""
    words = Words(dataset)
    labels: Mapping[str, Callable[[str], str]] = {"actor": words.actor, "issue": partial(words.label, "issues")}
    groups = tuple(
        _group(name, title, found.facets[facet], chosen[name], labels.get(name, str))
        for name, facet, title in (
            ("type", "kind", "Kind"), ("actor", "actor", "Actor"), ("issue", "issue", "Issue"), ("year", "year", "Year"),
        )
    )  # fmt: skip
    number = sum(len(values) for values in chosen.values())
    hits = tuple(_shown(hit, dataset, words, found) for hit in found)
    return SearchView(found.q, bool(found.q.strip()) or number > 0, found.total, hits, groups, number, found)


def _group(name: str, title: str, facets: Sequence[Facet], chosen: Sequence[str], label: Callable[[str], str]) -> Group:
    counts = {facet.value: facet.count for facet in facets}
    first = [value for value in counts if value not in chosen][: None if name == "type" else SHOWN]
    shown = [*chosen, *first]
    choices = tuple(
        Choice(
            value, label(value), counts.get(value, 0), value in chosen,
            tuple(other for other in chosen if other != value) if value in chosen else (*chosen, value),
        )
        for value in shown
    )  # fmt: skip
    return Group(name, title, choices, len([value for value in counts if value not in shown]))


def _shown(hit: Hit, dataset: Dataset, words: Words, found: Found) -> Shown:
    told = statement(hit.statement, dataset) if hit.statement else None
    own = hit.where == NAMES.get(hit.kind, "label") or hit.where == "statement"
    others = {where: pieces for where, pieces in hit.also if where != "statement"}
    named = dict(hit.also)
    name = hit.text if own else named.get("statement") or named.get("label") or (Piece(hit.label),)
    where, text = (hit.where, hit.text) if not own else next(iter(others.items()), ("", ()))
    if told and told.quote and where != "quote":  # a statement is never shown without its quote
        where, text = "quote", others.get("quote", (Piece(told.quote),))
    begins = hit.statement.valid_from if hit.statement and not hit.in_force else None
    return Shown(
        kind="wanted order" if hit.kind == "order" else hit.kind,
        key=(hit.kind, *hit.key),
        id=hit.id,
        name=snippet(name),
        where=where,
        text=snippet(text, 400),
        quoted=where == "quote",
        spelling=hit.spelling,
        actor=words.actor(hit.actor) if hit.actor and hit.kind != "actor" else "",
        actor_id=hit.actor or "",
        issue=words.label("issues", hit.issue) if hit.issue and hit.kind != "issue" else "",
        issue_id=hit.issue or "",
        date=hit.date or "",
        source=cited(hit.source) if hit.source and hit.kind != "source" else None,
        statement=told,
        in_force=bool(hit.in_force),
        day=begins if begins and len(begins) == len("2025-12-29") else found.as_of.isoformat(),
    )
