"""The examples of docs/format.md are whole datasets that are read as the page says."""

import re
from pathlib import Path

import pytest

from posgraph import importers
from posgraph.errors import DataError
from posgraph.model.schema import TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_the_example_in_turtle_is_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "page.ttl").write_text(example("turtle"), encoding="utf-8")
    dataset = importers.read(tmp_path / "page.ttl")
    (position,) = dataset.positions
    assert (dataset.id, dataset.base, len(dataset.demands)) == ("bridge", "https://example.org/bridge/", 2)
    assert (position.source, position.quote, position.only_if) == ("S1", "No toll, once it is repaired.", ("repairs",))
    assert (str(position.stance), str(position.valid_from)) == ("conditional", "2024-02")


def test_the_example_in_json_ld_is_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "page.jsonld").write_text(example("json"), encoding="utf-8")
    (position,) = importers.read(tmp_path / "page.jsonld").positions
    assert (position.actor, position.demand, str(position.stance), position.salience) == ("town", "no-toll", "rejects", 0.8)
    assert str(position.valid_from) == "2024-02-01"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_says_how_its_rows_are_named_in_rdf(table) -> None:
    assert f"base + `{'/'.join((table.kind, *(key.upper() for key in table.key)))}`" in PAGE


def test_a_key_of_json_that_no_term_has_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "page.jsonld"
    path.write_text(example("json").replace('"salience"', '"saliense"'), encoding="utf-8")
    with pytest.raises(DataError, match=r"'pg:saliense'.*did you mean 'pg:salience'"):
        importers.read(path)
