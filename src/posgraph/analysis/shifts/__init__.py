"""Shifts: where a holder's stance changed, what kind of change it was, when, and whom it approached."""

from posgraph.analysis.shifts.answer import shifts
from posgraph.analysis.shifts.kinds import KINDS, Move, move
from posgraph.analysis.shifts.results import Shift, Shifts

__all__ = ["KINDS", "Move", "Shift", "Shifts", "move", "shifts"]
