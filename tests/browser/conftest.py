from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.api.serving import Running, serving
from tests.browser.watching import FLAGS, Watched, chromium, watched


@pytest.fixture(scope="package")  # not longer: its event loop would stand in the way of other tests
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; Debian has it as the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served() -> Iterator[Running]:
    """The bundled dataset."""
    with serving("--query-seconds", "60") as running:
        yield running


Opened = Callable[..., Watched]


@pytest.fixture
def opened(browser: Browser, served: Running) -> Iterator[Opened]:
    """Opens a page of the service in a new browser context; at the end it must have been calm: see ``Watched.check``."""
    made: list[Watched] = []

    def open(path: str = "/", *, url: str = "", **options: object) -> Watched:
        found = watched(browser, url or served.url, **options)
        made.append(found)
        found.go(path)
        return found

    yield open
    for one in made:
        one.check()
        one.close()
