"""What is asked of a search: words, "phrases", beginnings*, -what is not wanted. Every text is a question; none is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass

from posgraph.searching.folding import Word, skeleton, spellings, words

_PART = re.compile(r'(?P<no>(?<!\S)-)?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<word>[^\s"“”„«»]+))')


@dataclass(frozen=True, slots=True)
class Asked:
    """One word asked for, in the forms that it is looked up by; ``heads`` are skeletons that a longer word may begin with."""

    folded: str
    skeletons: tuple[str, ...]
    heads: tuple[str, ...] = ()

    def exactly(self, word: Word) -> bool:
        """Whether a word is this one as it is written."""
        return word.folded == self.folded or (bool(self.heads) and word.folded.startswith(self.folded))

    def meets(self, word: Word) -> bool:
        """Whether a word is this one, however it is spelt."""
        return self.exactly(word) or word.skeleton in self.skeletons or word.skeleton.startswith(self.heads or ("\0",))


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow one another: one word, or a phrase. ``wanted`` is False for what must not be there."""

    words: tuple[Asked, ...]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """The terms of a text; ``empty`` where the text holds nothing but spaces."""

    terms: tuple[Term, ...]
    empty: bool

    @property
    def wanted(self) -> tuple[Term, ...]:
        """What must be there."""
        return tuple(term for term in self.terms if term.wanted)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        """What must not be there."""
        return tuple(term for term in self.terms if not term.wanted)


def question(text: str, *, prefix: bool = False) -> Question:
    """Read a text; with ``prefix`` its last word may be the beginning of one, as somebody is still typing it.

    >>> [[word.folded for word in term.words] for term in question('"first a peace" ceasef* -vote').terms]
    [['first', 'a', 'peace'], ['ceasef'], ['vote']]
    >>> question("(a OR) NEAR/2 *").empty, question("  ").empty
    (False, True)
    """
    found: dict[Term, None] = {}
    parts = list(_PART.finditer(text))
    for part in parts:
        given = part["word"] if part["word"] is not None else part["phrase"]
        last = prefix and part is parts[-1] and part["word"] is not None and part.end() == len(text)
        said = list(words(given))
        if said:
            opened = last or given.endswith("*")
            asked = tuple(_asked(word, opened and word is said[-1]) for word in said)
            found[Term(asked, part["no"] is None)] = None
    return Question(tuple(found), not text.strip())


def _asked(word: Word, opened: bool) -> Asked:
    heads = spellings(skeleton(word.folded, whole=False)) if opened else ()
    return Asked(word.folded, spellings(word.skeleton), heads)
