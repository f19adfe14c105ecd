"""``posgraph serve``: the web service. It lives in its own package, which is loaded when the command runs.

The two packages stand side by side and neither may import the other (the layers in pyproject.toml), so the service is
found by its name: what it must have is ``settings.options()``, ``settings.Settings`` and ``run(settings)``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from posgraph.cli.command import Command

F = TypeVar("F", bound=Callable[..., Any])

SERVICE = "posgraph_api"


def options() -> list[Any]:
    """The settings of the service, as the service declares them."""
    return list(import_module(f"{SERVICE}.settings").options())


def _settings(command: F) -> F:
    """A flag for every setting of the service."""
    for option in reversed(options()):
        default = "" if option.default in (None, (), False) else f"  [default: {option.default}]"
        described = f"{option.help}. Also {option.variable}.{default}"
        if option.type is bool:
            declare = click.option(f"{option.flag}/--no-{option.flag[2:]}", option.name, default=None, help=described)
        else:
            metavar = {int: "N", float: "N", tuple: "WORDS"}.get(option.type, "TEXT")
            declare = click.option(option.flag, option.name, metavar=metavar, help=described)
        command = declare(command)
    return command


@click.command(
    cls=Command,
    short_help="Serve the dataset over HTTP: REST, SPARQL, a page.",
    patient=True,
    examples=(
        "posgraph serve",
        "posgraph serve --data talks.store --port 8080 --workers 4",
    ),
)
@_settings
def serve(**given: Any) -> None:
    """Serve the dataset over HTTP: REST under /v1, SPARQL at /sparql, a page at /. Ctrl-C ends it.

    It listens on this machine alone unless --host says otherwise.
    """
    known = {option.name: option for option in options()}
    flags = {
        name: known[name].parse(known[name].flag, value) if isinstance(value, str) else value for name, value in given.items()
    }
    service = import_module(SERVICE)
    service.run(service.Settings.from_environment(os.environ, **flags))
