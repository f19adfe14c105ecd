"""docs/web.md tells every page and every parameter of it, and no other."""

from __future__ import annotations

import re

import pytest
from docs.console import ROOT

from posgraph_api.links.view import View
from posgraph_api.pages.registry import PAGES

TEXT = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_parameter_of_a_page_is_in_the_docs(page) -> None:
    told = re.search(rf"^### `{re.escape(page.path)}`\n(.*?)(?=^##)", TEXT, re.S | re.M)
    assert told, f"docs/web.md has no section on {page.path}"
    cells = re.findall(r"^\| (`.*?) \|", told[1], re.M)
    names = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(names) == sorted(set(page.query.names()) - set(View.names()))


def test_every_page_is_in_the_table_of_addresses() -> None:
    table = TEXT.split("## Parameters", 1)[0]
    addresses = re.findall(r"`(/[a-z]*)", table)
    assert {page.path for page in PAGES} | {"/sparql", "/review", "/id"} <= set(addresses)


def test_what_every_page_takes_is_in_the_docs() -> None:
    assert all(f"`{name}`" in TEXT or f"`{name}=" in TEXT for name in View.names())
