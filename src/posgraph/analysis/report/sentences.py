"""The paragraph: what changed, one sentence after another, each with the rows and sources that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from posgraph.analysis.orders import Contradiction
from posgraph.analysis.report.results import Difference, Report, Sentence, Verdict
from posgraph.analysis.results import Finding
from posgraph.analysis.shifts import Shift
from posgraph.analysis.wording import BEFORE, NOW, Wording, count, listed
from posgraph.model import Dataset

MOST = 12
"""How many shifts have a sentence of their own, the newest; the others are counted."""

NAMED = 5
"""How many actors a list names."""


def sentences(dataset: Dataset, found: Report) -> tuple[Sentence, ...]:
    """All sentences, in the order of :data:`PARTS`; none where nothing changed."""
    words = Wording(dataset)
    return tuple(sentence for part in PARTS for sentence in part(words, found))


def _positions(words: Wording, found: Report) -> Iterator[Sentence]:
    """How much came into force, ended, was superseded, came and went; looking back, how much is in force on one day only."""
    p = found.positions
    went = len(p.ended) + len(p.superseded)
    others = "another in its place" if len(p.ended) == 1 else "others in their place"
    told = [
        (len(p.begun), "came into force"),
        (len(p.ended), f"ended without {others}"),
        (len(p.superseded), "gave way to another" if len(p.superseded) == 1 else "gave way to others"),
        (len(p.passed), "came and went in between"),
    ]
    if found.until < found.since:
        told = [(went, f"held on {found.since} and not on {found.until}"), (len(p.begun), "the other way round"), told[-1]]
    parts = [f"{number} {phrase}" for number, phrase in told if number]
    if parts:
        ids = [c.evidence.position for changes in (p.begun, p.ended, p.superseded, p.passed) for c in changes]
        text = f"From {found.since} to {found.until}, of all positions and wanted orders, {listed(parts)}."
        yield _sentence(words, text, ids)


def _shifts(words: Wording, found: Report) -> Iterator[Sentence]:
    """Each move and each silence, the oldest first; then first positions by holder."""
    moves = sorted((s for s in found.shifts if s.kind != "first"), key=lambda s: (s.day or date.min, s.actor, s.demand, s.ids))
    if len(moves) > MOST:
        older = moves[:-MOST]
        kinds = Counter(s.kind for s in older)
        told = listed(f"{kinds[kind]} unclear" if kind == "unclear" else count(kinds[kind], kind) for kind in sorted(kinds))
        were = "was 1 other" if len(older) == 1 else f"were {len(older)} others"
        text = f"Before the last {MOST} shifts there {were}: {told}."
        yield _sentence(words, text, (id for s in older for id in s.ids))
    for shift in moves[-MOST:]:
        yield _moved(words, shift)
    firsts = [s for s in found.shifts if s.kind == "first"]
    if firsts:
        by_actor = Counter(words.actor(s.actor) for s in firsts)
        most = sorted(by_actor, key=lambda name: (-by_actor[name], name))
        told = listed((f"{name} ({by_actor[name]})" for name in most), NAMED)
        text = f"{count(len(firsts), 'position')} stated for the first time: {told}."
        yield _sentence(words, text, (id for s in firsts for id in s.ids))


def _moved(words: Wording, shift: Shift) -> Sentence:
    """A move with both sides and whom it approaches, or a silence."""
    before, after = shift.before, shift.after
    firm = shift.move.basis == "firmness"
    if before is None:
        raise ValueError(f"a first position is no move: {shift}")
    had = f"{words.actor(shift.actor)}, who {BEFORE[before.stance]} {words.target(before)}{words.condition(before)}"
    had += f" ({words.cited(before, firm)}), "
    if after is None:
        return _sentence(words, f"{had}has had nothing in force on that since {shift.day}.", shift.ids)
    now = NOW.get(after.stance, after.stance)
    what = "it" if before.demand == after.demand else words.target(after)
    since = f" since {shift.day}" if shift.day else ""
    kind = "its direction is unclear" if shift.kind == "unclear" else f"a {shift.kind}"
    towards = [words.actor(t.actor) for t in shift.toward]
    near = f", which approaches {listed(towards, NAMED)}" if towards else ""
    text = f"{had}{now} {what}{words.condition(after)}{since} ({words.cited(after, firm)}): {kind}{near}."
    return _sentence(words, text, (*shift.ids, *(id for t in shift.toward for id in t.positions)))


def _conflicts(words: Wording, found: Report) -> Iterator[Sentence]:
    """How many conflicts are new and gone, and the heaviest of each."""
    yield from _differ(words, "conflict", found.conflicts)


def _overlaps(words: Wording, found: Report) -> Iterator[Sentence]:
    """How many overlaps are new and gone, and the heaviest of each."""
    yield from _differ(words, "overlap", found.overlaps)


def _differ(words: Wording, thing: str, difference: Difference) -> Iterator[Sentence]:
    new, gone = difference.new, difference.gone
    be = ["is" if len(some) == 1 else "are" for some in (new, gone)]
    told = [f"{count(len(new), thing)} {be[0]} new"] if new else []
    if gone:
        told.append(f"{len(gone) if new else count(len(gone), thing)} {be[1]} gone")
    if not told:
        return
    hard = sum(1 for f in new if f.hard) if thing == "conflict" else 0
    also = f"; of the new, {hard} {'is' if hard == 1 else 'are'} between red lines" if hard else ""
    cut = " as far as the search went" if difference.partial else ""
    yield _sentence(words, f"{listed(told)}{cut}{also}.", (id for f in (*new, *gone) for id in f.ids))
    first: Sequence[tuple[str, Sequence[Finding]]] = (("new", new), ("gone", gone))
    for way, some in first:
        for f in some[:1]:
            lead = f"The {'strongest' if thing == 'overlap' else 'gravest'} that is {way}: "
            yield _sentence(words, f"{lead}{words.says(f.a)}, and {words.says(f.b)}.", f.ids)


def _orders(words: Wording, found: Report) -> Iterator[Sentence]:
    """The verdicts on the order of steps, where contradictions came or went."""
    o = found.orders
    if not (o.gone or o.new):
        return
    if o.since.consistent == o.until.consistent:
        both = f"On {found.since} and on {found.until} alike "
        text = f"{both}{_suits(o.until)}."
    else:
        text = f"On {found.since} {_suits(o.since)}; on {found.until} {_suits(o.until)}."
    yield _sentence(words, text, _members((*o.gone, *o.new)))
    for way, some in (("new", o.new), ("gone", o.gone)):
        if some:
            which = listed((" + ".join(c.members) for c in some), NAMED)
            holders = listed(sorted({words.actor(a) for c in some for a in c.actors}), NAMED)
            is_are = "is" if len(some) == 1 else "are"
            text = f"{count(len(some), 'contradiction')} {is_are} {way}, of {holders}: {which}."
            yield _sentence(words, text, _members(some))


def _suits(verdict: Verdict) -> str:
    return "one order of the steps suits all" if verdict.consistent else "no order of the steps suits all"


def _members(found: Iterable[Contradiction]) -> tuple[str, ...]:
    return tuple(sorted({id for c in found for id in c.members}))


def _sentence(words: Wording, text: str, ids: Iterable[str]) -> Sentence:
    rows = tuple(dict.fromkeys(ids))
    return Sentence(text, rows, words.sources(rows))


PARTS: tuple[Callable[[Wording, Report], Iterator[Sentence]], ...] = (_positions, _shifts, _conflicts, _overlaps, _orders)
"""What the paragraph speaks of, in this order; whatever else a report compares (settlements) gets a function here."""
