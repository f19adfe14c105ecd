"""The service of posgraph: REST, SPARQL and dereferencing of a graph over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from posgraph_api.app import create_app
    from posgraph_api.serving.server import run
    from posgraph_api.serving.settings import Settings

__all__ = ["Settings", "create_app", "run"]

_HOMES = {"Settings": "serving.settings", "create_app": "app", "run": "serving.server"}


def __getattr__(name: str) -> Any:
    """Load the service only when it is asked for, so that a query worker starts without it."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"posgraph_api.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'posgraph_api' has no attribute {name!r}")
