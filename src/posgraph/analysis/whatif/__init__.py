"""What if: the difference that a scenario would make in conflicts, orders and settlements."""

from posgraph.analysis.whatif.answer import Given, compare, whatif
from posgraph.analysis.whatif.results import Comparison, WhatIf
from posgraph.analysis.whatif.state import State

__all__ = ["Comparison", "Given", "State", "WhatIf", "compare", "whatif"]
