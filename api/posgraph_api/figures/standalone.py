"""A figure as a file of its own: with its name, its colours and where it comes from, always on white, as papers are."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from posgraph_api.figures.markup import Html, join, tag

_MARGIN = 16
_FOOT = 34


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: what is drawn, in a box of so many pixels, and what it shows in a sentence (for those who do not see it)."""

    width: float
    height: float
    drawn: Html
    label: str

    def inline(self, class_: str = "figure") -> Html:
        """The picture as part of a page, no wider than it; its links can be followed."""
        box = f"0 0 {self.width:g} {self.height:g}"
        return tag(
            "svg", self.drawn, class_=class_, viewBox=box, width=f"{self.width:g}", height=f"{self.height:g}", role="group",
            aria_label=self.label,
        )  # fmt: skip


def standalone(figure: Figure, title: str, foot: str, style: str) -> str:
    """The picture as an SVG file; ``foot`` says where it comes from."""
    width, height = figure.width + 2 * _MARGIN, figure.height + 2 * _MARGIN + _FOOT
    inner = join(
        tag("title", title),
        tag("desc", figure.label),
        Html(f"<style>{style}</style>"),
        tag("rect", width=f"{width:g}", height=f"{height:g}", class_="paper"),
        tag("g", figure.drawn, transform=f"translate({_MARGIN} {_MARGIN})"),
        tag("text", foot, x=str(_MARGIN), y=f"{height - _MARGIN:g}", class_="foot"),
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tag(
        "svg", inner, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}",
        height=f"{height:g}", role="img",
    )  # fmt: skip


def policy(style: str) -> str:
    """What a browser may do with such a file: show it, with this style."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
