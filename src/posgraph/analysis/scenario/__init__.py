"""Scenarios: changes to what is said, wanted and related, to be laid over a dataset without touching it."""

from posgraph.analysis.scenario.changes import Change, Drop, Relate, SetOrder, SetStance
from posgraph.analysis.scenario.grammar import change, changes, scenario
from posgraph.analysis.scenario.overlay import Overlay, laid_over

__all__ = ["Change", "Drop", "Overlay", "Relate", "SetOrder", "SetStance", "change", "changes", "laid_over", "scenario"]
