"""Counting the rows of a written result, piece by piece: the serialiser takes all of them and does not tell how many."""

from __future__ import annotations

import re
from collections.abc import Callable

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


class Rows:
    """Counts the rows in the pieces of a result, written by Oxigraph in one of the formats of SPARQL.

    >>> rows = Rows("json")
    >>> for piece in (b'{"results":{"bindings":[{"a":{"value":"},', b'{"}},{"a":', b'{"value":"x"}}]}}'): rows.add(piece)
    >>> rows.count
    2
    """

    def __init__(self, name: str) -> None:
        self.count = 0
        self._rest = b""
        self._quoted = False
        self._add: Callable[[bytes], None] = getattr(self, f"_{name}")

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self._add(piece)

    def _json(self, piece: bytes) -> None:
        """Without its strings, ``},{`` stands between two rows and nowhere else: within a row a name comes before each ``{``."""
        text = _STRING.sub(b"", self._rest + piece)
        cut = text.find(b'"')  # a string that ends in a later piece
        text, begun = (text, b"") if cut < 0 else (text[:cut], text[cut:])
        if not self.count:
            self.count = int(b"[{" in text)
        self.count += text.count(b"},{")
        self._rest = text[-2:] + begun

    def _xml(self, piece: bytes) -> None:
        """``<`` stands for itself in no text."""
        text = self._rest + piece
        self.count += text.count(b"<result>")
        self._rest = text[-7:]

    def _csv(self, piece: bytes) -> None:
        """A line ends where a newline stands outside of quotes; the first line has the names."""
        parts = piece.split(b'"')
        self.count += sum(part.count(b"\n") for part in parts[int(self._quoted) :: 2]) - (0 if self._rest else 1)
        self._quoted ^= not len(parts) % 2
        self._rest = b"names"

    def _tsv(self, piece: bytes) -> None:
        """A newline within a text is escaped."""
        self.count += piece.count(b"\n") - (0 if self._rest else 1)
        self._rest = b"names"
