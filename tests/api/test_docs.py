"""The docs of the service show what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from posgraph_api.settings import options
from tests.api import shown
from tests.api.serving import Running, serving


@pytest.mark.parametrize("page", shown.PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_give_what_is_shown(page: Path) -> None:
    with serving() as service:
        found = [command for _, commands in shown.blocks(page.read_text(encoding="utf-8")) for command in commands]
        differing = [c.text for c in found if not c.expects(shown.run(c, service.url))]
    assert found
    assert not differing, "`python -m tests.api.shown` writes the shown outputs anew"


def test_every_setting_is_in_the_docs(service: Running) -> None:
    text = shown.PAGES[0].read_text(encoding="utf-8")
    for option in options():
        assert f"`{option.flag}`" in text
        assert f"`{option.variable}`" in text
