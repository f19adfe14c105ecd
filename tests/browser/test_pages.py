"""Every page in the browser: whether it can be used by everybody, on every screen."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opened
from tests.pages.addresses import ADDRESSES, VIEWS


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(opened: Opened, name: str) -> None:
    page = opened(ADDRESSES[name])
    if name == "nothing":
        page.expected.append("404")
    assert page.axe() == []
    assert page.overflow() <= 0
    page.page.set_viewport_size({"width": 390, "height": 844})
    assert page.overflow() <= 0
    if name in (*VIEWS, "sparql", "position"):
        page.page.emulate_media(color_scheme="dark")
        assert page.axe() == []
