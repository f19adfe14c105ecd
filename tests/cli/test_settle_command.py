"""``posgraph settle``: the verdict, the blockers with their quotes, who must move, the deals, the plans, the arithmetic."""

from __future__ import annotations

import csv
import io
import json

import posgraph
from tests.cli.console import DAY, TALKS, run

BLOCKERS = """\
No deal keeps every red line of Host country, North and South: 2 blockers in 2
independent parts (as of 2025-12-29).

Part 1 of 2: The valley.

  1. North [north] and South [south]: no deal keeps both of these red lines
     N2  North demands: South leaves the valley — red line
         “The valley must be left”
         Talks stall, The Daily, 2025-12-28
         https://example.org/talks-stall
     U2  South demands: South keeps the valley — red line
         “The valley is ours”
         Statement of the South, Office of the South, 2025-12
         https://example.org/south
     since South keeps the valley and South leaves the valley are options of one
           issue, of which at most one can hold

  Who would have to move, cheapest first (firmness × salience, any one is enough
  here)
    cost 1    North on South leaves the valley (N2)
    cost 1    South on South keeps the valley (U2)
"""

LEAST = """\
The least that must move, at a cost of 1.8:
  part 1: North (N2); or South (U2)
  part 2: South (U1)
"""


def test_the_briefing_says_what_blocks_a_deal_with_quotes_and_who_would_have_to_move() -> None:
    shown = run("settle", *DAY).stdout
    assert shown.startswith(BLOCKERS)
    assert LEAST in shown


def test_deals_are_a_table_of_satisfactions_with_what_each_asks_to_move() -> None:
    shown = run("settle", *DAY, columns=100).stdout
    assert "d1               1      1   0.25  the largest sum; moves: U1, U2" in shown
    assert "Of each of these, no order of its steps suits all (SQ1, SQ4; REL2, SQ1, SQ2, SQ3)." in shown


def test_why_shows_the_arithmetic_of_costs_and_deals() -> None:
    shown = run("settle", *DAY, "--why", columns=120).stdout
    assert "= N2 1 × 1\n" in shown
    assert "North: +0.5 (N3) +0.25 (N4) = 0.75; from -0.9 to 1.75 that is 0.62\n" in shown
    assert "Zone of possible agreement, issue by issue" in shown


def test_a_red_line_imagined_to_move_opens_its_part() -> None:
    shown = run("settle", *DAY, "--move", "U2", "--move", "N1").stdout
    assert shown.startswith("A deal exists that keeps both red lines")


def test_json_is_what_the_library_gives() -> None:
    with posgraph.open(TALKS) as graph:
        assert json.loads(run("settle", *DAY, "--format", "json").stdout) == graph.settlements(DAY[1]).to_dict()


def test_csv_has_a_line_for_each_red_line_of_each_blocker() -> None:
    rows = list(csv.DictReader(io.StringIO(run("settle", *DAY, "--format", "csv").stdout)))
    assert [(row["part"], row["blocker"], row["position"]) for row in rows] == [
        ("1", "1", "N2"),
        ("1", "1", "U2"),
        ("2", "1", "N1"),
        ("2", "1", "U1"),
    ]


def test_a_red_line_that_is_none_is_a_wrong_usage_with_a_hint() -> None:
    found = run("settle", *DAY, "--move", "U22")
    assert found.exit_code == 2
    assert "'U22'; expected the id of a red line of a party that is in force; did you mean 'U2'?" in found.stderr


def test_where_nobody_has_said_anything_yet_that_is_all_there_is_to_tell() -> None:
    assert run("settle", "--as-of", "1900-01-01").stdout == "No position is in force on what is asked (as of 1900-01-01).\n"


def test_where_time_ran_out_first_the_briefing_claims_no_number_of_blockers() -> None:
    shown = run("settle", *DAY, "--seconds", "0.000001").stdout
    assert "what blocks it is not known: time ran out" in " ".join(shown.split())
    assert "0 blockers" not in shown


def test_without_red_lines_the_briefing_says_that_none_binds() -> None:
    moved = [word for id in ("N1", "N2", "U1", "U2") for word in ("--move", id)]
    assert "since none binds" in " ".join(run("settle", *DAY, *moved).stdout.split())


def test_of_the_second_deal_only_what_differs_from_the_first_is_told() -> None:
    shown = run("settle", *DAY, "--why", columns=120).stdout
    assert shown.count("It holds:") == 1
    assert "It holds the same as d1, but for these:" in shown


def test_on_a_narrow_page_plans_are_a_list() -> None:
    shown = run("settle", "--as-of", "2025-12-29", data="", columns=60).stdout
    assert "• 28-point draft [28-points], 2025-11-20\n" in shown
    assert "silent on" in shown


def test_clauses_that_propose_no_demand_are_named_as_not_counted() -> None:
    shown = " ".join(run("settle", "--as-of", "2025-12-29", "--why", data="", columns=120).stdout.split())
    assert "not counted, since they propose no demand: c1, c2, c3 and c5 of its 9 clauses" in shown


def test_red_lines_on_other_issues_that_refuse_what_is_in_a_deal_are_named() -> None:
    shown = run("settle", *DAY, "--issue", "ceasefire", data=None, columns=200).stdout
    assert shown.startswith("A deal exists that keeps all 7 red lines")
    assert "A red line on another issue refuses what is in each of these deals: Ukraine rejects: Ukrainian forces leave" in shown
    assert "(UA018)" in shown
    assert "UA018" not in run("settle", *DAY, "--issue", "ceasefire", "--without", "UA018", data=None, columns=200).stdout
    one = run("settle", *DAY, "--issue", "neutrality", data=None, columns=200).stdout
    assert "no other red line of the parties refuses what these deals hold." in one


def test_why_shows_how_a_deal_is_measured_and_how_far_a_plan_is_from_it() -> None:
    shown = run("settle", *DAY, "--issue", "neutrality", "--why", data=None, columns=120).stdout
    assert "Sum 1.5, least 0.5, product 0.5\n" in shown
    assert "Distance to d2: √((0 − 0)² + (1 − 0.5)²) = 0.5\n" in shown
