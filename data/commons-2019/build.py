"""Make the dataset of this folder from ``raw/votes.csv`` and ``raw/tally.csv``: ``python data/commons-2019/build.py [TARGET]``.

Only what stands in the two tables goes in. TARGET is the folder to write to; without it, the folder of this file.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from posgraph.importers.foreign.slugs import slug

HERE = Path(__file__).resolve().parent
ROUND, ISSUE = "indicative-votes-2019-03-27", "commons-options"
KEPT = "https://github.com/alexjackson1/commons-indicative-votes/blob/eeb36649300558c6a8a586ca41a7390b27eee8e5"
"""Where the divisions are kept as Parliament published them, a file each."""

TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Sir|Dame) ")
NO_PARTY = "Independent"
STANCES = {"aye": "supports", "no": "opposes"}
DEMANDS = {
    "B": ("motion-b-no-deal", "leaving without a deal (motion B)"),
    "D": ("motion-d-common-market", "common market 2.0 (motion D)"),
    "H": ("motion-h-efta-eea", "EFTA and EEA (motion H)"),
    "J": ("motion-j-customs-union", "customs union (motion J)"),
    "K": ("motion-k-labour-plan", "Labour's alternative plan (motion K)"),
    "L": ("motion-l-revocation", "revocation to avoid no deal (motion L)"),
    "M": ("motion-m-public-vote", "confirmatory public vote (motion M)"),
    "O": ("motion-o-preferential-arrangements", "contingent preferential arrangements (motion O)"),
}
"""The demand of each motion: ids and labels are those of data/brexit."""

Row = Mapping[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a raw table."""
    with (HERE / "raw" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def members(votes: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """Of each member, by the name as printed: the id and the party. ValueError where one name could be two members."""
    found: dict[str, tuple[str, str]] = {}
    cast: Counter[tuple[str, str]] = Counter()
    for row in votes:
        here = (slug(TITLE.sub("", row["member"])), row["party"])
        if found.setdefault(row["member"], here) != here:
            raise ValueError(f"{row['member']} is of two parties: {here[1]}, {found[row['member']][1]}")
        cast[row["division_id"], row["member"]] += 1
    ids = Counter(id for id, _ in found.values())
    twice = [key for counted in (ids, cast) for key, number in counted.items() if number > 1]
    if twice:
        raise ValueError(f"not told apart, or voted twice: {twice}")
    return found


def demand(motion: str) -> tuple[str, str]:
    """The id and the label of the demand of a motion: ``Mr Clarke's motion J (Customs union)`` is J."""
    found = re.search(r" motion ([A-Z]) \(", motion)
    if not found:
        raise ValueError(f"a motion without a letter: {motion}")
    return DEMANDS[found[1]]


def count(row: Row) -> str:
    """The count of a division, in the form of data/brexit."""
    return f"ayes {row['ayes']}, noes {row['noes']}"


def tables() -> dict[str, list[dict[str, str]]]:
    """Every table of the dataset. ValueError where the votes are not those that were counted."""
    votes, tally = rows("votes.csv"), rows("tally.csv")
    cast = Counter((row["division_id"], row["vote"]) for row in votes)
    wrong = [
        row for row in tally if count(row) != f"ayes {cast[row['division_id'], 'aye']}, noes {cast[row['division_id'], 'no']}"
    ]
    if wrong or cast.total() != sum(int(row["ayes"]) + int(row["noes"]) for row in tally):
        raise ValueError(f"the votes are not those of the counts: {wrong}")
    people = members(votes)
    parties = sorted({party for _, party in people.values() if party != NO_PARTY})
    when = {row["division_id"]: row["date"] for row in tally}
    return {
        "sources": [
            {
                "id": f"division-{row['division_id']}",
                "title": f"House of Commons division {row['division_id']}: {row['motion']}",
                "publisher": "UK Parliament",
                "url": f"{KEPT}/{row['division_id']}.json",
                "published": row["date"],
                "kind": "document",
            }
            for row in tally
        ],
        "actors": [
            *({"id": slug(party), "label": party, "kind": "organization"} for party in parties),
            *(
                {
                    "id": id,
                    "label": name,
                    "kind": "person",
                    "part_of": "" if party == NO_PARTY else slug(party),
                    "aliases": TITLE.sub("", name) if TITLE.match(name) else "",
                }
                for name, (id, party) in sorted(people.items(), key=lambda item: item[1][0])
            ),
        ],
        "processes": [
            {
                "id": ROUND,
                "label": "Indicative votes of the House of Commons on leaving the European Union",
                "kind": "round",
                "valid_from": tally[0]["date"],
                "valid_to": tally[0]["date"],
            }
        ],
        "issues": [
            {
                "id": ISSUE,
                "label": "the eight options put to the House of Commons on 27 March 2019",
                "note": "not exclusive: a member could say aye to several",
            }
        ],
        "demands": [
            {"id": demand(row["motion"])[0], "issue": ISSUE, "label": demand(row["motion"])[1], "note": row["motion"]}
            for row in tally
        ],
        "positions": sorted(
            (
                {
                    "id": f"{row['division_id']}-{people[row['member']][0]}",
                    "actor": people[row["member"]][0],
                    "demand": demand(row["motion"])[0],
                    "stance": STANCES[row["vote"]],
                    "valid_from": when[row["division_id"]],
                    "valid_to": when[row["division_id"]],
                    "mode": "selfStated",
                    "source": f"division-{row['division_id']}",
                }
                for row in votes
            ),
            key=lambda row: row["id"],
        ),
        "proposals": [
            {
                "id": f"motion-{demand(row['motion'])[0].split('-')[1]}",
                "label": row["motion"],
                "status": "adopted" if int(row["ayes"]) > int(row["noes"]) else "rejected",
                "date": row["date"],
                "source": f"division-{row['division_id']}",
                "note": count(row),
            }
            for row in tally
        ],
        "clauses": [
            {"proposal": f"motion-{demand(row['motion'])[0].split('-')[1]}", "number": "c1", "demand": demand(row["motion"])[0]}
            for row in tally
        ],
        "events": [
            {
                "id": f"division-{row['division_id']}",
                "label": f"House of Commons division on {row['motion']}",
                "status": "occurred",
                "date": row["date"],
                "source": f"division-{row['division_id']}",
                "note": count(row),
            }
            for row in tally
        ],
    }


def write(target: Path) -> None:
    """Write the tables to a folder, which is made where there is none."""
    made = tables()
    target.mkdir(parents=True, exist_ok=True)
    for name, found in made.items():
        columns = dict.fromkeys(column for row in found for column in row)
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns), lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
