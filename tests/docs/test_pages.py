"""The docs are true: generated pages are current, shown Python runs, links lead somewhere."""

from __future__ import annotations

import doctest
import re

import pytest
from docs.console import ROOT, pages
from docs.pages import PAGES

WRITTEN = [*pages(), *sorted((ROOT / "docs" / "decisions").glob("*.md")), *sorted((ROOT / "data").glob("*/README.md"))]


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_project_says_now(name) -> None:
    shown = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert shown == PAGES[name](), f"docs/{name} is old; `make docs` writes it anew"


def test_the_python_of_the_readme_gives_what_it_shows() -> None:
    failures, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing
