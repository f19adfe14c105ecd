"""The curl commands in the docs of the service, and what they give.

A block ``console no-run`` whose commands begin with ``$ curl`` asks the service at http://127.0.0.1:8000. ``python -m
tests.api.shown`` writes the outputs anew; a line ``…`` stands for any number of lines, as in docs/console.py.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import httpx
from docs.console import ROOT, Command

PAGES = [ROOT / "docs" / "rest.md", ROOT / "docs" / "sparql.md"]
ADDRESS = "http://127.0.0.1:8000"

_FENCE = re.compile(r"^```console no-run\n(\$ curl.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> Iterator[tuple[str, list[Command]]]:
    """Every block of a page, as written and as commands."""
    for found in _FENCE.finditer(text):
        yield found[1], [_command(part) for part in re.split(r"^(?=\$ )", found[1], flags=re.MULTILINE) if part]


def _command(part: str) -> Command:
    lines = part.splitlines()
    length = next(n for n, line in enumerate(lines) if not line.endswith("\\")) + 1
    return Command("\n".join(lines[:length]), tuple(lines[length:]))


def run(command: Command, url: str) -> list[str]:
    """The lines that a command prints, asked of the service at ``url``."""
    words, _, filters = command.text.removeprefix("$ curl ").replace("\\\n", " ").partition(" | ")
    headers: dict[str, str] = {}
    form: list[tuple[str, str]] = []
    flags, address, given = "", "", iter(shlex.split(words))
    for word in given:
        if word == "-H":
            name, _, value = next(given).partition(": ")
            headers[name.lower()] = value
        elif word == "--data-urlencode":
            name, _, value = next(given).partition("=")
            form.append((name, value))
        elif word.startswith("-"):
            flags += word.strip("-")
        else:
            address = word
    get = not form or "G" in flags
    answer = httpx.request(
        "HEAD" if "I" in flags else "GET" if get else "POST",
        address.replace(ADDRESS, url),
        params=form if form and get else None,
        data=dict(form) if not get else None,
        headers={"accept": "*/*", **headers},
        timeout=60,
    )
    text = answer.text.replace(url, ADDRESS).replace("\r", "")
    if filters.startswith("python -m json.tool"):
        text = json.dumps(json.loads(text), indent=4, ensure_ascii="no-ensure-ascii" not in filters)
    head = [f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}", *(f"{n}: {v}" for n, v in answer.headers.items()), ""]
    shown = [*(head if flags.strip("s")[:1] in ("i", "I") else []), *text.splitlines()]
    return [line.replace(url, ADDRESS) for line in shown]


def rewrite(page: Path, url: str) -> None:
    """Write what the commands of a page give."""
    text = page.read_text(encoding="utf-8")
    for written, commands in list(blocks(text)):
        new = "".join("\n".join((c.text, *c.cut(run(c, url)))) + "\n" for c in commands)
        text = text.replace(written, new)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    from tests.api.serving import serving

    with serving("--query-seconds", "300") as service:
        for each in PAGES:
            rewrite(each, service.url)
