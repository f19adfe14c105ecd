"""Hits in a text: the text in pieces, each a hit or not; joined again they are the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from posgraph.searching.asking import Term
from posgraph.searching.folding import Word, words


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``hit`` where it is what was asked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in pieces; ``terms`` says how many of the terms asked for it has."""

    pieces: tuple[Piece, ...]
    terms: int = 0


def marked(text: str, wanted: Sequence[Term]) -> Marked:
    """The text with what was asked for marked.

    >>> from posgraph.searching.asking import question
    >>> [(piece.text, piece.hit) for piece in marked("Call to Kiev", question("Київ").wanted).pieces]
    [('Call to ', False), ('Kiev', True)]
    """
    found = list(words(text))
    spans = [list(_spans(term, found)) for term in wanted]
    return Marked(tuple(_pieces(text, (span for each in spans for span in each))), sum(map(bool, spans)))


def snippet(pieces: Sequence[Piece], width: int = 240) -> tuple[Piece, ...]:
    """At most about ``width`` characters around the first hit; ``…`` where something is left out.

    >>> text = (Piece("one two three four five six "), Piece("seven", True), Piece(" eight nine ten"))
    >>> "".join(piece.text for piece in snippet(text, 24))
    '… five six seven eight …'
    """
    if sum(len(piece.text) for piece in pieces) <= width:
        return tuple(pieces)
    before = next((sum(len(piece.text) for piece in pieces[:n]) for n, piece in enumerate(pieces) if piece.hit), 0)
    start = max(0, before - width // 2)
    cut: list[Piece] = []
    at = 0
    for piece in pieces:
        inside = piece.text[max(0, start - at) : max(0, start + width - at)]
        if inside:
            cut.append(Piece(inside, piece.hit))
        at += len(piece.text)
    first, last = cut[0], cut[-1]
    if start:
        whole = first.text if first.hit else first.text.partition(" ")[2] or first.text
        cut[0:1] = [Piece("… "), Piece(whole, first.hit)]
    if at > start + width:
        whole = cut[-1].text if last.hit else cut[-1].text.rpartition(" ")[0] or cut[-1].text
        cut[-1:] = [Piece(whole, last.hit), Piece(" …")]
    return tuple(_joined(cut))


def _spans(term: Term, found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    size, at = len(term.words), 0
    while at <= len(found) - size:
        if all(asked.meets(word) for asked, word in zip(term.words, found[at : at + size], strict=True)):
            yield found[at].start, found[at + size - 1].end
            at += size
        else:
            at += 1


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[max(at, start) : end], hit=True)
        at = end
    if at < len(text) or not text:
        yield Piece(text[at:])


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours that are both no hits as one."""
    kept: Piece | None = None
    for piece in pieces:
        if kept and not kept.hit and not piece.hit:
            kept = Piece(kept.text + piece.text)
            continue
        if kept:
            yield kept
        kept = piece
    if kept:
        yield kept
