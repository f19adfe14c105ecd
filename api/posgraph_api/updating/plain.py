"""Updates that are nothing but INSERT DATA and DELETE DATA: what they change follows from their text, without a trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph
from pyoxigraph import Quad

from posgraph.store.data import has_blank
from posgraph.store.lexer import significant


def statements(text: str, base: str, prefixes: Mapping[str, str]) -> tuple[set[Quad], set[Quad]] | None:
    """The quads that such a text takes out and puts in; None where it is something else, or cannot be parsed.

    >>> gone, added = statements("DELETE DATA { <e:a> <e:b> 1 } ; INSERT DATA { <e:a> <e:b> 2 }", "", {})
    >>> [quad.object.value for quad in gone], [quad.object.value for quad in added]
    (['1'], ['2'])
    >>> statements("INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", "", {}) is None
    True
    """
    if "\\u" in text or "\\U" in text:  # an engine may read such a letter as a bracket or a quotation mark
        return None
    steps = list(_steps(text))
    if not steps or any(verb not in ("INSERT", "DELETE") for verb, _ in steps):
        return None
    gone: set[Quad] = set()
    added: set[Quad] = set()
    try:
        pyoxigraph.Store().update(text, base_iri=base or None, prefixes=dict(prefixes))  # the grammar, and DELETE's own rules
        for verb, step in steps:
            scratch = pyoxigraph.Store()
            scratch.update(step, base_iri=base or None, prefixes=dict(prefixes))
            found = set(scratch)
            if verb == "INSERT":
                gone, added = gone - found, added | found
            else:
                gone, added = gone | found, added - found
    except SyntaxError:
        return None
    return None if any(map(has_blank, gone)) else (gone, added)


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """The verb of each operation (empty for any but the two), and its text as an INSERT DATA of its own."""
    prologue = ""
    verb, begin, depth, opened = "", 0, 0, False
    previous = ""
    for token in significant(text):
        word = token.text.upper() if token.kind == "word" else ""
        end = token.start + len(token.text)
        if depth == 0 and word in ("PREFIX", "BASE") and not verb:
            opened = True  # a declaration, which goes on to its IRI
            begin = token.start
        elif opened and token.kind == "iri":
            prologue += text[begin:end] + " "
            opened = False
        elif depth == 0 and not opened and word and not verb:
            verb = word
        elif depth == 0 and word and word != "DATA":
            verb = "other"
        elif token.text == "{":
            if depth == 0:
                if previous != "DATA":
                    verb = "other"
                begin = token.start
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0:
                yield verb, f"{prologue}INSERT DATA {text[begin:end]}"
                if verb == "other":
                    return
                verb = ""
        previous = word
    if verb:
        yield "other", ""
