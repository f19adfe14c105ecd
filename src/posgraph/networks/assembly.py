"""Assembly: from statements and a question to a network, or to one for each window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError
from posgraph.networks import duplicates as repeated
from posgraph.networks.behind import Behind
from posgraph.networks.counting import Counts, Matrix
from posgraph.networks.measures import MOST_COMBINED, check, measured
from posgraph.networks.moments import bound, shown
from posgraph.networks.network import Network, Networks, Window
from posgraph.networks.selecting import Chosen, chosen, weights, within
from posgraph.networks.statements import NO_DATE
from posgraph.networks.windows import Size, Span, spans

if TYPE_CHECKING:
    from posgraph.networks.statements import Statements

CELLS = 50_000_000
"""So many cells a network may have (400 MB)."""
MOST_LEVELS = 1000
"""So many levels a scale may have."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted, the names as :meth:`posgraph.networks.Statements.network` takes them."""

    mode: str
    kind: str
    norm: str
    duplicates: str
    isolates: bool
    start: date | str | None
    stop: date | str | None
    exclude: Chosen | None
    keep: Chosen | None
    weight: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The statements of a question: those of its range, those that count, and the levels that occur in the range."""

    statements: Statements
    question: Question
    original: slice
    rows: Rows
    level: NDArray[np.int64]
    levels: int
    values: Matrix
    weight: Matrix | None
    ends: tuple[int, int]

    def network(self, at: slice = slice(None), window: Window | None = None) -> Network:
        """Count these of the statements."""
        mine = self.rows[at]
        s, q = self.statements, self.question
        actors, actor = np.unique(s.actor.codes[mine], return_inverse=True)
        demands, demand = np.unique(s.demand.codes[mine], return_inverse=True)
        _limit(len(actors), len(actors) if q.mode == "one" else len(demands))
        weight = None if self.weight is None else self.weight[mine]
        shape = (len(actors), len(demands), self.levels)
        counts = Counts.of(actor, demand, self.level[at], weight, shape, self.values)
        matrix = measured(counts, q.mode, q.kind, q.norm)
        columns = actors if q.mode == "one" else demands
        if q.isolates:
            matrix, actors, columns = self._isolates(matrix, actors, columns)
        names = tuple(s.actor.names[code] for code in actors.tolist())
        heads = names if q.mode == "one" else tuple(s.demand.names[code] for code in columns.tolist())
        behind = Behind(s, mine, q.mode, q.kind, self.weight, self.ends)
        recount = None if q.kind == "ignore" else partial(self._again, at, window)
        return Network(q.mode, q.kind, q.norm, q.duplicates, names, heads, matrix, {}, window, len(mine), None, behind, recount)

    def _again(self, at: slice, window: Window | None, kind: str) -> Network:
        """The same statements with another kind, of those that tell stances apart."""
        return replace(self, question=replace(self.question, kind=kind)).network(at, window)

    def _isolates(self, matrix: Matrix, actors: Any, columns: Any) -> tuple[Matrix, Any, Any]:
        """The matrix among all actors, and all demands, of the range."""
        s = self.statements
        every = _named(s.actor.codes[self.original])
        across = every if self.question.mode == "one" else _named(s.demand.codes[self.original])
        _limit(len(every), len(across))
        whole = np.zeros((len(every), len(across)))
        whole[np.ix_(np.searchsorted(every, actors), np.searchsorted(across, columns))] = matrix
        return whole, every, across


def network(statements: Statements, question: Question) -> Network:
    """One network of all the statements that count."""
    return _counted(statements, question)[0].network()


def networks(statements: Statements, window: str, question: Question) -> Networks:
    """A network for each window."""
    size = Size.parse(window)
    if "date" not in statements.roles:
        raise UsageError("window", window, "statements with a date: say which column holds it (date=)")
    counted, start, stop = _counted(statements, question)
    dates = statements.date[counted.rows]
    dated = int(np.searchsorted(dates, NO_DATE, "right"))
    known = statements.date[np.searchsorted(statements.date, NO_DATE, "right") :]
    if not len(known):
        return Networks(())
    first, last = int(known[0]) if start is None else start, int(known[-1]) if stop is None else stop
    whole = size.unit not in ("seconds", "minutes", "hours") and not (first % 86400 or np.any(known % 86400))
    found = spans(size, dates[dated:], first, last)
    return Networks(tuple(_windows(counted, found, dated, whole)))


def _windows(counted: Counted, found: Sequence[Span], undated: int, whole: bool) -> Any:
    cells = 0
    for span in found:
        window = Window(*(shown(moment, whole) for moment in (span.start, span.middle, span.stop)))
        network = counted.network(slice(span.rows.start + undated, span.rows.stop + undated), window)
        cells += network.matrix.size
        if cells > 2 * CELLS:
            what = f"windows that have at most {2 * CELLS:,} cells together: fewer or longer windows, fewer actors (keep=)"
            raise UsageError("window", f"{len(found)} windows of {len(network.rows)} rows", what)
        yield network


def _counted(statements: Statements, question: Question) -> tuple[Counted, int | None, int | None]:
    s, q = statements, question
    check(q.mode, q.kind, q.norm)
    stances = q.kind != "ignore"
    if stances and s.stance.kind == "none":
        raise UsageError("kind", q.kind, "ignore, or statements with a stance: say which column holds it (stance=)")
    start, stop = bound("start", q.start), bound("stop", q.stop)
    original = within(s, start, stop)
    mask = chosen(s, original, q.exclude, q.keep)
    weight = weights(s, q.weight)
    mask &= (s.actor.codes[original] >= 0) & (s.demand.codes[original] >= 0)
    if stances:
        mask &= s.stance.codes[original] >= 0
    rows = repeated.first(s, np.flatnonzero(mask) + original.start, q.duplicates, stances)
    present = _named(s.stance.codes[original])
    codes = s.stance.codes[rows].astype(np.int64)
    level, levels, values = np.searchsorted(present, codes), len(present), np.zeros(0)
    if s.stance.kind == "boolean":
        level, levels = codes, 2
    elif s.stance.kind in ("integer", "number"):
        values = np.array([float(s.stance.levels[code]) for code in present.tolist()])
    if not stances and q.norm != "jaccard":
        level, levels = np.zeros_like(codes), 1
    elif np.any(codes < 0):  # kind ignore: an empty stance is a level of its own
        level, levels, values = np.where(codes < 0, 0, level + 1), levels + 1, np.zeros(0)
    _allowed(s, q, levels)
    ends = (int(present[0]), int(present[-1])) if len(present) else (0, 0)
    return Counted(s, q, original, rows, level, max(levels, 1), values, weight, ends), start, stop


def _allowed(s: Statements, q: Question, levels: int) -> None:
    if q.mode == "two" and q.kind == "subtract" and s.stance.kind == "text":
        raise UsageError("kind", q.kind, "ignore or combine: stances that are names have no sides to subtract")
    if q.kind == "combine" and levels > MOST_COMBINED:
        raise UsageError("kind", q.kind, f"another kind: {levels} levels of stance; combine takes at most {MOST_COMBINED}")
    if q.kind not in ("ignore", "combine") and s.stance.kind in ("integer", "number") and levels > MOST_LEVELS:
        raise UsageError("stance", f"{levels} levels", f"a scale of at most {MOST_LEVELS:,} levels")


def _named(codes: NDArray[np.int32]) -> NDArray[np.int32]:
    found = np.unique(codes)
    return found[found >= 0]


def _limit(rows: int, columns: int) -> None:
    if rows * columns > CELLS:
        what = f"at most {CELLS:,} cells; name fewer actors (keep=), or take a shorter time (start=, stop=)"
        raise UsageError("network", f"{rows:,} × {columns:,} names", what)
