"""What is asked of a network of a dataset; what cannot be meant raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posgraph.analysis.filters import chosen_actors, chosen_issues
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.networks.duplicates import RULES as DUPLICATES
from posgraph.networks.measures import MODES, NORMS

BY = ("demand", "meaning")
WEIGHTS = ("count", "salience", "severity")
KINDS = tuple(dict.fromkeys((*MODES["one"], *MODES["two"])))
EVERY_NORM = tuple(dict.fromkeys((*NORMS["one"], *NORMS["two"])))

MEANING_KINDS = ("congruence", "conflict", "subtract")
MEANING_NORMS = ("none", "average", "activity_product", "shared")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the names as :func:`posgraph.analysis.network.network` takes them; actors and issues are ids."""

    mode: str
    kind: str
    norm: str
    by: str
    weight: str
    actors: frozenset[str]
    issues: frozenset[str]
    isolates: bool
    duplicates: str

    @property
    def star(self) -> str | None:
        """The actor whose ties alone are asked for."""
        return next(iter(self.actors)) if len(self.actors) == 1 else None


def asked(
    dataset: Dataset,
    kind: str | None,
    mode: str,
    norm: str,
    by: str,
    weight: str,
    actors: str | Iterable[str],
    issues: str | Iterable[str],
    isolates: bool,
    duplicates: str,
) -> Asked:
    """The question, checked; raises the first of the ``faults``, or UnknownName for an actor or issue that there is not."""
    for fault in faults(kind, mode, norm, by, weight, duplicates):
        raise fault
    chosen = kind or default(mode)
    who, what = chosen_actors(dataset, actors), chosen_issues(dataset, issues)
    return Asked(mode, chosen, norm, by, weight, who, what, isolates, duplicates)


def default(mode: str) -> str:
    """The kind of a network where none is named."""
    return "subtract" if mode == "two" else "congruence"


def faults(kind: str | None, mode: str, norm: str, by: str, weight: str, duplicates: str) -> Iterator[UsageError]:
    """Everything that is wrong with the names of a question, and with how they go together."""
    words = (("mode", mode, tuple(MODES)), ("by", by, BY), ("weight", weight, WEIGHTS), ("duplicates", duplicates, DUPLICATES))
    wrong = [_unknown(name, value, known) for name, value, known in words if value not in known]
    yield from wrong
    if mode not in MODES or by not in BY:
        return
    kinds, norms = (MEANING_KINDS, MEANING_NORMS) if by == "meaning" else (MODES[mode], NORMS[mode])
    if by == "meaning" and mode != "one":
        yield UsageError("mode", mode, "one; a network by meaning joins actors (by=demand has both)")
    elif kind is not None and kind not in kinds:
        yield _unknown("kind", kind, kinds, f" with mode={mode} and by={by}")
    if norm not in norms:
        yield _unknown("norm", norm, norms, f" with mode={mode} and by={by}")
    if by == "demand" and weight == "severity":
        yield UsageError("weight", weight, "count or salience; a severity is that of a pair of positions (by=meaning)")
    if by == "meaning" and duplicates in DUPLICATES and duplicates != "include":
        yield UsageError("duplicates", duplicates, "include; by meaning each pair of positions counts once as it is")


def _unknown(name: str, value: str, known: Iterable[str], where: str = "") -> UsageError:
    return UnknownName(name, value, f"one of: {', '.join(known)}{where}", near(str(value), tuple(known)))
