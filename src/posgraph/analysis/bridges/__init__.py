"""Bridges: what two could both accept in the place of what they hold against each other, checked before it is told."""

from posgraph.analysis.bridges.answer import bridges
from posgraph.analysis.bridges.results import KINDS, Bridge, Bridges, Term, Written

__all__ = ["KINDS", "Bridge", "Bridges", "Term", "Written", "bridges"]
