"""Networks of a dataset: positions in force as statements, or the pairs of positions that conflict and overlap."""

from posgraph.analysis.network.answer import network, networks
from posgraph.analysis.network.evidence import between

__all__ = ["between", "network", "networks"]
