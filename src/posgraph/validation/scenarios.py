"""Scenarios that the dataset keeps and that cannot be laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posgraph.analysis.scenario import change, changes
from posgraph.errors import Fault, UsageError
from posgraph.model import Dataset


def unreadable(dataset: Dataset) -> Iterator[tuple[str, Fault]]:
    """Every change of a scenario that cannot be read, and every two that contradict each other, with the scenario's id.

    >>> from posgraph.model import Scenario
    >>> toy = Dataset(id="toy", scenarios=(Scenario(id="a", label="A", changes=("drop p1",)),))
    >>> for _, fault in unreadable(toy):
    ...     print(fault)
    scenarios (a) change 'drop p1': 'p1'; expected the id of a position, an order or a relation
    """
    for scenario in dataset.scenarios:
        faults = list(_each(dataset, scenario.changes)) or list(_all(dataset, scenario.changes))
        for fault in faults:
            yield scenario.id, Fault(f"scenarios ({scenario.id}) {fault.where}", fault.value, fault.expected, fault.hint)


def _each(dataset: Dataset, texts: Iterable[str]) -> Iterator[Fault]:
    for text in texts:
        try:
            change(dataset, text)
        except UsageError as error:
            yield error.fault


def _all(dataset: Dataset, texts: Iterable[str]) -> Iterator[Fault]:
    try:
        changes(dataset, texts)
    except UsageError as error:
        yield error.fault
