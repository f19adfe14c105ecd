"""Addresses: which IRI a path under /id/ stands for, and under which path an IRI is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote, unquote

from posgraph.names import DATA, PG, VOCAB
from posgraph.store import Store

ROOT = "/id/"
_SAFE = "-._~"

_BASES = "SELECT DISTINCT ?id ?dataset { ?dataset a pg:Dataset ; dcterms:identifier ?id } ORDER BY DESC(?id) DESC(STR(?dataset))"


def bases(store: Store) -> Mapping[str, str]:
    """The base of each dataset by its id; a dataset's IRI is its base."""
    return MappingProxyType({row["id"]: row["dataset"] for row in store.select(_BASES).to_dicts()})


def iri(path: str, bases: Mapping[str, str]) -> str:
    """The IRI of a raw path below ``/id/``. An unknown dataset gets the usual base, under which nothing will be found.

    >>> iri("/id/miami-2025/actor/russia", {})
    'https://w3id.org/posgraph/id/miami-2025/actor/russia'
    >>> iri("/id/toy/actor/a%20b", {"toy": "http://example.org/"}), iri("/id/vocab/stance/rejects", {})
    ('http://example.org/actor/a%20b', 'https://w3id.org/posgraph/vocab/stance/rejects')
    >>> iri("/id/ns/holder", {})
    'https://w3id.org/posgraph/ns#holder'
    """
    first, *rest = [unquote(part) for part in path.removeprefix(ROOT).rstrip("/").split("/")]
    tail = _written(rest)
    if first == "ns":
        return PG + tail if tail else PG.rstrip("#")
    if first == "vocab":
        return VOCAB + tail
    return bases.get(first, f"{DATA}{_written([first])}/") + tail


def path(iri: str, bases: Mapping[str, str]) -> str | None:
    """The path of an IRI, or None where it is not one of this service's.

    >>> path("http://example.org/actor/a%20b", {"toy": "http://example.org/"})
    '/id/toy/actor/a%20b'
    >>> path("https://w3id.org/posgraph/ns#holder", {}), path("http://example.com/", {})
    ('/id/ns/holder', None)
    """
    for start, name in ((PG, "ns"), (VOCAB, "vocab")):
        if iri.startswith(start):
            return f"{ROOT}{name}/{iri[len(start) :]}"
    for id, base in sorted(bases.items(), key=lambda item: -len(item[1])):
        if iri.startswith(base):
            return f"{ROOT}{_written([id])}/{iri[len(base) :]}".rstrip("/")
    return f"{ROOT}ns" if iri == PG.rstrip("#") else None


def _written(parts: Sequence[str]) -> str:
    return "/".join(quote(part, safe=_SAFE) for part in parts)
