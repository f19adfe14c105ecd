"""The frame of every page, and how a page is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from posgraph_api.figures.markup import Html
from posgraph_api.http.caching import Body
from posgraph_api.http.media import HTML

if TYPE_CHECKING:
    from posgraph_api.links.links import Links

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a browser may load for a page: what this service gives, and nothing else."""

_WAYS = (
    ("/", "Home"),
    ("/matrix", "Matrix"),
    ("/conflicts", "Conflicts"),
    ("/orders", "Orders"),
    ("/timeline", "Timeline"),
    ("/settlements", "Settlements"),
    ("/overlaps", "Overlaps"),
    ("/ground", "Common ground"),
    ("/sparql", "SPARQL"),
    ("/review", "Review"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the frame; ``here`` where it leads to the page itself."""

    href: str
    name: str
    here: bool = False


def ways(links: Links | None = None, path: str = "") -> tuple[Way, ...]:
    """The links to the pages; from a view they carry its dataset and day on."""
    return tuple(Way(links.to(to) if links else to, name, to == path) for to, name in _WAYS)


def page_body(html: Html, *, lasting: bool = True) -> Body:
    """A page as an answer."""
    headers = {"content-security-policy": POLICY, "referrer-policy": "same-origin", "x-content-type-options": "nosniff"}
    return Body.of(html.encode(), f"{HTML}; charset=utf-8", headers, lasting)
