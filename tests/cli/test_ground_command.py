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
  • at most 600,000 soldiers [army-small]
    North demands (N3)
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
