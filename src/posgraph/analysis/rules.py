"""The names of the rules and of the kinds of overlap and shift (ontology/vocab: rule.ttl, overlap-kind.ttl, shift-kind.ttl)."""

from __future__ import annotations

from types import MappingProxyType

RULES = MappingProxyType(
    {
        "contradiction": "R1",
        "refused-consequence": "R2",
        "incompatible": "R3",
        "exclusive": "R4",
        "range": "R5",
        "scale": "R6",
        "order": "R7",
        "refused-order": "R8",
        "deadlock": "R9",
    }
)
"""Rules of conflict, with their notation."""

KINDS = ("shared", "implied", "shared-refusal", "range", "scale", "order")
"""Kinds of overlap."""

TABLED = MappingProxyType(
    {
        "conflicts": ("contradiction", "refused-consequence", "incompatible", "exclusive", "range"),
        "overlaps": ("shared", "implied", "shared-refusal", "range"),
    }
)
"""The rules that follow from a table of literals (``analysis.clash``)."""

SHIFT_KINDS = ("first", "concession", "hardening", "reversal", "silence", "unclear")
"""Kinds of shift."""
