"""A network for the terminal and as files: its ties, the strongest first; its matrix; the statements behind a cell."""

from __future__ import annotations

import csv
import json as jsonlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from posgraph.analysis.lines import cell
from posgraph.analysis.wording import TOLD
from posgraph.analysis.words import count
from posgraph.cli.page import Column, Page

if TYPE_CHECKING:
    from posgraph.networks import Network, Networks, Said
    from posgraph.networks.structure import Structure

SHOWN = 20
"""How many ties, windows or statements a table shows unless ``--limit`` says otherwise."""

BROKERS = 5
"""So many brokers and ties of the backbone a table shows."""

EDGE = ("start", "middle", "stop", "row", "column", "weight")
SAID = ("id", "actor", "demand", "stance", "date", "document", "weight", "quote", "source", "url")

Tie = tuple[float, str, str]


def strongest(network: Network) -> list[Tie]:
    """Every tie that is not 0 as weight, row and column: the greatest first, whatever their sign, then by name."""
    import numpy as np

    cells = np.triu(network.matrix, 1) if network.mode == "one" else network.matrix
    rows, columns = np.nonzero(cells)
    found = zip(cells[rows, columns].tolist(), rows.tolist(), columns.tolist(), strict=True)
    ranked = sorted(found, key=lambda tie: (-abs(tie[0]), tie[1], tie[2]))
    return [(weight, network.rows[i], network.columns[j]) for weight, i, j in ranked]


def told(found: Network | Networks) -> str:
    """What was counted, in words."""
    from posgraph.networks import Network

    if not isinstance(found, Network):
        return count(len(found), "network")
    ends = count(len(found.rows), "actor")
    if found.mode == "two":
        ends += f" and {count(len(found.columns), 'demand')}"
    return f"a network of {ends}"


def page(found: Network | Networks, limit: int | None, structure: bool) -> str:
    """The network, or the row of windows, as a page for the terminal."""
    from posgraph.networks import Network

    paper = Page()
    if isinstance(found, Network):
        _network(paper, found, limit or SHOWN)
        if structure:
            _structure(paper, found, found.structure())
    else:
        _windows(paper, found, limit or SHOWN, structure)
    return paper.text()


def between(network: Network, names: Sequence[str], form: str, limit: int | None) -> str | bytes:
    """The statements behind a cell."""
    from posgraph.analysis.network.evidence import Positions
    from posgraph.analysis.network.evidence import between as of_dataset

    row, column = names
    said = network.between(row, column)
    weight = float(network.matrix[network.rows.index(row), network.columns.index(column)])
    met = of_dataset(network, row, column) if isinstance(network.behind, Positions) else {}
    if form == "json" and met:
        return json(met)
    if form == "json":
        return json({"row": row, "column": column, "weight": weight, "statements": [one.to_dict() for one in said]})
    if form == "csv":
        lines = [one.to_dict() for one in said]
        return _csv([SAID, *([line[name] for name in SAID] for line in lines)])
    paper = Page()
    head = f"{network.label(row)} and {network.label(column)}: {_number(weight)} ({_how(network)})"
    paper.say((f"{head}, from {count(len(said), 'statement')}.", "bold"))
    for demand in dict.fromkeys(one.demand for one in said[: limit or SHOWN]):
        paper.blank()
        paper.say((network.label(demand), "bold"))
        for one in said[: limit or SHOWN]:
            if one.demand == demand:
                _said(paper, network, one)
    _more(paper, len(said), limit or SHOWN)
    _pairs(paper, met.get("pairs") or (), limit or SHOWN)
    return paper.text()


def _pairs(paper: Page, pairs: Sequence[Mapping[str, Any]], limit: int) -> None:
    """The pairs of positions that a tie by meaning counts, each with its rules and the chain between the demands."""
    if not pairs:
        return
    paper.blank()
    paper.say((f"{count(len(pairs), 'pair')} of positions", "bold"))
    for pair in pairs[:limit]:
        rules, chain = ", ".join(pair["rules"]), " → ".join(pair["chain"])
        paper.item(f"{pair['a']}, {pair['b']}", f"{pair['kind']} by {rules}: {chain}", indent=2, gap=16)
    _more(paper, len(pairs), limit)


def record(found: Network | Networks, structure: bool) -> dict[str, Any]:
    """The network or networks as JSON, with their structure if it is asked for."""
    from posgraph.networks import Network

    if isinstance(found, Network):
        return found.to_dict() | ({"structure": found.structure().to_dict()} if structure else {})
    return found.to_dict() | {"items": [record(network, structure) for network in found]}


def json(value: Any) -> bytes:
    """JSON as all commands write it, but a row of a matrix on one line."""
    text = jsonlib.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    if isinstance(value, dict) and ("matrix" in value or "items" in value):
        text = _flat(value)
    return (text + "\n").encode()


