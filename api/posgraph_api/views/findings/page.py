"""Conflicts and overlaps as their pages show them: the network, the table, and what lies between two actors or two rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.filters import chosen_rules
from posgraph.analysis.words import Words, number, verb
from posgraph.model import Dataset
from posgraph.stance import Stance
from posgraph_api.views.days import since, until
from posgraph_api.views.findings.between import Between, Chosen, between
from posgraph_api.views.findings.network import Network, Stances, edges, network
from posgraph_api.views.findings.sort import Found, Part, Sort, kind_of, part_of, weight
from posgraph_api.views.layout import Point
from posgraph_api.views.levels import level, sign
from posgraph_api.views.meanings import Meaning, meanings
from posgraph_api.views.statement import THIRD
from posgraph_api.views.text import cut

ROWS = 50
"""How many rows the table shows at once."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a row of the table."""

    actor: str
    holder: str
    says: str
    sign: str
    level: str
    wanted: str
    third: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the table; ``pair`` is the parameter that opens it."""

    pair: str
    issue: str
    issue_label: str
    a: Side
    b: Side
    kind: Meaning
    weight: str
    hard: bool
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """The page, ``drawn`` from so many findings of ``total``. ``kinds``: all rules or kinds with how many findings each has.

    ``least``: a least weight is asked for, and those left out may have it or not; ``total`` counts them all.
    """

    sort: Sort
    total: int
    drawn: int
    hard: int
    network: Network
    kinds: tuple[tuple[Meaning, int], ...]
    kind: Meaning | None
    issues: tuple[tuple[str, str], ...]
    actors: tuple[tuple[str, str, bool], ...]
    rows: tuple[Row, ...]
    part: Part
    between: Between | None
    partial: bool
    least: bool = False


def finding_view(
    items: Sequence[Found], dataset: Dataset, sort: Sort, stood: Mapping[str, Point], said: Stances, chosen: Chosen,
    partial: bool = False,
) -> FindingView:  # fmt: skip
    """The view of findings, heaviest first."""
    known, words = meanings(sort.vocabulary), Words(dataset)
    counts = Counter(kind_of(item) for item in items)
    part = part_of(len(items), chosen.row, ROWS)
    return FindingView(
        sort=sort,
        total=len(items),
        drawn=len(items),
        hard=sum(item.hard for item in items),
        network=network(edges(items), stood, said, dataset),
        kinds=tuple((meaning, counts[word]) for word, meaning in known.items()),
        kind=known[chosen_rules(chosen.kind, _names(known))[0]] if chosen.kind else None,
        issues=tuple((issue.id, cut(str(issue.label), 60)) for issue in dataset.issues),
        actors=tuple((actor.id, cut(str(actor.label), 80), actor.id in chosen.actors) for actor in dataset.actors),
        rows=tuple(_row(item, words, known) for item in items[part.first - 1 : part.last]),
        part=part,
        between=between(items, dataset, sort, chosen),
        partial=partial,
    )


def _names(known: Mapping[str, Meaning]) -> dict[str, str]:
    return {word: meaning.notation or word for word, meaning in known.items()}


def _row(item: Found, words: Words, known: Mapping[str, Meaning]) -> Row:
    return Row(
        "~".join(item.ids), item.issue, cut(words.label("issues", item.issue), 120),
        _side(item.a, words), _side(item.b, words),
        known[kind_of(item)], number(weight(item)), item.hard,
        since(item.start, item.a.valid_from, item.b.valid_from), until(item.end, item.a.valid_to, item.b.valid_to),
    )  # fmt: skip


def _side(p: Evidence, words: Words) -> Side:
    polarity = Stance(p.stance).polarity
    first, relation, then = p.steps or ("", "", "")
    wanted = f"{words.demand(first)} {relation} {words.demand(then)}" if p.steps else words.demand(p.demand)
    only = words.condition(p.position) if p.only_if else ""
    return Side(
        p.actor,
        cut(words.actor(p.actor), 120),
        verb(p.stance),
        sign(polarity),
        level(polarity),
        cut(wanted + only, 300),
        p.mode in THIRD,
    )
