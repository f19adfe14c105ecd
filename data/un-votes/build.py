"""Make an archive of the votes of the UN General Assembly: ``python data/un-votes/build.py [TARGET]`` (TARGET: ``un``).

README.md beside this file says what becomes of each column of ``raw/``, and why a date may be a month.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.parquet import read_table

from posgraph.archive.writing import write_archive
from posgraph.importers.foreign.slugs import slug
from posgraph.model import Actor, Dataset, Demand, Issue, Process, Source, When
from posgraph.stance import Stance
from posgraph.tables import positions as typed

RAW = Path(__file__).resolve().parent / "raw"
KEPT = "https://github.com/dgrtwo/unvotes/tree/7eb7034314ff79c49c9e0785fcd9d216fa04cf14"
FROM = "Erik Voeten, United Nations General Assembly Voting Data, in the R package unvotes"

STANCES = {"yes": Stance.supports, "no": Stance.opposes, "abstain": Stance.neutral}
DAYS_FROM = 58
"""From this session on the source's days are days of the month; before, most are not (README.md)."""
NO_ISSUE = "no-issue"
ALONE = (
    "roll calls that the source counts under this issue and no other",
    "roll calls that the source counts under each of these issues",
)
ASSEMBLY = "general-assembly"
LONGEST = 240

Row = Mapping[str, Any]


def when(row: Row) -> str:
    """The date of a roll call, as far as the source can be trusted: a day, a month, or a year."""
    day: date = row["date"]
    if row["session"] < DAYS_FROM:
        return f"{day:%Y-%m}"
    closed = date(1946 + int(row["session"]), 10, 1)
    return f"{day:%Y}" if day >= closed else day.isoformat()


def clean(text: str | None) -> str:
    """A text on one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text or "").split())


def brief(text: str) -> str:
    """A text of a label's length. Of the record of a meeting the end counts: there it says what is put to the vote."""
    if len(text) <= LONGEST:
        return text
    if "President:" in text[:40]:
        return "…" + text[-LONGEST:].partition(" ")[2]
    return text[:LONGEST].rpartition(" ")[0] + "…"


def named(row: Row) -> str:
    """What a roll call was about, by the source's number: a resolution, or an amendment or a paragraph of one."""
    number = clean(row["unres"]) or f"roll call {row['rcid']}"
    parts = [word for word, column in (("amendment", "amend"), ("paragraph", "para")) if row[column]]
    return ", ".join([number, *parts])


def demands(calls: Sequence[Row], issues: Mapping[int, str], counts: Mapping[tuple[int, str], int]) -> Iterator[Demand]:
    """A demand for each roll call: that what was put to the vote be adopted."""
    for row in calls:
        text, subject = clean(row["descr"]), clean(row["short"])
        told = brief(text or subject)
        note = [f"session {row['session']:.0f}", ", ".join(f"{vote} {counts[row['rcid'], vote]}" for vote in STANCES)]
        note += ["marked as an important vote"] if row["importantvote"] else []
        note += [f"subject: {subject}"] if subject and subject != text else []
        note += [text] if told != text and text else []
        yield Demand(
            id=f"R{row['rcid']}",
            issue=issues.get(row["rcid"], NO_ISSUE),
            label=f"{named(row)}: {told}" if told else named(row),
            notation=(number,) if (number := clean(row["unres"])) else (),
            note="; ".join(note),
        )


def sources(calls: Sequence[Row]) -> Iterator[Source]:
    """A source for each roll call."""
    for row in calls:
        dated = when(row)
        title = f"UN General Assembly, session {row['session']:.0f}, {dated}, {named(row)} (roll call {row['rcid']})"
        yield Source(id=f"R{row['rcid']}", title=title, publisher=FROM, url=KEPT, published=When.parse(dated), kind="dataset")


def issues_of(table: pa.Table) -> tuple[dict[int, str], list[Issue]]:
    """The issue of each roll call that has one, and all issues: those under several are an issue of their own."""
    held: dict[int, set[str]] = {}
    labels: dict[str, str] = {}
    for row in table.to_pylist():
        held.setdefault(row["rcid"], set()).add(row["short_name"])
        labels[row["short_name"]] = row["issue"]
    sets = {tuple(sorted(codes, key=labels.__getitem__)) for codes in held.values()}
    ids = {codes: "-and-".join(slug(labels[code]) for code in codes) for codes in sets}
    found = [
        Issue(id=ids[codes], label="; ".join(labels[code] for code in codes), notation=codes, note=ALONE[len(codes) > 1])
        for codes in sorted(sets)
    ]
    none = Issue(id=NO_ISSUE, label="without an issue in the source")
    by_set = {frozenset(codes): id for codes, id in ids.items()}
    return {call: by_set[frozenset(codes)] for call, codes in held.items()}, [*found, none]


