"""The list of commands, and the group that imports a command only when it is called.

To add a command: write ``src/posgraph/cli/NAME.py`` with a :class:`~posgraph.cli.command.Command`, add a line here, and
describe it in docs/cli.md.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click

from posgraph import __version__
from posgraph.cli import streams

COMMANDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "conflicts": "posgraph.cli.conflicts:conflicts",
        "overlaps": "posgraph.cli.overlaps:overlaps",
        "ground": "posgraph.cli.ground:ground",
        "orders": "posgraph.cli.orders:orders",
        "settle": "posgraph.cli.settle:settle",
        "whatif": "posgraph.cli.whatif:whatif",
        "shifts": "posgraph.cli.shifts:shifts",
        "convergence": "posgraph.cli.convergence:convergence",
        "report": "posgraph.cli.report:report",
        "trades": "posgraph.cli.trades:trades",
        "bridges": "posgraph.cli.bridges:bridges",
        "robustness": "posgraph.cli.robustness:robustness",
        "network": "posgraph.cli.network:network",
        "forecast": "posgraph.cli.forecast:forecast",
        "exchange": "posgraph.cli.exchange:exchange",
        "stability": "posgraph.cli.stability:stability",
        "search": "posgraph.cli.search:search",
        "ask": "posgraph.cli.ask:ask",
        "sparql": "posgraph.cli.sparql:sparql",
        "check": "posgraph.cli.check:check",
        "import": "posgraph.cli.importing:importing",
        "load": "posgraph.cli.load:load",
        "infer": "posgraph.cli.infer:infer",
        "export": "posgraph.cli.export:export",
        "backup": "posgraph.cli.backup:backup",
        "restore": "posgraph.cli.restore:restore",
        "serve": "posgraph.cli.serve:serve",
        "token": "posgraph.cli.token:token",
    }
)
"""Name of a command -> module and attribute that hold it, in the order in which the help lists them."""


class Group(click.Group):
    """A group of commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands, in the order of the registry."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the ones that look like it."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Commands: {', '.join(COMMANDS)}."
            raise click.UsageError(f"No such command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; Ctrl-C ends it with 130."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(streams.stopped())


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="posgraph %(version)s")
def cli() -> None:
    """Who wants what, before what, on whose word; what cannot both hold; where the parties overlap.

    Every command reads a dataset (--data: a folder of CSV tables, an .xlsx or RDF file, a store folder or the address of a
    SPARQL endpoint), by default the bundled one on the Miami talks of December 2025. Results go to stdout, messages to stderr.
    """
