"""``posgraph conflicts`` and ``posgraph overlaps``: the plain answer, the table, the evidence, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest
from rich.cells import cell_len

import posgraph
from tests.cli.console import DAY, TALKS, run


def test_the_answer_comes_first_then_the_pairs_heaviest_first() -> None:
    done = run("conflicts", *DAY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert (
        done.stdout
        == """\
6 conflicts as of 2025-12-29, 2 of them hard (red lines on both sides).

severity  hard  rule, issue, when  positions
     0.9  hard  exclusive          U2 South [south] demands: South keeps the
                land               valley [keep-valley]
                since 2025-06-01   N2 North [north] demands: South leaves the
                                   valley [leave-valley]
    0.72  hard  contradiction      U1 South [south] demands: ceasefire of 60
                truce              days [ceasefire-60]
                since 2025-12-21   N1 North [north] rejects: ceasefire of 60
                                   days [ceasefire-60]
    0.72        order              SQ1 North [north] demands: peace agreement
                settlement         before ceasefire [agreement before ceasefire]
                since 2025-12-21   SQ2 South [south] demands: ceasefire before
                                   referendum [ceasefire before referendum]
    0.34        order              SQ1 North [north] demands: peace agreement
                settlement         before ceasefire [agreement before ceasefire]
                since 2025-12-21   SQ3 South [south] supports: referendum before
                                   final agreement [referendum before
                                   final-agreement]
    0.27        order              SQ1 North [north] demands: peace agreement
                settlement         before ceasefire [agreement before ceasefire]
                since 2025-12-22   SQ4 Host country [host] supports: ceasefire
                                   before peace agreement [ceasefire before
                                   agreement]
    0.07        range              U3 South [south] accepts: 800,000 soldiers
                army               [army-large]
                since 2025-12-10   N3 North [north] demands: at most 600,000
                                   soldiers [army-small]

Where the salience of a side is unknown, 0.5 stands for it; --why says where.
--why shows the quotes and sources of each.
"""
    )


def test_why_gives_both_quotes_their_sources_and_the_parts_of_the_severity() -> None:
    done = run("conflicts", *DAY, "--why", "--rule", "range")
    assert (
        done.stdout
        == """\
1 conflict as of 2025-12-29.

1. severity 0.07, range, since 2025-12-10
   U3  South accepts: 800,000 soldiers — flexible
       “They could live with 800,000”
       Talks stall, The Daily, 2025-12-28; reported by Host country, as a
       mediator tells it
       https://example.org/talks-stall
   N3  North demands: at most 600,000 soldiers — firm
       “=no more than 600,000”
       Talks stall, The Daily, 2025-12-28
       https://example.org/talks-stall
   Link: their ranges miss each other by 200,000 soldiers
   Severity: the lesser of South 0.5 × 0.5 × 0.3 and North 1 × 0.5 × 0.6 (stance
   × salience × confidence)

"""
    )


def test_why_says_what_a_cycle_of_orders_rests_on() -> None:
    said = run("conflicts", *DAY, "--why", "--rule", "order", "--limit", "1", columns=120).stdout
    assert "Link: REL2, by coder: peace agreement is the same step as final agreement — Read as one step" in said
    assert "Link: SQ3, South supports: referendum before final agreement" in said


def test_json_is_the_result_itself() -> None:
    done = run("conflicts", *DAY, "--format", "json", "--limit", "2", "--actor", "north")
    with posgraph.open(TALKS) as graph:
        result = graph.conflicts("2025-12-29", actors=["north"], limit=2).to_dict()
    assert json.loads(done.stdout) == result
    assert done.stdout == json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    assert result["next"] is None


def test_csv_is_flat_with_quotes_and_addresses_and_no_formula() -> None:
    asked = ("conflicts", *DAY, "--rule", "R1", "--rule", "R4", "--rule", "R5", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*asked).stdout)))
    assert [row["rule"] for row in rows] == ["exclusive", "contradiction", "range"]
    assert (rows[0]["hard"], rows[2]["hard"], rows[0]["chain"]) == ("true", "false", "keep-valley;leave-valley")
    assert rows[1]["a_quote"] == "Sixty days of quiet"
    assert rows[1]["a_source_url"] == "https://example.org/south"
    assert rows[2]["b_quote"] == "'=no more than 600,000"
    assert rows[0]["a_source_published"] == "2025-12"


def test_a_table_says_how_many_more_there_are_and_how_to_see_them() -> None:
    done = run("conflicts", *DAY, "--limit", "1")
    assert "6 conflicts as of" in done.stdout
    assert "5 more; --limit 6 shows all." in done.stdout
    assert "U1" not in done.stdout


def test_without_a_position_its_conflicts_are_gone() -> None:
    done = run("conflicts", *DAY, "--without", "N1", "--without", "N3", "--without", "SQ1")
    assert done.stdout.startswith("1 conflict as of 2025-12-29, 1 of them hard")


def test_conflicts_within_one_holder_are_marked(tmp_path) -> None:
    folder = tmp_path / "talks"
    shutil.copytree(TALKS, folder)
    row = "N9,north,army-small,rejects,0.5,firm,2025-06,,,,selfStated,S1,No limits,medium,,\n"
    with (folder / "positions.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    assert "N9" not in run("conflicts", *DAY, data=folder, columns=120).stdout
    said = run("conflicts", *DAY, "--self", data=folder, columns=120).stdout
    assert "within one holder" in said
    assert "N9 (disputed) North [north] rejects: at most 600,000 soldiers" in said
    assert "within one holder" in run("conflicts", *DAY, "--self", "--why", data=folder).stdout


def test_no_conflicts_are_a_plain_answer() -> None:
    done = run("conflicts", "--as-of", "2020-01-01")
    assert (done.exit_code, done.stdout) == (0, "No conflicts as of 2020-01-01.\n")


def test_ever_needs_no_date() -> None:
    assert run("conflicts", "--ever").stdout.startswith("6 conflicts whatever the date, 2 of them hard")
    done = run("conflicts", "--ever", *DAY)
    assert done.exit_code == 2
    assert "one of the two: a day, or all times" in done.stderr


def test_the_date_is_said_even_when_none_is_given() -> None:
    from datetime import date

    assert f"as of {date.today()}" in run("conflicts").stdout


@pytest.mark.parametrize("width", [20, 44, 80, 160])
@pytest.mark.parametrize("command", ["conflicts", "overlaps", "ground", "orders"])
def test_output_fits_the_width_but_for_addresses(command, width) -> None:
    lines = run(command, *DAY, columns=width).stdout.splitlines()
    assert lines
    assert all(cell_len(line) <= width or "https://" in line for line in lines)


def test_overlaps_name_their_kind_and_what_was_assumed() -> None:
    done = run("overlaps", *DAY, "--kind", "shared")
    assert (
        done.stdout
        == """\
1 overlap as of 2025-12-29.

strength  kind, issue, when  positions
    0.23  shared             N4 North [north] accepts: exchange of prisoners
          settlement         [prisoners]
          since 2025-12-01   U4 South [south] demands: exchange of prisoners
                             [prisoners]

Where the salience of a side is unknown, 0.5 stands for it; --why says where.
--why shows the quotes and sources of each.
"""
    )


def test_overlaps_are_the_result_itself_in_json() -> None:
    done = run("overlaps", *DAY, "--format", "json")
    with posgraph.open(TALKS) as graph:
        assert json.loads(done.stdout) == graph.overlaps("2025-12-29").to_dict()
    assert {"kind", "strength"} <= json.loads(done.stdout)["items"][0].keys()
