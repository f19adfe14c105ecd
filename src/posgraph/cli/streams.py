"""What goes where: results to stdout (machine formats always in UTF-8), messages to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import click

from posgraph.analysis.lines import written
from posgraph.errors import Fault

STDOUT = "standard output"


def write(text: str) -> None:
    """Write text for people to stdout; a character that the terminal cannot show becomes ``?``."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    write_bytes(text.encode(encoding, "replace"))


def write_bytes(data: bytes) -> None:
    """Write bytes to stdout. An OSError (a full disk) names it."""
    try:
        click.echo(data, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        discard()
        error.filename = STDOUT
        raise


def write_json(value: Any) -> None:
    """Write JSON: UTF-8, two spaces, letters as they are."""
    write_bytes((json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write CSV with a header; a missing value is an empty cell, a list is joined with ``;``."""
    write_bytes(written(columns, rows).encode())


def write_summary(written: Mapping[str, Any], format: str, sentence: str) -> None:
    """Say on stdout what was written where: a sentence, JSON, or CSV of one row."""
    if format == "json":
        write_json(written)
    elif format == "csv":
        write_csv(tuple(written), [written])
    else:
        write(sentence + "\n")


def say(message: str) -> None:
    """A message for the person at the terminal, on stderr."""
    click.echo(message, err=True)


def say_faults(faults: Sequence[Fault], head: str) -> None:
    """Every fault on stderr: place first, then what stands there, what was expected, and the near match."""
    say(head)
    for fault in faults:
        say(f"  {fault.where}: {fault.value!r}" if fault.value else f"  {fault.where}")
        hint = f" (did you mean {fault.hint!r}?)" if fault.hint else ""
        sentence = fault.expected[:1].isupper()
        say(f"      {'' if sentence else 'expected '}{fault.expected}{hint}")


def problem(title: str, detail: str, faults: Sequence[Fault]) -> dict[str, Any]:
    """Faults in the shape of problem+json (RFC 9457), as the service sends them."""
    return {
        "type": "https://w3id.org/posgraph/problem/bad-data",
        "title": title,
        "status": 422,
        "detail": detail,
        "errors": [fault.to_dict() for fault in faults],
    }


def stopped() -> int:
    """Say that Ctrl-C ended the command; the exit code for it."""
    say("Stopped.")
    return 130


def discard() -> int:
    """The reader of a pipe has left (``| head``): what is still to be written goes nowhere, and that is no error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):  # a stream that is no file
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return 0
