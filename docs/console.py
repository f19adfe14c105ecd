"""Console blocks of the docs: commands with the output that they really give.

A fenced block ``console`` whose first line begins with ``$ posgraph`` is run, command by command, in an empty folder beside
a link to ``data/``; all blocks of one page share the folder. What is shown must be what comes out (stdout and stderr),
but a line ``…`` stands for any number of lines. A block marked ``console no-run`` is only shown.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 100
"""How wide the terminal is that the blocks show."""

_FENCE = re.compile(r"^```console[ \t]*\n(\$ posgraph.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a block, as typed, and the lines that are shown for it."""

    text: str
    shown: tuple[str, ...]

    def expects(self, lines: Sequence[str]) -> bool:
        """True where these lines are what is shown.

        >>> Command("$ posgraph", ("a", "…", "z")).expects(["a", "b", "c", "z"])
        True
        >>> Command("$ posgraph", ("a", "…", "z")).expects(["a", "b"])
        False
        """
        pattern = "".join("(?:.*\n)*" if line.strip() == "…" else re.escape(line) + "\n" for line in self.shown)
        return re.fullmatch(pattern, "".join(line + "\n" for line in lines)) is not None

    def cut(self, lines: Sequence[str]) -> tuple[str, ...]:
        """New output cut where the shown one was cut: as many lines before and after ``…`` as there were."""
        if "…" not in self.shown:
            return tuple(lines)
        before = len(list(takewhile(lambda line: line != "…", self.shown)))
        after = len(list(takewhile(lambda line: line != "…", reversed(self.shown))))
        return (*lines[:before], "…", *(lines[-after:] if after else ()))


@dataclass(frozen=True, slots=True)
class Block:
    """A console block: its first line in the page, and its commands."""

    line: int
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        return "\n".join("\n".join((c.text, *c.shown)) for c in self.commands) + "\n"


def pages() -> list[Path]:
    """The pages that may hold blocks."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(text: str) -> Iterator[Block]:
    r"""The blocks of a page that are run.

    >>> [str(b) for b in blocks("```console\n$ posgraph --version\nposgraph 1\n```\n")]
    ['$ posgraph --version\nposgraph 1\n']
    """
    for found in _FENCE.finditer(text):
        yield Block(text.count("\n", 0, found.start()) + 1, tuple(_commands(found[1])))


def _commands(text: str) -> Iterator[Command]:
    command, shown = "", list[str]()
    for line in text.splitlines():
        if command.endswith("\\") and not shown:
            command += "\n" + line
        elif line.startswith("$ "):
            if command:
                yield Command(command, tuple(shown))
            command, shown = line, []
        else:
            shown.append(line)
    yield Command(command, tuple(shown))


@contextmanager
def folder() -> Iterator[None]:
    """Work in a folder that holds a link to the data and nothing else."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "data").symlink_to(ROOT / "data")
        with chdir(place):
            yield


def run(command: str) -> list[str]:
    """The lines that a command gives on a terminal of :data:`COLUMNS` columns, without trailing blanks."""
    typed = command.removeprefix("$ ").replace("\\\n", " ")
    environment = {"COLUMNS": str(COLUMNS), "NO_COLOR": "1"}
    if typed.startswith("posgraph") and "--help" not in typed and not _needs_shell(typed):
        from click.testing import CliRunner

        from posgraph.cli.group import cli

        runner = CliRunner(env={**environment, "POSGRAPH_DATA": None})
        output = runner.invoke(cli, shlex.split(typed)[1:], prog_name="posgraph", catch_exceptions=False).output
    else:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("POSGRAPH_")}
        done = subprocess.run(
            ["/bin/sh", "-c", typed],
            env={**inherited, **environment, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        output = done.stdout
    return [line.rstrip() for line in output.splitlines()]


def _needs_shell(typed: str) -> bool:
    """True where a pipe, a redirection, a second command or a variable stands outside quotes.

    >>> _needs_shell("posgraph sparql 'ASK { ?a ?b ?c ; ?d ?e }'"), _needs_shell("posgraph conflicts | head")
    (False, True)
    """
    if "$" in typed or "`" in typed:
        return True
    tokens = shlex.shlex(typed, posix=False, punctuation_chars="|<>&;")
    tokens.whitespace_split = True
    return any(set(token) <= set("|<>&;") for token in tokens)


def rewrite(page: Path) -> bool:
    """Run the blocks of a page and write what they give; True where that changed the page."""
    text = page.read_text(encoding="utf-8")

    def renew(found: re.Match[str]) -> str:
        commands = [Command(c.text, c.cut(run(c.text))) for c in _commands(found[1])]
        return f"```console\n{Block(0, tuple(commands))}```"

    with folder():
        renewed = _FENCE.sub(renew, text)
    if renewed != text:
        page.write_text(renewed, encoding="utf-8")
    return renewed != text
