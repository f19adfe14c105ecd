"""What a search finds, as frozen results; ``to_dict()`` is the JSON shape ``search``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.model import Source
from posgraph.searching.marking import Piece, snippet

COLUMNS = (
    "rank", "kind", "id", "label", "where", "text", "spelling", "actor", "issue", "date", "source", "source_title",
    "source_publisher", "source_url", "stance", "reported_by", "mode", "in_force", "iri",
)  # fmt: skip
"""The columns of a hit as CSV."""

SHOWN = 20
"""How many hits a printed result lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the dataset. ``where`` says where its best text stands, ``text`` is that text, ``also`` are others with hits.

    ``spelling``: some word stands there in another spelling only. ``statement`` is the evidence where it is a position or a
    wanted order, ``in_force`` then whether it is in force on the day of the search.
    """

    rank: int
    kind: str
    key: tuple[str, ...]
    iri: str
    label: str
    where: str
    text: tuple[Piece, ...]
    also: tuple[tuple[str, tuple[Piece, ...]], ...]
    spelling: bool
    actor: str | None
    issue: str | None
    date: str | None
    source: Source | None
    statement: Evidence | None
    in_force: bool | None

    @property
    def id(self) -> str:
        """The id; of a row without one the parts of its key, joined."""
        return "/".join(self.key)

    def to_dict(self) -> dict[str, Any]:
        """The hit as an item of the JSON shape ``search``."""
        source = self.source and {
            "id": self.source.id,
            "title": self.source.title,
            "publisher": self.source.publisher,
            "url": self.source.url,
            "published": self.source.published.text if self.source.published else None,
        }
        plain = ("rank", "kind", "id", "iri", "label", "where", "spelling", "actor", "issue", "date", "in_force")
        return {name: getattr(self, name) for name in plain} | {
            "text": _told(self.text),
            "also": [{"where": where, "text": _told(text)} for where, text in self.also],
            "source": source,
            "statement": self.statement and self.statement.to_dict(),
        }

    def __str__(self) -> str:
        shown = "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in snippet(self.text, 100))
        return f"{self.kind} {self.id}  {self.where}: {shown}"


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that hits can be limited to, and how many there are with it, all other filters being as they are."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """The hits, the best first; ``total`` counts those beyond the limit, too. Iterates over its hits."""

    q: str
    as_of: date
    total: int
    facets: Mapping[str, tuple[Facet, ...]]
    items: tuple[Hit, ...]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """``{"q", "as_of", "total", "facets", "items", "next"}``."""
        facets = {name: [{"value": f.value, "count": f.count} for f in found] for name, found in self.facets.items()}
        head = {"q": self.q, "as_of": self.as_of.isoformat(), "total": self.total, "facets": facets}
        return head | {"items": [hit.to_dict() for hit in self.items], "next": None}

    def __repr__(self) -> str:
        head = f"{self.total} hit{'' if self.total == 1 else 's'} for {self.q!r}"
        left = self.total - min(len(self), SHOWN)
        return "\n".join([head, *map(str, self.items[:SHOWN]), *([f"… and {left} more"] if left else [])])

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td>{hit.kind}</td><td>{escape(hit.id)}</td><td>{escape(hit.label)}</td><td>{hit.where}</td><td>{_html(hit)}</td></tr>"
            for hit in self.items
        )
        head = "".join(f"<th>{name}</th>" for name in ("kind", "id", "label", "where", "text"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def line(item: Mapping[str, Any]) -> dict[str, Any]:
    """A hit of the JSON shape as cells."""
    source, statement = item["source"] or {}, item["statement"] or {}
    row = {name: item.get(name) for name in COLUMNS} | {name: statement.get(name) for name in ("stance", "reported_by", "mode")}
    row |= {"text": "".join(piece["text"] for piece in item["text"]), "source": source.get("id")}
    return row | {f"source_{name}": source.get(name) for name in ("title", "publisher", "url")}


def _told(pieces: tuple[Piece, ...]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "hit": piece.hit} for piece in pieces]


def _html(hit: Hit) -> str:
    shown = snippet(hit.text)
    return "".join(f"<mark>{escape(piece.text)}</mark>" if piece.hit else escape(piece.text) for piece in shown)