def _flat(value: Any, indent: int = 0) -> str:
    """Indented JSON whose lists of numbers and texts stand on one line."""
    pad = " " * (indent + 2)
    if isinstance(value, dict) and value:
        inner = (f"{pad}{jsonlib.dumps(key, ensure_ascii=False)}: {_flat(each, indent + 2)}" for key, each in value.items())
        return "{\n" + ",\n".join(inner) + "\n" + " " * indent + "}"
    if isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        return "[\n" + ",\n".join(pad + _flat(each, indent + 2) for each in value) + "\n" + " " * indent + "]"
    return jsonlib.dumps(value, ensure_ascii=False, allow_nan=False)


def matrix(network: Network) -> bytes:
    """The matrix with a header and a first column of names."""
    rows = ([name, *map(_plain, cells)] for name, cells in zip(network.rows, network.matrix.tolist(), strict=True))
    return _csv([["", *network.columns], *rows])


def edges(found: Network | Networks) -> bytes:
    """A row for each tie; of windows, with their times."""
    from posgraph.networks import Network

    if isinstance(found, Network):
        return _csv([EDGE[3:], *([row, column, _plain(weight)] for weight, row, column in strongest(found))])
    return _csv([EDGE, *_timed(found)])


def _timed(found: Networks) -> Iterator[list[object]]:
    for network in found:
        times = network.window.to_dict().values() if network.window else ("", "", "")
        for weight, row, column in strongest(network):
            yield [*times, row, column, _plain(weight)]


def graphs(found: Network | Networks, kind: str) -> bytes:
    """The network as a graph file; several as one JSON object of node-link graphs."""
    from posgraph.exporters.networks import write
    from posgraph.networks import Network

    if isinstance(found, Network):
        return write(found.graph(), kind)
    items = [jsonlib.loads(write(network.graph(), kind)) for network in found]
    return json({"items": items, "next": None})


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([cell(each) for each in row] for row in rows)
    return out.getvalue().encode()


def _plain(weight: float) -> int | float:
    return int(weight) if weight.is_integer() else weight


def _number(value: float) -> str:
    """A weight for reading: whole, or with three places."""
    return _numbers([value])[0]


def _numbers(values: Sequence[float]) -> list[str]:
    """Weights for reading one below the other: all whole, or all with three places."""
    places = 0 if all(float(value).is_integer() for value in values) else 3
    return [f"{value:,.{places}f}" for value in values]


def _how(network: Network) -> str:
    parts = [network.kind if network.kind != "ignore" else "whatever the stance"]
    parts += [f"norm {network.norm}"] if network.norm != "none" else []
    parts += [f"duplicates by {network.duplicates}"] if network.duplicates != "include" else []
    parts += [f"as of {network.as_of}"] if network.as_of else []
    return ", ".join(parts)


def _network(paper: Page, network: Network, limit: int) -> None:
    """The head, and the strongest ties with how many statements each was counted from."""
    found = strongest(network)
    names = count(len(network.rows), "actor")
    names += f" and {count(len(network.columns), 'demand')}" if network.mode == "two" else ""
    head = f"{count(len(found), 'tie')} of {names}, from {count(network.statements, 'statement')}"
    paper.say((f"{head} ({_how(network)}).", "bold"))
    tied = {name for tie in found for name in tie[1:]}
    alone = [name for name in network.rows if name not in tied]
    if found:
        paper.blank()
        ends = ("actor", "actor") if network.mode == "one" else ("actor", "demand")
        columns = [Column("weight", fixed=True, right=True), *(Column(end) for end in ends)]
        counted = network.behind is not None
        columns += [Column("statements", fixed=True, right=True)] if counted else []
        rows = []
        weights = _numbers([weight for weight, _, _ in found[:limit]])
        for weight, (_, row, column) in zip(weights, found[:limit], strict=True):
            cells = [weight, network.label(row), network.label(column)]
            rows.append([*cells, f"{len(network.between(row, column)):,}"] if counted else cells)
        paper.table(columns, rows)
        _more(paper, len(found), limit)
    if alone:
        paper.blank()
        shown = ", ".join(map(network.label, alone[:SHOWN])) + (", …" if len(alone) > SHOWN else "")
        paper.say(f"Without a tie: {shown}.")
    if found and network.behind is not None:
        first = " ".join(f'"{name}"' if " " in name else name for name in found[0][1:])
        paper.blank()
        paper.say((f"--between {first} shows the statements behind the first.", "dim"))


def _windows(paper: Page, found: Networks, limit: int, structure: bool) -> None:
    """A row for each of the last windows: when, how much was said, and the strongest tie."""
    if not len(found):
        paper.say(("No window lies within the time of the statements: take a shorter one.", "bold"))
        return
    paper.say((f"{count(len(found), 'window')} ({_how(found[0])}).", "bold"))
    paper.blank()
    numbers = [Column(name, fixed=True, right=True) for name in ("statements", "actors", "ties")]
    more = [Column(name, fixed=True, right=True) for name in ("blocs", "polarised")] if structure else []
    columns = [Column("from", fixed=True), Column("until", fixed=True), *numbers, *more, Column("strongest tie")]
    rows = []
    for network in found[-limit:]:
        ranked = strongest(network)
        top = f"{network.label(ranked[0][1])}, {network.label(ranked[0][2])}: {_number(ranked[0][0])}" if ranked else ""
        ends = [_moment(network.window.start), _moment(network.window.stop)] if network.window else ["", ""]
        rows.append(
            [*ends, f"{network.statements:,}", str(len(network.rows)), f"{len(ranked):,}", *_brief(network, structure), top]
        )
    paper.table(columns, rows)
    if len(found) > limit:
        paper.blank()
        paper.say(f"{len(found) - limit:,} earlier; --limit {len(found)} shows all.")


