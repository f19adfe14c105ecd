"""Journeys of readers, by what they see: roles and names."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opened

DAY = "asof=2025-12-29"


def test_from_home_to_the_quote_that_proves_the_contradiction(opened: Opened) -> None:
    at = opened(f"/?{DAY}")
    expect(at.page.get_by_role("heading", level=1)).to_have_text("No order of steps satisfies everyone")
    at.page.get_by_role("link", name="SQ001", exact=True).first.click()
    quote = at.page.get_by_role("complementary").get_by_text("first a peace agreement, then a ceasefire")
    expect(quote.first).to_be_visible()
    source = at.page.get_by_role("complementary").get_by_role("link", name=re.compile("^Miami Talks"))
    expect(source.first).to_have_attribute("href", "https://expertnews.com.ua/en/article/3781")


def test_from_a_cell_of_the_matrix_to_its_source(opened: Opened) -> None:
    at = opened(f"/matrix?{DAY}")
    columns = at.page.get_by_role("columnheader").all_inner_texts()
    place = next(n for n, name in enumerate(columns) if name.startswith("recognition of annexed"))
    row = at.page.get_by_role("row", name=re.compile("^Russia"))
    row.get_by_role("cell").nth(place - 1).get_by_role("link").click()
    drawer = at.page.get_by_role("complementary")
    expect(drawer.get_by_text("a push for recognition of annexed territories").first).to_be_visible()
    drawer.get_by_role("link", name="expertnews-2025-12-29").first.click()
    expect(at.page.get_by_role("heading", level=1)).to_contain_text("Miami Talks")
    assert at.path().startswith("/id/miami-2025/source/expertnews-2025-12-29")


def test_arrow_keys_move_in_the_matrix(opened: Opened) -> None:
    at = opened(f"/matrix?{DAY}")
    cells = at.page.get_by_role("table").first.locator("tbody td a")
    cells.first.focus()
    before = at.page.evaluate("document.activeElement.getAttribute('href')")
    at.page.keyboard.press("ArrowDown")
    below = at.page.evaluate("document.activeElement.getAttribute('href')")
    assert below != before
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_role("complementary")).to_be_visible()
    at.page.keyboard.press("Escape")
    expect(at.page.get_by_role("complementary")).to_have_count(0)


def test_what_if_frees_the_order(opened: Opened) -> None:
    at = opened(f"/orders?{DAY}")
    expect(at.page.get_by_role("heading", level=1)).to_contain_text("3 contradictions in 2 independent parts")
    at.page.get_by_role("link", name="What if SQ001 and SQ059 are given up?").first.click()
    at.page.wait_for_url(re.compile("without=SQ001&without=SQ059"))
    expect(at.page.get_by_role("heading", level=1)).not_to_contain_text("contradiction")
    at.page.go_back()
    expect(at.page.get_by_role("heading", level=1)).to_contain_text("3 contradictions")


def test_a_supposed_concession_opens_a_deal(opened: Opened) -> None:
    at = opened(f"/settlements?{DAY}")
    expect(at.page.get_by_role("main")).to_contain_text("No deal can keep every red line of Russia and Ukraine")
    at.page.get_by_role("link", name="Suppose one of the cheapest ways in every part").click()
    at.page.wait_for_url(re.compile("accept=RU003"))
    expect(at.page.get_by_role("main")).not_to_contain_text("No deal can keep every red line")


def test_a_copied_link_shows_the_same_picture_in_another_browser(opened: Opened) -> None:
    one = opened(f"/conflicts?{DAY}&min=0.3", permissions=["clipboard-read", "clipboard-write"])
    one.page.get_by_role("link", name=re.compile("^Russia and Ukraine")).first.focus()
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("complementary")).to_be_visible()
    one.page.get_by_role("button", name="Copy link").click()
    expect(one.page.get_by_role("button", name="Copied")).to_be_visible()
    link = one.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(one.url)
    two = opened(link.removeprefix(one.url))
    for part in ("figure svg", "#drawer", "main table"):
        shown, again = (_without_links(at.page.locator(part).first.inner_html()) for at in (one, two))
        assert again == shown


def _without_links(html: str) -> str:
    """A part of a page without its addresses, which name the dataset where the link was copied."""
    return re.sub(r'href="[^"]*"', "", html)


def test_a_picture_can_be_taken_away_as_a_file(opened: Opened) -> None:
    at = opened(f"/orders?{DAY}")
    with at.page.expect_download() as download:
        at.page.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename == "orders.png"
    data = download.value.path().read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 20_000


def test_without_javascript_the_views_still_read_and_lead_to_the_evidence(opened: Opened) -> None:
    at = opened(f"/?{DAY}", java_script_enabled=False)
    at.page.get_by_role("link", name="Conflicts", exact=True).click()
    expect(at.page.get_by_role("heading", level=1)).to_contain_text("Conflicts")
    at.page.get_by_label("Rule", exact=True).select_option("deadlock")
    at.page.get_by_role("button", name="Show", exact=True).click()
    assert "rule=deadlock" in at.path()
    at.go(f"/ground?{DAY}")
    at.page.get_by_role("link", name="ceasefire", exact=True).nth(1).click()
    expect(at.page.get_by_role("complementary").get_by_text("first a peace agreement, then a ceasefire").first).to_be_visible()


def test_a_search_in_russian_or_ukrainian_spelling_finds_the_statement(opened: Opened) -> None:
    at = opened(f"/?{DAY}")
    for text in ("Зеленський", "Зеленский", "Zelensky"):
        at.page.get_by_role("searchbox", name="Search").first.fill(text)
        at.page.get_by_role("searchbox", name="Search").first.press("Enter")
        at.page.wait_for_url(re.compile("/search"))
        expect(at.page.locator("mark").first).to_contain_text(re.compile("Zelensk", re.IGNORECASE))


def test_a_query_with_a_fault_is_mended_and_answers(opened: Opened) -> None:
    at = opened("/sparql?query=SELECT%20%3Fp%20%7B%20%3Fp%20a%20pg%3APosition")
    at.expected.append("400")
    expect(at.page.get_by_role("main")).to_contain_text(re.compile("line 1", re.IGNORECASE))
    editor = at.page.get_by_role("textbox", name="Query")
    editor.fill("SELECT ?p { ?p a pg:Position } LIMIT 3")
    at.page.get_by_role("button", name="Run", exact=True).click()
    expect(at.page.get_by_role("main").get_by_role("row")).to_have_count(4)
    at.page.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").click()
    assert at.path().startswith("/id/miami-2025/position/")


def test_the_day_can_be_changed_and_the_timeline_leads_to_both_quotes(opened: Opened) -> None:
    at = opened(f"/?{DAY}")
    at.page.get_by_label("As of").fill("2025-11-30")
    at.page.get_by_role("button", name="Show", exact=True).first.click()
    at.page.wait_for_url(re.compile("asof=2025-11-30"))
    at.go(f"/?{DAY}")
    at.page.get_by_role("link", name=re.compile("^the history, with quotes")).nth(1).click()
    drawer = at.page.get_by_role("complementary")
    expect(drawer.get_by_role("article").first).to_be_visible()


def test_dark_and_light_can_be_chosen_and_stay(opened: Opened) -> None:
    at = opened(f"/ground?{DAY}")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = at.page.evaluate(colour)
    at.page.get_by_role("button", name="Dark or light").click()
    assert at.page.evaluate(colour) != light
    at.reload()
    expect(at.page.locator("html")).to_have_attribute("data-theme", "dark")
