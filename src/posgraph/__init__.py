"""posgraph: who wants what, before what, on whose word; what cannot both hold; where the parties overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from posgraph.graph import Graph, connect, load, open
    from posgraph.networks.reading import read_statements

__version__ = "0.1.0"
__all__ = ["Graph", "__version__", "connect", "load", "open", "read_statements"]


def __getattr__(name: str) -> Any:
    """Load the graph only when it is asked for, so that ``import posgraph`` stays fast."""
    if name in {"Graph", "connect", "load", "open"}:
        from posgraph import graph

        return getattr(graph, name)
    if name == "read_statements":
        from posgraph.networks.reading import read_statements

        return read_statements
    raise AttributeError(f"module 'posgraph' has no attribute {name!r}")
