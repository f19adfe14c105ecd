"""Example questions about a dataset, each an address with parameters that exist in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from posgraph.analysis.force import Force
from posgraph.analysis.results import Conflict
from posgraph.analysis.shifts import Shift
from posgraph.model import Dataset
from posgraph_api.views.told.saying import Said, Telling, words


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the page that answers it. ``day``: that page takes the day of this one; otherwise only the dataset."""

    text: Said
    path: str
    given: Mapping[str, str] = field(hash=False)
    day: bool = True


def questions(
    dataset: Dataset, force: Force, day: date, telling: Telling, conflicts: Sequence[Conflict], shifts: Sequence[Shift]
) -> tuple[Question, ...]:
    """The questions that this dataset can answer."""
    return tuple(_questions(dataset, force, day, telling, conflicts, shifts))


def _questions(
    dataset: Dataset, force: Force, day: date, telling: Telling, conflicts: Sequence[Conflict], shifts: Sequence[Shift]
) -> Iterator[Question]:
    yield Question(words("Who stands where on every issue?"), "/matrix", {})
    if conflicts:
        a, b = (side.actor for side in (conflicts[0].a, conflicts[0].b))
        text = words("What stands between ") + telling.actor(a) + words(" and ") + telling.actor(b) + words("?")
        yield Question(text, "/conflicts", {"edge": f"{a}~{b}"})
    if shifts:
        actor = shifts[0].actor
        yield Question(words("When did ") + telling.actor(actor) + words(" move, and on what?"), "/timeline", {"actor": actor})
    if dataset.sequencing:
        yield Question(words("Who wants what before what, and what could give?"), "/orders", {})
    yield Question(words("Which deals would keep most of what each side wants?"), "/settlements", {})
    yield Question(words("What do all want already, and what does nobody refuse?"), "/ground", {})
    yield from _in_sparql(dataset, force, day, telling)


def _in_sparql(dataset: Dataset, force: Force, day: date, telling: Telling) -> Iterator[Question]:
    """Ready-made questions in SPARQL, about what is spoken of most."""
    rows = [held.row for held in force.positions]
    issue_of = {demand.id: demand.issue for demand in dataset.demands}
    if issue := _most(issue_of[row.demand] for row in rows if row.demand in issue_of):
        text = words("Which stance does each take on ") + telling.issue(issue) + words("?")
        yield Question(text, "/v1/questions/stances-on-issue", {"issue": issue, "day": day.isoformat()}, False)
    if step := _most(step for held in force.preferences for step in (held.row.first, held.row.then)):
        text = words("Who wants what before or after ") + telling.demand(step) + words("?")
        yield Question(text, "/v1/questions/orders-around-a-step", {"step": step}, False)
    if actor := _most(row.actor for row in rows if row.mode and row.mode.startswith("by") and row.mode != "byRepresentative"):
        text = words("What is known of ") + telling.actor(actor) + words(" only through others?")
        yield Question(text, "/v1/questions/known-through-others", {"actor": actor}, False)
    yield Question(words("All ready-made questions"), "/v1/questions", {}, False)


def _most(found: Iterator[str]) -> str:
    """What comes most often; of several the first by name, and nothing of nothing."""
    counts = Counter(found)
    return min(counts, key=lambda one: (-counts[one], one)) if counts else ""
