"""The index of a dataset: SQLite's full-text search (FTS5) in memory, made when a dataset is first searched.

The words are folded here and handed over ready: the tokenizer only has to part them at spaces. For each weight of text there is a
column of folded words and one of skeletons. What is asked never reaches FTS5 but as quoted words of letters and digits.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from itertools import islice, product
from threading import Lock

from posgraph.errors import StoreError
from posgraph.graphs.once import once
from posgraph.model import Dataset
from posgraph.searching.asking import Question, Term
from posgraph.searching.entries import Entry, entries
from posgraph.searching.folding import forms

_COLUMNS = {"label": 0, "alias": 0, "title": 0, "quote": 1, "text": 1, "publisher": 2, "statement": 2, "note": 3}
"""In which column the words of a text stand, by where it does."""

WEIGHTS = (10.0, 6.0, 3.0, 1.0)
"""What a word counts in each column: names, quotes and texts, statements in words, notes."""

FOLDED = tuple(f"f{n}" for n in range(len(WEIGHTS)))
SKELETONS = tuple(f"s{n}" for n in range(len(WEIGHTS)))

_BREAK = " · "
"""Between two texts in one column, so that no phrase reaches over from one to the other."""

_NAMES = ", ".join((*FOLDED, *SKELETONS))

Scores = dict[int, float]


class Index:
    """The entries of a dataset, and where their words are. ``find`` may be called from any thread."""

    def __init__(self, found: tuple[Entry, ...]) -> None:
        self.entries = found
        self._lock = Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        create(self._connection)
        marks = ", ".join("?" for _ in range(1 + 2 * len(WEIGHTS)))
        with self._connection:
            self._connection.executemany(
                f"INSERT INTO entries(rowid, {_NAMES}) VALUES ({marks})",
                ((number, *_cells(entry)) for number, entry in enumerate(found)),
            )

    def find(self, asked: Question) -> Iterator[tuple[int, bool, float]]:
        """The entries that have all that is wanted and nothing unwanted: number, whether each word stands there as it is
        written, and how well it suits.
        """
        every: Scores | None = None
        exact: Scores | None = None
        for term in asked.wanted:
            as_written, anyhow = self._scores(term, exactly=True), self._scores(term)
            every = _both(every, {n: as_written.get(n, 0.0) + score for n, score in anyhow.items()})
            exact = _both(exact, as_written)
            if not every:
                return
        if every is None:
            every = dict.fromkeys(range(len(self.entries)) if asked.unwanted or asked.empty else (), 0.0)
            exact = every
        gone = {number for term in asked.unwanted for number in self._scores(term)}
        written = exact or {}
        yield from ((number, number in written, score) for number, score in every.items() if number not in gone)

    def _scores(self, term: Term, *, exactly: bool = False) -> Scores:
        weights = ", ".join(map(str, (*WEIGHTS, *(weight / 10 for weight in WEIGHTS))))
        sql = f"SELECT rowid, -bm25(entries, {weights}) FROM entries WHERE entries MATCH ?"
        with self._lock:
            return dict(self._connection.execute(sql, (_match(term, exactly=exactly),)).fetchall())


def create(connection: sqlite3.Connection) -> None:
    """Make the table of words; raises StoreError where SQLite has no full-text search."""
    try:
        connection.execute(f"CREATE VIRTUAL TABLE entries USING fts5({_NAMES}, content='', tokenize='ascii')")
    except sqlite3.DatabaseError as error:
        message = "this Python's SQLite has no full-text search: use one whose sqlite3 was built with FTS5"
        raise StoreError(f"{message} ({error})") from error


@once
def index(dataset: Dataset) -> Index:
    """The index of a dataset."""
    return Index(tuple(entries(dataset)))


def _both(one: Scores | None, other: Scores) -> Scores:
    return other if one is None else {number: one[number] + score for number, score in other.items() if number in one}


def _cells(entry: Entry) -> list[str]:
    """The words of each column, parted by spaces."""
    cells = [""] * (2 * len(WEIGHTS))
    for where, text in entry.texts:
        column = _COLUMNS[where]
        for at, found in zip((column, column + len(WEIGHTS)), forms(text), strict=True):
            cells[at] = f"{cells[at]}{_BREAK}{found}" if cells[at] else found
    return cells


def _match(term: Term, *, exactly: bool) -> str:
    """A term as FTS5 asks for it: as it is written, or else in any spelling of each of its words.

    >>> from posgraph.searching.asking import question
    >>> _match(question("kiev").terms[0], exactly=True), _match(question("kiev").terms[0], exactly=False)
    ('{f0 f1 f2 f3} : ("kiev")', '{f0 f1 f2 f3} : ("kiev") OR {s0 s1 s2 s3} : ("kiv")')
    """
    star = " *" if term.words[-1].heads else ""
    written = f"{{{' '.join(FOLDED)}}} : ({_phrase(word.folded for word in term.words)}{star})"
    if exactly:
        return written
    *before, last = term.words
    beginnings = list(islice(product(*(word.skeletons for word in before)), _MOST))
    ways = [_phrase((*said, form)) for said in beginnings for form in last.skeletons]
    ways += [f"{_phrase((*said, head))} *" for said in beginnings for head in last.heads]
    return f"{written} OR {{{' '.join(SKELETONS)}}} : ({' OR '.join(ways)})"


_MOST = 64
"""So many ways to spell a phrase are looked up: each word that begins with g or h doubles them."""


def _phrase(found: Iterable[str]) -> str:
    return f'"{" ".join(found)}"'
