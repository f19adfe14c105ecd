"""``posgraph ground``: three short lists."""

from __future__ import annotations

import csv
import io
import json

import posgraph
from tests.cli.console import DAY, TALKS, run


def test_what_all_want_what_nobody_refuses_and_what_is_contested() -> None:
    assert (
        run("ground", *DAY, "--actor", "north", "--actor", "south", "--limit", "2").stdout
        == """\
Common ground as of 2025-12-29 of North [north] and South [south].

All are for it, nobody refuses: 1
  • exchange of prisoners [prisoners]
    North accepts (N4); South demands (U4)

Some are for it, nobody refuses: 5
  • 800,000 soldiers [army-large]
    South accepts (U3)
    but U3 clashes with North demands: at most 600,000 soldiers (range, N3)
  • at most 600,000 soldiers [army-small]
    North demands (N3)
    but N3 clashes with South accepts: 800,000 soldiers (range, U3)
  … and 3 more; --limit 5 shows all.

Some are for it, some refuse: 1
  • ceasefire of 60 days [ceasefire-60]
    for South demands (U1)
    against North rejects (N1)

--why shows what each of them says, with quotes and sources.
"""
    )


def test_why_shows_what_a_wish_follows_from() -> None:
    said = run("ground", *DAY, "--actor", "south", "--issue", "truce", "--why", columns=120).stdout
    assert "  • ceasefire [ceasefire]" in said
    assert "U1 South demands: ceasefire of 60 days — red line" in said
    assert "“Sixty days of quiet”" in said
    assert "Link: REL1, by coder: ceasefire of 60 days entails ceasefire" in said


def test_json_is_the_result_itself() -> None:
    with posgraph.open(TALKS) as graph:
        expected = graph.ground(as_of="2025-12-29").to_dict()
    assert json.loads(run("ground", *DAY, "--format", "json").stdout) == json.loads(json.dumps(expected))


def test_csv_has_a_line_for_each_voice() -> None:
    asked = ("ground", *DAY, "--actor", "north", "--actor", "south", "--issue", "truce", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*asked).stdout)))
    assert [(r["list"], r["demand"], r["side"], r["by_actor"], r["by_position"], r["via"]) for r in rows] == [
        ("uncontested", "ceasefire", "pro", "south", "U1", "ceasefire-60;ceasefire"),
        ("contested", "ceasefire-60", "pro", "south", "U1", "ceasefire-60"),
        ("contested", "ceasefire-60", "contra", "north", "N1", "ceasefire-60"),
    ]
    assert rows[0]["relations"] == "REL1"


def test_csv_names_the_clashes_of_each_voice() -> None:
    asked = ("ground", *DAY, "--actor", "north", "--actor", "south", "--issue", "army", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*asked).stdout)))
    assert [(r["demand"], r["by_position"], r["clashes"]) for r in rows] == [
        ("army-large", "U3", "range N3"),
        ("army-small", "N3", "range U3"),
    ]


def test_of_many_clashes_two_are_shown_and_the_rest_counted(tmp_path) -> None:
    rows = ["id,actor,demand,stance", "p,a,keep,demands", *(f"q{n},b,take{n},demands" for n in range(1, 5))]
    (tmp_path / "actors.csv").write_text("id,label,kind\na,A,state\nb,B,state\n")
    (tmp_path / "demands.csv").write_text("id,issue,label\nkeep,i,keep\n" + "".join(f"take{n},i,take {n}\n" for n in range(1, 5)))
    (tmp_path / "positions.csv").write_text("\n".join(rows) + "\n")
    claims = "".join(f"keep,incompatible,take{n},coder\n" for n in range(1, 5))
    (tmp_path / "relations.csv").write_text("demand_a,relation,demand_b,by\n" + claims)
    said = run("ground", "--data", tmp_path, columns=200).stdout
    told = "but p clashes with B demands: take 1 (incompatible, q1), and with B demands: take 2 (incompatible, q2); and 2 more"
    assert told in said
