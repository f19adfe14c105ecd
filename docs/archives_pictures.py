"""``python -m docs.archives_pictures``: who voted alike in the General Assembly, from the votes in ``data/un-votes``.

Writes ``docs/pictures/un-blocs.csv`` (place and bloc of each state in each span), ``.svg`` and ``.png``; look at the picture.
docs/archives.md says what is computed.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from posgraph.archive.archive import Archive
    from posgraph.networks import Network, Statements

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SPANS = ((1, 10), (11, 20), (21, 30), (31, 40), (41, 50), (51, 60), (61, 70), (71, 74))
"""Sessions, first and last; session 1 began in 1946."""

SEATS = ("china", "france", "russia", "taiwan", "united-kingdom", "united-states")
"""Who has held a permanent seat of the Security Council; China's until October 1971 is ``Taiwan`` in the source."""

LANDMARKS = ("brazil", "cuba", "egypt", "germany", "india", "israel", "japan", "south-africa")
"""States that are named besides, so that one finds one's way; they were chosen by hand and count no more than others."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Of blocs (Okabe and Ito 2008): told apart by readers who are colour-blind."""
SIDES = ((1.6, 0, 1), (-1.6, 0, -1), (0, 3.2, 0), (0, -3.2, 0), (1.2, 2.6, 1), (1.2, -2.6, 1), (-1.2, 2.6, -1), (-1.2, -2.6, -1))
"""Where a name may stand beside its mark: how far right and up, and which of its ends is near (1 the left, -1 the right)."""
ALONE = "#777777"
MARKS = "osD^vP"
"""Of blocs: told apart without colour, too."""

BELOW = (
    "Places: classical scaling of the share of common roll calls with another vote, which holds {least} to {most} per cent "
    "of the variation; all panels have one scale, directions mean nothing. Blocs: highest modularity (Louvain) of ties that "
    "weigh the share with the same vote less the share with another, where that is above 0; no state has said that it "
    "belongs to one. The lower the modularity, the less sharp the blocs; by chance it would be 0. Shown: states that voted "
    "in more than half of the roll calls. A colour goes on to the bloc that shares most states with those that had it. "
    "Names of states are the source's: “Russia” is the Soviet Union until 1991, “Taiwan” the holder of China’s seat until "
    "October 1971. Data: Erik Voeten, United Nations General Assembly Voting Data (CC0), to January 2020."
)

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Panel:
    """A span of sessions: who voted in more than half of its roll calls, where they lie, and the blocs, each by its colour."""

    span: tuple[int, int]
    calls: int
    names: tuple[str, ...]
    labels: tuple[str, ...]
    places: Points
    explained: float
    modularity: float
    blocs: tuple[tuple[str, ...], ...]
    central: tuple[tuple[str, ...], ...]
    colours: tuple[int, ...]

    def bloc(self, name: str) -> int:
        """The number of a state's bloc, the largest being 0."""
        return next(n for n, bloc in enumerate(self.blocs) if name in bloc)


def archive(folder: Path) -> Archive:
    """The archive, built into a folder."""
    from posgraph.archive.reading import read_archive

    subprocess.run([sys.executable, ROOT / "data" / "un-votes" / "build.py", folder], check=True, stdout=subprocess.DEVNULL)
    return read_archive(folder)


def network(statements: Statements, span: tuple[int, int]) -> tuple[Network, int]:
    """Of each two states that voted in more than half of the roll calls: the share with the same vote less the share with
    another; and how many roll calls there were.
    """
    sessions = {"process": [f"session-{n}" for n in range(span[0], span[1] + 1)]}
    calls = len(statements.tally("demand", keep=sessions).names)
    votes = statements.tally("actor", keep=sessions)
    often = [name for name, row in zip(votes.names, votes.counts, strict=True) if 2 * row.sum() > calls]
    return statements.network(kind="subtract", norm="shared", keep={**sessions, "actor": often}), calls


def scaled(matrix: Points) -> tuple[Points, float]:
    """Classical scaling (Torgerson 1952): points in the plane of which each two lie about as far apart as their votes do, and the
    share of the variation that the plane holds. The distance is the share of common roll calls with another vote.
    """
    distance = (1 - matrix) / 2
    np.fill_diagonal(distance, 0)
    centre = np.eye(len(matrix)) - 1 / len(matrix)
    values, vectors = np.linalg.eigh(-centre @ distance**2 @ centre / 2)
    return vectors[:, [-1, -2]] * np.sqrt(values[[-1, -2]]), float(values[[-1, -2]].sum() / values[values > 0].sum())


