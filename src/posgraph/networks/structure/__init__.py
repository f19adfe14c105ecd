"""The structure of a network: blocs, brokers, balance, polarisation, backbone.

Every measure is the same for any order of the actors and in every run; docs/networks.md has each formula with its source.
"""

from __future__ import annotations

from posgraph.networks.structure.backbone import Backbone, Tie, backbone
from posgraph.networks.structure.balance import Balance, balance
from posgraph.networks.structure.blocs import Blocs, blocs
from posgraph.networks.structure.brokers import Broker, Brokers, brokers
from posgraph.networks.structure.polarisation import Polarisation, polarisation
from posgraph.networks.structure.structure import Structure, structure

__all__ = [
    "Backbone",
    "Balance",
    "Blocs",
    "Broker",
    "Brokers",
    "Polarisation",
    "Structure",
    "Tie",
    "backbone",
    "balance",
    "blocs",
    "brokers",
    "polarisation",
    "structure",
]
