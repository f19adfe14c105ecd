"""Weights, times and counting rules of networks in words, and which of their ties come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from posgraph.analysis.words import count
from posgraph.cli.page import Page

if TYPE_CHECKING:
    from posgraph.networks import Network, Networks

SHOWN = 20
"""How many ties, windows or statements a table shows unless ``--limit`` says otherwise."""

Tie = tuple[float, str, str]


def ties(network: Network) -> int:
    """How many cells are not 0; of one mode each pair once."""
    import numpy as np

    filled = int(np.count_nonzero(network.matrix))
    return filled // 2 if network.mode == "one" else filled


def strongest(network: Network, limit: int | None = None) -> Iterator[Tie]:
    """The ties that are not 0 as weight, row and column: the greatest first, whatever their sign, then by name."""
    import numpy as np

    cells = np.triu(network.matrix, 1) if network.mode == "one" else network.matrix
    rows, columns = np.nonzero(cells)
    weights = cells[rows, columns]
    for n in np.lexsort((columns, rows, -np.abs(weights)))[:limit]:
        yield float(weights[n]), network.rows[rows[n]], network.columns[columns[n]]


def told(found: Network | Networks) -> str:
    """What was counted, in words."""
    from posgraph.networks import Network

    return f"a network of {found.ends}" if isinstance(found, Network) else count(len(found), "network")


def number(value: float) -> str:
    """A weight for reading: whole, or with three places."""
    return numbers([value])[0]


def numbers(values: Sequence[float]) -> list[str]:
    """Weights for reading one below the other: all whole, or all with three places."""
    places = 0 if all(float(value).is_integer() for value in values) else 3
    return [f"{value:,.{places}f}" for value in values]


def how(network: Network) -> str:
    """By which rules a network was counted."""
    parts = [network.kind if network.kind != "ignore" else "whatever the stance"]
    parts += [f"norm {network.norm}"] if network.norm != "none" else []
    parts += [f"duplicates by {network.duplicates}"] if network.duplicates != "include" else []
    parts += [f"as of {network.as_of}"] if network.as_of else []
    return ", ".join(parts)


def moment(moment: date | None) -> str:
    """A day, or a moment to the minute where it is not a day's first."""
    if isinstance(moment, datetime):
        return str(moment).removesuffix(":00").removesuffix(" 00:00")
    return str(moment or "")


def more(paper: Page, total: int, limit: int) -> None:
    """How many there are beyond those shown."""
    if total > limit:
        paper.blank()
        paper.say(f"{total - limit:,} more; --limit {total} shows all.")
