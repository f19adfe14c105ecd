"""A network of a dataset on a day, or in moving windows of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posgraph.analysis.filters import dated, day
from posgraph.analysis.force import in_force
from posgraph.analysis.network.asked import Asked, asked
from posgraph.analysis.network.evidence import HeldPosition, assumed
from posgraph.analysis.network.meetings import Meetings, meetings
from posgraph.analysis.network.stated import Stated, stated
from posgraph.analysis.windows import Span, ends
from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph.networks import Network, Networks, Window
from posgraph.networks.assembly import CELLS

if TYPE_CHECKING:
    from posgraph.networks.network import Recount

Names = str | Iterable[str]


def network(
    dataset: Dataset,
    kind: str | None = None,
    *,
    mode: str = "one",
    norm: str = "none",
    as_of: date | str | None = None,
    ever: bool = False,
    by: str = "demand",
    weight: str = "count",
    actors: Names = (),
    issues: Names = (),
    isolates: bool = False,
    duplicates: str = "include",
) -> Network:
    """The network of what is in force at ``as_of`` (None: today), or, with ``ever``, of what was at any time.

    ``by="demand"`` takes each position on a demand as a statement: a yes where its stance is pro, a no where it is contra, of
    the day on which it begins, from its source; kinds, norms and duplicates are those of statements. ``by="meaning"`` joins
    actors by pairs of positions in force together: ``conflict`` counts the pairs that meet by R1 to R5, ``congruence`` those
    that overlap (shared, implied, shared-refusal, range), each pair once, by however many rules; ``subtract`` is congruence
    less conflict.

    ``weight``: ``count``; ``salience``, the product of both sides' saliences; ``severity`` (by meaning), the lesser of both
    sides' |polarity| × salience × confidence. What is unknown counts as 0.5, and ``about["assumed"]`` lists it. ``kind`` is
    congruence by default, of two modes subtract. ``actors``: of one, its ties; of two or more, those among them. ``issues``
    stand with all below them. ``isolates`` adds actors that hold any position at that time. Raises UnknownName and UsageError.

    >>> from posgraph.model import Actor, Demand, DemandRelation, Position
    >>> from posgraph.stance import Stance
    >>> demands = (Demand(id="narrow", issue="i", label="N"), Demand(id="wide", issue="i", label="W"))
    >>> relation = DemandRelation(id="r", demand_a="narrow", relation="entails", demand_b="wide", by="coder")
    >>> yes = Position(id="p", actor="n", demand="narrow", stance=Stance.demands)
    >>> no = Position(id="q", actor="s", demand="wide", stance=Stance.rejects)
    >>> who = tuple(Actor(id=name, label=name, kind="state") for name in "ns")
    >>> d = Dataset(id="toy", actors=who, demands=demands, relations=(relation,), positions=(yes, no))
    >>> network(d, "conflict").matrix.tolist(), network(d, "conflict", by="meaning").matrix.tolist()
    ([[0.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]])
    """
    question = asked(dataset, kind, mode, norm, by, weight, actors, issues, isolates, duplicates)
    moment = day(as_of, ever)
    held = _among(in_force(dataset, moment, ever).positions, question)
    found = _counted(dataset, held, question).network(question)
    return _finished(dataset, found, question, moment, _present(held, question) if isolates else ())


def networks(
    dataset: Dataset,
    window: str = "months:6",
    kind: str | None = None,
    *,
    step: str = "months:1",
    since: date | str | None = None,
    until: date | str | None = None,
    mode: str = "one",
    norm: str = "none",
    as_of: date | str | None = None,
    ever: bool = False,
    by: str = "demand",
    weight: str = "count",
    actors: Names = (),
    issues: Names = (),
    isolates: bool = False,
    duplicates: str = "include",
) -> Networks:
    """A network for each window; the arguments besides are those of :func:`network`.

    Windows end on ``since``, one ``step`` later and so on, and on ``until``; each begins one ``window`` before its end, and both
    days belong to it. A position counts in a window where it is in force on some day of it, so that two that follow one
    another may both count; by meaning a pair counts where both are in force on some one day of it. By default ``since`` and
    ``until`` are the first and the last day by ``as_of`` (None: today; with ``ever`` of all times) on which a position that is
    asked for begins or ends. With ``isolates`` all windows have the same actors.
    """
    question = asked(dataset, kind, mode, norm, by, weight, actors, issues, isolates, duplicates)
    size, stride = Span.parse(window), Span.parse(step, "step")
    moment = day(as_of, ever)
    everything = _among(in_force(dataset, None, ever=True).positions, question)
    counted = _counted(dataset, everything, question)
    first, last = _bounds(counted.held, moment, since, until)
    present = _present(everything, question) if isolates else ()
    spans = [(size.before(t), t) for t in ends(first, last, stride)] if first and last else []
    return Networks(tuple(_windows(dataset, counted, question, spans, present)))


def _counted(dataset: Dataset, held: Sequence[HeldPosition], question: Asked) -> Stated | Meetings:
    make = meetings if question.by == "meaning" else stated
    return make(dataset, held, question)


def _windows(
    dataset: Dataset,
    counted: Stated | Meetings,
    question: Asked,
    spans: Sequence[tuple[date, date]],
    present: tuple[str, ...],
) -> Iterator[Network]:
    begins, finishes = _ordinals((h.start, h.end) for h in counted.held)
    met = _ordinals(m.span for m in counted.met) if isinstance(counted, Meetings) else None
    cells = 0
    for begin, end in spans:
        here = _within(begins, finishes, begin, end)
        if isinstance(counted, Stated):
            found = counted.network(question, np.flatnonzero(here))
        else:
            assert met is not None
            pairs = np.flatnonzero(_within(*met, begin, end))
            found = counted.network(question, here, [counted.met[n] for n in pairs.tolist()])
        cells += found.matrix.size
        if cells > 2 * CELLS:
            expected = f"windows that have at most {2 * CELLS:,} cells together: fewer windows, fewer actors"
            raise UsageError("window", f"{len(spans)} windows of {len(found.rows)} rows", expected)
        middle = date.fromordinal((begin.toordinal() + end.toordinal()) // 2)
        yield _finished(dataset, replace(found, window=Window(begin, middle, end)), question, None, present)


def _among(held: Iterable[HeldPosition], question: Asked) -> tuple[HeldPosition, ...]:
    """The positions of the actors asked for: of two or more only theirs, of one everybody's, and of two modes its own."""
    if not question.actors or (question.star and question.mode == "one"):
        return tuple(held)
    return tuple(h for h in held if h.row.actor in question.actors)


