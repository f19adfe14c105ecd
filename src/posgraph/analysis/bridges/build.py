"""From a change to a bridge: it is checked, and told with what each side would drop."""

from __future__ import annotations

from collections.abc import Iterable

from posgraph.analysis.bridges.change import Change
from posgraph.analysis.bridges.results import Bridge, Term, Written
from posgraph.analysis.bridges.talks import Talks
from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.results import Conflict
from posgraph.model import Dataset


def holders(conflict: Conflict) -> tuple[str, str]:
    """The two actors, by id."""
    first, second = sorted((conflict.a.actor, conflict.b.actor))
    return first, second


def built(
    talks: Talks,
    conflict: Conflict,
    kind: str,
    change: Change,
    says: str,
    terms: Iterable[Term],
    *,
    evidence: Iterable[Evidence] = (),
    clauses: Iterable[Written] = (),
    dataset: Dataset | None = None,
) -> Bridge | None:
    """The bridge, or None where the change would raise a conflict between the two, or between others that it moves."""
    rows = [talks.row(id) for id in change.drops]
    moved = frozenset((*holders(conflict), *(h.row.actor for h in rows)))
    if talks.raises(change, moved, dataset):
        return None
    drops = {actor: tuple(shown(talks.dataset, h) for h in rows if h.row.actor == actor) for actor in sorted(moved)}
    kept = {actor: told for actor, told in drops.items() if told}
    return Bridge(conflict, kind, says, tuple(terms), change.texts, kept, tuple(evidence), tuple(clauses))


def label(talks: Talks, demand: str) -> str:
    """The label of a demand."""
    return str(talks.dataset.by_id("demands")[demand].label)


def name(talks: Talks, actor: str) -> str:
    """The label of an actor."""
    row = talks.dataset.by_id("actors").get(actor)
    return str(row.label) if row else actor


def both(talks: Talks, conflict: Conflict) -> str:
    """The two actors in words."""
    return " and ".join(name(talks, actor) for actor in holders(conflict))


def figure(value: float) -> str:
    """A number for reading.

    >>> figure(85000.0), figure(1.5)
    ('85,000', '1.5')
    """
    return f"{value:,.12g}"
