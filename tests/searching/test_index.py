"""The index itself: made where SQLite can, and a plain word where it cannot."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from posgraph.errors import StoreError
from posgraph.searching.index import create, index
from tests.searching.toy import TOY


def test_an_sqlite_that_makes_no_full_text_table_is_told_with_the_remedy() -> None:
    def refuse(action: int, *_: object) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_VTABLE else sqlite3.SQLITE_OK

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.set_authorizer(refuse)
        with pytest.raises(StoreError, match="built with FTS5"):
            create(connection)


def test_a_dataset_is_indexed_once_and_what_is_made_of_it_anew() -> None:
    assert index(TOY) is index(TOY)
    changed = TOY.having("actors", TOY.actors[:1])
    assert index(changed) is not index(TOY)
    assert len(index(TOY).entries) - len(index(changed).entries) == 2
