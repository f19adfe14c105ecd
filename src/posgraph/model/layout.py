"""How rows lie in RDF where one column is not one property; reading and writing both follow it."""

from __future__ import annotations

from types import MappingProxyType

from posgraph.model.schema import TABLES, Table

SHORTCUTS = MappingProxyType(
    {"incompatible": "pg:incompatibleWith", "same": "pg:sameDemand", "entails": "pg:entails", "requires": "pg:requires"}
)
"""The direct property between two demands that each relation also has, for property paths."""

BOUNDS = MappingProxyType({"valid_from": "pg:validFromEDTF", "valid_to": "pg:validUntilEDTF"})
"""The property that holds a bound of validity as written; the column's own term holds the day."""

HEADER = MappingProxyType(
    {"id": "dcterms:identifier", "title": "dcterms:title", "licence": "dcterms:license", "description": "dcterms:description"}
)
"""The property of each entry of the dataset's header that is a text."""


_EVIDENCE = frozenset(table.name for table in TABLES if "quote" in table.names)


def has_evidence(table: Table) -> bool:
    """True where rows carry source and quote in an evidence node of their own.

    >>> from posgraph.model.schema import BY_NAME
    >>> has_evidence(BY_NAME["positions"]), has_evidence(BY_NAME["relations"])
    (True, False)
    """
    return table.name in _EVIDENCE
