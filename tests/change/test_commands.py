"""``posgraph shifts``, ``posgraph convergence`` and ``posgraph report``."""

from __future__ import annotations

import csv
import io
import json

import posgraph
from tests.cli.console import DAY, TALKS, run

MOVES = ("--kind", "concession", "--kind", "reversal", *DAY)


def test_json_is_what_the_method_gives() -> None:
    with posgraph.open() as graph:
        expected = graph.shifts("2025-12-29", since="2025-12-01", actors="ukraine").to_dict()
    shown = run("shifts", "--format", "json", "--since", "2025-12-01", "--actor", "ukraine", *DAY, data=None)
    assert json.loads(shown.stdout) == expected


def test_csv_has_a_line_for_each_shift_with_both_sides() -> None:
    rows = list(csv.DictReader(io.StringIO(run("shifts", "--format", "csv", *MOVES, data=None).stdout)))
    assert [(r["kind"], r["from_position"], r["to_position"], r["basis"]) for r in rows] == [
        ("reversal", "UA045", "UA011", "implied"),
        ("concession", "UA047", "UA026", "weight"),
    ]
    assert rows[0]["toward_positions"] == "EU008;EU004;RU047;RU064"


def test_why_shows_both_quotes_and_what_the_kind_rests_on() -> None:
    text = " ".join(run("shifts", "--why", *MOVES, data=None, columns=100).stdout.split())
    assert "“remain at 800,000 personnel in peacetime”" in text
    assert "“this is already a compromise on our part”" in text
    assert "Kind: reversal: what it says now implies the opposite of what it said" in text
    assert "|stance| × firmness 0.75 × 0.75 = 0.56, now 0.25 × 0.25 = 0.06" in text
    assert "Towards Russia demands: limits on the size or weapons of the Ukrainian armed forces (RU047)" in text


def test_where_nobody_moved_the_answer_says_so() -> None:
    shown = run("shifts", "--as-of", "2025-12-29", "--kind", "hardening", data=None)
    assert (shown.stdout, shown.exit_code) == ("No shifts by 2025-12-29.\n", 0)


def test_first_positions_are_counted_and_listed_only_where_they_are_asked_for() -> None:
    args = ("shifts", "--as-of", "2025-12-29", "--limit", "200")
    text = run(*args, data=None, columns=100).stdout
    assert "162 first positions" in text.splitlines()[0]
    assert "First positions are only counted; --kind first lists them." in text.splitlines()
    assert "UA011 now: accepts" in text
    assert "UA001" not in text
    assert "UA001 now: supports" in run(*args, "--kind", "first", data=None, columns=100).stdout


def test_shifts_between_two_days_say_so() -> None:
    shown = run("shifts", "--as-of", "2025-12-26", "--since", "2025-12-23", "--kind", "reversal", data=None)
    assert shown.stdout.splitlines()[0] == "1 shift from 2025-12-23 to 2025-12-26: 1 reversal."


def test_windows_that_count_the_same_pairs_are_one_row_of_the_table() -> None:
    args = ("convergence", "european-union", "united-kingdom", "--as-of", "2019-12-01")
    lines = run(*args, data="brexit", columns=100).stdout.splitlines()
    assert "2018-07-01 to 2019-10-17  +1.00     0.45         0      2" in lines
    head = " ".join(lines[:2])
    assert head.endswith("converged by the index, from -1.00 (2017-05-01, on 1 pair) to +1.00 (2019-10-17, on 2 pairs).")
    assert "18 earlier windows; --limit 5 shows all." in run(*args, "--limit", "1", data="brexit", columns=100).stdout


def test_an_unknown_kind_ends_with_two_and_names_the_near_one() -> None:
    shown = run("shifts", "--kind", "reversals", data=None)
    assert shown.exit_code == 2
    assert "did you mean 'reversal'?" in shown.stderr


PAIR = ("convergence", "north", "south", "--window", "months:1", "--since", "2025-12-01", "--until", "2025-12-29")


