"""``posgraph search``."""

from __future__ import annotations

import csv
import io
import json

import posgraph
from tests.cli.console import DAY, run


def test_json_is_what_the_method_gives() -> None:
    with posgraph.open() as graph:
        expected = graph.search("ceasefire agreement", "2025-12-29", actors="russia", kinds="position").to_dict()
    args = ("search", "ceasefire", "agreement", "--actor", "russia", "--type", "position", "--format", "json", *DAY)
    assert json.loads(run(*args, data=None).stdout) == expected


def test_csv_has_a_line_for_each_hit() -> None:
    shown = run("search", "Зеленський", "--type", "actor", "--format", "csv", *DAY, data=None).stdout
    (row,) = csv.DictReader(io.StringIO(shown))
    assert (row["id"], row["where"], row["text"], row["spelling"]) == (
        "volodymyr-zelenskyy", "label", "Volodymyr Zelenskyy", "true",
    )  # fmt: skip


def test_a_table_shows_the_quote_its_source_its_reporter_and_whether_it_is_in_force() -> None:
    text = " ".join(run("search", '"first a peace agreement"', *DAY, data=None, columns=200).stdout.split())
    assert text.startswith('2 hits for "first a peace agreement": 1 position and 1 order.')
    assert "SQ001 Russia demands: peace agreement before ceasefire [order] “first a peace agreement, then a ceasefire”" in text
    assert "reported by Vezha discussion, as a third party tells it; in force" in text
    early = run("search", '"first a peace agreement"', "--as-of", "2025-01-01", data=None, columns=200).stdout
    assert "not in force on 2025-01-01" in " ".join(early.split())


def test_more_hits_than_are_shown_are_counted() -> None:
    assert "more; --limit 27 shows all." in run("search", "ceasefire", "--actor", "russia", *DAY, data=None).stdout


def test_an_unknown_kind_ends_with_two_and_names_the_near_one() -> None:
    shown = run("search", "ceasefire", "--type", "sorce", data=None)
    assert shown.exit_code == 2
    assert "did you mean 'source'?" in shown.stderr
