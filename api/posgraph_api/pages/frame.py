"""The frame of every page, and how a page is sent."""

from __future__ import annotations

from posgraph_api.figures.markup import Child, Html, join, link, tag
from posgraph_api.http.caching import Body
from posgraph_api.http.media import HTML

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""What a browser may load for a page: the style sheet of the service, and nothing else."""

_WAYS = (("/", "Overview"), ("/v1/questions", "Questions"), ("/sparql", "SPARQL"), ("/docs", "API"))


def frame(title: str, *content: Child) -> Html:
    """A whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · posgraph" if title else "posgraph"),
        tag("link", rel="stylesheet", href="/static/style.css"),
    )
    ways = tag("nav", [link(href, name) for href, name in _WAYS], aria_label="Main")
    top = tag("header", link("/", "posgraph", class_="home"), ways)
    return join(Html("<!doctype html>"), tag("html", head, tag("body", top, tag("main", *content)), lang="en"))


def page(html: Html) -> Body:
    """The page as an answer."""
    headers = {"content-security-policy": POLICY, "referrer-policy": "no-referrer"}
    return Body.of(html.encode(), f"{HTML}; charset=utf-8", headers)