def states(votes: pa.Table) -> dict[str, tuple[str, str]]:
    """Of each state by its name: the id, and the code. ValueError where a name or a code is not that of one state."""
    pairs = votes.select(["country", "country_code"]).group_by(["country", "country_code"]).aggregate([]).to_pylist()
    found = {row["country"]: (slug(row["country"]), row["country_code"] or "") for row in pairs}
    codes = [code for _, code in found.values() if code]
    if not len(pairs) == len(found) == len({id for id, _ in found.values()}) or len(set(codes)) != len(codes):
        raise ValueError("a state with two codes, or two with one")
    return found


def coded(values: pa.Array, names: Mapping[Any, str | None]) -> pa.Array:
    """A column of names, as a dictionary: what each value is called."""
    plain = values.dictionary_encode() if not pa.types.is_dictionary(values.type) else values
    called = [names[value] for value in plain.dictionary.to_pylist()]
    distinct = sorted({name for name in called if name is not None})
    place = {name: n for n, name in enumerate(distinct)}
    codes = np.array([-1 if name is None else place[name] for name in called], dtype=np.int32)[plain.indices.to_numpy()]
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(distinct, pa.string()))


def positions(dataset: Dataset, votes: pa.Table, calls: Sequence[Row], actors: Mapping[str, tuple[str, str]]) -> pa.Table:
    """The votes as columns of positions, sorted by id; those that the source does not fill are empty."""
    country, call, vote = (votes[name].combine_chunks() for name in ("country", "rcid", "vote"))
    rows = {row["rcid"]: row for row in calls}
    suffix = coded(country, {name: code or id for name, (id, code) in actors.items()})
    ids = pc.binary_join_element_wise("R", pc.cast(call, pa.string()), "")
    ids = pc.binary_join_element_wise(ids, suffix.dictionary_decode(), "-")
    dates = {id: When.parse(when(row)) for id, row in rows.items()}
    demand = coded(call, {id: f"R{id}" for id in rows})
    filled = {
        "id": ids,
        "actor": coded(country, {name: id for name, (id, _) in actors.items()}),
        "demand": demand,
        "issue": coded(call, {int(row.id[1:]): row.issue for row in dataset.demands}),
        "stance": coded(vote, {word: stance.value for word, stance in STANCES.items()}),
        "polarity": pa.array([STANCES[w].polarity for w in vote.dictionary.to_pylist()], pa.float64()).take(vote.indices),
        "valid_from": coded(call, {id: str(day) for id, day in dates.items()}).dictionary_decode(),
        "mode": coded(call, dict.fromkeys(rows, "selfStated")),
        "source": demand,
        "process": coded(call, {id: f"session-{row['session']:.0f}" for id, row in rows.items()}),
    }
    filled["valid_to"] = filled["valid_from"]
    plain = call.dictionary_encode()
    for name, bound in (("begins", "first"), ("ends", "last")):
        days = [getattr(dates[id], bound) for id in plain.dictionary.to_pylist()]
        filled[name] = pa.array(days, pa.date32()).take(plain.indices)
    schema = typed(dataset).schema
    empty = (pa.nulls(len(votes), field.type) for field in schema)
    table = pa.table({field.name: filled.get(field.name, none) for field, none in zip(schema, empty, strict=True)})
    return table.take(pc.sort_indices(ids))


def build(target: Path) -> tuple[Path, int]:
    """Write the archive to a folder; tell where, and how many votes it holds."""
    votes, table = read_table(RAW / "votes.parquet"), read_table(RAW / "roll_calls.parquet")
    calls = table.to_pylist()
    issue, issues = issues_of(read_table(RAW / "issues.parquet"))
    actors = states(votes)
    tally = votes.group_by(["rcid", "vote"]).aggregate([([], "count_all")]).to_pylist()
    counts = Counter({(row["rcid"], row["vote"]): row["count_all"] for row in tally})
    sessions = sorted({int(row["session"]) for row in calls})
    dataset = Dataset(
        id="un-votes",
        title="Roll-call votes of the United Nations General Assembly, 1946 to January 2020",
        licence="CC0-1.0",
        description="How each state voted in 6,203 roll calls: 870,109 votes. Made from the votes, roll calls and issues of Erik "
        "Voeten's United Nations General Assembly Voting Data, as the R package unvotes holds them.",
        process=ASSEMBLY,
        actors=tuple(
            Actor(id=id, label=name, kind="state", aliases=(code,) if code else ()) for name, (id, code) in sorted(actors.items())
        ),
        processes=(
            Process(id=ASSEMBLY, label="General Assembly of the United Nations", kind="process"),
            *(Process(id=f"session-{n}", label=f"session {n}", kind="round", part_of=ASSEMBLY) for n in sessions),
        ),
        issues=tuple(issues),
        demands=tuple(demands(calls, issue, counts)),
        sources=tuple(sources(calls)),
    )
    return write_archive(dataset, target, positions(dataset, votes, calls, actors)), len(votes)


if __name__ == "__main__":
    place, number = build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("un"))
    sys.stdout.write(f"{place}: {number:,} votes\n")
