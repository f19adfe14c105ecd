"""Shifts that are moves: their kinds, and the signs by which a picture tells them."""

from __future__ import annotations

from types import MappingProxyType

MOVES = ("concession", "hardening", "reversal", "silence", "unclear")
"""Kinds of shift that are moves: all but the first position on something."""

SIGNS = MappingProxyType({"concession": "▲", "hardening": "▼", "reversal": "⇅", "unclear": "◇"})
"""The sign of each kind of shift that is drawn; a first statement and silence have none."""
