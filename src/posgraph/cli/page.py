"""A page for the terminal: paragraphs, lists and tables that fit its width; colours only where they can be seen.

Text that comes from data is shown as it is, but control characters (which could steer a terminal) become ``�``.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from posgraph.cli import streams

if TYPE_CHECKING:
    from rich.text import Text

NARROW = 60
"""Below this many columns a table is written as one block a row."""

BREAK = "\n"
"""A span that begins a new line in a cell."""

LEAST = 16
"""Columns that a paragraph has at least, whatever its indent."""

_TRAILING = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")
"""Blanks at the end of a line, among what ends a style."""

Span = str | tuple[str, str]
"""Text, or text with a style of rich (``bold``, ``dim``, ``red``)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, at least ``least`` wide where there is room; a ``fixed`` one is never wrapped."""

    title: str
    fixed: bool = False
    right: bool = False
    least: int | None = None


def colourful() -> bool:
    """True where stdout is a terminal that shows colours, and NO_COLOR (https://no-color.org) is not set."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Page:
    """Collects what is to be shown; :meth:`show` writes it.

    >>> page = Page(width=30, colour=False)
    >>> page.say("A sentence that is longer than the page is wide.", indent=2)
    >>> print(page.text(), end="")
      A sentence that is longer
      than the page is wide.
    """

    def __init__(self, width: int | None = None, colour: bool | None = None) -> None:
        from rich.console import Console

        self.width = max(20, width or shutil.get_terminal_size((80, 24)).columns)
        colour = colourful() if colour is None else colour
        self._console = Console(
            width=self.width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            no_color=not colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            file=io.StringIO(),
        )
        self._lines: list[str] = []

    def say(self, *spans: Span, indent: int = 0) -> None:
        """A paragraph."""
        indent = self._within(indent)
        for line in self._wrap(_text(spans), self.width - indent):
            self._put(line, indent)

    def address(self, url: str, indent: int = 0) -> None:
        """An address on a line of its own, never broken, so that it can be opened."""
        self._lines.append(" " * indent + self._styled(_text([(url, "dim")])))

    def item(self, mark: str, *spans: Span, indent: int = 0, gap: int = 0) -> None:
        """A list item: the mark, then a paragraph that stays to the right of it (at least ``gap`` columns)."""
        pad, indent = max(gap, _width(mark) + 1), self._within(indent)
        if self.inset(mark, indent, gap) < pad:
            self.say((mark, "bold"), indent=indent)
            self.say(*spans, indent=indent + 2)
            return
        lines = self._wrap(_text(spans), self.width - indent - pad)
        for number, line in enumerate(lines or [_text([""])]):
            head = _text([(mark + " " * (pad - _width(mark)), "bold") if not number else " " * pad])
            self._put(head + line, indent)

    def inset(self, mark: str, indent: int = 0, gap: int = 0) -> int:
        """How far right of its indent the paragraph of a list item stands: 2, below the mark, where that takes up too much."""
        pad = max(gap, _width(mark) + 1)
        crowded = pad > self.width // 3 or self.width - self._within(indent) - pad < LEAST
        return min(2, pad) if crowded else pad

    def gap(self, marks: Iterable[str]) -> int:
        """The ``gap`` of list items side by side: room for the marks, but for those that take up too much."""
        return max((wide for mark in marks if (wide := _width(mark) + 2) <= self.width // 3), default=0)

    def blank(self) -> None:
        """An empty line, never two in a row and never the first."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Span | list[Span]]]) -> None:
        """A table; on a narrow page, a block for each row."""
        cells = [[_text(cell if isinstance(cell, list) else [cell]) for cell in row] for row in rows]
        if self.width < NARROW:
            self._blocks(columns, cells)
            return
        from rich.table import Table

        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold", width=None)
        room = self._room_for_least(columns, cells)
        for column in columns:
            justify: Literal["left", "right"] = "right" if column.right else "left"
            least = column.least if room else None
            table.add_column(column.title, no_wrap=column.fixed, overflow="fold", justify=justify, min_width=least)
        for row in cells:
            table.add_row(*row)
        with self._console.capture() as captured:
            self._console.print(table)
        self._lines.extend(_TRAILING.sub(lambda tail: tail[0].replace(" ", ""), line) for line in captured.get().splitlines())

    def text(self) -> str:
        """The page as text, with escape sequences where it is colourful."""
        return "".join(f"{line}\n" for line in self._lines)

    def show(self) -> None:
        """Write the page to stdout."""
        streams.write(self.text())

    def _room_for_least(self, columns: Sequence[Column], rows: Sequence[Sequence[Text]]) -> bool:
        """Whether no column has to be narrower than its ``least``; where one has, rich would cut words off instead.

        It takes from the widest first of the columns that it may wrap, so these all end at one width, or below.
        """
        wide = {
            place: 2 + max((line.cell_len for row in rows for line in row[place].split()), default=0)
            for place in range(len(columns))
        }
        room = self.width - sum(max(wide[n], _width(c.title) + 2) for n, c in enumerate(columns) if c.fixed)
        wrapped = {n: c.least or 0 for n, c in enumerate(columns) if not c.fixed}
        end = next((end for end in range(max(room, 0), 0, -1) if sum(min(wide[n], end) for n in wrapped) <= room), 0)
        return all(min(wide[n], end) >= min(wide[n], least + 2) for n, least in wrapped.items())

    def _blocks(self, columns: Sequence[Column], rows: Sequence[Sequence[Text]]) -> None:
        for row in rows:
            self.blank()
            for column, cell in zip(columns, row, strict=True):
                first, *rest = cell.split()
                if cell.plain:
                    self.item(f"{column.title}:", first.plain)
                for line in rest:
                    self.say(line.plain, indent=2)

    def _within(self, indent: int) -> int:
        """The indent, or less where the page is too narrow for it."""
        return min(indent, max(0, self.width - LEAST))

    def _wrap(self, text: Text, width: int) -> list[Text]:
        lines = list(text.wrap(self._console, width))
        for line in lines:
            line.rstrip()
        return lines

    def _put(self, text: Text, indent: int) -> None:
        self._lines.append((" " * indent + self._styled(text)).rstrip())

    def _styled(self, text: Text) -> str:
        with self._console.capture() as captured:
            self._console.print(text, end="", no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
        return captured.get()


def _text(spans: Sequence[Span]) -> Text:
    from rich.text import Text

    text = Text()
    for span in spans:
        words, style = span if isinstance(span, tuple) else (span, "")
        text.append(words if words == BREAK else _inline(words), style or None)
    return text


def _inline(text: str) -> str:
    """Text on one line, without control characters; spaces at its ends stay, they part it from its neighbours."""
    return "".join(" " if c in "\n\r\t" else "�" if unicodedata.category(c) == "Cc" else c for c in text)


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
