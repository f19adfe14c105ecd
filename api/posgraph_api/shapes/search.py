"""The shapes of a search: hits with the pieces of their texts, and facets."""

from __future__ import annotations

from posgraph_api.shapes import AnyEvidence, Shape, SourceRef


class Piece(Shape):
    """A part of a text; `hit` where it is what was asked for. The pieces joined are the text."""

    text: str
    hit: bool


class Place(Shape):
    """Another text of a hit in which something was found, and where it stands."""

    where: str
    text: list[Piece]


class HitSource(SourceRef):
    """The source of a hit."""

    publisher: str | None


class Hit(Shape):
    """A row in which something was found: its best text and where that stands, and whether it is only spelt otherwise."""

    rank: int
    kind: str
    id: str
    iri: str
    label: str
    where: str
    spelling: bool
    actor: str | None
    issue: str | None
    date: str | None
    in_force: bool | None
    text: list[Piece]
    also: list[Place]
    source: HitSource | None
    statement: AnyEvidence | None


class FacetValue(Shape):
    """A value that hits can be limited to, and how many there are with it."""

    value: str
    count: int


class Facets(Shape):
    """Counts of hits; those of each under all filters but its own."""

    kind: list[FacetValue]
    actor: list[FacetValue]
    issue: list[FacetValue]
    year: list[FacetValue]


class Search(Shape):
    """A page of hits, the best first."""

    q: str
    as_of: str
    total: int
    facets: Facets
    items: list[Hit]
    next: str | None
