"""``posgraph serve``: the web service. It lives in its own package, which is loaded when the command runs.

The two packages stand side by side and neither may import the other (the layers in pyproject.toml), so the service is
found by its name: what it must have is ``settings.options()``, ``sources.gather(environment, flags, file)`` and
``run(settings)``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from posgraph.cli import streams
from posgraph.cli.command import Command

F = TypeVar("F", bound=Callable[..., Any])

SERVICE = "posgraph_api"


def options() -> list[Any]:
    """The settings of the service, as the service declares them."""
    return list(import_module(f"{SERVICE}.serving.settings").options())


def _settings(command: F) -> F:
    """A flag for every setting of the service but secrets, which are no flags."""
    for option in reversed(options()):
        if option.secret:
            continue
        shown = "on" if option.default is True else option.default
        default = "" if shown in (None, (), False) else f"  [default: {shown}]"
        described = f"{option.help}. Also {option.variable}.{default}"
        if option.type is bool:
            declare = click.option(f"{option.flag}/--no-{option.flag[2:]}", option.name, default=None, help=described)
        else:
            metavar = {int: "N", float: "N", tuple: "WORDS"}.get(option.type, "TEXT")
            declare = click.option(option.flag, option.name, metavar="|".join(option.choices) or metavar, help=described)
        command = declare(command)
    return command


class Serve(Command):
    """A command whose help shows the settings under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options: those of the command first, then each group of settings."""
        known = {option.name: option.group for option in options()}
        groups: dict[str, list[tuple[str, str]]] = {"Options": []}
        for group in known.values():
            groups.setdefault(group, [])
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                groups[known.get(parameter.name or "", "Options")].append(record)
        for option in options():
            if option.secret:
                groups[option.group].append((option.variable, f"{option.help}. A secret: in the environment or the file only."))
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)


@click.command(
    cls=Serve,
    short_help="Serve the dataset over HTTP: REST, SPARQL, a page.",
    patient=True,
    examples=(
        "posgraph serve",
        "posgraph serve --data talks.store --port 8080 --workers 4",
        "posgraph serve --config serve.toml --show-settings",
    ),
)
@click.option("--config", metavar="FILE", help="Settings in TOML, as query_seconds = 20. Also POSGRAPH_CONFIG.")
@click.option("--show-settings", is_flag=True, help="Print the settings that hold, and where each came from, and end.")
@_settings
def serve(config: str | None, show_settings: bool, **given: Any) -> None:
    """Serve the dataset over HTTP: REST under /v1, SPARQL at /sparql, a page at /. Ctrl-C ends it.

    It listens on this machine alone unless --host says otherwise. A flag wins over a variable of the environment, that over
    the settings file.
    """
    effective = import_module(f"{SERVICE}.serving.sources").gather(os.environ, given, config)
    if show_settings:
        streams.write(effective.write())
        return
    import_module(SERVICE).run(effective.settings)
