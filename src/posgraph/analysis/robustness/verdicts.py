"""The answers in sentences, made from the data: what an answer hangs on, and whose report that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posgraph.analysis.robustness.findings import Component, Dispute, Flip, Minimal, Severity, Support
    from posgraph.analysis.robustness.results import OrdersHold, SettlementsHold

DOUBTS = {
    "low": "of low confidence",
    "medium": "of medium confidence",
    "unknown": "of unknown confidence",
    "relayed": "told by another than its holder",
    "anonymous": "told by nobody named",
    "inferred": "inferred by the coder",
    "claim": "a claim for which no source is named",
}
"""Why a report may be doubted, in words."""


def conflicts(found: Sequence[Severity], disputes: Sequence[Dispute], complete: bool = True) -> str:
    """How the conflicts stand: none depends on the numbers, some on one report. ``complete``: these are all of them."""
    if not found:
        return "There are no conflicts." if complete else "Time was over before conflicts were looked for."
    fixed = sum(c.best == c.worst for c in found)
    hanging = sum(any(s.kind != "source" for s in d.hangs_on) for d in disputes)
    one = _count(len(found), "conflict exists", "conflicts exist")
    if not complete:
        one = f"At least {one}"
    place = f"the place of {fixed} of them is" if fixed else "no place is"
    most = f"{hanging} of {_count(len(disputes), 'dispute hangs', 'disputes hang')} on single reports or relations"
    if any(d.partial for d in disputes):
        told = (
            f"At least {most}"
            if hanging
            else f"Of {_count(len(disputes), 'dispute', 'disputes')} none is known to hang on one report"
        )
        most = f"{told}; time was over before all were tried"
    return f"{one} whatever the numbers are; {place} certain in the order by severity. {most}."


def dispute(found: Dispute) -> str:
    """What the dispute of these actors on that issue hangs on."""
    hub = [s for s in found.hangs_on if s.kind in ("position", "order")]
    sources = [s for s in found.hangs_on if s.kind == "source"]
    links = [s for s in found.hangs_on if s.kind == "relation"]
    if found.conflicts == 1 and not hub:
        return f"One pair of reports carries it: {_listed(found.rows)}.{_also(links)}"
    if found.conflicts == 1 and len(hub) == 2:
        return f"One pair of reports carries it: {_listed(map(named, hub))}.{_also(links)}"
    if hub:
        word = "one report" if len(hub) == 1 else "each of these reports"
        return f"It hangs on {word}: {_listed(map(named, hub))}.{_also(links)}"
    if found.partial:
        return f"{_untried('one report alone carries it')}{_also(links)}"
    if sources:
        return f"No one report carries it, but it hangs on {_source(sources)}.{_also(links)}"
    if links:
        return f"No one report carries it, but it hangs on {_count(len(links), 'claim', 'claims')}: {_listed(map(named, links))}."
    pairs = _count(found.apart, "independent pair", "independent pairs")
    return f"No one report carries it: {pairs} of reports do, and {_count(len(found.sources), 'source', 'sources')}."


def minimal(found: Minimal) -> str:
    """What of a minimal set is in doubt: all of it must hold for it to stand."""
    doubtful = found.doubtful
    if not doubtful and found.partial:
        return "Time was over before it was tried what it hangs on."
    if not doubtful:
        return "None of the reports that it rests on is in doubt."
    word = _thing(doubtful[0]) if len(doubtful) == 1 else f"{len(doubtful)} reports or claims"
    return f"It hangs on {word} in doubt: {_listed(f'{named(s)}, {doubt(s)}' for s in doubtful)}."


def orders(found: OrdersHold) -> str:
    """Whether some order suits all, and what that hangs on."""
    if found.consistent:
        return "One order of the steps suits all; to leave out reports cannot change that."
    lead = f"No order of the steps suits all. {_sets(found.components, 'contradiction', 'orders')}"
    return f"{lead} {_flips(found, 'an order that suits all')}{_cheapest(found.components)}"


def settlements(found: SettlementsHold) -> str:
    """Whether a deal exists, and what that hangs on."""
    if found.feasible is None:
        return _untried(f"a deal keeps every red line of {_listed(found.parties)}")
    if found.feasible:
        lead = f"A deal keeps every red line of {_listed(found.parties)}. {_flips(found, 'no deal', gone=False)}"
        if found.feasible_if_firmer is not None and found.firmer:
            holds = "still exists" if found.feasible_if_firmer else "no longer exists"
            lead += f" It {holds} if {_count(len(found.firmer), 'position', 'positions')} of doubtful firmness are red lines too."
    else:
        lead = f"No deal keeps every red line of {_listed(found.parties)}. {_sets(found.components, 'blocker', 'red lines')}"
        lead += f" {_flips(found, 'a deal')}"
        if (high := found.high_confidence) is not None and high.set_aside:
            kept = _count(len(high.blockers), "blocker is", "blockers are")
            lead += f" With the red lines of high confidence alone {'a deal exists' if high.feasible else f'{kept} left'}."
    stays = [f"{name} in {staying.share:.0%}" for name, staying in found.best.items()]
    drawn = (
        f" Of {_count(found.draws, 'draw', 'draws')} of the saliences the same deal is best by {_listed(stays)}."
        if stays and found.draws
        else ""
    )
    return lead + _cheapest(found.components) + drawn


def named(support: Support) -> str:
    """A report with its source."""
    return f"{support.id} (source {support.source})" if support.source else support.id


def doubt(support: Support) -> str:
    """Why it may be doubted."""
    return " and ".join(DOUBTS[word] for word in support.doubts)


def _sets(parts: Sequence[Component], word: str, of: str) -> str:
    sets = [each for part in parts for each in part.sets]
    if not sets:
        return f"No {word} can be helped by moving {of}."
    frail = [each for each in sets if len(each.doubtful) == 1]
    lead = f"{_count(len(sets), word, word + 's')}; none depends on salience or confidence."
    for each in frail:
        one = each.doubtful[0]
        lead += f" The {word} between {_listed(each.members)} hangs on {_thing(one)} in doubt: {named(one)}, {doubt(one)}."
    return lead


def _untried(what: str) -> str:
    return f"Time was over before it was known whether {what}."


def _flips(found: OrdersHold | SettlementsHold, then: str, gone: bool = True) -> str:
    flips: Sequence[Flip] = found.flips
    if not flips and found.partial:
        return _untried("a single report, relation or source decides it")
    if not flips:
        return f"No single report, relation or source decides it{'' if gone else ' against a deal'}."
    told = [f"{'the source ' if flip.kind == 'source' else ''}{flip.id}" for flip in flips if flip.kind != "confidence"]
    bands = [f"the reports of {_band(flip.id)} confidence" for flip in flips if flip.kind == "confidence"]
    return f"There is {then} without {_listed([*told, *bands], 'or')}."


def _band(name: str) -> str:
    return "low or medium" if name == "medium" else name


def _cheapest(parts: Sequence[Component]) -> str:
    """Whether it is certain who must move."""
    told = [part for part in parts if part.concessions]
    if not told:
        return ""
    sure = sum(any(way.certainly for way in part.concessions) for part in told)
    open_ = sum(way.possibly for part in told for way in part.concessions)
    if sure == len(told):
        return " The cheapest way out is the cheapest whatever the numbers are."
    return (
        f" Which way out is cheapest is certain in {sure} of {_count(len(told), 'part', 'parts')}; "
        f"{_count(open_, 'way', 'ways')} out can be."
    )


def _thing(support: Support) -> str:
    return "one claim" if support.kind == "relation" else "one report"


def _also(links: Sequence[Support]) -> str:
    return f" It also hangs on {_count(len(links), 'claim', 'claims')}: {_listed(map(named, links))}." if links else ""


def _source(sources: Sequence[Support]) -> str:
    word = "one source" if len(sources) == 1 else "each of these sources"
    return f"{word}: {_listed(s.id for s in sources)}"


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _listed(parts: Iterable[str], word: str = "and") -> str:
    *rest, last = list(parts) or [""]
    return f"{', '.join(rest)} {word} {last}" if rest else last
