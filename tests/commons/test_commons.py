"""The Commons' indicative votes of 27 March 2019: the dataset holds what the division lists say, and nothing else."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import posgraph
from posgraph.validation import check

FOLDER = Path(__file__).parents[2] / "data" / "commons-2019"
DAY = "2019-03-27"
STANCES = {"aye": "supports", "no": "opposes"}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "raw" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def graph():
    with posgraph.open(FOLDER) as graph:
        yield graph


@pytest.fixture(scope="module")
def dataset(graph):
    return graph.dataset


@pytest.fixture(scope="module")
def counts(dataset) -> dict[str, tuple[int, int]]:
    """Ayes and noes by demand, counted from the positions."""
    cast = Counter((p.demand, str(p.stance)) for p in dataset.positions)
    return {demand.id: (cast[demand.id, "supports"], cast[demand.id, "opposes"]) for demand in dataset.demands}


def test_the_script_makes_the_tables_as_they_are_kept(tmp_path) -> None:
    subprocess.run([sys.executable, FOLDER / "build.py", tmp_path], check=True)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made == {file.name: file.read_bytes() for file in FOLDER.glob("*.csv")}
    assert len(made) == 9


def test_the_dataset_has_no_fault() -> None:
    report = check(FOLDER)
    assert report.ok
    told = {remark.text for content in report.datasets for remark in content.remarks}
    unknown = {f"with unknown {what}" for what in ("salience", "firmness", "confidence")}
    assert told == {"with a source, without a quote", *unknown}


def test_there_are_eight_options_and_none_has_a_majority_of_those_voting(counts, dataset) -> None:
    assert len(counts) == 8
    assert [demand for demand, (ayes, noes) in counts.items() if ayes > noes] == []
    assert {str(proposal.status) for proposal in dataset.proposals} == {"rejected"}


def test_the_nearest_to_a_majority_is_the_customs_union(counts) -> None:
    nearest = max(counts, key=lambda demand: counts[demand][0] - counts[demand][1])
    assert (nearest, counts[nearest]) == ("motion-j-customs-union", (265, 271))


def test_each_count_is_that_of_the_tally(counts, dataset) -> None:
    tally = {row["motion"]: (int(row["ayes"]), int(row["noes"])) for row in rows("tally.csv")}
    assert {demand.note: counts[demand.id] for demand in dataset.demands} == tally
    told = {event.id.removeprefix("division-"): event.note for event in dataset.events}
    assert told == {row["division_id"]: f"ayes {row['ayes']}, noes {row['noes']}" for row in rows("tally.csv")}
    assert sum(map(sum, counts.values())) == len(dataset.positions) == 4154


def test_every_vote_is_a_position_with_its_member_motion_party_and_division(dataset) -> None:
    actors, demands, sources = (dataset.by_id(table) for table in ("actors", "demands", "sources"))
    held = set()
    for p in dataset.positions:
        member = actors[p.actor]
        party = actors[member.part_of].label if member.part_of else "Independent"
        division = p.source.removeprefix("division-")
        assert (p.id, sources[p.source].url.rpartition("/")[2]) == (f"{division}-{p.actor}", f"{division}.json")
        assert (str(p.valid_from), str(p.valid_to), str(p.mode)) == (DAY, DAY, "selfStated")
        held.add((division, demands[p.demand].note, member.label, party, str(p.stance)))
    cast = {(r["division_id"], r["motion"], r["member"], r["party"], STANCES[r["vote"]]) for r in rows("votes.csv")}
    assert held == cast
    assert len(cast) == 4154


def test_members_are_told_apart_by_their_names_without_titles(dataset) -> None:
    people = {actor.label: actor for actor in dataset.actors if actor.kind == "person"}
    assert len(people) == 602
    assert people["Sir Jeffrey M. Donaldson"].id == "jeffrey-m-donaldson"
    assert people["Dr Thérèse Coffey"].aliases == ("Thérèse Coffey",)
    assert (people["Mr Kenneth Clarke"].id, people["Mr Simon Clarke"].id) == ("kenneth-clarke", "simon-clarke")
    assert (people["Stuart C. McDonald"].id, people["Lady Hermon"].id) == ("stuart-c-mcdonald", "lady-hermon")


def test_members_are_of_eight_parties_or_of_none(dataset) -> None:
    parties = Counter(actor.part_of or "" for actor in dataset.actors if actor.kind == "person")
    assert parties == {
        "conservative": 280,
        "labour": 210,
        "scottish-national-party": 34,
        "labour-co-op": 33,
        "": 19,
        "liberal-democrat": 11,
        "democratic-unionist-party": 10,
        "plaid-cymru": 4,
        "green-party": 1,
    }


def test_members_could_say_aye_to_several_and_most_did(dataset) -> None:
    assert not dataset.issues[0].exclusive
    assert not dataset.relations
    ayes: defaultdict[str, int] = defaultdict(int)
    for p in dataset.positions:
        ayes[p.actor] += str(p.stance) == "supports"
    assert Counter(ayes.values()) == {0: 55, 1: 82, 2: 204, 3: 81, 4: 128, 5: 51, 6: 1}


def test_conflicts_are_ayes_against_noes_on_the_same_motion(graph, counts) -> None:
    found = graph.conflicts(DAY, limit=1)
    assert found.total == sum(ayes * noes for ayes, noes in counts.values()) == 477_819
    assert graph.conflicts(DAY, rules=["contradiction"], limit=1).total == found.total
    assert graph.conflicts("2019-03-28", limit=1).total == 0


def test_two_members_agree_as_their_votes_say(graph) -> None:
    # Kenneth Clarke and Yvette Cooper, counted by hand from the lists
    lists = defaultdict(dict)
    for row in rows("votes.csv"):
        lists[row["member"]][row["division_id"]] = row["vote"]
    one, other = lists["Mr Kenneth Clarke"], lists["Yvette Cooper"]
    both = one.keys() & other.keys()
    network = graph.network("congruence", as_of=DAY, norm="shared", actors=["kenneth-clarke", "yvette-cooper"])
    share = sum(one[division] == other[division] for division in both) / len(both)
    assert network.matrix[0, 1] == pytest.approx(share)
    assert (len(both), share) == (5, 1.0)
