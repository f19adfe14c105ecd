"""``posgraph stability``: which proposals nobody would leave, what deters those who would gain, what would have to change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from posgraph.analysis.words import Record, Words, count, listed, number, tagged
from posgraph.cli import evidence, options, streams
from posgraph.cli.command import Command
from posgraph.cli.page import Page
from posgraph.cli.progress import waiting
from posgraph.cli.reminder import remind

CONCEPTS = {
    "nash": "Nash",
    "seq": "SEQ",
    "gmr": "GMR",
    "smr": "SMR",
}
"""The concepts as they are called, those that are told in full first."""


@click.command(
    cls=Command,
    short_help="Which proposals nobody would leave, and what deters them.",
    examples=(
        "posgraph stability --as-of 2025-12-29 --proposal 28-points --proposal 20-points",
        "posgraph stability --as-of 2025-12-29 --state army-cap-600000+army-800000 --why",
    ),
)
@options.source
@options.day("--as-of", "Positions in force on this day.  [default: today]")
@click.option("--actor", "actors", multiple=True, metavar="ID", help="Between these actors.  [default: all parties] Repeatable.")
@click.option("--proposal", "proposals", multiple=True, metavar="ID",
              help="This proposal, as the demands of its clauses.  [default: all] Repeatable.")  # fmt: skip
@click.option("--state", "states", multiple=True, metavar="ID+ID…", help="A package of these demands. Repeatable.")
@options.without
@click.option("--why", is_flag=True, help="With each: what it is worth to whom, with quotes and sources, and the arithmetic.")
@options.format("table", "json")
def stability(
    data: str | None,
    dataset: str | None,
    as_of: date | None,
    actors: Sequence[str],
    proposals: Sequence[str],
    states: Sequence[str],
    without: Sequence[str],
    why: bool,
    format: str,
) -> None:
    """Say for each package which party would gain by taking something out or putting something in, and whether the others could
    answer so that it would not (the graph model of conflict: Nash, SEQ, GMR, SMR).

    A demand is in the hands of those who refuse it.
    """
    from posgraph.graph import open

    with waiting("Looking for what deters"), open(data, dataset=dataset, read_only=True) as graph:
        found = graph.stability(as_of, actors=actors, proposals=proposals, states=states, without=without)
        words = Words(graph.dataset)
        remind(graph.dataset, as_of, False)
    result = found.to_dict()
    if format == "json":
        streams.write_json(result)
        return
    page = Page()
    _write(page, words, result, why)
    page.show()


def _write(page: Page, words: Words, result: Record, why: bool) -> None:
    who = listed(words.named_actor(a) for a in result["actors"])
    page.say((f"{count(len(result['items']), 'package')} as of {result['as_of']}", "bold"), f" between {who}.")
    shown: set[str] = set()
    for item in result["items"]:
        if item["vacuous"]:
            continue
        page.blank()
        _package(page, words, result, item, why)
        if why:
            _worth(page, words, result, item, shown)
    page.blank()
    if empty := [_name(words, item["package"]) for item in result["items"] if item["vacuous"]]:
        page.say("Nothing can be said of these, since no party is known to refuse any of their demands:")
        for name in empty:
            page.item("•", name, indent=2)
        page.blank()
    if result["partial"]:
        page.say(
            f"{count(result['cut'], 'state')} did not fit and {'was' if result['cut'] == 1 else 'were'} left out, "
            f"{result['cut_next_to_packages']} of them next to a package; answers that lead there are not seen."
        )
    if any(gains["seq"] for item in result["items"] for gains in (a["gains"] for a in item["actors"])):
        page.say(("In brackets is what the package is worth to the party, before and after the move.", "dim"))
    page.say((result["reading"], "dim"))
    page.say((result["assumes"], "dim"))
    if not why:
        page.say(("--why shows what each package is worth to whom, with quotes and sources, and what would change that.", "dim"))


def _package(page: Page, words: Words, result: Record, item: Record, why: bool) -> None:
    name = (_name(words, item["package"]), "bold")
    holds = [word for concept, word in CONCEPTS.items() if item["equilibrium"][concept]]
    page.say(name, ": ", f"stable under {listed(holds)}" if holds else "not stable")
    for actor in item["actors"]:
        for gain in actor["gains"]["seq"]:  # those of Nash are the same, without answers
            others = {g["move"]: g["answer"] for g in actor["gains"]["gmr"]}
            _gain(page, words, result, item["package"], actor["actor"], gain, others[gain["move"]])
        if why:
            for need in actor["changes"].get("seq", ()):
                _change(page, words, result, actor["actor"], need)
    for actor, counted in item["rankings"].items():
        told = listed(f"{n['stable']} of {n['of']} under {CONCEPTS[c]}" for c, n in counted.items())
        page.say(f"Rankings of {words.actor(actor)} that would make it stable: {told}.", indent=2)


def _gain(page: Page, words: Words, result: Record, here: str, actor: str, gain: Record, costly: Sequence[Record] | None) -> None:
    """A gain and the answer that spoils it: under SEQ, or (``costly``) one that hurts who makes it."""
    there = gain["move"]
    head = f" would gain by {_step(words, result, here, there)} ({_worths(result, actor, here, there)})"
    if not gain["answer"] and not costly:
        page.item("•", (words.actor(actor), "bold"), f"{head}, and nobody could answer so that it would not.", indent=2)
        return
    said, at = [], there
    for answer in gain["answer"] or costly or ():
        said.append(f"{words.actor(answer['actor'])} could answer by {_step(words, result, at, answer['to'])}")
        at = answer["to"]
    end = f"which is no better for it than the package ({_worths(result, actor, here, at)})"
    but = "but does not" if gain["answer"] else "and would; only at a cost to those who answer could it be deterred (GMR)"
    page.item("•", (words.actor(actor), "bold"), f"{head}, {but}: {', then '.join(said)}, {end}.", indent=2)


def _change(page: Page, words: Words, result: Record, actor: str, need: Record) -> None:
    """The inverse question, for one temptation."""
    options = [_state(words, result, need["rank_no_higher"])]
    options += [listed(_state(words, result, state) for state in group) for group in need["or_all_of"] if group]
    said = f"if it ranked {' or '.join(dict.fromkeys(options))} no higher than the package"
    page.say(f"{words.actor(actor)} would not be drawn there {said}.", indent=4)


def _state(words: Words, result: Record, state: str) -> str:
    """A state as what was made of a package: ``28-points without the army cap``."""
    found = result["states"][state]
    parts = [f"{'with' if 'put_in' in step else 'without'} “{words.demand(*step.values())}”" for step in found["steps"]]
    return " ".join([found["package"], " and ".join(parts)]).rstrip()


def _step(words: Words, result: Record, here: str, there: str) -> str:
    """What a move does: takes out, or puts in, a demand."""
    before, after = (frozenset(result["states"][state]["demands"]) for state in (here, there))
    out = [f"taking out “{words.demand(d)}” [{d}]" for d in sorted(before - after)]
    return listed(out + [f"putting in “{words.demand(d)}” [{d}]" for d in sorted(after - before)])


def _worths(result: Record, actor: str, *states: str) -> str:
    return " to ".join(number(result["states"][state]["worth"][actor]) for state in states)


def _name(words: Words, package: str) -> str:
    label = words.label("proposals", package)
    return tagged(label, package) if label != package else listed(words.named_demand(d) for d in package.split("+"))


def _worth(page: Page, words: Words, result: Record, item: Record, shown: set[str]) -> None:
    """The arithmetic of what the package is worth to each party, with the evidence, each position once."""
    positions = {p["position"]: p for p in result["positions"]}
    for actor in item["actors"]:
        terms = [f"{number(t['salience'])} × {number(t['polarity'])} ({t['position']})" for t in actor["terms"]]
        assumed = [t["position"] for t in actor["terms"] if t["assumed"]]
        note = f"; 0.5 stands for the unknown salience of {listed(assumed)}" if assumed else ""
        page.item(
            words.actor(actor["actor"]),
            f"{number(actor['worth'])} = salience × stance: {' + '.join(terms) or 'it says nothing of these demands'}{note}",
            indent=2,
        )
        for t in actor["terms"]:
            evidence.show(page, words, positions[t["position"]], indent=4, cited=t["position"] in shown)
            shown.add(t["position"])
