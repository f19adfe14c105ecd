"""Networks of actors and demands, counted from coded statements: who stands with whom, who against whom, and how much.

``read_statements`` reads any table of coded statements; ``Statements.network`` counts one network, ``Statements.networks``
one for each window of time. The definitions are in docs/networks.md.
"""

from __future__ import annotations

from posgraph.networks.network import Network, Networks, Said, Window
from posgraph.networks.statements import Coded, Stances, Statements

__all__ = ["Coded", "Network", "Networks", "Said", "Stances", "Statements", "Window"]
