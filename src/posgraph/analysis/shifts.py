"""Shifts: where a holder's stance on one target changed from one position to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from posgraph.analysis.force import begin
from posgraph.analysis.revisions import standing
from posgraph.model import Dataset, Position


class Shift(NamedTuple):
    """Two consecutive positions of one holder on one target whose stance differs."""

    before: Position
    after: Position


def shifts(dataset: Dataset, until: date | None = None) -> Iterator[Shift]:
    """Every shift that had begun by ``until`` (None: all), of positions that nobody corrected or retracted.

    Positions follow one another by their first day. Where several begin on one day, each is compared with each of the day
    before and after it.

    >>> from posgraph.model import When
    >>> from posgraph.stance import Stance
    >>> said = [("a", "rejects", "2025-11-20"), ("b", "rejects", "2025-12-01"), ("c", "accepts", "2025-12-20")]
    >>> rows = [Position(id=i, actor="n", demand="d", stance=Stance(s), valid_from=When.parse(w)) for i, s, w in said]
    >>> [(s.before.id, s.after.id) for s in shifts(Dataset(id="toy", positions=tuple(rows)))]
    [('b', 'c')]
    """
    targets: defaultdict[tuple[str, str], list[Position]] = defaultdict(list)
    for row in standing(dataset.positions):
        if until is None or begin(row) <= until:
            targets[row.actor, row.demand].append(row)
    for key in sorted(targets):
        days = [list(rows) for _, rows in groupby(sorted(targets[key], key=begin), key=begin)]
        for earlier, later in pairwise(days):
            yield from (Shift(a, b) for a in earlier for b in later if a.stance != b.stance)
