"""HTML as values: text is escaped when it becomes part of an element, so that nothing from the data is ever markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = {"meta", "link", "input", "br"}


class Html(str):
    """Text that is markup already."""

    __slots__ = ()

    def __html__(self) -> str:
        """The text as it is: templates ask for it."""
        return str(self)


Child = str | Iterable["Child"] | None


def tag(name: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """An element. A trailing ``_`` in an attribute's name is dropped, an inner one is a hyphen; None and False leave it out.

    >>> tag("p", "a < b ", tag("b", "c"), class_="note")
    '<p class="note">a &lt; b <b>c</b></p>'
    """
    given = (
        (key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    written = "".join(f" {key}" if value is True else f' {key}="{escape(str(value))}"' for key, value in given)
    inner = join(*children)
    return Html(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{inner}</{name}>")


def join(*children: Child) -> Html:
    """Texts and elements, one after the other."""
    parts = []
    for child in children:
        if isinstance(child, Html):
            parts.append(str(child))
        elif isinstance(child, str):
            parts.append(escape(child))
        elif child is not None:
            parts.append(join(*child))
    return Html("".join(parts))


def link(href: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """A link, if it leads to a page of this service or to http(s); what is to be clicked without it otherwise.

    >>> link("javascript:alert(1)", "here")
    'here'
    """
    if href.startswith(("http://", "https://")) or (href.startswith("/") and not href.startswith("//")):
        return tag("a", *children, href=href, **attributes)
    return join(*children)


def table(head: Iterable[Child], rows: Iterable[Iterable[Child]], **attributes: str | bool | None) -> Html:
    """A table with a header row, in a box that scrolls where it is wider than the screen.

    Of class ``cards``, it is a list of cards on narrow screens; of class ``labelled``, too, these repeat the header.
    """
    names = [join(name) for name in head]
    top = tag("thead", tag("tr", [tag("th", name, scope="col") for name in names]))
    labels = names if "labelled" in str(attributes.get("class_")) else [None] * len(names)
    body = tag("tbody", [tag("tr", [tag("td", cell, data_label=n) for n, cell in zip(labels, row, strict=True)]) for row in rows])
    return tag("div", tag("table", top, body, **attributes), class_="wide")
