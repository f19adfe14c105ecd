"""Scenarios in addresses: ``?set=…&drop=…&relate=…&order=…&scenario=…``, one form for one scenario."""

from __future__ import annotations

from collections.abc import Iterable

from posgraph.analysis.scenario.files import kept
from posgraph.analysis.scenario.grammar import FORMS, scenario
from posgraph.errors import UnknownName
from posgraph.model import Dataset, Scenario
from posgraph.model.cells import near

NAME = "scenario"
"""The parameter that names a scenario which the dataset keeps."""

PARAMETERS = (*FORMS, NAME)
"""All parameters, in their canonical order."""


def from_query(dataset: Dataset, pairs: Iterable[tuple[str, str]]) -> Scenario:
    """The scenario that the parameters of an address spell out; several are laid over together.

    One kept scenario by itself is that scenario, with its name; together with anything else it is its changes. Raises UnknownName
    for a parameter or a scenario that nothing has, and what the changes raise.

    >>> toy = Dataset(id="toy", scenarios=(Scenario(id="a", label="If A", changes=()),))
    >>> from_query(toy, [("scenario", "a")]).label, from_query(toy, []).changes
    ('If A', ())
    """
    given = list(pairs)
    for name, _ in given:
        if name not in PARAMETERS:
            raise UnknownName("parameter", name, f"one of: {', '.join(PARAMETERS)}", near(name, PARAMETERS))
    return merged(
        dataset, [kept(dataset, value) for name, value in given if name == NAME], [f"{n} {v}" for n, v in given if n != NAME]
    )


def to_query(scenario: Scenario, dataset: Dataset | None = None) -> tuple[tuple[str, str], ...]:
    """The parameters that spell a scenario out, in canonical order; of one that ``dataset`` keeps, only its id.

    The changes are to be in their canonical form (:func:`~posgraph.analysis.scenario.grammar.scenario` gives it): then equal
    scenarios have equal addresses.

    >>> to_query(Scenario(id="", label="", changes=("set n:vote=accepts", "drop p1")))
    (('set', 'n:vote=accepts'), ('drop', 'p1'))
    """
    if dataset is not None and dataset.by_id("scenarios").get(scenario.id) == scenario:
        return ((NAME, scenario.id),)
    pairs = {(verb, said) for verb, _, said in (change.partition(" ") for change in scenario.changes)}
    return tuple(sorted(pairs, key=lambda pair: (PARAMETERS.index(pair[0]), pair[1])))


def merged(dataset: Dataset, scenarios: Iterable[Scenario], changes: Iterable[str] = ()) -> Scenario:
    """Scenarios and single changes as one scenario; one by itself keeps its name."""
    given, more = tuple(scenarios), tuple(changes)
    if len(given) == 1 and not more:
        return given[0]
    return scenario(dataset, (*(text for each in given for text in each.changes), *more))
