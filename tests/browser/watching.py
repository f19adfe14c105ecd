"""A page in a real browser that is watched: every request, every message of the console, every report of the content policy."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]

_REPORTS = """
window.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


def chromium() -> str | None:
    """Where Chromium is; None where there is none, and nobody insists on one (POSGRAPH_BROWSER=required)."""
    path = shutil.which(os.environ.get("CHROMIUM", "chromium")) or shutil.which("chromium-browser")
    assert path or os.environ.get("POSGRAPH_BROWSER") != "required", "no Chromium on this machine"
    return path


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    url: str
    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the service."""
        answer = self.page.goto(self.url + path)
        assert answer is not None

    def reload(self) -> None:
        """Look again."""
        self.page.reload()

    def path(self) -> str:
        """The address that is open, without the service's own."""
        return self.page.url.removeprefix(self.url)

    def axe(self) -> list[str]:
        """What axe finds: rule, and the elements."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes']][:5]}" for one in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide

    def check(self) -> None:
        """Nothing went wrong, and nothing was asked of anybody but the service."""
        host = urlsplit(self.url).netloc
        foreign = [one for one in self.asked if urlsplit(one).netloc != host and urlsplit(one).scheme not in ("data", "blob")]
        assert foreign == []
        assert [one for one in self.wrong if not any(part in one for part in self.expected)] == []

    def close(self) -> None:
        """Close it."""
        self.context.close()


def watched(browser: Browser, url: str, **options: Any) -> Watched:
    """A new page, in a browser that knows nothing of others."""
    context = browser.new_context(**({"viewport": {"width": 1360, "height": 900}} | options))
    if options.get("java_script_enabled", True):
        context.add_init_script(_REPORTS)
    context.set_default_timeout(15_000)
    page = context.new_page()
    found = Watched(url, context, page)
    page.on("console", lambda message: found.wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.wrong.append(str(error)))
    page.on("request", lambda request: found.asked.append(request.url))
    return found
