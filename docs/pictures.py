"""``python -m docs.pictures``: the pages as a reader sees them, wide and narrow, light and dark; look at the pictures."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from tests.api.serving import serving
from tests.browser.watching import FLAGS, chromium
from tests.pages.addresses import ADDRESSES, VIEWS

PLACE = Path(__file__).parent / "pictures"
SHOWN = (*VIEWS, "sparql", "position")
SIZES = {"wide": (1360, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
README = "/orders?asof=2025-12-29"
"""What README shows, as high as the picture in it is."""

COLOURS = 64
"""So many colours a picture keeps; pages have few, and the files stay small."""


def main() -> None:
    """Write them all, or those of the pages that are named."""
    PLACE.mkdir(exist_ok=True)
    names = sys.argv[1:] or SHOWN
    with serving("--query-seconds", "60") as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name in names:
            for size in SIZES:
                for scheme in SCHEMES:
                    place = PLACE / f"{name}-{size}-{scheme}.png"
                    place.write_bytes(_taken(browser, service.url + ADDRESSES[name], SIZES[size], scheme))
                    sys.stdout.write(f"{place.name}  {place.stat().st_size / 1000:.0f} kB\n")
        if not sys.argv[1:]:
            (PLACE / "orders.png").write_bytes(_taken(browser, service.url + README, (1360, 1240), "light"))
        browser.close()


def _taken(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> bytes:
    """A page as a PNG of few colours."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    shot = Image.open(BytesIO(page.screenshot()))
    context.close()
    out = BytesIO()
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
