"""What is asked about orders: the orders, conditions and relations of a day that these actors state about these issues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from posgraph.analysis.filters import chosen_actors, chosen_issues
from posgraph.analysis.force import Force, imagined
from posgraph.analysis.orders.statements import Statements, statements
from posgraph.model import Dataset, Position, SequencePreference


def asked(
    dataset: Dataset,
    moment: date | None,
    ever: bool,
    actors: str | Iterable[str],
    issues: str | Iterable[str],
    without: str | Iterable[str],
) -> tuple[Dataset, Force, Statements]:
    """The data less what is imagined away, what is in force of them, and the orders that it states.

    Raises UnknownName for a name that nothing has.
    """
    holders, on = chosen_actors(dataset, actors), chosen_issues(dataset, issues)
    data, force = imagined(dataset, moment, ever, without)
    issue_of = {d.id: d.issue for d in dataset.demands}

    def keep(row: SequencePreference | Position, steps: Iterable[str]) -> bool:
        return (not holders or row.actor in holders) and (not on or any(issue_of.get(step) in on for step in steps))

    return data, force, statements(data, force, keep)
