"""Structure: all measures of a network at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from posgraph.errors import UsageError
from posgraph.networks.structure.backbone import Backbone, backbone
from posgraph.networks.structure.balance import Balance, balance
from posgraph.networks.structure.blocs import Blocs, blocs
from posgraph.networks.structure.brokers import Brokers, brokers
from posgraph.networks.structure.polarisation import Polarisation, polarisation

if TYPE_CHECKING:
    from posgraph.networks.network import Network


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of a one-mode network; ``without`` says of a measure that is None why the network has none."""

    blocs: Blocs | None
    brokers: Brokers | None
    balance: Balance | None
    polarisation: Polarisation | None
    backbone: Backbone | None
    without: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The structure in JSON's types."""
        parts = {name: getattr(self, name) for name in self.__slots__ if name != "without"}
        return {name: part and part.to_dict() for name, part in parts.items()} | {"without": dict(self.without)}


def structure(network: Network, resolution: float = 1.0, alpha: float = 0.05, seconds: float = 10.0) -> Structure:
    """Blocs, brokers, balance, polarisation and backbone of a one-mode network, each with its default but for these.

    Balance and polarisation need stances: a network of kind ``ignore`` has neither. Raises UsageError for two modes.

    >>> import numpy as np
    >>> from posgraph.networks.network import Network
    >>> found = structure(Network("one", "ignore", "none", "include", ("a", "b"), ("a", "b"), np.array([[0, 1], [1, 0.0]])))
    >>> found.blocs.blocs, found.balance, sorted(found.without)
    ((('a', 'b'),), None, ['balance', 'polarisation'])
    """
    measures: dict[str, Callable[[], Any]] = {
        "blocs": lambda: blocs(network, resolution),
        "balance": lambda: balance(network, seconds),
        "polarisation": lambda: polarisation(network),
        "backbone": lambda: backbone(network, alpha),
    }
    if network.mode != "one":
        raise UsageError("mode", network.mode, "a network of mode one: its structure is that of ties among actors")
    found: dict[str, Any] = {}
    without: dict[str, str] = {}
    for name, measure in measures.items():
        try:
            found[name] = measure()
        except UsageError as error:
            if error.fault.where not in ("kind", "mode"):
                raise
            found[name], without[name] = None, f"needs {error.fault.expected}"
    found["brokers"] = brokers(network, found["blocs"]) if found["blocs"] else None
    if found["brokers"] is None:
        without["brokers"] = without["blocs"]
    return Structure(**found, without=MappingProxyType(without))
