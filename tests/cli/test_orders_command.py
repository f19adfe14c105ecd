"""``posgraph orders``: the verdict, the contradictions with their quotes, the ways out, the roadmap."""

from __future__ import annotations

import csv
import io
import json
import shutil

import posgraph
from tests.cli.console import DAY, TALKS, run


def test_the_briefing_says_why_no_order_suits_all() -> None:
    assert (
        run("orders", *DAY).stdout
        == """\
No order of the steps satisfies all: 2 contradictions (as of 2025-12-29).

4 steps in a knot: peace agreement [agreement], ceasefire, final agreement
[final-agreement], referendum.

  1. Host country [host] and North [north] cannot both have their way: peace
     agreement → ceasefire → peace agreement
     SQ1  North demands: peace agreement before ceasefire — red line
          “first the agreement, then the guns fall silent”
          Talks stall, The Daily, 2025-12-28
          https://example.org/talks-stall
     SQ4  Host country supports: ceasefire before peace agreement
          “a truce opens the way”
          Talks stall, The Daily, 2025-12-28
          https://example.org/talks-stall

  2. North [north] and South [south] cannot both have their way: peace agreement
     → ceasefire → referendum → final agreement → peace agreement
     SQ1   North demands: peace agreement before ceasefire — red line (quoted
           above)
     SQ2   South demands: ceasefire before referendum — firm
           “no vote under fire”
           Statement of the South, Office of the South, 2025-12
           https://example.org/south
     SQ3   South supports: referendum before final agreement — flexible
           “the people decide first”
           Statement of the South, Office of the South, 2025-12
           https://example.org/south
     REL2  by coder: peace agreement is the same step as final agreement — Read
           as one step; North does not say so
           Talks stall, The Daily, 2025-12-28

  Ways out, cheapest first (firmness × salience of what is given up, any one is
  enough here)
    cost 0.33 South gives up referendum before final agreement (SQ3) and Host
              country gives up ceasefire before peace agreement (SQ4)
    cost 0.8  South gives up ceasefire before referendum (SQ2) and Host country
              gives up ceasefire before peace agreement (SQ4)
    cost 0.9  North gives up peace agreement before ceasefire (SQ1)

The least that must move: Host country gives up 1 preference and South gives up
1 preference, at a cost of 0.33.
  SQ3 South supports: referendum before final agreement
  SQ4 Host country supports: ceasefire before peace agreement

Roadmap once that has moved
  1.  peace agreement [agreement], the same as final agreement [final-agreement]
  2.  ceasefire
  3.  referendum
  It asks Host country to do without ceasefire before peace agreement (SQ4).
  It asks South to do without referendum before final agreement (SQ3).

The firmness of SQ4 is unknown; 0.5 stands for it.
The salience of SQ3 is unknown; 0.5 stands for it.
"""
    )


def test_without_an_order_there_is_one_that_suits_all() -> None:
    said = run("orders", *DAY, "--without", "SQ1").stdout
    assert said.startswith("One order of the steps satisfies all 3 preferences (as of 2025-12-29).\n\nRoadmap\n")
    assert "  1.  ceasefire\n  2.  referendum\n" in said
    assert "It asks" not in said


def test_why_shows_how_each_cost_comes_about() -> None:
    said = run("orders", *DAY, "--why", columns=200).stdout
    assert "SQ4)\n              = SQ3 0.25 × 0.5 (unknown) + SQ4 0.5 (unknown) × 0.4\n    cost 0.8" in said


def test_nobody_wanting_an_order_is_said_plainly() -> None:
    assert run("orders", "--as-of", "2020-01-01").stdout == "Nobody wants the steps in any order (as of 2020-01-01).\n"


def test_many_contradictions_are_cut_and_counted() -> None:
    said = run("orders", *DAY, "--limit", "1").stdout
    assert "2 contradictions" in said
    assert "… and 1 more contradiction; --limit 2 shows all." in said
    assert "… and 2 more ways out; --limit 3 shows all." in said
    assert "SQ2 " not in said.partition("Ways out")[0]


def test_json_is_the_result_itself() -> None:
    shown = json.loads(run("orders", *DAY, "--format", "json").stdout)
    with posgraph.open(TALKS) as graph:
        assert shown == json.loads(json.dumps(graph.orders("2025-12-29").to_dict()))
    assert shown["consistent"] is False
    assert [c["members"] for c in shown["components"][0]["contradictions"]] == [["SQ1", "SQ4"], ["REL2", "SQ1", "SQ2", "SQ3"]]


