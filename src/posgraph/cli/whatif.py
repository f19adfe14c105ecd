"""``posgraph whatif``: what would change if somebody said something else, and several such scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from posgraph.analysis.words import Words
from posgraph.cli import comparison, difference, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind
from posgraph.errors import UsageError
from posgraph.model import Dataset, Scenario


@click.command(
    cls=Command,
    short_help="What a scenario would change in conflicts, orders and deals.",
    examples=(
        "posgraph whatif",
        "posgraph whatif --as-of 2025-12-29 --set russia:ceasefire-before-referendum=accepts --drop SQ001",
        "posgraph whatif --as-of 2025-12-29 --relate ceasefire requires direct-talks --why",
        "posgraph whatif --as-of 2025-12-29 --compare",
    ),
)
@options.source
@options.day("--as-of", "The scenario holds from this day on, and is laid over what is in force.  [default: today]")
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="ACTOR:DEMAND=STANCE",
    help="The actor says this instead. After it, in quotes: firmness=WORD salience=N if DEMAND,DEMAND. Repeatable.",
)
@click.option("--drop", "drops", multiple=True, metavar="ID", help="Leave out this position, order or relation. Repeatable.")
@click.option(
    "--relate",
    "relates",
    multiple=True,
    nargs=3,
    metavar="DEMAND RELATION DEMAND",
    help="A further relation: incompatible, same, entails or requires. Repeatable.",
)
@click.option(
    "--order",
    "orders",
    multiple=True,
    metavar="'ACTOR:STEP RELATION STEP=STANCE'",
    help="The actor wants, or refuses, this order instead. Repeatable.",
)
@click.option(
    "--scenario",
    "names",
    multiple=True,
    metavar="ID_OR_FILE",
    help="A scenario that the dataset keeps, or a file of TOML. Repeatable: all are laid over together.",
)
@click.option("--compare", is_flag=True, help="Scenarios side by side: those named, or all that the dataset keeps.")
@click.option("--save", metavar="FILE", help="Keep the scenario as a file, under --name.")
@click.option("--name", metavar="ID", help="The id of the scenario that is kept.")
@click.option("--label", metavar="TEXT", help="What it says in words.  [default: the id]")
@click.option("--force", is_flag=True, help="With --save: write over a file that is there.")
@click.option(
    "--actor",
    "actors",
    multiple=True,
    metavar="ID",
    help="An actor whose consent a deal needs.  [default: the participants with role party]  Repeatable.",
)
@click.option("--deals", is_flag=True, help="Look for the best deals too, before and after.")
@options.limit(difference.SHOWN)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="Time to search.")
@click.option("--why", is_flag=True, help="With each: the quotes and sources, and the arithmetic of the costs.")
@options.format("table", "json", "csv")
def whatif(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    sets: Sequence[str],
    drops: Sequence[str],
    relates: Sequence[tuple[str, str, str]],
    orders: Sequence[str],
    names: Sequence[str],
    compare: bool,
    save: str | None,
    name: str | None,
    label: str | None,
    force: bool,
    actors: Sequence[str],
    deals: bool,
    limit: int | None,
    seconds: float,
    why: bool,
    format: str,
) -> None:
    """Lay a scenario over the graph, which stays as it is, and say what it would change: conflicts gone and new, orders freed,
    deals opened. Without a change, list the scenarios that the dataset keeps.
    """
    changes = [f"set {text}" for text in sets] + [f"order {text}" for text in orders] + [f"drop {id}" for id in drops]
    changes += [f"relate {' '.join(parts)}" for parts in relates]
    _check(save, name, label, force, compare, bool(changes or names))
    from posgraph.graph import open

    with open(data, dataset=dataset, read_only=True) as graph:
        rows = graph.dataset
        if not (changes or names or compare):
            difference.write_list(rows, format)
            return
        given = _given(rows, names, compare)
        if compare:
            beside = [Scenario(id="", label="", changes=tuple(changes))] if changes else []
            with waiting("Comparing scenarios"):
                found = graph.compare([*given, *beside], as_of, actors=actors, deals=deals, seconds=seconds)
            remind(rows, as_of, False)
            said = {p["position"]: p for item in found for p in item.to_dict()["positions"]} if why else {}
            comparison.write(Words(rows), found.to_dict(), format, said)
            return
        from posgraph.analysis.scenario import laid_over, scenario
        from posgraph.analysis.scenario.address import merged

        asked = merged(rows, given, changes)
        if save is not None:
            asked = scenario(rows, asked.changes, name or asked.id, label or asked.label, asked.note)
        with waiting("Laying the scenario over"):
            result = graph.whatif(asked, as_of, actors=actors, deals=deals, seconds=seconds)
        remind(rows, as_of, False)
        words = Words(laid_over(rows, result.scenario, result.as_of).dataset)
    if save is not None:
        from posgraph.analysis.scenario.files import write_scenarios

        write_scenarios(Path(save), [asked], force=force)
        streams.say(f"Kept as {save}.")
    if format == "json":
        streams.write_json(result.to_dict())
    elif format == "csv":
        streams.write_csv(difference.CSV, difference.rows(words, result.to_dict()))
    else:
        page = Page()
        difference.write(page, words, result.to_dict(), limit, why)
        page.show()


def _check(save: str | None, name: str | None, label: str | None, force: bool, compare: bool, anything: bool) -> None:
    """Refuse flags that do not go together, before any work is done."""
    if save is None:
        for flag, value in (("--name", name), ("--label", label), ("--force", force)):
            if value:
                raise UsageError(flag, value if isinstance(value, str) else "", "--save FILE with it")
        return
    if compare:
        raise UsageError("--save", save, "one scenario to keep, so no --compare")
    if not anything:
        raise UsageError("--save", save, "a change to keep, such as --drop SQ001")
    if not name:
        raise UsageError("--save", save, "--name ID with it, under which the scenario is kept")
    if Path(save).exists() and not force:
        raise UsageError("--save", save, "the name of a new file (this one is there; --force writes over it)")


def _given(dataset: Dataset, names: Sequence[str], compare: bool) -> list[Scenario]:
    """The scenarios of these ids and files; to compare, all that the dataset keeps where none is named."""
    from posgraph.analysis.scenario.files import kept, read_scenarios

    if compare and not names:
        return list(dataset.scenarios)
    found: list[Scenario] = []
    for each in names:
        if each in dataset.by_id("scenarios") or not Path(each).is_file():
            found.append(kept(dataset, each))
            continue
        several = read_scenarios(Path(each))
        if len(several) > 1 and not compare:
            raise UsageError(
                "--scenario", each, f"a file of one scenario; this one holds {len(several)} (--compare sets them apart)"
            )
        found += several
    return found
