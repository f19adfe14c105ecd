"""Rows added to a dataset are held to what holds for the rows of a table."""

from pathlib import Path

import pytest

from posgraph import importers, reading
from posgraph.errors import DataError

BASE = Path(__file__).parent / "base"


def test_rows_are_added_and_may_refer_to_each_other() -> None:
    dataset = importers.read(BASE)
    more = reading.add(
        dataset,
        {
            "sources": [{"id": "S2", "title": "A letter"}],
            "positions": [
                {"id": "H2", "actor": "hill", "demand": "fence", "stance": "opposes", "source": "S2", "quote": "No fence."},
                {
                    "id": "H3",
                    "actor": "hill",
                    "demand": "fence",
                    "stance": "accepts",
                    "revises": "H2",
                    "revision_reason": "change",
                },
            ],
        },
    )
    assert [position.id for position in more.positions] == ["D1", "H1", "H2", "H3"]
    assert len(dataset.positions) == 2


def test_every_fault_of_added_rows_is_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        reading.add(
            importers.read(BASE),
            {
                "positions": [
                    {"id": "H1", "actor": "hill", "demand": "fence", "stance": "oposes", "colour": "red"},
                    {"id": "H2", "actor": "hil", "demand": "fence", "quote": "No."},
                ]
            },
        )
    assert [(fault.where, fault.value, fault.hint) for fault in error.value.faults] == [
        ("positions (H1) column colour", "colour", ""),
        ("positions (H1) column id", "H1", ""),
        ("positions (H1) column stance", "oposes", "opposes"),
        ("positions (H2) column actor", "hil", "hill"),
        ("positions (H2) column stance", "", ""),
        ("positions (H2) column source", "", ""),
    ]


def test_an_added_row_may_not_take_the_id_of_a_statement_of_another_kind() -> None:
    row = {"actor": "hill", "first": "fence", "relation": "before", "then": "deep", "stance": "demands"}
    with pytest.raises(DataError) as error:
        reading.add(importers.read(BASE), {"sequencing": [{"id": "H1", **row}, {"id": "O1", **row}]})
    assert [str(fault) for fault in error.value.faults] == [
        "sequencing (H1) column id: 'H1'. Positions, sequence preferences and relations share one set of ids, because results "
        "name them side by side; a position has it too"
    ]