def test_csv_has_a_line_for_each_member_of_each_contradiction() -> None:
    rows = list(csv.DictReader(io.StringIO(run("orders", *DAY, "--format", "csv").stdout)))
    assert [(r["contradiction"], r["kind"], r["position"]) for r in rows] == [
        ("1", "preference", "SQ1"),
        ("1", "preference", "SQ4"),
        ("2", "preference", "SQ1"),
        ("2", "preference", "SQ2"),
        ("2", "preference", "SQ3"),
        ("2", "same", "REL2"),
    ]
    assert rows[0]["quote"] == "first the agreement, then the guns fall silent"
    assert (rows[5]["source"], rows[5]["source_title"]) == ("S1", "Talks stall")
    assert rows[5]["note"] == "Read as one step; North does not say so"
    assert rows[0]["source_url"] == "https://example.org/talks-stall"


def test_a_way_out_that_costs_the_same_is_named(tmp_path) -> None:
    folder = tmp_path / "talks"
    shutil.copytree(TALKS, folder)
    orders = folder / "sequencing.csv"
    head, *rows = orders.read_text(encoding="utf-8").splitlines()
    equal = [rows[0].replace(",0.9,red_line,", ",,,"), rows[3].replace(",0.4,,", ",,,")]
    orders.write_text("\n".join([head, *equal]) + "\n", encoding="utf-8")
    said = run("orders", *DAY, data=folder, columns=120).stdout
    assert "The least that must move: North gives up 1 preference, at a cost of 0.25." in said
    assert "As cheap: Host country giving up SQ4, instead of SQ1." in said


def test_conditions_that_wait_for_each_other_have_no_way_out(tmp_path) -> None:
    folder = tmp_path / "talks"
    shutil.copytree(TALKS, folder)
    with (folder / "positions.csv").open("a", encoding="utf-8") as file:
        file.write("N7,north,prisoners,conditional,0.5,firm,2025-12-02,,monitors,,selfStated,S1,First the monitors,medium,,\n")
        file.write("U7,south,monitors,conditional,0.5,firm,2025-12-02,,prisoners,,selfStated,S2,First the prisoners,medium,,\n")
    said = run("orders", *DAY, data=folder, columns=120).stdout
    assert "3 contradictions in 2 independent parts" in said
    assert "N7  North accepts on a condition: exchange of prisoners, only if monitors — firm" in said
    assert "No way out: no withdrawal of a preference helps here: N7, U7 cannot all hold by themselves." in said
    assert "No withdrawal mends everything" in said
    assert "Roadmap" not in said
    last = list(csv.DictReader(io.StringIO(run("orders", *DAY, "--format", "csv", data=folder).stdout)))[-1]
    assert (last["part"], last["kind"], last["position"], last["source_title"]) == (
        "2",
        "condition",
        "U7",
        "Statement of the South",
    )


def test_relations_that_contradict_each_other_alone_are_said_to_do_so(tmp_path) -> None:
    folder = tmp_path / "talks"
    shutil.copytree(TALKS, folder)
    with (folder / "relations.csv").open("a", encoding="utf-8") as file:
        file.write("X1,ceasefire,requires,agreement,coder,,\nX2,agreement,requires,ceasefire,coder,,\n")
    said = run("orders", *DAY, data=folder, columns=120).stdout
    assert "The relations alone: " in said
    assert "X1  by coder: ceasefire requires peace agreement" in said


def test_the_roadmap_says_which_steps_stand_before_a_wider_one_and_what_it_rests_on(tmp_path) -> None:
    (tmp_path / "actors.csv").write_text("id,label,kind\nn,North,state\n")
    names = ("treaty", "truce", "short", "vote", "law", "monitors")
    (tmp_path / "demands.csv").write_text("id,issue,label\n" + "".join(f"{name},i,the {name}\n" for name in names))
    wanted = "O1,n,treaty,before,truce,demands\nO2,n,short,before,vote,demands\n"
    (tmp_path / "sequencing.csv").write_text("id,actor,first,relation,then,stance\n" + wanted)
    claims = "short,entails,truce,coder\nlaw,requires,vote,coder\nmonitors,requires,truce,coder\n"
    (tmp_path / "relations.csv").write_text("demand_a,relation,demand_b,by\n" + claims)
    said = run("orders", "--data", tmp_path, columns=300).stdout
    assert said.endswith(
        """\
  Note: some steps stand before a wider one that they entail: the short before the truce. An order binds a step only where it \
names it, so what holds up the wider step does not hold up these.
  It also rests on:
    • by coder: the law requires the vote
    • by coder: the monitors requires the truce
"""
    )


def test_the_miami_talks_have_no_order_that_suits_all_and_the_quotes_say_why() -> None:
    said = run("orders", *DAY, data=None, columns=200).stdout
    assert said.startswith("No order of the steps satisfies all: ")
    assert "SQ001  Russia demands: peace agreement before ceasefire — red line" in said
    assert "“first a peace agreement, then a ceasefire”" in said
    assert "REL-agreement" in said
