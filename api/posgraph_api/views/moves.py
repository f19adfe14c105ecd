"""Shifts that are moves: their kinds, and the signs by which a picture tells them."""

from __future__ import annotations

from types import MappingProxyType

from posgraph.analysis.shifts import Shift
from posgraph_api.views.days import since

MOVES = ("concession", "hardening", "reversal", "silence", "unclear")
"""Kinds of shift that are moves: all but the first position on something."""

SIGNS = MappingProxyType({"concession": "▲", "hardening": "▼", "reversal": "⇅", "unclear": "◇"})
"""The sign of each kind of shift that is drawn; a first statement and silence have none."""


def when(shift: Shift) -> str:
    """The day of a shift, as vague as its new position has it: ``2025-12-14``, ``2025-09``."""
    return since(shift.day, shift.after.valid_from if shift.after else None) or "no date"
