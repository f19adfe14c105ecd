"""The rows beside the positions: actors and whom they belong to, demands and their issues, documents."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posgraph.importers.foreign.columns import Column
from posgraph.importers.foreign.mapping import Mapping
from posgraph.importers.foreign.slugs import slug, slugs
from posgraph.model import Actor, Dataset, Demand, Issue, Representation, Source, When
from posgraph.model.cells import CellError, parse
from posgraph.model.schema import BY_NAME

if TYPE_CHECKING:
    from posgraph.importers.foreign.building import _Building

SHOWN = 3


class Actors(NamedTuple):
    """Ids by label, and the rows."""

    ids: dict[str, str]
    actors: list[Actor]
    representations: list[Representation]


class Wanted(NamedTuple):
    """Ids of demands by label, and the rows."""

    ids: dict[str, str]
    demands: list[Demand]
    issues: list[Issue]


class Cited(NamedTuple):
    """Ids of documents by label, the rows, and the id of the table itself, which rows without a document cite."""

    ids: dict[str, str]
    sources: list[Source]
    table: str


@dataclass(slots=True)
class People:
    """Who holds: the actor, or where that is empty the person. ``speaks``: rows in which a person speaks for the actor."""

    actor: Column
    person: Column
    group: Column
    holders: Column = field(init=False)
    speaks: NDArray[np.bool_] = field(init=False)
    himself: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        names = list(self.actor.names)
        place = {name: n for n, name in enumerate(names)}
        move = [place.setdefault(name, len(place)) for name in self.person.names]
        persons = np.array([*move, -1], np.int32)[self.person.codes]
        codes = np.where(self.actor.codes >= 0, self.actor.codes, persons)
        self.holders = Column(codes, tuple(place), self.actor.given)
        self.himself = (persons >= 0) & (persons == codes)
        self.speaks = (persons >= 0) & (persons != codes)

    def rows(self, mapping: Mapping, label: Column, keep: NDArray[np.bool_], remarks: list[str]) -> Actors:
        """Every actor of the rows to keep: holders, persons, groups."""
        holders = _used(self.holders, keep)
        persons = _used(self.person, keep)
        above = self.group.first(self.holders, keep)
        own = set(_used(self.actor, keep))
        groups = sorted({groups[-1] for groups in above.values()})
        labels = {name: found[-1] for name, found in label.first(self.actor, keep).items()}
        prefix = mapping.prefixes.get("actor", "")
        others = [name for name in (*holders, *persons, *groups) if name not in labels]
        ids = {**slugs(others, prefix, "actor"), **{name: prefix + name for name in labels}}
        told = {name for name in above if len(above[name]) > 1}
        if told:
            remarks.append(f"{_some(told, 'actor')} in more than one group: part_of is the last in the table")
        part = {name: found[-1] for name, found in above.items() if found[-1] != name}
        represented = self._represented(keep)
        for name, whom in represented.items():
            if len(whom) == 1:
                part.setdefault(name, whom[0])
        rows = []
        for name in sorted({*holders, *persons, *groups}):
            kind = mapping.kinds.get(name) or (
                mapping.actor_kind if name in own else "person" if name in persons else mapping.group_kind
            )
            rows.append(Actor(id=ids[name], label=labels.get(name, name), kind=kind, part_of=_above(name, part, ids)))
        speaking = [
            Representation(id=f"{ids[name]}.{ids[other]}", representative=ids[name], represented=ids[other])
            for name, whom in represented.items()
            for other in whom
        ]
        _alike(ids, remarks, "actors")
        return Actors(ids, rows, speaking)

    def _represented(self, keep: NDArray[np.bool_]) -> dict[str, list[str]]:
        """Whom each person speaks for."""
        return self.holders.first(self.person, keep & self.speaks)


def _above(name: str, part: Mapped[str, str], ids: Mapped[str, str]) -> str | None:
    """What an actor is part of, unless that leads back to it."""
    step, seen = part.get(name), {name}
    while step is not None:
        if step in seen:
            return None
        seen.add(step)
        step = part.get(step)
    return ids[part[name]] if name in part else None


def demands(
    demand: Column,
    issue: Column,
    label: Column,
    issue_label: Column,
    mapping: Mapping,
    keep: NDArray[np.bool_],
    remarks: list[str],
) -> Wanted:
    """Demands and their issues; one without an issue is the only demand of an issue of its own."""
    names = _used(demand, keep)
    labels = {name: found[-1] for name, found in label.first(demand, keep).items()}
    prefix = mapping.prefixes.get("demand", "")
    ids = {**slugs([n for n in names if n not in labels], prefix, "demand"), **{name: prefix + name for name in labels}}
    on = issue.first(demand, keep)
    if told := {name for name in on if len(on[name]) > 1}:
        remarks.append(f"{_some(told, 'demand')} with more than one issue: the first one counts")
    of = {name: on[name][0] for name in names if name in on}
    titles = {name: found[-1] for name, found in issue_label.first(issue, keep).items()}
    above = mapping.prefixes.get("issue", "")
    issues = {**slugs([n for n in of.values() if n not in titles], above, "issue"), **{n: above + n for n in titles}}
    taken = set(issues.values())
    rows, tops = [], {issues[name]: Issue(id=issues[name], label=titles.get(name, name)) for name in sorted(set(of.values()))}
    for name in names:
        text = mapping.wording.replace("{}", labels.get(name, name))
        top = issues[of[name]] if name in of else ids[name]
        if name not in of:
            while top in taken:
                top += "-alone"
            tops.setdefault(top, Issue(id=top, label=labels.get(name, name)))
        rows.append(Demand(id=ids[name], issue=top, label=text))
    _alike(ids, remarks, "demands")
    return Wanted(ids, rows, list(tops.values()))


def documents(
    document: Column, beside: Mapped[str, Column], dates: Column, mapping: Mapping, place: str, keep: NDArray[np.bool_],
    building: _Building,
) -> Cited:  # fmt: skip
    """A source for each document, and one for the table itself where a row names no document."""
    names = _used(document, keep)
    prefix = mapping.prefixes.get("source", "")
    ids = slugs(names, prefix, "source")
    told = {role: column.first(document, keep) for role, column in beside.items()}
    days = dates.first(document, keep)
    address = BY_NAME["sources"].column("url")
    rows = []
    for name in names:
        title, publisher, url = (told[role].get(name, [""])[0] for role in ("title", "source", "url"))
        if url:
            try:
                parse(address, url)
            except CellError as error:
                column = beside["url"]
                building.tell("url", column, column.names.index(url), url, error.expected)
        day = days.get(name, [])
        rows.append(
            Source(id=ids[name], title=title or name, publisher=publisher or None, url=url or None,
                   published=_day(day[0]) if len(day) == 1 else None, kind=mapping.source_kind or None)
        )  # fmt: skip
    own = slug(place, "table")
    while own in ids.values():
        own += "-table"
    if len(names) == 0 or bool((keep & (document.codes < 0)).any()):
        rows.append(Source(id=own, title=mapping.header.get("title") or place, kind="dataset"))
    return Cited(ids, rows, own)


def _day(text: str) -> When | None:
    try:
        return When.parse(text)
    except ValueError:  # told as a fault already
        return None


def vocabulary(header: Mapped[str, str], actors: Actors, wanted: Wanted, cited: Cited) -> Dataset:
    """The dataset without its positions, held against the rules of every dataset. Raises DataError with every fault."""
    from posgraph.model.cells import render
    from posgraph.model.schema import TABLES
    from posgraph.reading import Book, Row, Sheet, assemble

    rows: dict[str, list[Any]] = {
        "sources": cited.sources, "actors": actors.actors, "issues": wanted.issues, "demands": wanted.demands,
        "representations": actors.representations,
    }  # fmt: skip
    sheets = {}
    for table in TABLES:
        if found := rows.get(table.name):
            cells = [{c.name: render(c, getattr(row, c.name)) for c in table.columns} for row in found]
            sheets[table.name] = Sheet(table.name, table.name, table.names, [Row(0, row) for row in cells])
    return assemble(Book("dataset", "dataset", header, sheets, partial=frozenset({"positions"})))


def _used(column: Column, keep: NDArray[np.bool_]) -> list[str]:
    """The names that stand in the rows to keep, sorted."""
    codes = np.unique(column.codes[keep])
    return sorted(column.names[code] for code in codes.tolist() if code >= 0)


def _some(names: set[str], noun: str) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - SHOWN:,} more" if len(shown) > SHOWN else ""
    return f"{len(shown):,} {noun}{'' if len(shown) == 1 else 's'} ({', '.join(shown[:SHOWN])}{more})"


def _alike(ids: Mapped[str, str], remarks: list[str], noun: str) -> None:
    """Labels that differ in case, marks or signs alone: perhaps one thing, written in two ways."""
    groups: dict[str, list[str]] = {}
    for label in ids:
        groups.setdefault(slug(label), []).append(label)
    twice = {" / ".join(sorted(labels)) for labels in groups.values() if len(labels) > 1}
    if twice:
        remarks.append(f"{noun} with names that are nearly the same, each kept for itself: {'; '.join(sorted(twice)[:SHOWN])}")
