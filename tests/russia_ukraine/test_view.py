"""Miami as a view of the whole: which rows it holds, and that it answers as the whole does."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import posgraph
from posgraph import resources
from posgraph.importers import load_quads, read

WINDOW = Path(__file__).parent.parent / "miami" / "factbase_window.csv"
LAST = "2025-12-31"
DAYS = ("2025-11-01", "2025-11-21", "2025-11-23", "2025-11-24", "2025-12-14", "2025-12-18", "2025-12-24", "2025-12-29", LAST)


@pytest.fixture(scope="module")
def view():
    with posgraph.open("miami-2025") as graph:
        yield graph


def as_far(found: Any) -> Any:
    """A result without what is said of days after the window, of which the view knows nothing."""
    if isinstance(found, dict):
        cut = {key: as_far(value) for key, value in found.items()}
        return {**cut, "until": None} if (found.get("until") or LAST) >= LAST and "until" in found else cut
    return [as_far(item) for item in found] if isinstance(found, list) else found


def test_the_view_holds_the_rows_of_the_window_and_no_other(view) -> None:
    with WINDOW.open(encoding="utf-8", newline="") as lines:
        window = {row["id"] for row in csv.DictReader(lines)}
    assert {p.id for p in view.dataset.positions} | {q.id for q in view.dataset.sequencing} == window


def test_the_view_is_no_copy() -> None:
    folder = resources.data() / "miami-2025"
    assert sorted(file.name for file in folder.iterdir()) == ["README.md", "dataset.toml"]


def test_its_rows_are_those_of_the_whole_but_for_what_they_revise_outside_of_it(view, dataset) -> None:
    for table, row in view.dataset:
        key = next(key for key, found in view.dataset.by_id(table).items() if found is row)
        same = dataset.by_id(table)[key]
        if row != same:
            assert (table, row.revises, row.revision_reason) in (("positions", None, None), ("sequencing", None, None)), key
            assert same.revises not in view.dataset.by_id(table), key


def test_a_change_of_something_before_the_window_is_history_of_the_whole(view) -> None:
    assert {p.id for p in view.dataset.positions if p.revises} == {"UA011", "UA026", "US012"}


def test_plans_that_came_to_an_end_before_the_window_are_not_in_it(view, dataset) -> None:
    gone = {p.id for p in dataset.proposals} - {p.id for p in view.dataset.proposals}
    assert gone == {
        *("minsk-order-of-steps", "paris-conclusions-2019", "istanbul-treaty-2022"),
        *("istanbul-exchange-2025", "black-sea-truce-2025"),
    }


def test_the_scale_of_guarantees_is_whole(view) -> None:
    assert sorted(d.rank for d in view.dataset.demands if d.issue == "security-guarantees" and d.rank) == [1, 2, 3, 4, 5, 5, 5]


def test_every_scenario_of_the_view_can_be_laid_over_it(view) -> None:
    assert "russia-drops-its-order" in view.dataset.by_id("scenarios")


def test_the_view_has_a_header_of_its_own(view, dataset) -> None:
    assert (view.id, view.base) == ("miami-2025", "https://w3id.org/posgraph/id/miami-2025/")
    assert view.dataset.title != dataset.title
    assert (view.dataset.process, view.dataset.licence) == ("ru-ua", "CC-BY-4.0")


@pytest.mark.parametrize("day", DAYS)
def test_conflicts_are_those_of_the_whole(view, whole, day) -> None:
    found, expected = (graph.conflicts(as_of=day, within=True).to_dict() for graph in (view, whole))
    assert len(found["items"]) >= 20
    assert as_far(found) == as_far(expected)


@pytest.mark.parametrize("day", DAYS)
def test_overlaps_are_those_of_the_whole(view, whole, day) -> None:
    assert as_far(view.overlaps(as_of=day).to_dict()) == as_far(whole.overlaps(as_of=day).to_dict())


@pytest.mark.parametrize("day", DAYS)
def test_orders_are_those_of_the_whole(view, whole, day) -> None:
    assert as_far(view.orders(as_of=day).to_dict()) == as_far(whole.orders(as_of=day).to_dict())


@pytest.mark.parametrize("day", DAYS)
def test_common_ground_is_that_of_the_whole(view, whole, day) -> None:
    found, expected = (graph.ground(["russia", "ukraine"], as_of=day).to_dict() for graph in (view, whole))
    assert as_far(found) == as_far(expected)


@pytest.mark.parametrize("to", ["csv", "xlsx", "ttl"])
def test_an_exported_view_is_its_rows(view, tmp_path, to) -> None:
    path = tmp_path / ("view" if to == "csv" else f"view.{to}")
    view.export(path, to)
    assert read(path) == view.dataset


def test_a_view_is_loaded_into_a_store_as_its_rows(view, tmp_path) -> None:
    assert posgraph.load("miami-2025", tmp_path / "talks.store") == ("miami-2025",)
    with posgraph.open(tmp_path / "talks.store") as stored:
        assert stored.dataset == view.dataset


def test_a_bare_name_opens_a_bundled_dataset() -> None:
    for name in resources.bundled():
        with posgraph.open(name) as graph:
            assert graph.id == name


def test_a_path_comes_before_a_bare_name(tmp_path, monkeypatch, view) -> None:
    view.export(tmp_path / "russia-ukraine", "csv")
    monkeypatch.chdir(tmp_path)
    assert [loaded.id for loaded in load_quads("russia-ukraine")] == ["miami-2025"]


def test_an_unknown_path_lists_the_bundled_names(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(posgraph.errors.UsageError, match=r"bundled dataset: .*miami-2025, russia-ukraine.*'russia-ukraine'\?"):
        posgraph.open("russia-ukrane")
