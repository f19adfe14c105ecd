"""What lies between two actors, or two rows: each finding with both statements, what links them, and how its weight is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from posgraph.analysis import because
from posgraph.analysis.words import Words, count, number
from posgraph.model import Dataset
from posgraph_api.views.days import since, until
from posgraph_api.views.findings.sort import Found, Part, Sort, kind_of, part_of, weight
from posgraph_api.views.meanings import Meaning, meanings
from posgraph_api.views.rows import row_kind
from posgraph_api.views.statement import Statement, statement

OPPOSED = 20
"""How many pairs are shown at once."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the findings is looked at more closely; ``pair`` are ids of rows, ``edge`` of actors."""

    actors: tuple[str, ...] = ()
    kind: str = ""
    row: int = 1
    edge: tuple[str, str] | None = None
    pair: tuple[str, str] | None = None
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Opposed:
    """A finding with all that it rests on. ``others`` are rows beside the two sides that it needs: kind of row, id, words."""

    mark: str
    kind: Meaning
    a: Statement
    b: Statement
    weight: str
    weighed: str
    hard: bool
    since: str
    until: str
    chain: tuple[str, ...]
    relations: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str, str], ...]
    measures: tuple[str, ...]


Group = tuple[str, str, tuple[Opposed, ...]]
"""An issue, its label, and what lies between the two on it."""


@dataclass(frozen=True, slots=True)
class Between:
    """The drawer: what lies between two actors, or two rows, by issue."""

    title: str
    told: str
    groups: tuple[Group, ...]
    part: Part


def between(items: Sequence[Found], dataset: Dataset, sort: Sort, chosen: Chosen) -> Between | None:
    """What lies between the two actors or rows that are chosen, the heaviest first; None where none are."""
    words = Words(dataset)
    if chosen.pair:
        found = [item for item in items if set(item.ids) == set(chosen.pair)]
        sides = (found[0].a.actor, found[0].b.actor) if found else ()
        title = " and ".join(words.actor(actor) for actor in sides) or " and ".join(chosen.pair)
    elif chosen.edge:
        found = [item for item in items if {item.a.actor, item.b.actor} == set(chosen.edge)]
        title = " and ".join(words.actor(actor) for actor in chosen.edge)
    else:
        return None
    hard = sum(item.hard for item in found)
    told = f"{count(len(found), sort.thing) if found else f'No {sort.thing}'} with these choices"
    told += f", {hard} of them between red lines on both sides" if hard else ""
    part = part_of(len(found), chosen.nth, OPPOSED)
    return Between(title, f"{told}.", _groups(found[part.first - 1 : part.last], dataset, sort, words), part)


def _groups(items: Iterable[Found], dataset: Dataset, sort: Sort, words: Words) -> tuple[Group, ...]:
    groups: dict[str, list[Opposed]] = {}
    for item in items:
        groups.setdefault(item.issue, []).append(_opposed(item, dataset, sort, words))
    return tuple((issue, words.label("issues", issue), tuple(each)) for issue, each in groups.items())


def _opposed(item: Found, dataset: Dataset, sort: Sort, words: Words) -> Opposed:
    shape, kind = item.to_dict(), kind_of(item)
    chain = tuple(words.demand(step) for step in item.chain)
    return Opposed(
        mark="~".join((kind, *item.ids)),
        kind=meanings(sort.vocabulary)[kind],
        a=statement(item.a, dataset),
        b=statement(item.b, dataset),
        weight=number(weight(item)),
        weighed=because.weighed(words, shape),
        hard=item.hard,
        since=since(item.start, item.a.valid_from, item.b.valid_from),
        until=until(item.end, item.a.valid_to, item.b.valid_to),
        chain=chain if len(set(chain)) > 1 else (),
        relations=tuple((id, words.relation(id)) for id in shape["parts"]["relations"]),
        others=tuple((row_kind(dataset, id) or "position", id, words.reported(id)) for id in because.others(shape)),
        measures=(*because.measures(words, shape), *_ranks(item, words)),
    )


def _ranks(item: Found, words: Words) -> list[str]:
    """Where the two stand on a ranked issue."""
    ranks = item.parts.get("ranks")
    if isinstance(ranks, Mapping):
        sides = words.actor(item.a.actor), words.actor(item.b.actor)
        return [f"on the scale of the issue {sides[0]} goes down to rank {ranks['a']}, {sides[1]} up to rank {ranks['b']}"]
    return [f"both can live with rank {', '.join(map(str, ranks))}"] if ranks else []