def test_convergence_in_json_is_what_the_method_gives() -> None:
    with posgraph.open(TALKS) as graph:
        expected = graph.convergence("north", "south", window="months:1", since="2025-12-01", until="2025-12-29").to_dict()
    del expected["as_of"]
    shown = json.loads(run(*PAIR, "--format", "json").stdout)
    assert expected == {name: value for name, value in shown.items() if name != "as_of"}


def test_convergence_in_csv_has_a_line_for_each_window() -> None:
    rows = list(csv.DictReader(io.StringIO(run(*PAIR, "--format", "csv", *DAY).stdout)))
    assert [row["until"] for row in rows] == ["2025-12-01", "2025-12-29"]
    assert all(int(row["pairs"]) == len((row["overlaps"] + ";" + row["conflicts"]).strip(";").split(";")) for row in rows)


def test_convergence_of_an_actor_with_itself_ends_with_two() -> None:
    shown = run("convergence", "north", "north", *DAY)
    assert (shown.exit_code, "two different actors" in shown.stderr) == (2, True)


def test_why_shows_the_sums_of_each_window() -> None:
    text = " ".join(run("convergence", "russia", "ukraine", "--why", "--limit", "1", *DAY, data=None, columns=100).stdout.split())
    assert "index -0.78 O = " in text
    assert "(RU003+UA048 contradiction)" in text
    assert "“a push for recognition of annexed territories”" in text


def test_a_report_in_json_is_what_the_method_gives() -> None:
    with posgraph.open() as graph:
        expected = graph.report("2025-12-12", "2025-12-29", actors=("ukraine",)).to_dict()
    args = ("report", "--since", "2025-12-12", "--until", "2025-12-29", "--actor", "ukraine", "--format", "json")
    assert json.loads(run(*args, data=None).stdout) == expected


def test_a_report_in_csv_has_a_line_for_each_change() -> None:
    args = ("report", "--since", "2025-12-12", "--until", "2025-12-29")
    shown = json.loads(run(*args, "--format", "json", data=None).stdout)
    rows = list(csv.DictReader(io.StringIO(run(*args, "--format", "csv", data=None).stdout)))
    for part in ("conflicts", "overlaps", "orders"):
        for change in ("gone", "new"):
            assert len([r for r in rows if (r["part"], r["change"]) == (part, change)]) == len(shown[part][change])
    assert len([r for r in rows if r["part"] == "shifts"]) == len(shown["shifts"])
    assert {r["ids"] for r in rows if r["change"] == "superseded"} >= {"UA045;UA011", "UA047;UA026"}


def test_why_shows_what_each_sentence_of_a_report_rests_on() -> None:
    args = ("report", "--since", "2025-12-12", "--until", "2025-12-29", "--why", "--limit", "100")
    text = " ".join(run(*args, data=None, columns=100).stdout.split())
    assert "rests on UA045, UA011, EU008, EU004, RU047, RU064 " in text
    assert "“remain at 800,000 personnel in peacetime”" in text
    assert "Contradictions among orders, new: 2" in text


def test_a_report_without_a_first_day_ends_with_two() -> None:
    shown = run("report", "--until", "2025-12-29")
    assert (shown.exit_code, "--since" in shown.stderr) == (2, True)


def test_a_report_of_one_day_says_that_nothing_changed() -> None:
    shown = run("report", "--since", "2025-12-29", "--until", "2025-12-29")
    assert (shown.stdout, shown.exit_code) == ("Nothing changed from 2025-12-29 to 2025-12-29.\n", 0)


def test_a_report_that_was_cut_short_says_so() -> None:
    span = ("report", "--since", "2025-12-12", "--until", "2025-12-29", "--seconds", "1e-9")
    assert "The search was cut short" in run(*span, data=None).stdout
    assert "The search was cut short" in run(*span, "--why", data=None).stdout
    assert json.loads(run(*span, "--format", "json", data=None).stdout)["partial"] is True
    whole = run(*span[:-2], "--format", "json", data=None).stdout
    assert json.loads(whole)["partial"] is False
