"""The timeline as a page shows it: who said what when, how long it stood, and who moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posgraph.analysis.filters import chosen_issues
from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph_api.views.timeline.history import History
from posgraph_api.views.timeline.lanes import Lanes, Mark, lanes_of
from posgraph_api.views.timeline.span import Span, best_span, months_back

ROWS = 60
"""So many rows the table has at most, the newest."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Events, and agreements that were adopted, of one day: a date as written is as exact as that."""

    day: date
    names: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The page. ``shown``: the positions in force in the span, the newest first; ``zooms``: other spans (name, first)."""

    span: Span
    day: date
    lanes: Lanes
    shown: tuple[Mark, ...]
    later: int
    happenings: tuple[Happening, ...]
    zooms: tuple[tuple[str, date | None], ...]
    actors: tuple[tuple[str, str], ...]
    issues: tuple[tuple[str, str], ...]
    moves: int
    picked: str
    history: History | None

    @property
    def rows(self) -> tuple[Mark, ...]:
        """The rows of the table."""
        return self.shown[:ROWS]


def timeline_view(
    dataset: Dataset,
    marks: Iterable[Mark],
    day: date,
    first: date | None = None,
    last: date | None = None,
    actor: str | None = None,
    issue: str | None = None,
    history: History | None = None,
) -> TimelineView:
    """The view of the marks of an actor, an issue (and those below it), or both, between two days."""
    below = chosen_issues(dataset, issue) if issue else None
    kept = [m for m in marks if (actor is None or m.actor == actor) and (below is None or m.issue in below)]
    span = best_span((m.start for m in kept), day, first, last)
    shown = [m for m in kept if (m.start or date.min) <= span.last and (m.end or date.max) >= span.first]
    starts = [m.start for m in kept if m.start]
    return TimelineView(
        span=span,
        day=day,
        lanes=lanes_of(kept, Words(dataset), span, bool(actor or issue), issue is not None and actor is None),
        shown=tuple(reversed(shown)),
        later=sum(start > span.last for start in starts),
        happenings=happenings(dataset, span),
        zooms=(("last month", months_back(span.last, 1)), ("last quarter", months_back(span.last, 3)),
               ("last year", months_back(span.last, 12)), ("all", min(starts, default=None))),
        actors=tuple((one.id, str(one.label)) for one in dataset.actors),
        issues=tuple((one.id, str(one.label)) for one in dataset.issues),
        moves=sum(1 for m in shown if m.arrow and m.start and span.first <= m.start),
        picked=history.picked if history else "",
        history=history,
    )  # fmt: skip


def happenings(dataset: Dataset, span: Span) -> tuple[Happening, ...]:
    """What happened, or is planned, in the span, by day."""
    days: dict[date, list[tuple[str, str]]] = {}
    dated = [(event.date, event.label, event.status) for event in dataset.events if event.status != "denied"]
    dated += [(plan.date, plan.label, "adopted") for plan in dataset.proposals if plan.status == "adopted"]
    for when, label, status in dated:
        if when and when.first and span.first <= when.first <= span.last:
            days.setdefault(when.first, []).append((label, f"{when.text}, {status}"))
    return tuple(Happening(day, tuple(sorted(days[day]))) for day in sorted(days))