def _present(held: Iterable[HeldPosition], question: Asked) -> tuple[str, ...]:
    return tuple(sorted({h.row.actor for h in held} | question.actors))


def _bounds(
    held: Iterable[HeldPosition], moment: date | None, since: date | str | None, until: date | str | None
) -> tuple[date | None, date | None]:
    """The days of the first and the last window."""
    known = [d for h in held for d in (h.start, h.end) if d and d <= (moment or date.max)]
    first = dated(since, "since") if since is not None else min(known, default=None)
    last = dated(until, "until") if until is not None else max(known, default=None)
    if first and last and first > last:
        if since is None and until is not None:
            return last, last
        raise UsageError("since", first, f"a day not after {last}, the last window's")
    return first or last, last or first


def _ordinals(spans: Iterable[tuple[date | None, date | None]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    known = [(a.toordinal() if a else 0, b.toordinal() if b else date.max.toordinal()) for a, b in spans]
    found = np.array(known, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _within(starts: NDArray[np.int64], stops: NDArray[np.int64], begin: date, end: date) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (starts <= end.toordinal()) & (stops >= begin.toordinal())
    return found


def _finished(dataset: Dataset, found: Network, question: Asked, moment: date | None, present: tuple[str, ...]) -> Network:
    """The network with what it is about, cut to one actor's ties, and with those who have none, where that is asked for."""
    if question.star and found.mode == "one":
        found = _star(found, question.star, bool(present))
    if present:
        found = _widened(found, present)
    return _told(dataset, found, question, moment)


def _told(dataset: Dataset, found: Network, question: Asked, moment: date | None) -> Network:
    actors, demands = dataset.by_id("actors"), dataset.by_id("demands")
    labels = {name: actors[name].label for name in found.rows if name in actors}
    if found.mode == "two":
        labels |= {name: demands[name].label for name in found.columns if name in demands and name not in labels}
    unknown: list[dict[str, object]] = []
    if question.weight != "count":
        held = getattr(found.behind, "held", {})
        guesses = ((id, assumed(held[id].row, question.weight)) for id in sorted(held))
        unknown = [{"position": id, "assumed": list(names)} for id, names in guesses if names]
    again = found.recount
    recount: Recount | None = again and (lambda kind: _told(dataset, again(kind), question, moment))
    about = {"by": question.by, "weight": question.weight, "assumed": unknown}
    return replace(found, labels=labels, as_of=moment, about=about, recount=recount)


def _star(found: Network, actor: str, isolates: bool) -> Network:
    """One actor's ties; of the others those that have one."""
    if actor not in found.rows:
        return replace(found, rows=(), columns=(), matrix=np.zeros((0, 0)), recount=None)
    n = found.rows.index(actor)
    matrix = np.zeros_like(found.matrix)
    matrix[n], matrix[:, n] = found.matrix[n], found.matrix[:, n]
    keep = [k for k in range(len(found.rows)) if isolates or k == n or matrix[n, k]]
    names = tuple(found.rows[k] for k in keep)
    again = found.recount
    recount: Recount | None = again and (lambda kind: _same(_star(again(kind), actor, True), names))
    return replace(found, rows=names, columns=names, matrix=matrix[np.ix_(keep, keep)], recount=recount)


def _same(found: Network, names: tuple[str, ...]) -> Network:
    """The network among these names."""
    place = {name: n for n, name in enumerate(found.rows)}
    keep = [place[name] for name in names]
    return replace(found, rows=names, columns=names, matrix=found.matrix[np.ix_(keep, keep)])


def _widened(found: Network, present: tuple[str, ...]) -> Network:
    """The network with these actors too."""
    rows = tuple(sorted({*found.rows, *present}))
    columns = rows if found.mode == "one" else found.columns
    place = {name: n for n, name in enumerate(rows)}
    mine = [place[name] for name in found.rows]
    across = mine if found.mode == "one" else list(range(len(columns)))
    matrix = np.zeros((len(rows), len(columns)))
    matrix[np.ix_(mine, across)] = found.matrix
    again = found.recount
    recount: Recount | None = again and (lambda kind: _widened(again(kind), present))
    return replace(found, rows=rows, columns=columns, matrix=matrix, recount=recount)
