"""docs/cli.md: every command, every option, every column, every setting of the service has its entry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from posgraph.analysis import lines
from posgraph.cli import answers, ask, briefing, check, convergence, ground, pairs, report
from posgraph.cli.export import KINDS
from posgraph.cli.group import COMMANDS, cli
from posgraph.cli.serve import options

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {part.split("\n", 1)[0].removeprefix("posgraph "): part for part in PAGE.split("\n## ")[1:]}


def words(text: str) -> set[str]:
    """The words inside backticks."""
    return {
        word
        for span in re.findall(r"`([^`\n]*(?:\n[^`\n]*)?)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        for word in span.split()
    }


def test_every_command_has_its_section_in_the_order_of_the_help() -> None:
    assert [name for name in SECTIONS if name in COMMANDS] == list(COMMANDS)


def flags_of(name: str) -> set[str]:
    """The options of a command, and of the commands that it has of its own."""
    command = cli.get_command(None, name)
    params = [*command.params, *(param for inner in getattr(command, "commands", {}).values() for param in inner.params)]
    return {flag for option in params for flag in (*option.opts, *option.secondary_opts) if flag.startswith("-")}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_in_the_section_of_its_command(name) -> None:
    assert flags_of(name) - words(SECTIONS[name]) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_no_section_has_an_option_that_the_command_does_not_have(name) -> None:
    assert {word for word in words(SECTIONS[name]) if word.startswith("-") and word != "-"} - flags_of(name) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_but_serve_is_shown_with_its_output(name) -> None:
    assert f"```console{' no-run' if name == 'serve' else ''}\n$ posgraph {name}" in SECTIONS[name]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("conflicts", [re.sub("^[ab]_", "", name) for name in pairs.CONFLICTS.columns]),
        ("ground", [name for name in ground.CSV if not name.startswith("by_")]),
        ("orders", [name for name in briefing.CSV if name in ("part", "contradiction", "kind", "says", "note")]),
        ("shifts", [name for name in lines.SHIFT if not name.startswith(("from_", "to_"))]),
        ("convergence", convergence.CSV),
        ("report", report.CSV),
        ("check", check.CSV),
        ("ask", ask.CSV),
    ],
)
def test_every_column_of_csv_is_told(name, columns) -> None:
    assert set(columns) - words(SECTIONS[name]) == set()


def test_the_formats_of_queries_and_exports_are_told() -> None:
    assert set(answers.FORMATS) - words(SECTIONS["sparql"]) == set()
    assert set(KINDS) - words(SECTIONS["export"]) == set()


def test_the_settings_of_the_service_are_told_with_their_variables_and_defaults() -> None:
    rows = [line for line in SECTIONS["serve"].splitlines() if line.startswith("| `--")]
    assert rows == [
        f"| `{o.flag}`{f', `--no-{o.flag[2:]}`' if o.type is bool else ''} | `{o.variable}` | {default(o.default)} | {o.help} |"
        for o in options()
        if not o.secret
    ]
    assert {o.variable for o in options() if o.secret} <= words(SECTIONS["serve"])


def default(value: object) -> str:
    """A default as the page writes it."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
