"""The question about two days: what changed from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.filters import chosen_actors, chosen_issues, dated, names
from posgraph.analysis.force import DAY
from posgraph.analysis.orders import orders
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.report.deals import deals
from posgraph.analysis.report.differences import AnyRow, conflict_difference, overlap_difference, turnover, verdicts
from posgraph.analysis.report.results import Report
from posgraph.analysis.report.sentences import sentences
from posgraph.analysis.shifts import shifts
from posgraph.analysis.shifts.answer import issue_of
from posgraph.model import Dataset, SequencePreference


def report(
    dataset: Dataset,
    since: date | str,
    until: date | str | None = None,
    *,
    actors: str | Iterable[str] = (),
    issues: str | Iterable[str] = (),
    seconds: float = 10.0,
) -> Report:
    """What changed from the day ``since`` to the day ``until`` (None: today), as data and as a paragraph.

    Positions and wanted orders, conflicts, overlaps, contradictions among orders and what blocks a deal are compared as they are
    in force on the two days; shifts are those dated after the first and by the second. Where ``until`` lies before ``since`` the
    comparison is the other way round, and there are no shifts. ``actors`` and ``issues`` limit it as they limit each part;
    ``seconds`` bound each search among orders and red lines. Raises UnknownName for a name that nothing has, UsageError for a
    day that cannot be used.

    >>> from posgraph.model import Demand, Position, When
    >>> from posgraph.stance import Stance
    >>> said = [("p", "rejects", "2025-01-01"), ("q", "accepts", "2025-09-01")]
    >>> rows = [Position(id=i, actor="north", demand="v", stance=Stance(s), valid_from=When.parse(w)) for i, s, w in said]
    >>> d = Dataset(id="toy", demands=(Demand(id="v", issue="i", label="a vote"),), positions=tuple(rows))
    >>> for sentence in report(d, "2025-08-01", "2025-10-01").sentences[:2]:
    ...     print(sentence.text)
    From 2025-08-01 to 2025-10-01 the data show: 1 shift.
    From 2025-09-01 north accepted ‘a vote’ (q; no source given), having rejected it (p; no source given): a reversal.
    """
    first, last = dated(since, "since"), date.today() if until is None else dated(until, "until")
    actors, issues = names(actors), names(issues)
    holders, on = chosen_actors(dataset, actors), chosen_issues(dataset, issues)

    def keep(row: AnyRow) -> bool:
        targets = (row.first, row.then) if isinstance(row, SequencePreference) else (row.demand,)
        return (not holders or row.actor in holders) and (not on or any(issue_of(dataset, t) in on for t in targets))

    days = (first, last)
    clashes = [conflicts(dataset, day, actors=actors, issues=issues, seconds=seconds) for day in days]
    shared = [overlaps(dataset, day, actors=actors, issues=issues) for day in days]
    ordered = [orders(dataset, day, actors=actors, issues=issues, seconds=seconds) for day in days]
    moved = shifts(dataset, last, since=first + DAY, actors=actors, issues=issues).items if first < last else ()
    found = Report(
        since=first,
        until=last,
        positions=turnover(dataset, first, last, keep),
        shifts=moved,
        conflicts=conflict_difference(*clashes),
        overlaps=overlap_difference(*shared),
        orders=verdicts(*ordered),
        settlements=deals(dataset, days, holders, on, seconds),
        sentences=(),
    )
    return replace(found, sentences=sentences(dataset, found))
