"""Content negotiation: which of the media types on offer a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    """Type, subtype and quality of each range in an Accept header; what cannot be read is passed over."""
    found = []
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        main, slash, sub = media.partition("/")
        if not slash:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        found.append((main, sub, quality))
    return found


def best(accept: str, offers: Sequence[str]) -> str | None:
    """The offer of the highest quality; the earlier of equals; None where nothing on offer is accepted.

    The most specific range speaks for an offer: ``text/turtle;q=0, */*`` accepts all but Turtle.

    >>> best("text/csv;q=0.5, application/json;q=0.9", ["text/csv", "application/json"])
    'application/json'
    >>> best("", ["text/csv", "application/json"]), best("image/png", ["text/csv"])
    ('text/csv', None)
    """
    ranges = _ranges(accept) if accept.strip() else [("*", "*", 1.0)]
    chosen, height = None, 0.0
    for offer in offers:
        main, _, sub = offer.partition("/")
        fitting = [(m != "*", s != "*", q) for m, s, q in ranges if m in ("*", main) and s in ("*", sub)]
        quality = max(fitting, default=(False, False, 0.0))[2]
        if quality > height:
            chosen, height = offer, quality
    return chosen
