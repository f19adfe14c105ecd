from __future__ import annotations

import pytest

from tests.browser.conftest import Opened

DAY = "asof=2025-12-29"
PAGES = {
    "ground": f"/ground?{DAY}&demand=ceasefire",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(opened: Opened, name: str) -> None:
    page = opened(PAGES[name])
    assert page.axe() == []
    page.page.set_viewport_size({"width": 390, "height": 844})
    assert page.overflow() <= 0
    page.page.emulate_media(color_scheme="dark")
    assert page.axe() == []


def test_the_picture_of_a_copied_link_is_that_of_the_page(opened: Opened) -> None:
    one = opened(f"/ground?{DAY}")
    one.page.get_by_role("link", name="ceasefire", exact=True).nth(1).click()
    one.page.get_by_role("complementary").wait_for()
    assert "demand=ceasefire" in one.path()
