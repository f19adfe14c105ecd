"""Agreement of every pair of states in the UN General Assembly, 870,109 votes, against pandas and plain loops, in CPU time.

``python -m benchmarks votes``. Shares are compared with those of every rival.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clock import line
from benchmarks.networks import cpu
from posgraph.archive.reading import read_archive
from posgraph.networks import Network

BUILD = Path(__file__).parent.parent / "data" / "un-votes" / "build.py"
LOOPED = 74
"""The session that plain loops go through."""


def merged(votes: Any) -> Any:
    """The share of common roll calls with the same vote, by pair of states: each vote beside each other of its roll call."""
    pairs = votes.merge(votes, on="demand")
    pairs = pairs[pairs["actor_x"] < pairs["actor_y"]]
    return (pairs["stance_x"] == pairs["stance_y"]).groupby([pairs["actor_x"], pairs["actor_y"]]).mean()


def looped(votes: Any) -> dict[tuple[str, str], float]:
    """The same by plain loops over states and their votes."""
    cast: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for actor, demand, stance in votes:
        cast[actor][demand] = stance
    found = {}
    for one, other in combinations(sorted(cast), 2):
        common = cast[one].keys() & cast[other].keys()
        if common:
            found[one, other] = sum(cast[one][call] == cast[other][call] for call in common) / len(common)
    return found


def same(network: Network, expected: Any, names: Any = None) -> None:
    """AssertionError unless the network holds these shares, to 1e-12. ``names`` are those of the codes in ``expected``."""
    place = {name: n for n, name in enumerate(network.rows)}
    held = np.zeros_like(network.matrix)
    for (one, other), share in expected.items():
        i, j = (place[names[n] if names is not None else n] for n in (one, other))
        held[i, j] = held[j, i] = share
    np.testing.assert_allclose(network.matrix, held, rtol=0, atol=1e-12)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "un"
        subprocess.run([sys.executable, BUILD, place], check=True, stdout=subprocess.DEVNULL)
        opened, archive = cpu(lambda: read_archive(place), 1)
    read, statements = cpu(lambda: archive.statements("text"), 3)
    print(f"archive checked and opened {opened:.2f} s, {len(statements):,} statements made of it {read:.2f} s, CPU")

    frame = archive.table.select(["actor", "demand", "stance", "process"]).to_pandas()
    names = list(frame["actor"].cat.categories)
    coded = frame.assign(**{name: frame[name].cat.codes for name in ("actor", "demand", "stance")})
    sessions = [f"session-{n}" for n in range(1, 75)]
    counted = {"kind": "congruence", "norm": "shared"}

    ours, networks = cpu(lambda: [statements.network(**counted, keep={"process": [name]}) for name in sessions], 3)
    votes = [coded[coded["process"] == name][["actor", "demand", "stance"]] for name in sessions]
    theirs, found = cpu(lambda: list(map(merged, votes)), 1)
    for network, expected in zip(networks, found, strict=True):
        same(network, expected, names)
    line("all pairs in each of 74 sessions, CPU", ours, "pandas merge and groupby", theirs)

    part = frame[frame["process"] == f"session-{LOOPED}"]
    rows = list(zip(*(part[name].astype(str) for name in ("actor", "demand", "stance")), strict=True))
    one, network = cpu(lambda: statements.network(**counted, keep={"process": [f"session-{LOOPED}"]}), 5)
    theirs, expected = cpu(lambda: looped(rows), 1)
    same(network, expected)
    line(f"all pairs in session {LOOPED}, CPU", one, "plain loops", theirs)

    ours, windows = cpu(lambda: statements.networks("years:5", **counted), 2)
    days = {source.id: source.published.first.isoformat() for source in archive.dataset.sources}
    begun = frame["demand"].astype(str).map(days)
    spans = [(str(network.window.start), str(network.window.stop)) for network in windows if network.window]
    votes = [coded[begun.between(*span)][["actor", "demand", "stance"]] for span in spans]
    theirs, found = cpu(lambda: list(map(merged, votes)), 1)
    for network, expected in zip(windows, found, strict=True):
        same(network, expected, names)
    line(f"{len(windows)} windows (years:5), CPU", ours, "pandas merge and groupby", theirs)


if __name__ == "__main__":
    main()
