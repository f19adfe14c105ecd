"""What the pages of the review show: the queue line by line, and one draft with all that a reviewer needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posgraph.analysis.evidence import evidence
from posgraph.analysis.words import Words, verb
from posgraph.model import Dataset
from posgraph_api.links.links import Links
from posgraph_api.links.view import View
from posgraph_api.reviewing.deciding import Desk
from posgraph_api.reviewing.drafts import ORDER, Draft, Entry, Event, State, anchor
from posgraph_api.reviewing.duplicates import duplicates
from posgraph_api.reviewing.forms import SPECS, Form
from posgraph_api.reviewing.preview import Effect, Trial
from posgraph_api.views.statement import Statement, statement

OTHERS = 200
"""So many of the newest open drafts are looked through for one that says the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """A draft in the queue."""

    draft: Draft
    says: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done with a draft, with every field that changed."""

    event: Event
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A row that may say the same, and why."""

    statement: Statement
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The pasted text, cut around the quote; ``found`` where the quote stands in it."""

    before: str
    quote: str
    after: str
    found: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One draft as its page shows it. ``proposed`` is its row as a statement; ``effect`` what accepting it would do, or did."""

    draft: Draft
    says: str
    links: Links | None
    form: Form
    passage: Passage
    proposed: Statement | None
    likely: tuple[Likely, ...]
    others: tuple[Line, ...]
    effect: Effect | None
    steps: tuple[Step, ...]
    cells: tuple[tuple[str, str], ...]
    kind: str


def line(draft: Draft, dataset: Dataset | None, reason: str = "") -> Line:
    """A draft in the queue."""
    entry = draft.entry
    title = entry.source.get("title") or entry.row.get("source", "")
    if dataset and not entry.source and entry.row.get("source"):
        title = Words(dataset).source(entry.row["source"])
    return Line(draft, says(entry, dataset), title, reason)


def says(entry: Entry, dataset: Dataset | None) -> str:
    """Who says what, in words; ids where the dataset is gone.

    >>> says(Entry("positions", {"actor": "north", "stance": "rejects", "demand": "vote"}), None)
    'north rejects: vote'
    """
    row = entry.row
    words = Words(dataset or Dataset(id=""))
    about = (
        f"{words.demand(row.get('first', '?'))} {row.get('relation', '?')} {words.demand(row.get('then', '?'))}"
        if entry.table == ORDER
        else words.demand(row.get("demand", "?"))
    )
    return f"{words.actor(row.get('actor', '?'))} {verb(row.get('stance', '?'))}: {about}"


def passage(entry: Entry) -> Passage:
    """The pasted text around the quote.

    >>> passage(Entry("positions", {"quote": "no"}, text="He said no."))
    Passage(before='He said ', quote='no', after='.', found=True)
    """
    span = anchor(entry.text, entry.quote)
    if span is None:
        return Passage(entry.text, "", "", found=False)
    start, end = span
    return Passage(entry.text[:start], entry.text[start:end], entry.text[end:], found=True)


def steps(events: tuple[Event, ...]) -> tuple[Step, ...]:
    """What was done with a draft, the last first."""
    before = (None, *events[:-1])
    return tuple(
        Step(event, tuple((label(n), old, new) for n, old, new in was.entry.differs(event.entry)) if was else ())
        for was, event in zip(before, events, strict=True)
    )[::-1]


def label(name: str) -> str:
    """A field in words.

    >>> label("valid_from"), label("text")
    ('Since', 'text')
    """
    return SPECS[name].label if name in SPECS else name


def sheet(desk: Desk, draft: Draft, shown: Form, tried: Trial) -> Sheet:
    """The page of a draft; ``tried`` is what is stored, as the dataset would be with it."""
    dataset, events = desk.dataset(draft.dataset), desk.queue.events(draft.id)
    there = dataset is not None and draft.row in dataset.by_id(draft.entry.table)
    around = tried.after or dataset
    row = tried.row if tried.after else dataset.by_id(draft.entry.table)[draft.row] if dataset and there else None
    open_ = draft.change is None
    effect = desk.effect(dataset, tried) if dataset and open_ else _kept(events)
    return Sheet(
        draft=draft,
        says=says(draft.entry, dataset),
        links=links(dataset) if dataset else None,
        form=shown,
        passage=passage(draft.entry),
        proposed=None if around is None or row is None else statement(evidence(around, row), around),
        likely=() if dataset is None or row is None else _likely(dataset, draft.entry.table, row),
        others=_others(desk, draft, dataset),
        effect=effect,
        steps=steps(events),
        cells=tuple((label(name), text) for name, text in draft.entry.fields().items() if name not in ("table", "text")),
        kind="order" if draft.entry.table == ORDER else "position",
    )


def _likely(dataset: Dataset, table: str, row: object) -> tuple[Likely, ...]:
    return tuple(Likely(statement(evidence(dataset, one.row), dataset), one.why) for one in duplicates(dataset, table, row))


def links(dataset: Dataset) -> Links:
    """The addresses that lead on from a page of the review."""
    return Links("/review", View.model_validate({"dataset": dataset.id}), dataset.id, dataset.base)


def _kept(events: tuple[Event, ...]) -> Effect | None:
    told: Mapping[str, object] = events[-1].effect
    return Effect.from_dict(told) if told else None


def _others(desk: Desk, draft: Draft, dataset: Dataset | None) -> tuple[Line, ...]:
    """The other open drafts that say the same of the same holder, or have the same quote."""

    def subject(entry: Entry) -> tuple[str, ...]:
        return entry.table, *(entry.row.get(name, "") for name in ("actor", "demand", "first", "then"))

    known = desk.queue.list(State.proposed, draft.dataset, OTHERS)
    mine, quote = subject(draft.entry), " ".join(draft.entry.quote.split())
    same = [
        one
        for one in known
        if one.id != draft.id and (subject(one.entry) == mine or (quote and " ".join(one.entry.quote.split()) == quote))
    ]
    return tuple(line(one, dataset) for one in same)
