"""Robustness: how an answer depends on unknown or doubtful numbers and reports."""

from posgraph.analysis.robustness.answer import robustness
from posgraph.analysis.robustness.results import Robustness

__all__ = ["Robustness", "robustness"]