def _brief(network: Network, structure: bool) -> list[str]:
    if not structure:
        return []
    found = network.structure()
    blocs = str(len(found.blocs.blocs)) if found.blocs else "?"
    score = found.polarisation.score if found.polarisation else None
    return [blocs, "?" if score is None else _number(score)]


def _structure(paper: Page, network: Network, found: Structure) -> None:
    """Blocs, camps, brokers and the backbone, each in a few lines."""
    name = network.label
    if found.blocs:
        paper.blank()
        paper.say(("Blocs", "bold"), f" (modularity {_number(found.blocs.modularity)}; {found.blocs.on})")
        together = [bloc for bloc in found.blocs.blocs if len(bloc) > 1]
        for n, bloc in enumerate(together, 1):
            paper.item(f"{n}.", ", ".join(map(name, bloc)), indent=2)
        if alone := [name(bloc[0]) for bloc in found.blocs.blocs if len(bloc) == 1]:
            paper.say(f"Each alone: {', '.join(alone)}.", indent=2)
    if found.brokers and found.brokers.items:
        paper.blank()
        paper.say(("Brokers", "bold"), " (between others; weight of their ties to other blocs)")
        columns = [Column("betweenness", fixed=True, right=True), Column("across", fixed=True, right=True), Column("actor")]
        items = found.brokers.items[:BROKERS]
        between, across = (_numbers([getattr(one, part) for one in items]) for part in ("betweenness", "across"))
        paper.table(columns, list(zip(between, across, (name(one.actor) for one in items), strict=True)))
    if found.balance:
        paper.blank()
        least = "" if found.balance.exact else "at most "
        paper.say(("Balance", "bold"), f": {least}{found.balance.frustration} of {count(found.balance.ties, 'tie')} "
                  f"would have to change sign for two camps without quarrel within.")  # fmt: skip
    if found.polarisation and found.polarisation.score is not None:
        paper.blank()
        shares = f"{found.polarisation.within:.0%} of congruence within, {found.polarisation.between:.0%} of conflict between"
        paper.say(("Polarisation", "bold"), f" {_number(found.polarisation.score)}: two camps with {shares}")
        for n, camp in enumerate(found.polarisation.camps, 1):
            paper.item(f"{n}.", ", ".join(map(name, camp)), indent=2)
        if found.polarisation.either:
            paper.say(f"Could as well be in the other: {', '.join(map(name, found.polarisation.either))}.", indent=2)
    if found.backbone:
        kept = len(found.backbone.items)
        paper.blank()
        paper.say(
            ("Backbone", "bold"), f" (p < {found.backbone.alpha:g}): {kept} of {count(kept + found.backbone.left_out, 'tie')}"
        )
        columns = [Column("weight", fixed=True, right=True), Column("p", fixed=True, right=True), Column("ties")]
        if found.backbone.items:
            rows = [
                [_number(tie.weight), f"{tie.p:.3g}", f"{name(tie.a)}, {name(tie.b)}"] for tie in found.backbone.items[:BROKERS]
            ]
            paper.table(columns, rows)
    for measure, why in found.without.items():
        paper.blank()
        paper.say((f"No {measure}: {why}.", "dim"))


def _moment(moment: date | None) -> str:
    """A day, or a moment to the minute where it is not a day's first."""
    if isinstance(moment, datetime):
        return str(moment).removesuffix(":00").removesuffix(" 00:00")
    return str(moment or "")


def _said(paper: Page, network: Network, one: Said) -> None:
    stance = ({True: "for", False: "against", None: "no stance"}[one.stance] if isinstance(one.stance, bool | None)
              else str(one.stance))  # fmt: skip
    where = ", ".join(part for part in (_moment(one.date), one.document and f"document {one.document}") if part)
    paper.item(one.id, (f"{network.label(one.actor)}: {stance}", "bold"), f" ({where})" if where else "", indent=2, gap=8)
    for text in (f"“{one.quote}”" if one.quote else "", one.source):
        if text:
            paper.say(text, indent=10)
    if one.url:
        paper.address(one.url, indent=10)
    if one.mode in TOLD:
        by = f" by {network.label(one.reported_by)}" if one.reported_by else ""
        paper.say(f"reported{by}, {TOLD[one.mode]}", indent=10)


def _more(paper: Page, total: int, limit: int) -> None:
    if total > limit:
        paper.blank()
        paper.say(f"{total - limit:,} more; --limit {total} shows all.")
