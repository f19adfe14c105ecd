"""Journeys of those who enter data and review it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.api.serving import Running, serving
from tests.browser.conftest import Opened
from tests.browser.watching import Watched

WRITER = "writer-of-the-tests"
QUOTE = "rejects a truce in the Black Sea"
TEXT = f"Speaking to reporters, the minister said that his country {QUOTE}. He took no questions."


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    """A service that is written to, and so is that of this file alone."""
    with serving(POSGRAPH_WRITE_TOKEN=WRITER) as running:
        yield running


def logged_in(opened: Opened) -> Watched:
    at = opened("/review")
    at.page.get_by_label("Token").fill(WRITER)
    at.page.get_by_role("button", name="Log in").click()
    at.page.wait_for_url(re.compile("/review$"))
    return at


def proposed(at: Watched, holder: str, demand: str) -> None:
    """Propose that a holder rejects a demand: paste the text, select the quote in it, fill the form."""
    at.go("/review/new")
    text = at.page.get_by_label("Text of the source")
    text.fill(TEXT)
    text.evaluate(f"area => area.setSelectionRange({TEXT.index(QUOTE)}, {TEXT.index(QUOTE) + len(QUOTE)})")
    at.page.get_by_role("button", name="Quote what is selected").click()
    expect(at.page.get_by_label("Quote", exact=True)).to_have_value(QUOTE)
    at.page.get_by_label("Holder").fill(holder)
    at.page.get_by_label(re.compile("^Demand")).fill(demand)
    at.page.get_by_label("Stance").select_option("rejects")
    at.page.get_by_label("Since").fill("2025-12-20")
    at.page.get_by_label("New source: title").fill("A briefing")
    at.page.get_by_role("button", name="Propose").click()
    expect(at.page.locator("mark")).to_have_text(QUOTE)


def conflicts(at: Watched, holder: str) -> int:
    """How many conflicts of the holder the list shows on the day."""
    at.go(f"/conflicts?asof=2025-12-29&actor={holder}")
    return at.page.get_by_role("main").get_by_role("row").count()


def test_a_position_is_proposed_accepted_and_changes_the_conflicts(opened: Opened) -> None:
    at = logged_in(opened)
    before = conflicts(at, "germany")
    proposed(at, "germany", "black-sea-truce")
    draft = at.path()
    expect(at.page.get_by_role("main")).to_contain_text(re.compile("[1-9][0-9]* new conflict"))
    assert conflicts(at, "germany") == before
    at.go(draft)
    at.page.get_by_label("Reason", exact=True).fill("The minister said so on the record")
    at.page.get_by_role("button", name="Accept").click()
    expect(at.page.get_by_role("main")).to_contain_text("Accepted by")
    assert conflicts(at, "germany") > before
    at.go("/search?q=minister%20Black%20Sea&asof=2025-12-29")
    at.go(f"/search?q=%22{QUOTE.replace(' ', '%20')}%22&asof=2025-12-29")
    expect(at.page.get_by_role("main")).to_contain_text("Germany")


def test_of_two_reviewers_the_second_is_told_what_the_first_did_and_loses_nothing(opened: Opened) -> None:
    one = logged_in(opened)
    proposed(one, "belgium", "black-sea-truce")
    two = logged_in(opened)
    two.go(one.path())
    two.page.get_by_label("Reason", exact=True).fill("He is not the minister")
    one.page.get_by_label("Reason", exact=True).fill("He speaks for the government")
    one.page.get_by_role("button", name="Accept").click()
    expect(one.page.get_by_role("main")).to_contain_text("Accepted by")
    two.expected += ["409", "412"]
    two.page.get_by_role("button", name="Reject").click()
    expect(two.page.get_by_role("main")).to_contain_text("He speaks for the government")
    expect(two.page.get_by_label("Reason", exact=True)).to_have_value("He is not the minister")


def test_axe_finds_nothing_on_the_pages_of_the_review(opened: Opened) -> None:
    at = logged_in(opened)
    proposed(at, "russia", "black-sea-truce")
    draft = at.path()
    for path in ("/review", "/review/new", draft):
        at.go(path)
        at.page.set_viewport_size({"width": 1360, "height": 900})
        assert (path, at.axe()) == (path, [])
        at.page.set_viewport_size({"width": 390, "height": 844})
        assert (path, at.overflow()) == (path, 0)
    at.go(draft)
    at.page.get_by_label("Reason", exact=True).fill("A test")
    at.page.get_by_role("button", name="Reject").click()
    expect(at.page.get_by_role("main")).to_contain_text("Rejected by")
    assert at.axe() == []


def test_who_logs_out_sees_no_draft(opened: Opened) -> None:
    at = logged_in(opened)
    at.page.get_by_role("button", name="Log out").click()
    at.go("/review")
    expect(at.page.get_by_label("Token")).to_be_visible()
