"""The archive holds every vote of the source, with its roll call, and dates no more exactly than the source can be trusted."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

STANCES = {"yes": "supports", "no": "opposes", "abstain": "neutral"}


def test_every_vote_is_there(archive, raw) -> None:
    assert len(archive) == raw["votes"].num_rows == 870_109
    names = {actor.id: actor.label for actor in archive.dataset.actors}
    cast = raw["votes"].select(["rcid", "country", "vote"]).to_pandas().astype(str)
    held = archive.table.select(["demand", "actor", "stance"]).to_pandas().astype(str)
    assert (archive.table["source"].to_pandas().astype(str) == held["demand"]).all()
    cast["vote"] = cast["vote"].map(STANCES)
    held = held.assign(demand=held["demand"].str[1:], actor=held["actor"].map(names)).set_axis(cast.columns, axis=1)
    in_order = [table.sort_values(["rcid", "country"], ignore_index=True) for table in (held, cast)]
    assert in_order[0].equals(in_order[1])


def test_positions_are_named_by_roll_call_and_code(archive, raw) -> None:
    votes = raw["votes"].filter(pc.is_valid(raw["votes"]["country_code"]))
    ids = {f"R{call}-{code}" for call, code in zip(votes["rcid"].to_pylist(), votes["country_code"].to_pylist(), strict=True)}
    assert ids <= set(archive.table["id"].to_pylist())


def test_resolution_68_262_was_adopted_by_100_to_11_with_58_abstentions(archive) -> None:
    (call,) = [demand for demand in archive.dataset.demands if demand.notation == ("R/68/262",)]
    assert call.id == "R5309"
    assert call.label == "R/68/262: Territorial integrity of Ukraine : resolution / adopted by the General Assembly"
    votes = archive.table.filter(pc.equal(archive.table["demand"].cast(pa.string()), "R5309"))
    assert Counter(votes["stance"].to_pylist()) == {"supports": 100, "opposes": 11, "neutral": 58}
    assert set(votes["valid_from"].to_pylist()) == set(votes["valid_to"].to_pylist()) == {"2014-03-27"}
    assert "yes 100, no 11, abstain 58" in call.note


def test_on_that_day_each_yes_clashes_with_each_no(archive) -> None:
    found = archive.conflicts("2014-03-27", limit=1)
    assert found.total == 100 * 11
    (pair,) = archive.conflicts("2014-03-27", actors=["russia", "ukraine"]).items
    assert pair.ids == ("R5309-UA", "R5309-RU")
    assert archive.conflicts("2014-03-28", limit=1).total == 0


def test_each_roll_call_is_a_demand_and_a_source_of_its_own(archive, raw) -> None:
    calls = {f"R{row['rcid']}": row for row in raw["roll_calls"].to_pylist()}
    assert len(calls) == 6203
    assert {demand.id for demand in archive.dataset.demands} == {source.id for source in archive.dataset.sources} == set(calls)
    for source in archive.dataset.sources:
        call = calls[source.id]
        assert f"session {call['session']:.0f}," in source.title
        assert (call["unres"].strip() or f"roll call {call['rcid']}") in source.title
    for demand in archive.dataset.demands:
        assert demand.notation == tuple(filter(None, [calls[demand.id]["unres"].strip()]))


def test_counts_in_notes_are_those_of_the_votes(archive, raw) -> None:
    votes = raw["votes"].to_pydict()
    cast = Counter(zip(votes["rcid"], votes["vote"], strict=True))
    for demand in archive.dataset.demands:
        told = ", ".join(f"{vote} {cast[int(demand.id[1:]), vote]}" for vote in STANCES)
        assert f"; {told}" in demand.note


def test_days_are_kept_where_the_source_has_days(archive, raw) -> None:
    calls = {f"R{row['rcid']}": row for row in raw["roll_calls"].to_pylist()}
    written = {source.id: str(source.published) for source in archive.dataset.sources}
    columns = ["demand", "valid_from", "valid_to"]
    dated = archive.table.select(columns).group_by(columns).aggregate([]).to_pylist()
    assert {tuple(row[column] for column in columns) for row in dated} == {(id, day, day) for id, day in written.items()}
    lengths: Counter[tuple[bool, int]] = Counter()
    for id, call in calls.items():
        assert call["date"].isoformat().startswith(written[id])
        lengths[call["session"] >= 58, len(written[id])] += 1
    assert lengths == {(False, 7): 4610, (True, 10): 1592, (True, 4): 1}


def test_days_before_session_52_cannot_be_days_of_the_month(raw) -> None:
    days = {row["date"].day for row in raw["roll_calls"].to_pylist() if row["session"] < 52}
    assert days == set(range(1, 8))


def test_one_roll_call_is_in_the_source_under_two_days_of_november_2002(raw) -> None:
    both = [row for row in raw["roll_calls"].to_pylist() if row["rcid"] in (4391, 5700)]
    assert [(row["unres"], row["date"]) for row in both] == [("R/57/78", date(2002, 11, 7)), ("R/57/78", date(2002, 11, 22))]
    votes = raw["votes"]
    cast = [votes.filter(pc.equal(votes["rcid"], id)).select(["country", "vote"]).sort_by("country") for id in (4391, 5700)]
    assert cast[0].to_pydict() == cast[1].to_pydict()


def test_one_roll_call_since_1967_is_of_an_emergency_special_session(raw) -> None:
    emergency = [row for row in raw["roll_calls"].to_pylist() if (row["unres"] or "").startswith(("ESS/", "A/RES/ES-"))]
    assert Counter(row["date"].year < 1968 for row in emergency) == {True: 38, False: 1}
    assert [(row["rcid"], row["unres"], row["date"]) for row in emergency if row["date"].year > 1967] == [
        (5588, "A/RES/ES-10/19", date(2017, 12, 21))
    ]


def test_numbers_of_five_roll_calls_name_another_session_than_theirs(raw) -> None:
    numbered = [(row, re.match(r"(?:A/RES|R)/(\d+)/", row["unres"] or "")) for row in raw["roll_calls"].to_pylist()]
    found = {
        row["rcid"]: (row["session"], row["unres"]) for row, number in numbered if number and int(number[1]) != row["session"]
    }
    assert found == {
        505: (11, "R/12/6"),
        594: (14, "R/19/595"),
        758: (16, "R/2/1069A"),
        804: (17, "R/16/1398"),
        5924: (67, "R/677/46"),
    }


def test_three_roll_calls_are_counted_with_a_session_later_than_their_date(raw) -> None:
    calls = {row["rcid"]: (row["session"], f"{row['date']:%Y-%m}") for row in raw["roll_calls"].to_pylist()}
    assert [calls[id] for id in (804, 961, 9018)] == [(17, "1962-07"), (22, "1966-12"), (23, "1967-05")]
    assert calls[960] == calls[962] == (21, "1966-12")


def test_issues_are_those_of_the_source(archive, raw) -> None:
    codes = {issue.id: issue.notation for issue in archive.dataset.issues}
    held: Counter[str] = Counter()
    for demand in archive.dataset.demands:
        held.update(codes[demand.issue])
    assert held == Counter(raw["issues"]["short_name"].to_pylist())
    assert held == {"co": 957, "di": 1092, "ec": 765, "hr": 1015, "me": 1061, "nu": 855}
    assert sum(demand.issue == "no-issue" for demand in archive.dataset.demands) == 6203 - 4099


def test_states_are_those_of_the_source(archive) -> None:
    states = {actor.label: actor for actor in archive.dataset.actors}
    assert len(states) == 200
    assert {name for name, state in states.items() if not state.aliases} == {
        "Federal Republic of Germany",
        "Yemen Arab Republic",
        "Zanzibar",
    }
    assert (states["Germany"].aliases, states["German Democratic Republic"].aliases) == (("DE",), ("DD",))
    assert states["Côte d’Ivoire"].id == "cote-divoire"


def test_labels_of_records_of_meetings_tell_what_was_put_to_the_vote(archive) -> None:
    demand = archive.dataset.by_id("demands")["R6010"]
    assert demand.label.startswith("R/72/262, amendment: …")
    assert "the Assembly will now take a decision on the draft oral amendment" in demand.label
    assert "; The President: We have heard the last speaker in explanation of vote" in demand.note
    assert max(len(demand.label) for demand in archive.dataset.demands) < 290
