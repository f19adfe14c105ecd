"""Sources: the documents that quotes are taken from."""

from __future__ import annotations

from dataclasses import dataclass

from posgraph.model.dates import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document: an article, a statement, a draft, …"""

    id: str
    title: str
    publisher: str | None = None
    url: str | None = None
    published: When | None = None
    kind: str | None = None
