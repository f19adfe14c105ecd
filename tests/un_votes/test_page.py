"""docs/archives.md shows what comes out, also of the archive that its blocks do not build; its table is that of the picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.archives_pictures import years
from docs.console import ROOT, blocks, folder, run

PAGE = ROOT / "docs" / "archives.md"
SHOWN = [
    command
    for block in blocks(PAGE.read_text(encoding="utf-8").replace("```console no-run\n", "```console\n"))
    for command in block.commands
    if "--data un " in command.text
]


@pytest.fixture(scope="module")
def beside(archive):
    with folder():
        Path("un").symlink_to(archive.folder)
        yield


@pytest.mark.parametrize("command", SHOWN, ids=lambda command: command.text[:60])
def test_what_the_page_shows_of_the_archive_comes_out(command, beside) -> None:
    assert run(command.text) == list(command.shown)


def test_the_table_of_blocs_is_what_is_computed(drawn) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for panel in drawn:
        sizes = ", ".join(str(len(bloc)) for bloc in panel.blocs)
        row = f"| {panel.span[0]} to {panel.span[1]} | {years(panel.span)} | {panel.calls:,} | {len(panel.names)} | {sizes} "
        assert f"{row}| {panel.modularity:.2f} | {100 * panel.explained:.0f} % |" in text