def turned(places: Points, names: Sequence[str], before: Panel | None) -> Points:
    """The points turned, or mirrored, to lie as near as can be to where the same states lay before (Schönemann 1966); distances
    stay as they are. The first lie so that the state with the first name is above, and on the right.
    """
    if before is None:
        return places * np.where(places[0] < 0, -1, 1)
    both = [name for name in names if name in before.names]
    mine = places[[names.index(name) for name in both]]
    theirs = before.places[[before.names.index(name) for name in both]]
    left, _, right = np.linalg.svd((mine - mine.mean(0)).T @ (theirs - theirs.mean(0)))
    turned: Points = places @ left @ right
    return turned


def coloured(blocs: Sequence[Sequence[str]], before: Sequence[Panel]) -> tuple[int, ...]:
    """A colour for each bloc, each colour once; -1 for a state alone. A colour goes on to the bloc that shares most states with
    those that had it (the last panel counts 1, each one before it half as much); a bloc that shares none gets a new one.
    """
    from scipy.optimize import linear_sum_assignment

    large = [bloc for bloc in blocs if len(bloc) > 1]
    used = {colour for panel in before for colour in panel.colours}
    shared = np.array([[0.01 * (colour not in used) - 0.001 * colour for colour in range(len(COLOURS))] for _ in large])
    for age, panel in enumerate(reversed(before)):
        for old, colour in zip(panel.blocs, panel.colours, strict=True):
            if colour >= 0:
                shared[:, colour] += [len(set(bloc) & set(old)) / 2**age for bloc in large]
    rows, columns = linear_sum_assignment(-shared)
    found = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    return tuple(found[n] if n < len(large) else -1 for n in range(len(blocs)))


def panels(of: Archive) -> list[Panel]:
    """A panel for each span."""
    statements = of.statements("text")
    labels = {actor.id: actor.label for actor in of.dataset.actors}
    found: list[Panel] = []
    for span in SPANS:
        net, calls = network(statements, span)
        before = found[-1] if found else None
        places, explained = scaled(net.matrix)
        blocs = net.blocs()
        central = []
        for bloc in blocs.blocs:
            rows = [net.rows.index(name) for name in bloc]
            ties = net.matrix[np.ix_(rows, rows)].sum(axis=1)
            central.append(tuple(bloc[n] for n in np.argsort(-ties, kind="stable")))
        found.append(
            Panel(
                span,
                calls,
                net.rows,
                tuple(labels[name] for name in net.rows),
                turned(places, net.rows, before),
                explained,
                blocs.modularity,
                blocs.blocs,
                tuple(central),
                coloured(blocs.blocs, found),
            )
        )
    return found


def years(span: tuple[int, int]) -> str:
    """The years in which the sessions of a span began."""
    return f"{1945 + span[0]}–{1945 + span[1]}"


