"""Cells: what a text means in a column, and how a value is written."""

import pytest

from posgraph.model.cells import CellError, decimal, join, near, parse, render, split
from posgraph.model.dates import When
from posgraph.model.schema import BY_NAME, Column
from posgraph.stance import Stance


def column(table: str, name: str) -> Column:
    return BY_NAME[table].column(name)


@pytest.mark.parametrize(
    ("table", "name", "text", "value", "written"),
    [
        ("positions", "stance", " rejects ", Stance.rejects, "rejects"),
        ("positions", "salience", "0.50", 0.5, "0.5"),
        ("positions", "salience", "1", 1.0, "1"),
        ("positions", "salience", ".25", 0.25, "0.25"),
        ("positions", "firmness", "red_line", 1.0, "red_line"),
        ("positions", "firmness", "1.0", 1.0, "red_line"),
        ("positions", "firmness", "0.4", 0.4, "0.4"),
        ("positions", "confidence", "0.60", 0.6, "medium"),
        ("positions", "valid_from", "2025-12~", When.parse("2025-12~"), "2025-12~"),
        ("positions", "demand", "clause:28 points/7", "clause:28 points/7", "clause:28 points/7"),
        ("positions", "demand", "clause:plan/5/2", "clause:plan/5/2", "clause:plan/5/2"),
        ("positions", "only_if", "b; a ;;b", ("a", "b"), "a;b"),
        ("positions", "quote", " a\r\nb\rc ", "a\nb\nc", "a\nb\nc"),
        ("actors", "label", "A\u0308rmel", "Ärmel", "Ärmel"),
        ("actors", "aliases", r"A\;B; C\\D ;E\F", (r"A;B", "C\\D", "E\\F"), r"A\;B;C\\D;E\\F"),
        ("demands", "rank", "3", 3, "3"),
        ("demands", "min", "-0", 0.0, "0"),
        ("demands", "max", "1500000", 1500000.0, "1500000"),
        ("issues", "exclusive", "TRUE", True, "true"),
        ("issues", "exhaustive", "false", False, "false"),
        ("participations", "capability", "29", 29.0, "29"),
        ("participations", "capability", "-0", 0.0, "0"),
        ("scenarios", "changes", "set a:b=rejects; drop P1", ("drop P1", "set a:b=rejects"), "drop P1;set a:b=rejects"),
        ("assessments", "about", "event:vote", "event:vote", "event:vote"),
        ("sources", "url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    ],
)
def test_a_cell_is_read_and_written_back(table: str, name: str, text: str, value: object, written: str) -> None:
    assert parse(column(table, name), text) == value
    assert render(column(table, name), value) == written


def test_an_empty_cell_is_unknown() -> None:
    assert parse(column("positions", "salience"), "  ") is None
    assert parse(column("positions", "only_if"), "") == ()
    assert render(column("positions", "salience"), None) == render(column("positions", "only_if"), ()) == ""


@pytest.mark.parametrize(
    ("table", "name", "text", "hint"),
    [
        ("positions", "stance", "Rejets", "rejects"),
        ("positions", "salience", "1.01", ""),
        ("positions", "salience", "nan", ""),
        ("participations", "capability", "-1", ""),
        ("participations", "capability", "2,5", "2.5"),
        ("positions", "salience", "0,5", "0.5"),
        ("positions", "firmness", "red line", "red_line"),
        ("positions", "valid_from", "2025-13", ""),
        ("positions", "valid_from", "29/12/2025", "2025-12-29"),
        ("positions", "valid_from", "12/29/2025", "2025-12-29"),
        ("positions", "valid_from", "03/04/2025", ""),
        ("positions", "valid_from", "3.4.2025", "2025-04-03"),
        ("positions", "valid_from", "12/2025", "2025-12"),
        ("positions", "demand", "isue:x", "issue:x"),
        ("positions", "demand", "clause:plan", ""),
        ("positions", "actor", "a/b", ""),
        ("actors", "id", "...", ""),
        ("issues", "exclusive", "no", "false"),
        ("demands", "rank", "0", ""),
        ("demands", "min", "0.12345678901234567", ""),
        ("demands", "min", "1" + "0" * 400, ""),
        ("sources", "url", "javascript:alert(1)", ""),
        ("sources", "url", "https://example.org/%zz", ""),
        ("sources", "url", "https://example.org:port/", ""),
        ("sources", "title", "a\0b", "ab"),
    ],
)
def test_a_bad_cell_carries_what_was_expected_and_a_near_match(table: str, name: str, text: str, hint: str) -> None:
    with pytest.raises(CellError) as error:
        parse(column(table, name), text)
    assert error.value.value == text
    assert error.value.expected
    assert error.value.hint == hint


def test_of_a_list_the_item_at_fault_is_named() -> None:
    with pytest.raises(CellError) as error:
        parse(column("positions", "only_if"), "good; b:d")
    assert error.value.value == "b:d"


def test_lists_keep_semicolons_and_backslashes() -> None:
    items = ["a;b", "c\\", "\\;", "d"]
    assert split(join(items)) == items


def test_numbers_have_no_exponent_and_no_needless_zeros() -> None:
    assert [decimal(x) for x in (1.0, 0.1, 1e-9, 1e21, 100, -0.0)] == [
        "1",
        "0.1",
        "0.000000001",
        "1000000000000000000000",
        "100",
        "0",
    ]


def test_a_near_match_is_found_among_many_names() -> None:
    names = [f"demand-{n}" for n in range(6000)]
    assert near("demand-04711", [*names, "ceasefire"]) in names
    assert near("ceasfire", [*names, "ceasefire"]) == "ceasefire"
    assert near("zzz", names) == ""
