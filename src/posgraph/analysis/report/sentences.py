"""The paragraph: what changed, the weightiest first, each sentence with the rows and sources that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders import Contradiction
from posgraph.analysis.parties import parties
from posgraph.analysis.report.results import Difference, Report, Sentence, Verdicts
from posgraph.analysis.results import Conflict, Overlap
from posgraph.analysis.shifts import Shift
from posgraph.analysis.wording import Wording, count, listed
from posgraph.model import Dataset

MOVES = 6
"""How many moves have a sentence of their own; the others are counted."""

SILENCES = 2
"""How many silences are told one by one; more are counted by holder."""

HARD = 3
"""How many conflicts between red lines are told."""

NAMED = 5
"""How many actors a list names."""


def sentences(dataset: Dataset, found: Report) -> tuple[Sentence, ...]:
    """All sentences, in the order of :data:`PARTS`; none where nothing changed."""
    writer = _Writer(dataset, found)
    return tuple(sentence for part in PARTS for sentence in part(writer) if sentence.ids)


class _Writer:
    """What the parts of the paragraph need: the differences, the words, and who is a party on either day."""

    def __init__(self, dataset: Dataset, found: Report) -> None:
        self.found, self.words = found, Wording(dataset)
        self.parties = parties(dataset, found.since) | parties(dataset, found.until)

    def sentence(self, text: str, ids: Iterable[str]) -> Sentence:
        rows = tuple(dict.fromkeys(ids))
        return Sentence(text, rows, self.words.sources(rows))


def _lead(w: _Writer) -> Iterator[Sentence]:
    """How much changed: moves, conflicts, overlaps, contradictions."""
    found = w.found
    moves = [s for s in found.shifts if s.kind != "first"]
    hard = sum(c.hard for c in found.conflicts.new)
    red = f" ({hard} between red lines)" if hard else ""
    told = [
        count(len(moves), "shift") if moves else "",
        _came("conflict", found.conflicts, red),
        _came("overlap", found.overlaps),
        _came("contradiction", found.orders, among=" among orders"),
    ]
    days = f"From {found.since} to {found.until}"
    if found.until < found.since:
        days = f"Looking back from {found.since} to {found.until}"
    parts = [part for part in told if part]
    pairs = [f.ids for difference in (found.conflicts, found.overlaps) for f in (*difference.new, *difference.gone)]
    ids = [id for group in (*(s.ids for s in moves), *pairs, _members((*found.orders.new, *found.orders.gone))) for id in group]
    partial = found.conflicts.partial or found.orders.since.partial or found.orders.until.partial
    cut = ", as far as the search among orders went" if partial else ""
    if parts:
        yield w.sentence(f"{days} the data show{cut}: {'; '.join(parts)}.", ids)
    else:
        none = "no shift, and no conflict, overlap or contradiction among orders that came or went"
        text = f"{days} the data show{cut and cut + ','} {none}."
        yield w.sentence(text, (*_turnover(found), *(id for s in found.shifts for id in s.ids)))


def _came(thing: str, difference: Difference | Verdicts, also: str = "", among: str = "") -> str:
    """``3 conflicts new, 1 gone``, or nothing."""
    new, gone = len(difference.new), len(difference.gone)
    if not new:
        return f"{count(gone, thing)}{among} gone" if gone else ""
    return f"{count(new, thing)}{among} new{also}" + (f", {gone} gone" if gone else "")


def _orders(w: _Writer) -> Iterator[Sentence]:
    """Whether an order of the steps suits all, where contradictions came or went; the smallest that is new, and that is gone."""
    o, since, until = w.found.orders, w.found.since, w.found.until
    if not (o.gone or o.new):
        return
    text = f"No order of the steps suited all on {since}, nor on {until}."
    if o.since.consistent != o.until.consistent:
        days = (since, until) if o.since.consistent else (until, since)
        text = f"On {days[0]} one order of the steps suited all, on {days[1]} none did."
    yield w.sentence(text, _members((*o.gone, *o.new)))
    for way, some in (("new", o.new), ("gone", o.gone)):
        for c in some[:1]:
            which = "contradiction" if len(some) == 1 else "smallest contradiction"
            said = "; ".join(w.words.row(id) for id in c.members)
            yield w.sentence(f"The {which} that is {way}: {said}.", c.members)


def _members(found: Iterable[Contradiction]) -> tuple[str, ...]:
    return tuple(sorted({id for c in found for id in c.members}))


def _deals(w: _Writer) -> Iterator[Sentence]:
    """Whether a deal could keep the red lines of the parties on either day, where what blocks one came or went."""
    found = w.found.settlements
    if not (found.gone or found.new):
        return
    sides = ((found.since, w.found.since), (found.until, w.found.until))
    texts = []
    for verdict, day in sides:
        n = len(verdict.blockers)
        blocked = (
            f"{count(n, 'set')} of red lines of {{}} that no deal could keep together"
            if n
            else "a deal that could keep every red line of {}"
        )
        texts.append(f"on {day} there {'were' if n > 1 else 'was'} {blocked}".format(listed(map(w.words.actor, verdict.parties))))
    text = "; ".join(texts)
    text = f"{text[:1].upper()}{text[1:]}."
    yield w.sentence(text, (id for b in (*found.gone, *found.new) for id in b.members))


def _shifts(w: _Writer) -> Iterator[Sentence]:
    """The moves of the parties, then of others, those with a direction first; then silences. Each group by date."""
    moves = [s for s in w.found.shifts if s.before and s.after]
    moves.sort(key=lambda s: (s.actor not in w.parties, s.kind == "unclear", -(s.day or date.min).toordinal(), s.actor, s.ids))
    told, rest = moves[:MOVES], moves[MOVES:]
    for s in sorted(told, key=lambda s: (s.actor not in w.parties, s.day or date.min, s.actor, s.ids)):
        yield w.sentence(_moved(w.words, s), (*s.ids, *(id for t in s.toward for id in t.positions)))
    if rest:
        kinds = Counter(s.kind for s in rest)
        text = listed(f"{kinds[kind]} unclear" if kind == "unclear" else count(kinds[kind], kind) for kind in sorted(kinds))
        yield w.sentence(f"Further shifts: {text}.", (id for s in rest for id in s.ids))
    silences = sorted((s for s in w.found.shifts if s.kind == "silence"), key=lambda s: (s.day or date.min, s.actor, s.ids))
    if len(silences) > SILENCES:
        text = f"{len(silences)} positions ended with none in their place: {_by_actor(w.words, (s.actor for s in silences))}."
        yield w.sentence(text, (id for s in silences for id in s.ids))
        return
    for s in silences:
        yield w.sentence(_fell_silent(w.words, s), s.ids)


def _moved(words: Wording, shift: Shift) -> str:
    """A move with both sides and whom it approached."""
    before, after = _both(shift)
    firm = shift.move.basis == "firmness"
    since = f"From {shift.day} " if shift.day else ""
    was = words.did(before, "it" if before.demand == after.demand else None)
    kind = "its direction is unclear" if shift.kind == "unclear" else f"a {shift.kind}"
    towards = [words.actor(t.actor) for t in shift.toward]
    near = f" that approached {listed(towards, NAMED)}" if towards else ""
    if near and shift.kind == "unclear":
        near = f", but it approached {listed(towards, NAMED)}"
    now = f"{since}{words.actor(shift.actor)} {words.did(after)} ({words.cited(after, firm)})"
    return f"{now}, having {was} ({words.cited(before, firm)}): {kind}{near}."


def _both(shift: Shift) -> tuple[Evidence, Evidence]:
    if shift.before is None or shift.after is None:
        raise ValueError(f"no move: {shift}")
    return shift.before, shift.after


def _fell_silent(words: Wording, shift: Shift) -> str:
    """A position that ended, with nothing in its place."""
    before = shift.before
    if before is None:
        raise ValueError(f"no silence: {shift}")
    return f"{words.says(before)}; from {shift.day} nothing on record stood in its place."


def _conflicts(w: _Writer) -> Iterator[Sentence]:
    """The conflicts between red lines that are new, and gone; where there are none, the gravest."""
    found = w.found.conflicts
    ways: Sequence[tuple[str, Sequence[Conflict | Overlap]]] = (("new", found.new), ("gone", found.gone))
    for way, some in ways:
        hard = list({f.ids: f for f in some if f.hard}.values())
        if hard:
            number = sum(f.hard for f in some)
            are = "is" if number == 1 else "are"
            told = "; ".join(w.words.pair(f.a, f.b) for f in _apart(hard)[:HARD])
            lead = f", {HARD} of them" if len(hard) > HARD else ""
            text = f"{count(number, 'conflict')} between red lines {are} {way}{lead}: {told}."
            yield w.sentence(text, (id for f in some if f.hard for id in f.ids))
        else:
            yield from _first(w, "gravest conflict", "conflict", way, some)


def _apart(found: Sequence[Conflict | Overlap]) -> list[Conflict | Overlap]:
    """In the same order, but those first that share no position with one before them."""
    seen: set[str] = set()
    fresh: list[Conflict | Overlap] = []
    for f in found:
        if seen.isdisjoint(f.ids):
            fresh.append(f)
            seen |= {*f.ids}
    return [*fresh, *(f for f in found if f not in fresh)]


def _overlaps(w: _Writer) -> Iterator[Sentence]:
    """The strongest overlap that is new, and that is gone."""
    yield from _first(w, "strongest overlap", "overlap", "new", w.found.overlaps.new)
    yield from _first(w, "strongest overlap", "overlap", "gone", w.found.overlaps.gone)


def _first(w: _Writer, which: str, thing: str, way: str, some: Sequence[Conflict | Overlap]) -> Iterator[Sentence]:
    for f in some[:1]:
        name = thing if len(some) == 1 else which
        yield w.sentence(f"The {name} that is {way}: {w.words.pair(f.a, f.b)}.", f.ids)


def _positions(w: _Writer) -> Iterator[Sentence]:
    """What is in force on one of the days only, or on days in between; then who spoke for the first time, by holder."""
    found, p = w.found, w.found.positions
    went = len(p.ended) + len(p.superseded)
    heirs = f" ({len(p.superseded)} of them superseded)" if p.superseded and found.since < found.until else ""
    told = [
        (len(p.begun), f"on {found.until} but not on {found.since}"),
        (went, f"on {found.since} but not on {found.until}{heirs}"),
        (len(p.passed), "only on days in between"),
    ]
    if parts := [(number, days) for number, days in told if number]:
        (number, days), *rest = parts
        first = f"{count(number, 'position or order', 'positions and orders')} held {days}"
        yield w.sentence(f"{listed((first, *(f'{n} {when}' for n, when in rest)))}.", _turnover(found))
    firsts = [s for s in found.shifts if s.kind == "first"]
    if firsts:
        are = "position is the first" if len(firsts) == 1 else "positions are the first"
        text = f"{len(firsts)} {are} on record of a holder on its demand: {_by_actor(w.words, (s.actor for s in firsts))}."
        yield w.sentence(text, (id for s in firsts for id in s.ids))


def _turnover(found: Report) -> list[str]:
    p = found.positions
    return [c.evidence.position for changes in (p.begun, p.ended, p.superseded, p.passed) for c in changes]


def _by_actor(words: Wording, actors: Iterable[str]) -> str:
    """Actors with how often they occur, the most frequent first."""
    number = Counter(words.actor(actor) for actor in actors)
    return listed((f"{name} ({number[name]})" for name in sorted(number, key=lambda name: (-number[name], name))), NAMED)


PARTS: tuple[Callable[[_Writer], Iterator[Sentence]], ...] = (_lead, _orders, _deals, _conflicts, _shifts, _overlaps, _positions)
"""What the paragraph speaks of, the weightiest first."""
