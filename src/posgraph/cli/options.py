"""Options that several commands share, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from posgraph.cli.command import FORMAT
from posgraph.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The day that ``2025-12-29`` names; a usage error says the form if it is none."""
    if value is None:
        return None
    from posgraph.model.dates import day

    try:
        return day(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", ctx, param) from None


def _note_format(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    ctx.meta[FORMAT] = value
    return value


def source(command: F) -> F:
    """``--data`` and ``--dataset``: what to read."""
    command = click.option(
        "--dataset", metavar="ID", envvar="POSGRAPH_DATASET", show_envvar=True, help="Which dataset, if the store holds several."
    )(command)
    return click.option(
        "--data",
        metavar="PATH",
        envvar="POSGRAPH_DATA",
        show_envvar=True,
        help="Dataset folder, .xlsx or RDF file, store folder or endpoint URL.  [default: the bundled Miami dataset]",
    )(command)


def moment(command: F) -> F:
    """``--as-of`` and ``--ever``: which positions count."""
    command = click.option("--ever", is_flag=True, help="Ignore the date: all positions whose times overlap.")(command)
    return click.option("--as-of", metavar="DATE", callback=_day, help="Positions in force on this day.  [default: today]")(
        command
    )


def day(flag: str, help: str, *, required: bool = False) -> Callable[[F], F]:
    """A day that a command asks for besides, ``--since`` or ``--until``."""
    return click.option(flag, metavar="DATE", callback=_day, required=required, help=help)


def check_moment(as_of: date | None, ever: bool) -> None:
    """Refuse ``--as-of`` and ``--ever`` together: they say opposite things."""
    if as_of and ever:
        raise UsageError("--ever", f"--as-of {as_of} --ever", "one of the two: a day, or all times")


def format(*choices: str, default: str | None = "table", help: str = "How to write the result.") -> Callable[[F], F]:
    """``--format`` with these choices."""
    return click.option(
        "--format",
        type=click.Choice(choices),
        default=default,
        show_default=default is not None,
        is_eager=True,
        callback=_note_format,
        help=help,
    )


def actors(command: F) -> F:
    """``--actor``, any number of times."""
    return click.option(
        "--actor", "actors", multiple=True, metavar="ID", help="Only with this actor; two or more: only among them. Repeatable."
    )(command)


def issues(command: F) -> F:
    """``--issue``, any number of times."""
    return click.option(
        "--issue", "issues", multiple=True, metavar="ID", help="Only on this issue and those below it. Repeatable."
    )(command)


def without(command: F) -> F:
    """``--without``, any number of times."""
    return click.option(
        "--without",
        multiple=True,
        metavar="ID",
        help="Leave out this position, order or relation, to see what rests on it. Repeatable.",
    )(command)


def within(command: F) -> F:
    """``--self``: also what one holder says against itself."""
    return click.option("--self", "within", is_flag=True, help="Also within one holder (a missed change, or a coding error).")(
        command
    )


def limit(shown: int) -> Callable[[F], F]:
    """``--limit``: how many items; a table shows ``shown`` of them unless told otherwise."""
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        metavar="N",
        help=f"At most so many.  [default: {shown} in a table, else all]",
    )


def why(command: F) -> F:
    """``--why``: the evidence."""
    return click.option("--why", is_flag=True, help="With each: both quotes and sources, and the chain between them in words.")(
        command
    )


def engine(command: F) -> F:
    """``--engine``: where the pairs of an archive are worked out."""
    return click.option(
        "--engine",
        metavar="NAME",
        envvar="POSGRAPH_ENGINE",
        show_envvar=True,
        help="For an archive: embedded, duckdb, sail, spark, sc://HOST:PORT or spark://HOST:PORT.  [default: embedded]",
    )(command)
