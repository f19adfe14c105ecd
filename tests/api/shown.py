"""The curl commands in the docs of the service, and what they give.

A block ``console no-run`` whose commands begin with ``$ curl`` asks the service at http://127.0.0.1:8000. ``python -m
tests.api.shown`` writes the outputs anew; a line ``…`` stands for any number of lines, as in docs/console.py. Commands that
show a token are sent to a service on a store of its own: they must be taken, but what they give is not compared. Those that
keep a stream open, or write a file, are not run.
"""

from __future__ import annotations

import json
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from docs.console import ROOT, Command

import posgraph
from tests.api.serving import ADMIN, serving

PAGES = [ROOT / "docs" / "rest.md", ROOT / "docs" / "sparql.md"]
ADDRESS = "http://127.0.0.1:8000"

_FENCE = re.compile(r"^```console no-run\n(\$ curl.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> Iterator[tuple[str, list[Command]]]:
    """Every block of a page, as written and as commands."""
    for found in _FENCE.finditer(text):
        yield found[1], [_command(part) for part in re.split(r"^(?=\$ )", found[1], flags=re.MULTILINE) if part]


def _command(part: str) -> Command:
    lines = part.splitlines()
    length = next(n for n, line in enumerate(lines, 1) if not line.endswith("\\") and _is_whole("\n".join(lines[:n])))
    return Command("\n".join(lines[:length]), tuple(lines[length:]))


def _is_whole(text: str) -> bool:
    """True where every quote is closed."""
    try:
        shlex.split(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Services:
    """The addresses of a service that only reads, and of one that is written to."""

    reading: str
    writing: str

    def differs(self, command: Command) -> bool:
        """True where a command does not give what is shown of it, or is refused."""
        if not command.text.startswith("$ curl ") or _PASSED.search(command.text):
            return False
        if "$TOKEN" in command.text:
            return not _ask(command, self.writing).is_success
        return not command.expects(run(command, self.reading))


_PASSED = re.compile(r"^\$ curl -sN | -o ")


@contextmanager
def services() -> Iterator[Services]:
    """Both services."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        posgraph.load("miami-2025", store)
        with (
            serving("--query-seconds", "300") as reading,
            serving("--data", str(store), POSGRAPH_ADMIN_TOKEN=ADMIN) as writing,
        ):
            yield Services(reading.url, writing.url)


def run(command: Command, url: str) -> list[str]:
    """The lines that a command prints, asked of the service at ``url``."""
    answer, filters, flags = _ask(command, url), command.text.partition(" | ")[2], command.text.split()[2]
    text = answer.text.replace(url, ADDRESS).replace("\r", "")
    if filters.startswith("python -m json.tool"):
        text = json.dumps(json.loads(text), indent=4, ensure_ascii="no-ensure-ascii" not in filters)
    head = [f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}", *(f"{n}: {v}" for n, v in answer.headers.items()), ""]
    shown = [*(head if flags in ("-si", "-sI") else []), *text.splitlines()]
    return [line.replace(url, ADDRESS) for line in shown]


def _ask(command: Command, url: str) -> httpx.Response:
    """Send what a command sends."""
    words = command.text.removeprefix("$ curl ").replace("\\\n", " ").partition(" | ")[0]
    headers: dict[str, str] = {}
    form: list[tuple[str, str]] = []
    flags, address, method, body, given = "", "", "", None, iter(shlex.split(words))
    for word in given:
        if word == "-H":
            name, _, value = next(given).partition(": ")
            headers[name.lower()] = value.replace("$TOKEN", ADMIN)
        elif word == "--data-urlencode":
            name, _, value = next(given).partition("=")
            form.append((name, value))
        elif word == "-d":
            body = next(given).encode()
        elif word == "-X":
            method = next(given)
        elif word == "-D":
            next(given)
        elif word.startswith("-"):
            flags += word.strip("-")
        else:
            address = word
    get = body is None and (not form or "G" in flags)
    return httpx.request(
        method or ("HEAD" if "I" in flags else "GET" if get else "POST"),
        address.replace(ADDRESS, url),
        params=tuple(form) if form and get else None,
        data=dict(form) if form and not get else None,
        content=body,
        headers={"accept": "*/*", "x-request-id": "29b22f3859c68665", **headers},
        timeout=60,
    )


def rewrite(page: Path, url: str) -> None:
    """Write what the commands of a page give."""
    text = page.read_text(encoding="utf-8")
    for written, commands in list(blocks(text)):
        if any("$TOKEN" in c.text or _PASSED.search(c.text) for c in commands):
            continue
        new = "".join("\n".join((c.text, *c.cut(run(c, url)))) + "\n" for c in commands)
        text = text.replace(written, new)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with serving("--query-seconds", "300") as service:
        for each in PAGES:
            rewrite(each, service.url)
