"""Pages: what fits, what is coloured, what of the data may reach the terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from posgraph.cli.page import Column, Page

COLUMNS = (Column("severity", fixed=True, right=True), Column("A"), Column("B"))
ROWS = [
    ["0.81", "Russia rejects a ceasefire while a referendum is prepared", "Україна вимагає припинення вогню 日本語日本語日本語"]
]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_table_fits_every_width(width) -> None:
    page = Page(width=width, colour=False)
    page.table(COLUMNS, ROWS)
    lines = page.text().splitlines()
    assert max(map(cell_len, lines)) <= width
    assert "日本語" in "".join(line.replace(" ", "") for line in lines)


@pytest.mark.parametrize("least", [10, 22, 40])
def test_no_word_is_cut_off_where_a_column_should_be_wider_than_there_is_room_for(least) -> None:
    words = [f"word{n:02}" for n in range(30)]
    for width in range(60, 110):
        page = Page(width=width, colour=False)
        page.table([Column("kind", least=least), Column("A"), Column("n", fixed=True), Column("B")],
                   [["refused-consequence " + "x" * 30, " ".join(words), "12345", " ".join(words)]])  # fmt: skip
        text = page.text()
        assert all(text.count(word) == 2 for word in words), width
        assert text.count("x") == 30
        assert max(map(len, text.splitlines())) <= width


def test_a_narrow_table_becomes_a_block_for_each_row() -> None:
    page = Page(width=40, colour=False)
    page.table(COLUMNS[:2], [["1", "Russia"], ["0.5", "Ukraine"]])
    assert page.text() == "severity: 1\nA: Russia\n\nseverity: 0.5\nA: Ukraine\n"


def test_a_list_item_stays_to_the_right_of_its_mark() -> None:
    page = Page(width=25, colour=False)
    page.item("SQ001", "agreement before the ceasefire", indent=2, gap=7)
    assert page.text() == "  SQ001  agreement before\n         the ceasefire\n"


def test_an_address_is_never_broken() -> None:
    url = "https://example.org/" + "a" * 60
    page = Page(width=40, colour=False)
    page.address(url, indent=2)
    assert page.text() == f"  {url}\n"


def test_colours_are_written_only_where_asked_for() -> None:
    plain, coloured = Page(width=40, colour=False), Page(width=40, colour=True)
    for page in (plain, coloured):
        page.say(("No order", "bold red"))
    assert plain.text() == "No order\n"
    assert coloured.text().startswith("\x1b[1;31m")


def test_control_characters_of_data_do_not_reach_the_terminal() -> None:
    page = Page(width=60, colour=False)
    page.say("a quote\x1b[2J with\x07 a bell\nand a line break")
    page.table([Column("x"), Column("y")], [["[red]markup[/red]", "\x9b31m"]])
    assert "\x1b" not in page.text()
    assert "\x9b" not in page.text()
    assert "[red]markup[/red]" in page.text()
    assert "a quote�[2J with� a bell and a line break" in page.text()


def test_the_width_is_that_of_columns(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    assert Page().width == 33
    monkeypatch.setenv("COLUMNS", "many")
    assert Page().width >= 20
