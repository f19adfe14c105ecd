"""Agreement of states: by hand in some sessions, by plain loops in others; and the table behind the picture of blocs."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from docs.archives_pictures import PICTURES, network

HAND = [
    # session, two states, roll calls with the same vote, common roll calls
    (1, "united-states", "russia", 10, 43),
    (10, "czechoslovakia", "russia", 37, 37),
    (26, "china", "russia", 40, 50),
    (30, "federal-republic-of-germany", "german-democratic-republic", 19, 70),
    (40, "united-states", "united-kingdom", 94, 151),
    (68, "united-states", "israel", 57, 62),
    (74, "united-states", "russia", 18, 87),
]


def agreement(statements, session: int):
    return statements.network(kind="congruence", norm="shared", keep={"process": [f"session-{session}"]})


@pytest.fixture(scope="module")
def cast(raw):
    """The votes by session, state and roll call; states by the name of the source."""
    session = dict(zip(*(raw["roll_calls"][name].to_pylist() for name in ("rcid", "session")), strict=True))
    found: defaultdict[int, defaultdict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for call, state, vote in zip(*(raw["votes"][name].to_pylist() for name in ("rcid", "country", "vote")), strict=True):
        found[int(session[call])][state][call] = vote
    return found


@pytest.mark.parametrize(("session", "one", "other", "same", "common"), HAND)
def test_agreement_of_two_states_in_a_session(statements, session, one, other, same, common) -> None:
    found = agreement(statements, session)
    assert found.matrix[found.rows.index(one), found.rows.index(other)] == pytest.approx(same / common, abs=1e-12)
    assert len(found.between(one, other)) == 2 * same


@pytest.mark.parametrize("session", [1, 19, 33, 74])
def test_agreement_of_all_pairs_is_that_of_plain_loops(archive, statements, cast, session) -> None:
    names = {actor.id: actor.label for actor in archive.dataset.actors}
    found = agreement(statements, session)
    assert {names[row] for row in found.rows} == set(cast[session])
    for (i, one), (j, other) in combinations(enumerate(found.rows), 2):
        mine, theirs = cast[session][names[one]], cast[session][names[other]]
        common = mine.keys() & theirs.keys()
        same = sum(mine[call] == theirs[call] for call in common)
        assert found.matrix[i, j] == pytest.approx(same / len(common) if common else 0.0, abs=1e-12)


def test_every_session_has_its_network(statements) -> None:
    counted = [agreement(statements, session).statements for session in range(1, 75)]
    assert sum(counted) == len(statements) == 870_109


def test_windows_hold_the_votes_of_their_years(statements, archive, raw) -> None:
    names = ("France", "India")
    found = statements.networks("years:5", kind="congruence", norm="shared", keep={"actor": [name.lower() for name in names]})
    assert len(found) == 71
    last = found[-1]
    assert (str(last.window.start), str(last.window.stop)) == ("2016-01-01", "2020-01-01")
    first_day = {s.id: s.published.first.isoformat() for s in archive.dataset.sources}
    within = {int(id[1:]) for id, day in first_day.items() if "2016-01-01" <= day <= "2020-01-01"}
    votes = raw["votes"].filter(pc.is_in(raw["votes"]["country"], pa.array(names, pa.large_string()))).to_pylist()
    of = {name: {r["rcid"]: r["vote"] for r in votes if r["country"] == name and r["rcid"] in within} for name in names}
    assert last.statements == len(of["France"]) + len(of["India"])
    common = of["France"].keys() & of["India"].keys()
    share = sum(of["France"][call] == of["India"][call] for call in common) / len(common)
    assert last.matrix[0, 1] == pytest.approx(share, abs=1e-12)


def test_the_statements_behind_a_cell_lead_to_their_roll_call(archive) -> None:
    day = "2014-03-27"
    found = archive.network("one", "conflict", start=day, stop=day)
    told = "UN General Assembly, session 68, 2014-03-27, R/68/262 (roll call 5309)"
    assert [(said.id, said.stance, said.source) for said in found.between("russia", "ukraine")] == [
        ("R5309-RU", False, told),
        ("R5309-UA", True, told),
    ]
    assert {said.url.partition("/tree/")[0] for said in found.between("russia", "ukraine")} == {
        "https://github.com/dgrtwo/unvotes"
    }


def test_the_picture_of_blocs_shows_what_the_votes_say(drawn) -> None:
    with (PICTURES / "un-blocs.csv").open(encoding="utf-8", newline="") as lines:
        kept = list(csv.DictReader(lines))
    shown = [
        {"sessions": f"{panel.span[0]}-{panel.span[1]}", "state": name, "bloc": str(panel.bloc(name) + 1)}
        for panel in drawn
        for name in panel.names
    ]
    assert [{column: row[column] for column in ("sessions", "state", "bloc")} for row in kept] == shown
    at = {(row["sessions"], row["state"]): (float(row["x"]), float(row["y"])) for row in kept}
    for panel in drawn:
        span = f"{panel.span[0]}-{panel.span[1]}"
        for name, (x, y) in zip(panel.names, panel.places.tolist(), strict=True):
            assert at[span, name] == pytest.approx((x, y), abs=1e-3)


def test_the_picture_names_who_voted_in_more_than_half_of_the_roll_calls(statements) -> None:
    found, calls = network(statements, (1, 10))
    assert calls == 470
    assert "belarus" in found.rows
    assert "spain" not in found.rows
