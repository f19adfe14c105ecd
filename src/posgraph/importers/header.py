"""The header file of a dataset folder, dataset.toml: its entries, and what keeps them from being read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from posgraph.errors import Fault

HEADER = "dataset.toml"
VIEW = "view"
"""The table of the header that makes a folder a view of another dataset."""

_LINE = re.compile(r" \(at line (\d+), column (\d+)\)| \(at end of document\)")


def entries(raw: bytes, faults: list[Fault]) -> dict[str, Any] | None:
    """The entries of a header file as TOML holds them; None, with a fault, where it cannot be read."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        shown = raw.split(b"\n")[line - 1].decode("utf-8", "replace")
        faults.append(Fault(f"{HEADER} line {line}", shown, "text in UTF-8"))
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found and found[1] else raw.count(b"\n") + 1
        shown = "".join(raw.decode("utf-8").split("\n")[line - 1 : line]).strip()
        what = f'a line of TOML, such as title = "…" ({_LINE.sub("", str(error))})'
        faults.append(Fault(f"{HEADER} line {line}", shown, what))
    return None


def texts(found: Mapping[str, Any], faults: list[Fault]) -> dict[str, str]:
    """The entries that are texts; each of another kind is a fault."""
    header: dict[str, str] = {}
    for key, value in found.items():
        if isinstance(value, str):
            header[key] = value
        else:
            faults.append(Fault(f"{HEADER} {key}", str(value), f'a text in quotes: {key} = "…"'))
    return header
