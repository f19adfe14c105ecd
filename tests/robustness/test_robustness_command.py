"""``posgraph robustness``: what hangs on which report, the ranges, the draws."""

from __future__ import annotations

import json

from tests.cli.console import DAY, TALKS, run

ORDERS = """\
Orders: no order of the steps suits all, whatever salience and confidence are;
but one would without SQ1 or the source S1.
  • SQ1 and SQ4: None of the reports that it rests on is in doubt.
  • REL2, SQ1, SQ2 and SQ3: None of the reports that it rests on is in doubt.
"""

DISPUTE = """\
  • North and South on Settlement (2 conflicts): It hangs on each of these
    reports: SQ1 (source S1), SQ2 (source S2) and SQ3 (source S2). It also hangs
    on 1 claim: REL2 (source S1).
"""

DEALS = """\
Settlements: no deal keeps every red line of Host country, North and South,
whatever salience and confidence are; but one would without the source S1 or the
source S2.
"""

LEFT = """\
confidence   reports  conflicts  disputes  contradictions  blockers  order  deal
low                1          5         4               2         2  no     no
low, medium        2          5         4               2         2  no     no
"""


def test_the_briefing_names_the_one_report_that_an_answer_hangs_on() -> None:
    shown = run("robustness", *DAY, "--draws", "3").stdout
    assert shown.startswith("How far the answers hold (as of 2025-12-29)\n\nConflicts: ")
    for part in (DISPUTE, ORDERS, DEALS, LEFT):
        assert part in shown
    assert "Best deals in 3 draws of the saliences (seed 0)" in shown


def test_why_quotes_the_reports_and_shows_the_ranges() -> None:
    shown = run("robustness", *DAY, "--draws", "0", "--why", columns=120).stdout
    assert "“first the agreement, then the guns fall silent”" in shown
    assert "firmness: red line 0.875 to 1; firm 0.5 to 0.875; flexible 0 to 0.5; unknown 0 to 1; any other number 0.125" in shown
    assert "N3 1 × (0.375 to 0.625) × (0.45 to 0.75) = (0.16875 to 0.46875)\n" in shown
    assert "SQ3 (0 to 0.5) × (0 to 1) = (0 to 0.5) (salience unknown: 0.5 as coded)\n" in shown
    assert shown.count("“The valley must be left”") == 1  # quoted once, then only named


def test_json_is_what_the_graph_answers() -> None:
    import posgraph

    shown = json.loads(run("robustness", *DAY, "--draws", "4", "--seed", "7", "--format", "json").stdout)
    with posgraph.open(TALKS) as graph:
        assert shown == json.loads(json.dumps(graph.robustness("2025-12-29", draws=4, seed=7).to_dict()))
    assert (shown["seed"], shown["draws"], shown["partial"]) == (7, 4, False)
    assert {"conflicts", "disputes", "orders", "settlements", "without", "ranges", "positions"} <= shown.keys()


def test_a_limit_says_how_much_more_there_is() -> None:
    shown = run("robustness", *DAY, "--draws", "0", "--limit", "1").stdout
    assert "more disputes; --limit" in shown
    assert "more contradiction; --limit 2 shows all." in shown


def test_an_issue_keeps_what_is_about_it() -> None:
    shown = json.loads(run("robustness", *DAY, "--draws", "0", "--issue", "land", "--format", "json").stdout)
    assert {c["issue"] for c in shown["conflicts"]} == {"land"}
    assert shown["orders"]["consistent"]


def test_a_number_of_draws_below_nothing_is_refused() -> None:
    result = run("robustness", *DAY, "--draws", "-1")
    assert result.exit_code == 2
    assert "--draws" in result.stderr
