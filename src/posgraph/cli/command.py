"""What every command has in common: examples and exit codes in its help, and how an error ends it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

import click

from posgraph.cli import streams
from posgraph.cli.interrupt import attended
from posgraph.errors import DataError, PosgraphError

EXITS = (
    ("0", "done"),
    ("1", "the data have faults; every one is listed on stderr"),
    ("2", "wrong usage: a name, date, query, file, store or address that cannot be used"),
    ("130", "stopped by Ctrl-C"),
)
FORMAT = "posgraph.format"
"""Where the chosen output format is noted, so that an error can be written in it."""


class Command(click.Command):
    """A command whose help ends with examples that run and with its exit codes.

    ``patient`` is for a command that ends in its own way after Ctrl-C (a server that closes its connections).
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), patient: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.patient = patient

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the examples and the exit codes."""
        _close(formatter, self.examples)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that posgraph raises on purpose ends it with a message and an exit code."""
        try:
            with nullcontext() if self.patient else attended():
                return super().invoke(ctx)
        except (PosgraphError, OSError) as error:
            end(ctx, error)


class Family(click.Group):
    """A command that has commands of its own; its help ends as theirs does."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the examples and the exit codes."""
        _close(formatter, self.examples)


def _close(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    with formatter.section("Examples"):
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent}}$ {example}\n")
    with formatter.section("Exit codes"):
        formatter.write_dl(EXITS)


def end(ctx: click.Context, error: Exception) -> NoReturn:
    """Say what went wrong and leave with its exit code; an error that is a bug is raised again."""
    if isinstance(error, BrokenPipeError):
        ctx.exit(streams.discard())
    if isinstance(error, DataError):
        streams.say_faults(error.faults, f"{error.head}:")
        if ctx.meta.get(FORMAT) == "json":
            streams.write_json(streams.problem("The data have faults", error.head, error.faults))
        ctx.exit(1)
    if isinstance(error, PosgraphError):
        streams.say(f"Error: {error}")
        ctx.exit(2)
    if isinstance(error, OSError) and error.filename is not None and (place := _place(ctx, error.filename)):
        streams.say(f"Error: {place}: {error.strerror}")
        ctx.exit(2)
    raise error


def _place(ctx: click.Context, name: str) -> str:
    """The file that an error is about, if it is stdout, or lies at, above, below or beside one that the user named (beside:
    as a file that was to take its place). Any other file is posgraph's own affair, and the error a bug.
    """
    if name == streams.STDOUT:
        return name
    path = Path(name).absolute()
    parts = (part for value in ctx.params.values() for part in (value if isinstance(value, tuple) else (value,)))
    for part in parts:
        if isinstance(part, str):
            named = Path(part).absolute()
            if path == named or path in named.parents or named in path.parents:
                return str(name)
            if path.parent == named.parent and path.name.startswith(f".{named.name}."):
                return part
    return ""
