"""``posgraph whatif``."""

from __future__ import annotations

import csv
import io
import json

import pytest

import posgraph
from posgraph.analysis.scenario.files import read_scenarios
from posgraph.cli import comparison, difference
from tests.cli.console import DAY, TALKS, run


def ask(*args, **more):
    return run("whatif", *args, **{"data": None, "columns": 100, **more})


def told(*args):
    return " ".join(ask(*args, *DAY).stdout.split())


def test_json_is_what_the_method_gives() -> None:
    texts = ["set russia:ceasefire-before-referendum=accepts", "drop SQ001", "relate ceasefire incompatible referendum"]
    with posgraph.open() as graph:
        expected = graph.whatif(texts, "2025-12-29").to_dict()
    shown = ask("--set", "russia:ceasefire-before-referendum=accepts", "--drop", "SQ001", "--relate", "ceasefire", "incompatible",
                "referendum", "--format", "json", *DAY)  # fmt: skip
    assert json.loads(shown.stdout) == expected


def test_the_page_says_what_is_assumed_and_what_that_frees() -> None:
    text = told("--set", "russia:ceasefire-before-referendum=accepts", "--drop", "SQ001")
    assert "assume Russia accepts: ceasefire before referendum on the settlement" in text
    assert "instead of Russia rejects: ceasefire before referendum on the settlement (SQ006)" in text
    assert "leave out Russia demands: peace agreement before ceasefire (SQ001)" in text
    assert "Conflicts: 116 before, 112 after: 4 gone, none new." in text
    assert "Orders: 3 contradictions before, 1 contradiction after: 2 gone, none new." in text
    assert "The cheapest withdrawal before costs 0.88: part 1: Russia (SQ001) part 2: Russia (SQ059); or Ukraine (SQ060)" in text


def test_why_shows_the_quotes_the_assumption_and_the_arithmetic() -> None:
    text = told("--set", "ukraine:black-sea-truce=rejects firmness=red_line", "--drop", "SQ001", "--why")
    assert "“first a peace agreement, then a ceasefire”" in text
    assert "assumed: set ukraine:black-sea-truce=rejects firmness=red_line" in text
    assert "firmness × salience: SQ001 1 × 0.5 (unknown)" in text
    assert "no source given" not in text


def test_csv_has_a_line_for_each_conflict_contradiction_and_blocker() -> None:
    rows = list(csv.DictReader(io.StringIO(ask("--set", "ukraine:recognition-of-annexed-territories=accepts", "--drop", "SQ001",
                                               "--format", "csv", *DAY).stdout)))  # fmt: skip
    assert tuple(rows[0]) == difference.CSV
    assert [r["members"] for r in rows if r["part"] == "settlements"] == ["RU003;UA048", "RU033;UA048"]
    assert [r["members"] for r in rows if r["part"] == "orders"] == ["SQ001;SQ014", "REL-agreement;SQ001;SQ003;SQ009"]
    assert {r["change"] for r in rows} == {"gone"}


def test_a_new_line_names_what_is_assumed() -> None:
    shown = ask("--order", "russia:ceasefire before peace-agreement=rejects firmness=firm", "--format", "csv", *DAY)
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert {r["assumed"] for r in rows if r["change"] == "new"} == {"order:russia:ceasefire-before-peace-agreement"}


def test_without_a_change_the_scenarios_of_the_dataset_are_listed() -> None:
    with posgraph.open() as graph:
        ids = [each.id for each in graph.scenarios]
    assert [item["id"] for item in json.loads(ask("--format", "json").stdout)["items"]] == ids
    assert [row["id"] for row in csv.DictReader(io.StringIO(ask("--format", "csv").stdout))] == ids
    assert f"{len(ids)} scenarios in this dataset." in ask().stdout
    assert "No scenarios in this dataset." in ask(data=TALKS).stdout


def test_scenarios_stand_side_by_side() -> None:
    text = told("--compare", "--drop", "SQ001")
    assert "as it is 116 3 contradictions blocked (7 sets of red lines)" in text
    assert "russia-drops-its-order" in text
    rows = list(csv.DictReader(io.StringIO(ask("--compare", "--drop", "SQ001", "--format", "csv", *DAY).stdout)))
    assert tuple(rows[0]) == comparison.COMPARED
    (kept,) = [row for row in rows if row["scenario"] == "russia-drops-its-order"]
    assert rows[-1] == kept | {"scenario": "", "label": ""}
    assert (kept["conflicts_gone"], kept["contradictions_gone"], kept["withdrawal_cost"]) == ("3", "2", "0.375")


def test_a_scenario_is_kept_as_a_file_and_never_written_over(tmp_path) -> None:
    path = tmp_path / "a.toml"
    keep = ("--drop", "SQ001", "--save", str(path), "--name", "a", "--label", "If A", *DAY)
    assert "Kept as" in ask(*keep).stderr
    assert read_scenarios(path)[0].changes == ("drop SQ001",)
    shown = ask("--scenario", str(path), "--format", "json", *DAY)
    assert json.loads(shown.stdout)["scenario"] == {"id": "a", "label": "If A"}
    again = ask(*keep)
    assert (again.exit_code, "--force writes over it" in again.stderr) == (2, True)
    merged = ask("--scenario", str(path), "--drop", "RU003", "--save", str(path), "--name", "b", "--force", *DAY)
    assert merged.exit_code == 0
    assert [(s.id, s.label, s.changes) for s in read_scenarios(path)] == [("b", "b", ("drop RU003", "drop SQ001"))]


