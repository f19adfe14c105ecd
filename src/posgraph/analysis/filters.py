"""What a question is limited to: a day, actors, issues with all below them, rules, a number. What cannot be meant raises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset, dates
from posgraph.model.cells import near

EXPECTED = "a day of the calendar: 2025-12-29"
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


def check_limit(limit: int | None) -> None:
    """Raise UsageError where a limit is less than nothing."""
    if limit is not None and limit < 0:
        raise UsageError("limit", limit, "a number of items, 0 or more, or none")


def day(as_of: date | str | None, ever: bool) -> date | None:
    """The date asked for: today where none is given, none where all times count.

    Raises UsageError for what is no date, and where a date comes together with ``ever``.
    """
    if ever:
        if as_of is not None:
            raise UsageError("as_of", as_of, "no date together with ever")
        return None
    return date.today() if as_of is None else dated(as_of, "as_of")


def dated(given: date | str, argument: str) -> date:
    """The date that an argument names; of a time (pandas has them too) its date. Raises UsageError for what is no date.

    >>> dated("2025-12-29", "since")
    datetime.date(2025, 12, 29)
    """
    try:
        if isinstance(given, str):
            return dates.day(given)
        if isinstance(given, datetime):
            return date.fromordinal(given.toordinal())  # the NaT of pandas has a date(), which is no date, but no ordinal
    except ValueError:
        raise UsageError(argument, given, EXPECTED) from None
    if not isinstance(given, date):
        raise UsageError(argument, given, EXPECTED)
    return given
