"""Updates as clients write them, in the form that every engine takes: rdflib declares prefixes before each operation."""

from __future__ import annotations

import re

from posgraph.names import PREFIXES
from posgraph.store.lexer import significant


def understood(text: str) -> str:
    """An update with the prefixes of all its operations declared at its beginning, and with every CREATE silent.

    SPARQL 1.1 lets each operation have a prologue (rule 29); Oxigraph takes the first one only. Prefixes are moved unless one
    would get another meaning; then, and where a later BASE is declared, the text stays as it is. A graph exists here when it
    holds something, so to create one that is there is no failure.

    >>> " ".join(understood("CREATE GRAPH <urn:g> ; PREFIX e: <urn:e> DROP GRAPH e:x").split())
    'PREFIX e: <urn:e> CREATE SILENT GRAPH <urn:g> ; DROP GRAPH e:x'
    """
    words = list(significant(text))
    declared: dict[str, str] = {}
    moved: dict[str, str] = {}
    pieces: list[str] = []
    at = depth = 0
    begun = False
    for number, token in enumerate(words):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        word = token.text.upper() if token.kind == "word" and depth == 0 else ""
        if word == "PREFIX" and [each.kind for each in words[number + 1 : number + 3]] == ["name", "iri"]:
            name, iri = (each.text for each in words[number + 1 : number + 3])
            if begun:
                if declared.get(name, iri) != iri or f"<{PREFIXES.get(name[:-1], iri[1:-1])}>" != iri:
                    return text
                end = words[number + 2].start + len(iri)
                pieces += [text[at : token.start], re.sub(r"[^\r\n]", " ", text[token.start : end])]
                at, moved[name] = end, iri
            declared[name] = iri
        elif word == "BASE" and begun:
            return text
        elif word == "CREATE" and words[number + 1 : number + 2] and words[number + 1].text.upper() != "SILENT":
            end = token.start + len(token.text)
            pieces += [text[at:end], " SILENT"]
            at = end
        if word and word not in ("PREFIX", "BASE"):
            begun = True
    return "".join([*(f"PREFIX {name} {iri} " for name, iri in moved.items()), *pieces, text[at:]])
