"""Signs of shifts: how a picture tells that somebody moved."""

from __future__ import annotations

from types import MappingProxyType

MOVES = MappingProxyType({"concession": "▲", "hardening": "▼", "reversal": "⇅", "unclear": "◇"})
"""The sign of each kind of shift that is a move; a first statement and silence have none."""
