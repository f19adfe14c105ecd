"""RDF: Turtle and TriG with the dataset first and its tables in order, N-Triples and N-Quads with sorted lines."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, Quad, RdfFormat, Triple, serialize

from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.names import EDTF, PREFIXES, VOCAB, expand, mint, unmint

_TYPE = expand("rdf:type")
_ORDER = {table.kind: number for number, table in enumerate(TABLES)}
_AFTER = {"condition": 0.1, "evidence": 0.2, "quote": 0.3}


def turtle(dataset: Dataset, quads: Iterable[Quad]) -> bytes:
    """The dataset's graph in Turtle."""
    return _prefixed([quad.triple for quad in ordered(dataset, quads)], RdfFormat.TURTLE, dataset)


def trig(dataset: Dataset, quads: Iterable[Quad]) -> bytes:
    """The dataset's named graph in TriG."""
    return _prefixed(ordered(dataset, quads), RdfFormat.TRIG, dataset)


def n_triples(_: Dataset, quads: Iterable[Quad]) -> bytes:
    """The dataset's graph in N-Triples, lines sorted."""
    return _lines([quad.triple for quad in quads], RdfFormat.N_TRIPLES)


def n_quads(_: Dataset, quads: Iterable[Quad]) -> bytes:
    """The dataset's named graph in N-Quads, lines sorted."""
    return _lines(quads, RdfFormat.N_QUADS)


def ordered(dataset: Dataset, quads: Iterable[Quad]) -> list[Quad]:
    """The quads in the order of the tables; each row is followed by its condition, evidence and quote; types come first."""

    def place(quad: Quad) -> tuple[float, tuple[str, ...], float, str, bool, str, str]:
        iri = str(getattr(quad.subject, "value", quad.subject))
        kind, *key = unmint(dataset.base, iri) or ("",)
        after = _AFTER.get(kind, 0.0)
        if kind in ("evidence", "quote") and key:
            kind, *key = key
        elif kind == "condition":
            kind = "position"
        table = -1 if iri == dataset.base else _ORDER.get(kind, len(_ORDER))
        predicate = quad.predicate.value
        return table, tuple(key), after, iri, predicate != _TYPE, predicate, str(quad.object)

    return sorted(quads, key=place)


def _prefixed(statements: list[Quad] | list[Triple], format: RdfFormat, dataset: Dataset) -> bytes:
    """Serialised with the prefixes that occur, in their order here, and an empty line before each subject."""
    names = [str(term)[1:] for s in statements for term in (s.subject, s.predicate, s.object)]
    names += [s.object.datatype.value for s in statements if isinstance(s.object, Literal)]
    used = {name[: 1 + max(name.rfind("/"), name.rfind("#"))] for name in names}
    prefixes = {prefix: iri for prefix, iri in _prefixes(dataset.base).items() if iri in used}
    text = (serialize(statements, format=format, prefixes=prefixes) or b"").decode()
    body = [line for line in text.split("\n") if line and not line.startswith("@prefix ")]
    margin = "\t" if format == RdfFormat.TRIG else ""
    spaced = [line if line.startswith(margin + "\t") or line == "}" else f"\n{line}" for line in body]
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()]
    return "\n".join([*head, *spaced, ""]).encode()


def _prefixes(base: str) -> dict[str, str]:
    """Prefixes of vocabularies and, named like their tables, of rows."""
    words = {c.vocabulary for table in TABLES for c in table.columns if c.vocabulary} | {"condition-type"}
    known = set(PREFIXES.values())
    prefixes = {**PREFIXES, "edtf": EDTF.removesuffix("EDTF")}
    prefixes |= {word: f"{VOCAB}{word}/" for word in sorted(words) if f"{VOCAB}{word}/" not in known}
    prefixes |= {table.name: mint(base, table.kind, "") for table in TABLES}
    prefixes["conditions"] = mint(base, "condition", "")
    for kind in ("evidence", "quote"):
        prefixes |= {f"{kind}-{table.name}": mint(base, kind, table.kind, "") for table in TABLES}
    return prefixes


def _lines(statements: Iterable[Quad] | Iterable[Triple], format: RdfFormat) -> bytes:
    text = serialize(statements, format=format) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))
