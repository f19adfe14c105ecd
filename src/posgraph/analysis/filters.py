"""What a question is limited to: actors, issues with all below them, rules. Unknown names raise, with a near match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from posgraph.errors import UnknownName
from posgraph.model import Dataset
from posgraph.model.cells import near

MOST = 50
"""How many ids an error lists; of more it says only how many there are."""


def names(given: str | Iterable[str]) -> tuple[str, ...]:
    """A single name or several, as a tuple."""
    return (given,) if isinstance(given, str) else tuple(given)


def chosen_actors(dataset: Dataset, given: str | Iterable[str]) -> frozenset[str]:
    """Actor ids; raises UnknownName, with the id whose label or alias comes near, on any other."""
    called = {name: a.id for a in dataset.actors for name in (*a.aliases, a.label, a.id)}
    return frozenset(_known("actor", name, dataset.by_id("actors"), called) for name in names(given))


def chosen_issues(dataset: Dataset, given: str | Iterable[str]) -> frozenset[str]:
    """Issue ids with all that lie below them by ``broader``; raises UnknownName on any other name."""
    below: defaultdict[str | None, list[str]] = defaultdict(list)
    for issue in dataset.issues:
        below[issue.broader].append(issue.id)
    called = {name: i.id for i in dataset.issues for name in (i.label, i.id)}
    queue = [_known("issue", name, dataset.by_id("issues"), called) for name in names(given)]
    found: set[str] = set()
    while queue:
        here = queue.pop()
        if here not in found:
            found.add(here)
            queue.extend(below[here])
    return frozenset(found)


def chosen_rules(given: str | Iterable[str], known: Mapping[str, str], argument: str = "rule") -> tuple[str, ...]:
    """Names of rules, given by name or by notation (``R1``); all of them where none is given.

    >>> from posgraph.analysis.rules import RULES
    >>> chosen_rules(("R2", "deadlock"), RULES)
    ('refused-consequence', 'deadlock')
    """
    called = {word.lower(): name for name, notation in known.items() for word in (notation, name)}
    wanted = set()
    for asked in names(given):
        if asked.lower() not in called:
            words = ", ".join(name if name == notation else f"{name} ({notation})" for name, notation in known.items())
            raise UnknownName(argument, asked, f"one of: {words}", _near(asked, called))
        wanted.add(called[asked.lower()])
    return tuple(name for name in known if name in wanted or not wanted)


def _known(argument: str, name: str, ids: Collection[str], called: Mapping[str, str]) -> str:
    """The name, if it is one of the ids; UnknownName otherwise."""
    if name in ids:
        return name
    expected = "one of: " + ", ".join(sorted(ids)) if len(ids) <= MOST else f"one of the {len(ids)} ids of {argument}s"
    raise UnknownName(argument, name, expected, _near(name, called))


def _near(name: str, called: Mapping[str, str]) -> str:
    """The id of what is called nearly so, or nothing."""
    return called.get(near(name, called), "")