def test_a_file_of_several_scenarios_is_for_comparing(tmp_path) -> None:
    path = tmp_path / "two.toml"
    path.write_text('[[scenario]]\nid = "a"\nchanges = ["drop SQ001"]\n[[scenario]]\nid = "b"\nchanges = ["drop RU003"]\n')
    assert "--compare sets them apart" in ask("--scenario", str(path), *DAY).stderr
    found = json.loads(ask("--scenario", str(path), "--compare", "--format", "json", *DAY).stdout)
    assert [item["scenario"]["id"] for item in found["items"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--set", "rusia:ceasefire=accepts"), "did you mean 'russia'?"),
        (("--drop", "SQ01"), "change 'drop SQ01'"),
        (("--relate", "ceasefire", "excludes", "referendum"), "expected relate DEMAND incompatible|same|entails|requires DEMAND"),
        (("--order", "russia:ceasefire before=accepts"), "expected an order STEP RELATION STEP"),
        (("--set", "russia:ceasefire=accepts", "--set", "russia:ceasefire=rejects"), "these two contradict each other"),
        (("--scenario", "russia-drops"), "did you mean 'russia-drops-its-order'?"),
        (("--save", "x.toml", "--name", "x"), "a change to keep"),
        (("--save", "x.toml", "--drop", "SQ001"), "--name ID with it"),
        (("--save", "x.toml", "--compare"), "no --compare"),
        (("--name", "x", "--drop", "SQ001"), "--save FILE with it"),
        (("--force", "--drop", "SQ001"), "--save FILE with it"),
    ],
)
def test_wrong_usage_is_named(args, said) -> None:
    shown = ask(*args, *DAY)
    assert (shown.exit_code, said in shown.stderr) == (2, True), shown.stderr


def test_no_word_of_a_comparison_is_lost_on_a_narrow_page() -> None:
    wide = run("whatif", *DAY, "--compare", data=None, columns=200).stdout
    for columns in (60, 72, 80, 100):
        narrow = run("whatif", *DAY, "--compare", data=None, columns=columns).stdout
        assert narrow.count("lines)") == wide.count("lines)")
        assert max(map(len, narrow.splitlines())) <= columns


def test_the_id_of_an_assumed_row_does_not_push_its_neighbours_aside() -> None:
    change = "ukraine:recognition-of-annexed-territories=rejects"
    said = run("whatif", *DAY, "--set", change, "--why", data=None, columns=100).stdout
    assert "   set:ukraine:recognition-of-annexed-territories\n     Ukraine rejects: recognition of annexed territory" in said
    assert f"     assumed: set {change}\n" in said
    assert "\n   RU003  Russia demands: recognition of annexed territory as Russian — red line\n" in said


def test_what_stays_as_it_is_is_said_once() -> None:
    said = " ".join(run("whatif", *DAY, "--drop", "RU017", "--deals", data=None, columns=100).stdout.split())
    assert "A deal of Russia and Ukraine: blocked (7 sets of red lines) before and after: none gone, none new." in said
    assert "The best deal by the sum of satisfactions before and after, with " in said
    assert " moved, one of the concessions that cost least: Russia " in said


def test_what_was_found_before_time_ran_out_is_not_told_to_be_the_cheapest() -> None:
    said = " ".join(run("whatif", *DAY, "--drop", "RU003", "--seconds", "0.000001", data=None, columns=100).stdout.split())
    assert "The cheapest withdrawal that was found in time " in said
    assert "No concession was found in time before and after." in said
    assert "blocked (by which red lines was not found in time) before and after" in said
    assert "The search was cut short" in said
    compared = run("whatif", *DAY, "--compare", "--seconds", "0.000001", data=None, columns=200).stdout
    assert "there may be more of each, and cheaper ways out" in compared


def test_what_the_holder_itself_still_says_against_what_is_assumed_is_shown() -> None:
    said = " ".join(run("whatif", *DAY, "--set", "russia:army-800000=accepts", data=None, columns=100).stdout.split())
    against = "What the same holder still says against it (--drop leaves it out): • Russia accepts: armed forces of 800,000"
    assert against in said
    assert "(assumed) / Russia demands: ceiling of 85,000 troops (RU064)" in said
    dropped = run("whatif", *DAY, "--set", "russia:army-800000=accepts", "--drop", "RU064", "--drop", "RU017", data=None).stdout
    assert "against it" not in dropped


def test_why_shows_how_the_costs_of_compared_scenarios_come_about() -> None:
    shown = run("whatif", *DAY, "--compare", "--scenario", "russia-drops-its-order", "--why", data=None, columns=300).stdout
    assert (
        "as it is: withdrawal 0.88 = SQ001 1 × 0.5 (unknown) + (SQ059 0.75 × 0.5 (unknown) or SQ060 0.75 × 0.5 (unknown))\n"
        in shown
    )
    assert "before a ceasefire: withdrawal 0.38 = (SQ059 0.75 × 0.5 (unknown) or SQ060 0.75 × 0.5 (unknown))\n" in shown
