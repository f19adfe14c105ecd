"""``posgraph trades`` and ``posgraph bridges``."""

from __future__ import annotations

import json

import posgraph
from tests.cli.console import DAY, run

TWO = ("--actor", "russia", "--actor", "ukraine")


def test_no_trade_says_why() -> None:
    assert run("trades", *DAY).stdout.splitlines() == [
        "No trades as of 2025-12-29.",
        "No trade: on every two issues, where one would gain the other would not.",
    ]


def test_a_trade_names_who_gives_what_the_red_lines_and_who_else_loses() -> None:
    lines = run("trades", *DAY, *TWO, "--limit", "1", data=None, columns=200).stdout.splitlines()
    assert lines[0] == "11 trades as of 2025-12-29, 4 of them across a red line."
    assert lines[1].startswith("No salience is known, 0.5 stands for each")
    assert "Russia gives on referendum [referendum] (0.75), gains on size of the armed forces (1)" in lines[4]
    assert "European leaders (Berlin statement) (EU004)" in lines[4]
    assert "10 more; --limit 11 shows all." in lines


def test_why_shows_quotes_and_the_arithmetic() -> None:
    shown = " ".join(run("trades", *DAY, *TWO, "--limit", "1", "--why", data=None, columns=300).stdout.split())
    assert (
        "SQ004 Russia rejects: referendum on the settlement before final agreement — firm “is not supported by Moscow”" in shown
    )
    assert "Gain 0.25 = 1 on size of the armed forces (RU017 0.5 × 1 + RU064 0.5 × 1) less 0.75 on referendum" in shown
    assert "Also loses: European leaders (Berlin statement) supports" in shown


def test_a_bridge_names_who_has_put_it_forward_and_what_it_takes_the_place_of() -> None:
    lines = run("bridges", *DAY, "--rule", "order", "--actor", "russia", "--actor", "ukraine", data=None, columns=200).stdout
    assert "‘relief of sanctions on Russia’ and ‘truce in" in lines
    assert "SQ059 Russia demands: relief of sanctions on Russia before truce in the Black Sea" in lines
    recorded = run("bridges", *DAY, "--kind", "on-record", "--issue", "frozen-assets", data=None, columns=300).stdout
    assert "on record: US022 (United States) and clause c8 of 28-point draft" in recorded


def test_why_shows_both_sides_the_width_and_the_scenario() -> None:
    shown = run("bridges", *DAY, "--kind", "range", "--issue", "guarantee-duration", "--why", data=None, columns=300).stdout
    assert "1. range: Ukraine and United States would accept: 15 to 30 years" in shown
    assert "15 to 30 years: 15 years wide" in shown
    assert "“consider the possibility of 30, 40, 50 years”" in shown
    assert "As a scenario: drop US009; drop UA006 (no demand of the data says the rest)" in shown


def test_why_of_a_condition_shows_what_is_asked_for_in_return_and_of_a_record_its_clauses() -> None:
    shown = run("bridges", *DAY, *TWO, "--kind", "condition", "--limit", "1", "--why", data=None, columns=300).stdout
    assert "Asked for in return:" in shown
    record = run("bridges", *DAY, "--kind", "on-record", "--limit", "2", "--why", data=None, columns=300).stdout
    assert "On record:" in record
    assert "28-point draft" in record


def test_conflicts_without_a_bridge_are_counted() -> None:
    result = run("bridges", *DAY, "--kind", "rank")
    assert result.stdout.splitlines()[0] == "No bridges as of 2025-12-29."
    assert "have no bridge of kind rank." in result.stdout


def test_json_is_what_the_graph_gives() -> None:
    with posgraph.open() as graph:
        assert (
            json.loads(run("trades", *DAY, *TWO, "--format", "json", data=None).stdout)
            == graph.trades("2025-12-29", actors=("russia", "ukraine")).to_dict()
        )
        assert json.loads(run("bridges", *DAY, "--rule", "R5", "--format", "json", data=None).stdout) == json.loads(
            json.dumps(graph.bridges("2025-12-29", rules="range").to_dict())
        )


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    result = run("bridges", *DAY, "--kind", "ranges")
    assert result.exit_code == 2
    assert "range" in result.stderr