def write(found: Sequence[Panel]) -> None:
    """What the picture shows, as a table."""
    with (PICTURES / "un-blocs.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["sessions", "state", "bloc", "x", "y"])
        for panel in found:
            for name, (x, y) in zip(panel.names, panel.places.tolist(), strict=True):
                out.writerow([f"{panel.span[0]}-{panel.span[1]}", name, panel.bloc(name) + 1, f"{x:.4f}", f"{y:.4f}"])


def draw(found: Sequence[Panel]) -> None:
    """The picture, as SVG and PNG."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "posgraph", "svg.fonttype": "path", "font.size": 8})
    from matplotlib import pyplot

    figure, plots = pyplot.subplots(2, 4, figsize=(15, 9))
    figure.subplots_adjust(left=0.02, right=0.98, top=0.845, bottom=0.165, wspace=0.06, hspace=0.55)
    every = np.vstack([panel.places for panel in found])
    ends = np.array([every.min(0) - 0.05, every.max(0) + 0.05])
    for panel, plot in zip(found, plots.flat, strict=True):
        _panel(plot, panel, ends)
    figure.text(0.02, 0.955, "Who voted alike in the UN General Assembly, 1946 to 2019", fontsize=17, weight="bold")
    figure.text(
        0.02,
        0.915,
        "Each mark is a state. The nearer two lie, the more often they cast the same vote: yes, no or abstention.\n"
        "Colour and shape: blocs, found by computation and named after the two states most in agreement with the rest of them.",
        fontsize=11,
        va="center",
        linespacing=1.4,
    )
    figure.text(0.02, 0.018, _below(found), fontsize=8, color="#444444", linespacing=1.5)
    PICTURES.mkdir(exist_ok=True)
    figure.savefig(PICTURES / "un-blocs.svg", metadata={"Date": None})
    figure.savefig(PICTURES / "un-blocs.png", dpi=110, metadata={"Software": None})


def _below(found: Sequence[Panel]) -> str:
    held = [round(100 * panel.explained) for panel in found]
    return fill(BELOW.format(least=min(held), most=max(held)), 250)


def _panel(plot: Any, panel: Panel, ends: Points) -> None:
    colours = [panel.colours[panel.bloc(name)] for name in panel.names]
    for colour in sorted(set(colours)):
        chosen = [n for n, other in enumerate(colours) if other == colour]
        mark, fill = (MARKS[colour], COLOURS[colour]) if colour >= 0 else ("X", ALONE)
        x, y = panel.places[chosen].T
        plot.scatter(x, y, s=26, marker=mark, color=fill, alpha=0.8, linewidth=0.4, edgecolor="white")
    plot.set(xlim=ends[:, 0], ylim=ends[:, 1], xticks=[], yticks=[])
    plot.set_aspect("equal")
    for side in plot.spines.values():
        side.set_color("#bbbbbb")
    plot.set_title(f"{years(panel.span)}", loc="left", fontsize=12, weight="bold", pad=5)
    told = f"{panel.calls:,} roll calls, modularity {panel.modularity:.2f}"
    plot.text(1, 1.02, told, transform=plot.transAxes, ha="right", va="bottom", fontsize=8, color="#444444")
    _names(plot, panel)
    _blocs(plot, panel)


def _blocs(plot: Any, panel: Panel) -> None:
    """The blocs below a panel: the mark, how many states, the two most central; states alone on one line."""
    alone = [central[0] for central in panel.central if len(central) == 1]
    lines = [
        (MARKS[colour], COLOURS[colour], f"{len(central)} around {_and(_label(panel, name) for name in central[:2])}")
        for central, colour in zip(panel.central, panel.colours, strict=True)
        if len(central) > 1
    ]
    lines += [("X", ALONE, f"in no bloc: {_and(_label(panel, name) for name in alone)}")] if alone else []
    for n, (mark, colour, text) in enumerate(lines):
        y = -0.07 - 0.078 * n
        plot.scatter([0.02], [y], transform=plot.transAxes, marker=mark, color=colour, s=30, clip_on=False)
        plot.text(0.055, y, text, transform=plot.transAxes, fontsize=8.5, va="center")


def _and(names: Any) -> str:
    return " and ".join(names)


def _label(panel: Panel, name: str) -> str:
    return panel.labels[panel.names.index(name)]


def _names(plot: Any, panel: Panel) -> None:
    """Names of some states, each on the side where it covers least."""
    heights = dict(zip(panel.names, panel.places[:, 1].tolist(), strict=True))
    wanted = [name for group in (SEATS, LANDMARKS) for name in sorted(set(group) & heights.keys(), key=heights.__getitem__)]
    ends = np.array([plot.get_xlim(), plot.get_ylim()]).T
    unit = (ends[1, 0] - ends[0, 0]) / 100
    taken: list[tuple[float, float, float, float]] = []
    for name in wanted:
        x, y = panel.places[panel.names.index(name)]
        text = _label(panel, name)
        wide, tall = (1 + (2.05 if name in SEATS else 1.8) * len(text)) * unit, 4 * unit
        options = [
            (x + dx * far * unit - (1 - side) / 2 * wide, y + dy * far * unit - tall / 2, far)
            for far in (1, 2, 3.2, 4.6)
            for dx, dy, side in SIDES
        ]
        left, bottom, _ = min(options, key=lambda at: at[2] + _cost(at[:2], wide, tall, ends, taken, panel.places))
        taken.append((left, bottom, left + wide, bottom + tall))
        middle = (left + wide / 2, bottom + tall / 2)
        if np.hypot(middle[0] - x, middle[1] - y) > wide / 2 + 3.5 * unit or abs(middle[1] - y) > 4.5 * unit:
            near = (min(max(x, left), left + wide), min(max(y, bottom), bottom + tall))
            plot.plot([x, near[0]], [y, near[1]], color="#555555", linewidth=0.5, zorder=1)
        weight = "bold" if name in SEATS else "normal"
        plot.text(*middle, text, fontsize=7.2, ha="center", va="center", weight=weight, zorder=5)


def _cost(
    at: tuple[float, float], wide: float, tall: float, ends: Points, taken: Sequence[tuple[float, ...]], points: Points
) -> float:
    """How much a name would cover there: other names weigh most, then the frame, then marks."""
    left, bottom = at
    right, top = left + wide, bottom + tall
    names = sum(left < b[2] and right > b[0] and bottom < b[3] and top > b[1] for b in taken)
    outside = left < ends[0, 0] or right > ends[1, 0] or bottom < ends[0, 1] or top > ends[1, 1]
    marks = int(((points[:, 0] > left) & (points[:, 0] < right) & (points[:, 1] > bottom) & (points[:, 1] < top)).sum())
    return 1000 * names + 500 * outside + marks


def main() -> None:
    """Compute, write, draw."""
    with tempfile.TemporaryDirectory() as folder:
        found = panels(archive(Path(folder) / "un"))
    write(found)
    draw(found)


if __name__ == "__main__":
    main()
