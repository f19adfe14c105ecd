"""Convergence: an index between two actors over moving windows, and the pairs that it rests on."""

from posgraph.analysis.convergence.answer import convergence
from posgraph.analysis.convergence.results import Convergence, Meeting, Point

__all__ = ["Convergence", "Meeting", "Point", "convergence"]
