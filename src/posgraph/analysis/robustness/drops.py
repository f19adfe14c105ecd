"""What can be left out: one report, one source, one claimed relation, or all reports that the coder trusts little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from posgraph.analysis.force import Force
from posgraph.analysis.robustness.ranges import WORDS
from posgraph.model import Dataset, Position, SequencePreference
from posgraph.stance import CONFIDENCE

LOW, MEDIUM = (WORDS["confidence"][Fraction(str(CONFIDENCE[word]))].high for word in ("low", "medium"))

BY_CONFIDENCE = ("low", "medium", "unknown")
"""Reports of low confidence (at most 0.45), of low or medium (at most 0.75), of unknown confidence."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Something left out: ``ids`` of positions, preferences and relations.

    ``kind``: position, order, relation, source, or confidence.
    """

    kind: str
    id: str
    ids: frozenset[str]


def trusted_as(confidence: float | None) -> str:
    """The band of a confidence: low, medium, high or unknown."""
    if confidence is None:
        return "unknown"
    exact = Fraction(str(confidence))
    return "low" if exact <= LOW else "medium" if exact <= MEDIUM else "high"


def by_confidence(rows: Iterable[Position | SequencePreference]) -> Iterator[Drop]:
    """The reports of low confidence; of low and medium; of unknown."""
    bands: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        bands[trusted_as(row.confidence)].add(row.id)
    for name, which in (("low", ("low",)), ("medium", ("low", "medium")), ("unknown", ("unknown",))):
        yield Drop("confidence", name, frozenset(id for band in which for id in bands[band]))


class Droppable:
    """All single things that can be left out: each report in force, each relation, and each source with all that rests on it."""

    def __init__(self, dataset: Dataset, force: Force) -> None:
        positions, orders = ([h.row for h in rows] for rows in (force.positions, force.preferences))
        kinds = [("position", positions), ("order", orders), ("relation", dataset.relations)]
        self._single = {row.id: Drop(kind, row.id, frozenset({row.id})) for kind, rows in kinds for row in rows}
        self._source = {row.id: row.source for _, rows in kinds for row in rows if row.source}
        resting: defaultdict[str, set[str]] = defaultdict(set)
        for id, source in self._source.items():
            resting[source].add(id)
        self._sources = {source: Drop("source", source, frozenset(ids)) for source, ids in resting.items()}

    def meeting(self, proofs: Iterable[Iterable[str]]) -> list[Drop]:
        """What has a part in every one of these proofs, each given by its ids: single things first, then sources, by id."""
        each = [frozenset(id for id in proof if id in self._single) for proof in proofs]
        if not each:
            return []
        singles = frozenset.intersection(*each)
        sources = frozenset.intersection(*(frozenset(self._source[id] for id in ids if id in self._source) for ids in each))
        return [*(self._single[id] for id in sorted(singles)), *(self._sources[source] for source in sorted(sources))]

    def touching(self, ids: Iterable[str]) -> list[Drop]:
        """All that has a part in any of these: single things first, then sources, by id."""
        known = sorted(frozenset(id for id in ids if id in self._single))
        sources = sorted({self._source[id] for id in known if id in self._source})
        return [*(self._single[id] for id in known), *(self._sources[source] for source in sources)]
