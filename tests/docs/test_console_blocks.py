"""Every console block of the docs shows what its commands give (docs/console.py says how)."""

from __future__ import annotations

import pytest
from docs.console import ROOT, Block, Command, blocks, folder, pages, rewrite, run

PAGES = [page for page in pages() if page.is_file() and list(blocks(page.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_show_what_comes_out(page) -> None:
    differing = []
    with folder():
        for block in blocks(page.read_text(encoding="utf-8")):
            for command in block.commands:
                lines = run(command.text)
                if not command.expects(lines):
                    differing.append("\n".join([f"{page.name} line {block.line}: {command.text}", "gives:", *lines]))
    assert not differing, "\n\n".join([*differing, "`make docs` writes the shown outputs anew"])


def test_a_block_that_is_not_to_be_run_is_passed_over() -> None:
    text = "```console no-run\n$ posgraph serve\n```\n\n```console\n$ make run\n```\n"
    assert list(blocks(text)) == []


def test_a_block_holds_several_commands_and_long_lines() -> None:
    text = "a\n```console\n$ posgraph --version\nposgraph 1\n$ posgraph orders \\\n    --ever\nNo order\n\nEnd\n```\nb\n"
    (block,) = blocks(text)
    assert block == Block(
        2,
        (
            Command("$ posgraph --version", ("posgraph 1",)),
            Command("$ posgraph orders \\\n    --ever", ("No order", "", "End")),
        ),
    )


def test_output_that_differs_is_seen() -> None:
    assert not Command("$ posgraph --version", ("posgraph 0.0.0",)).expects(run("$ posgraph --version"))


def test_a_pipe_is_run_by_the_shell() -> None:
    assert run("$ posgraph --version | wc -l") == ["1"]


def test_a_page_is_written_anew_and_cut_where_it_was_cut(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n```console\n$ posgraph --help\nold\n…\nlast\n```\n", encoding="utf-8")
    assert rewrite(page)
    shown = next(blocks(page.read_text(encoding="utf-8"))).commands[0].shown
    lines = run("$ posgraph --help")
    assert shown == (lines[0], "…", lines[-1])
    assert not rewrite(page)
