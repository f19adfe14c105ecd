"""``posgraph token``: make, list and revoke the tokens of a service, also while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from posgraph import tokens
from posgraph.cli import options, streams
from posgraph.cli.command import Command, Family
from posgraph.cli.page import Column, Page
from posgraph.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

COLUMNS = ("id", "name", "right", "state", "created", "expires", "revoked")


def _place(command: F) -> F:
    """``--data`` and ``--tokens``: where the file of tokens lies."""
    command = click.option(
        "--tokens",
        "file",
        metavar="FILE",
        envvar="POSGRAPH_TOKENS",
        show_envvar=True,
        help="The file of tokens, where the service has no store folder or is told to use this one.",
    )(command)
    return click.option(
        "--data",
        metavar="STORE",
        envvar="POSGRAPH_DATA",
        show_envvar=True,
        help=f"The store folder of the service: its tokens are in {tokens.FILE} there.",
    )(command)


def _file(data: str | None, file: str | None) -> Path:
    """The file of tokens; ``--tokens`` wins, as it does for the service."""
    if file:
        path = Path(file)
        if path.is_dir():
            raise UsageError("--tokens", file, "a file, not a folder; a store folder is named with --data")
        if not path.parent.is_dir():
            raise UsageError("--tokens", file, "a file in a folder that is there")
        return path
    if not data:
        raise UsageError("--data", "", "the store folder of the service, or --tokens with the file that it reads")
    if data.startswith(("http://", "https://")):
        raise UsageError("--data", data, "a store folder; the tokens of a service are made where that lies")
    from posgraph.store import is_store

    if not is_store(Path(data)):
        raise UsageError("--data", data, "a store folder (posgraph load makes one), or --tokens FILE for other data")
    return Path(data) / tokens.FILE


@click.group(
    cls=Family,
    short_help="Make, list and revoke the tokens of a service.",
    examples=(
        "posgraph token create editor --right write --data talks.store",
        "posgraph token create reader --right read --expires 90d --tokens tokens.json",
        "posgraph token list --data talks.store",
    ),
)
def token() -> None:
    """Make, list and revoke the tokens that let somebody read from or write to a service; it may run meanwhile.

    The file keeps a hash of each token, never the token. The service sees a change within two seconds.
    """


@token.command(
    cls=Command,
    short_help="Make a token and show it, this once.",
    examples=("posgraph token create editor --right write --expires 2027-01-31 --data talks.store",),
)
@click.argument("name")
@click.option(
    "--right", required=True, type=click.Choice(tokens.RIGHTS), help="What it allows; each right holds those before it."
)
@click.option("--expires", metavar="WHEN", help="The last day (UTC) on which it holds, or a span: 90d, 12h.  [default: never]")
@_place
def create(name: str, right: str, expires: str | None, data: str | None, file: str | None) -> None:
    """Make a token called NAME. It alone goes to stdout, and is shown nowhere again."""
    now = datetime.now(UTC)
    path = _file(data, file)
    made, text = tokens.create(path, name, right, now, tokens.expiry(expires, now) if expires else None)
    streams.write(text + "\n")
    until = f"until {made.expires:%Y-%m-%d %H:%M} UTC" if made.expires else "until it is revoked"
    streams.say(f"Token {made.name} may {_allows(right)} {until}. Keep it now: {path} holds only its hash.")


@token.command("list", cls=Command, short_help="List the tokens.", examples=("posgraph token list --data talks.store",))
@_place
@options.format("table", "json", "csv")
def list_tokens(data: str | None, file: str | None, format: str) -> None:
    """List the tokens, revoked ones too; neither they nor their hashes are shown."""
    now = datetime.now(UTC)
    path = _file(data, file)
    rows = [{**each.to_dict(), "state": each.state(now)} for each in tokens.read(path).items]
    shown = [{name: row[name] for name in COLUMNS} for row in rows]
    if format == "json":
        streams.write_json({"file": str(path), "tokens": shown})
    elif format == "csv":
        streams.write_csv(COLUMNS, shown)
    elif not shown:
        streams.write(f"{path} has no tokens. posgraph token create makes one.\n")
    else:
        page = Page()
        titles = [Column(name, fixed=name == "id") for name in COLUMNS if name != "revoked"]
        page.table(titles, [[(row[column.title] or "") for column in titles] for row in shown])
        page.show()


@token.command(cls=Command, short_help="End a token.", examples=("posgraph token revoke editor --data talks.store",))
@click.argument("id", metavar="ID|NAME")
@_place
def revoke(id: str, data: str | None, file: str | None) -> None:
    """End the token of this id or name. Nothing brings it back; its name is free for a new one."""
    found = tokens.revoke(_file(data, file), id, datetime.now(UTC))
    if found.revoked:
        streams.say(f"Token {found.name} [{found.id}] was revoked before, on {found.revoked:%Y-%m-%d}.")
    else:
        streams.say(f"Revoked {found.name} [{found.id}]. A running service refuses it within two seconds.")


def _allows(right: str) -> str:
    return {"read": "read", "write": "read and write", "admin": "read, write and administer"}[right]
